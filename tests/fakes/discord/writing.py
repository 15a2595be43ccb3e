"""From a checked request body to a message: mentions, components, files, polls, nonces."""

import mimetypes
import re
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from tests.fakes.discord.byhand import check_message
from tests.fakes.discord.errors import ApiError, malformed
from tests.fakes.discord.permissions import May, in_channel
from tests.fakes.discord.rest import Upload
from tests.fakes.discord.state import POSTS_ONLY, Channel, Kind, Member, Message, Poll, User

if TYPE_CHECKING:
    from tests.fakes.discord.server import FakeDiscord

Json = dict[str, Any]
NONCE_LIVES = timedelta(minutes=5)
SETTABLE = 1 << 2 | 1 << 6 | 1 << 12 | 1 << 15
"""Flags a bot may set: SUPPRESS_EMBEDS, EPHEMERAL, SUPPRESS_NOTIFICATIONS, IS_COMPONENTS_V2."""


class Writing:
    """Writes what the bot, or a webhook, sends."""

    def __init__(self, fake: "FakeDiscord") -> None:
        """`fake`: the Discord that is written to."""
        self.fake = fake
        self._nonces: dict[str, tuple[datetime, Message]] = {}

    def send(self, channel: Channel, body: Json, files: dict[int, Upload]) -> Message:
        """Write the bot's message to a channel, or return the one its enforced nonce already stands for."""
        bot = self.fake.member_of_bot(channel)
        check_message(body, len(files))
        self._may_send(bot, channel, body, files)
        nonce = body.get("nonce")
        if body.get("enforce_nonce") and nonce is not None:
            at, first = self._nonces.get(str(nonce), (None, None))
            if at is not None and first is not None and self.fake.clock.now() - at < NONCE_LIVES:
                return first
        reference = self._reference(bot, channel, body.get("message_reference"))
        message = self.compose(channel, self.fake.bot, body, files, member=bot, reference=reference)
        message.nonce = nonce
        if nonce is not None:
            self._nonces[str(nonce)] = (message.at, message)
        self.fake.post(message)
        return message

    def _may_send(self, bot: Member | None, channel: Channel, body: Json, files: dict[int, Upload]) -> None:
        if channel.kind in POSTS_ONLY or channel.kind == Kind.CATEGORY:
            raise ApiError(50008)
        if bot is None:
            return
        bits = in_channel(bot, channel)
        needed = May.SEND_MESSAGES_IN_THREADS if channel.is_thread else May.SEND_MESSAGES
        if body.get("poll"):
            needed |= May.SEND_POLLS
        if files:
            needed |= May.ATTACH_FILES
        if body.get("embeds"):
            needed |= May.EMBED_LINKS
        if bits & needed != needed:
            raise ApiError(50013)
        if channel.is_thread and channel.locked and not bits & May.MANAGE_THREADS:
            raise ApiError(160005)

    def _reference(self, bot: Member | None, channel: Channel, asked: Json | None) -> Message | None:
        if not asked:
            return None
        if bot is not None and not in_channel(bot, channel) & May.READ_MESSAGE_HISTORY:
            raise ApiError(160002)
        found = channel.messages.get(int(asked["message_id"]))
        elsewhere = int(asked.get("channel_id") or channel.id) != channel.id
        if found is None and asked.get("fail_if_not_exists", True) is not False:
            code = "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL" if elsewhere else "REPLIES_UNKNOWN_MESSAGE"
            raise malformed_unless_gone(code)
        return found

    def compose(
        self,
        channel: Channel,
        author: User,
        body: Json,
        files: dict[int, Upload],
        member: Member | None = None,
        reference: Message | None = None,
    ) -> Message:
        """Make a message of a checked body; it is not yet posted."""
        now = self.fake.clock.now()
        message = Message(self.fake.ids.next(), channel, author, "", now, member)
        message.flags = (body.get("flags") or 0) & SETTABLE
        if reference is not None:
            message.type, message.replied_to = 19, reference
            message.reference = {"type": 0, "channel_id": str(channel.id), "message_id": str(reference.id)}
            message.reference |= {"guild_id": str(channel.guild.id)} if channel.guild else {}
        if body.get("poll"):
            message.poll = make_poll(body["poll"], now)
        self.fill(message, body, files)
        return message

    def fill(self, message: Message, body: Json, files: dict[int, Upload]) -> None:
        """Set what a body names, leaving the rest: for new messages and for edits."""
        if "flags" in body:
            message.flags = message.flags & ~4 | (body["flags"] or 0) & 4
        if "content" in body:
            message.content = (body["content"] or "").strip()
        if "embeds" in body:
            message.embeds = [_plain({**embed, "type": "rich"}) for embed in body["embeds"] or []]
        if "components" in body:
            numbers = count(1)
            message.components = [shown(part, numbers) for part in body["components"] or []]
        if "attachments" in body or files:
            self._attach(message, body.get("attachments") or [], files)
        self._mention(message, body.get("allowed_mentions"))

    def _attach(self, message: Message, described: list[Json], files: dict[int, Upload]) -> None:
        kept = {item["id"]: item for item in message.attachments}
        told = {int(item["id"]): item for item in described if str(item["id"]) not in kept}
        message.attachments = [kept[str(item["id"])] for item in described if str(item["id"]) in kept]
        for number, upload in sorted(files.items()):
            words = told.get(number, {})
            name = words.get("filename") or upload.name
            url = self.fake.keep_file(message.channel.id, name, upload.data)
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            body = {"id": str(self.fake.ids.next()), "filename": name, "size": len(upload.data), "content_type": kind}
            body |= {"url": url, "proxy_url": url}
            body |= {key: words[key] for key in ("description", "title") if words.get(key)}
            message.attachments.append(body)

    def _mention(self, message: Message, allowed: Json | None) -> None:
        """Work out whom the text pings, within allowed_mentions and what the author may."""
        guild = message.channel.guild
        everything = {"parse": ["users", "roles", "everyone"], "replied_user": True}
        rule = everything if allowed is None else allowed
        parse = rule.get("parse") or []
        users = {int(one) for one in rule.get("users") or []}
        roles = {int(one) for one in rule.get("roles") or []}
        text = re.sub(r"```.*?```|`[^`]*`", "", message.content, flags=re.DOTALL)
        named = dict.fromkeys(int(one) for one in re.findall(r"<@!?(\d+)>", text))
        chosen = [one for one in named if "users" in parse or one in users]
        if message.replied_to is not None and rule.get("replied_user", allowed is None):
            chosen.append(message.replied_to.author.id)
        known = [self.fake.users[one] for one in dict.fromkeys(chosen) if one in self.fake.users]
        message.mentions = known
        loud = message.member is None or bool(in_channel(message.member, message.channel) & May.MENTION_EVERYONE)
        calls = re.search(r"@(everyone|here)\b", text) is not None
        message.mention_everyone = calls and "everyone" in parse and loud and guild is not None
        found = [int(one) for one in re.findall(r"<@&(\d+)>", text)]
        message.mention_roles = [
            one
            for one in dict.fromkeys(found)
            if guild and one in guild.roles and ("roles" in parse or one in roles)
            and (loud or guild.roles[one].mentionable)
        ]  # fmt: skip


def malformed_unless_gone(code: str) -> ApiError:
    """Return the refusal of a reply to what is not there: it may have been deleted, so nobody's mistake."""
    error = malformed("message_reference", code, "Unknown message")
    gone = ApiError(50035, error.errors)
    gone.excusable = True
    return gone


def make_poll(asked: Json, now: datetime) -> Poll:
    """Make a poll of a checked request."""
    answers = {number: _plain(answer["poll_media"]) for number, answer in enumerate(asked["answers"], 1)}
    for media in answers.values():
        if "emoji" in media:
            media["emoji"] = {"id": media["emoji"].get("id"), "name": media["emoji"].get("name")}
    expiry = now + timedelta(hours=float(asked.get("duration") or 24))
    votes: dict[int, list[int]] = {number: [] for number in answers}
    return Poll(asked["question"]["text"], answers, expiry, bool(asked.get("allow_multiselect")), votes)


def shown(part: Json, numbers: Any) -> Json:
    """A component as Discord gives it back: numbered, without what was not set, with the defaults filled in."""
    body = _plain(part)
    body["id"] = next(numbers) if not part.get("id") else part["id"]
    if part["type"] != 4:
        body.pop("required", None)
    if part["type"] in (3, 5, 6, 7, 8):
        body = {"min_values": 1, "max_values": 1} | body
    for key in ("components",):
        if key in part:
            body[key] = [shown(inner, numbers) for inner in part[key]]
    for key in ("component", "accessory"):
        if key in part:
            body[key] = shown(part[key], numbers)
    return body


def _plain(value: Any) -> Any:
    """Drop what is null."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if item is not None}
    return [_plain(item) for item in value] if isinstance(value, list) else value
