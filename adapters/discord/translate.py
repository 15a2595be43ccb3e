"""Discord's own things -> Events: pure. Platform words die here; what stays are names, text and ids."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import discord

from adapters.discord.refs import member_ref, message_ref
from bot.events import MessageEdited, MessageSeen, PollClosed, ReactionSeen
from bot.model import Message, MessageRef, Option, Poll, Tally

SAID = (
    discord.MessageType.default,
    discord.MessageType.reply,
    discord.MessageType.chat_input_command,
    discord.MessageType.context_menu_command,
    discord.MessageType.poll_result,
)
"""The types that are talk. Joins, pins, boosts and the like are the server's own notes."""

MARK = re.compile(
    r"<(?:@!?(?P<user>\d+)|@&(?P<role>\d+)|#(?P<channel>\d+)|a?:(?P<emoji>\w+):\d+|/(?P<command>[^:>]+):\d+)>"
)
MOMENT = re.compile(r"<t:(-?\d{1,11})(?::[a-zA-Z])?>")


def message_seen(raw: discord.Message, team: bool) -> MessageSeen | None:
    """Return that somebody wrote; None for the server's own notes, and for what is not in a server. `team`: the author is."""
    if raw.guild is None or raw.type not in SAID:
        return None
    guild, result = raw.guild.id, raw.type is discord.MessageType.poll_result
    bot = result or raw.author.bot or raw.webhook_id is not None
    return MessageSeen(
        Message(
            ref=message_ref(guild, raw.channel.id, raw.id),
            author=member_ref(guild, raw.author.id),
            name=raw.author.display_name,
            at=raw.created_at,
            text="" if result else text_of(raw),
            reply_to=_reply_to(raw),
            mentions=tuple(dict.fromkeys(member_ref(guild, user.id) for user in raw.mentions)) if not result else (),
            team=team and not bot,
            bot=bot,
            poll=_result(raw.embeds) if result else poll_of(raw.poll),
        )
    )


def message_edited(raw: discord.Message) -> MessageEdited | None:
    """Return that a message reads otherwise; None when only its pictures, its pin or its poll's count changed."""
    if raw.guild is None or raw.edited_at is None or raw.type not in SAID:
        return None
    return MessageEdited(raw.edited_at, message_ref(raw.guild.id, raw.channel.id, raw.id), text_of(raw))


def reaction_seen(raw: discord.RawReactionActionEvent, at: datetime) -> ReactionSeen | None:
    """Return that a member put an emoji on a message or took it back; None for bots, and outside of servers."""
    if raw.guild_id is None or (raw.member is not None and raw.member.bot):
        return None
    emoji = raw.emoji.name if raw.emoji.is_unicode_emoji() else f":{raw.emoji.name}:"
    ref = message_ref(raw.guild_id, raw.channel_id, raw.message_id)
    return ReactionSeen(at, ref, member_ref(raw.guild_id, raw.user_id), emoji, raw.event_type == "REACTION_ADD")


def text_of(raw: discord.Message) -> str:
    """Return what a message says, as people see it: @names, #channels, :emoji: instead of Discord's marks."""
    guild, users = raw.guild, {user.id: user for user in raw.mentions}

    def seen(found: "re.Match[str]") -> str:
        if found["user"]:
            user = users.get(int(found["user"]))
            return f"@{user.display_name}" if user else "@somebody"
        if found["role"]:
            role = guild.get_role(int(found["role"])) if guild else None
            return f"@{role.name}" if role else "@somebody"
        if found["channel"]:
            channel = guild.get_channel_or_thread(int(found["channel"])) if guild else None
            return f"#{channel.name}" if channel else "#channel"
        return f":{found['emoji']}:" if found["emoji"] else f"/{found['command']}"

    return MOMENT.sub(_moment, MARK.sub(seen, raw.content)).replace("\0", "")


def poll_of(raw: "discord.Poll | None") -> Poll | None:
    """Return the poll that hangs on a message."""
    if raw is None:
        return None
    options = tuple(Option(str(answer.id), answer.text) for answer in raw.answers)
    return Poll(raw.question, options, raw.multiple, raw.is_finalised())


def poll_closed(raw: discord.Message, at: datetime) -> PollClosed | None:
    """Return that the poll on a message takes no more votes and is counted; None while it does, or where there is none."""
    if raw.guild is None or raw.poll is None or not raw.poll.is_finalised():
        return None
    return PollClosed(at, message_ref(raw.guild.id, raw.channel.id, raw.id))


def tallies(body: Mapping[str, Any]) -> tuple[Tally, ...]:
    """Return a poll's counts out of a message as Discord sends it; none where it does not say: that is unknown, not zero."""
    poll = body.get("poll") or {}
    results = poll.get("results")
    if not results:
        return ()
    counted = {each["id"]: each["count"] for each in results["answer_counts"]}
    ids = [each["answer_id"] for each in poll["answers"]]
    return tuple([Tally(str(id), counted.get(id, 0), bool(results["is_finalized"])) for id in ids])


def _result(embeds: Iterable[discord.Embed]) -> Poll | None:
    """Return a poll as the note of its end shows it: the question, and the answer that won where one did."""
    for embed in embeds:
        fields = {field.name: field.value for field in embed.fields}
        if "poll_question_text" in fields:
            id, text = fields.get("victor_answer_id"), fields.get("victor_answer_text")
            won = (Option(id, text or ""),) if id else ()
            return Poll(fields["poll_question_text"] or "", won, closed=True)
    return None


def _reply_to(raw: discord.Message) -> str | None:
    """Return the id of the message replied to, or of the poll that ended. Forwards and news from elsewhere are no replies."""
    mark = raw.reference
    if mark is None or mark.message_id is None or mark.channel_id != raw.channel.id:
        return None
    return None if mark.type is discord.MessageReferenceType.forward else str(mark.message_id)


def _moment(found: "re.Match[str]") -> str:
    try:
        return datetime.fromtimestamp(int(found[1]), UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (ValueError, OverflowError, OSError):
        return found[0]


class Ballots:
    """Whole votes out of single ones: Discord tells of one answer at a time. Holds the latest `most` voters."""

    def __init__(self, most: int = 20_000) -> None:
        """Start empty."""
        self._most = most
        self._votes: dict[tuple[MessageRef, int], tuple[str, ...]] = {}

    def knows(self, ref: MessageRef, user: int) -> bool:
        """Whether this member's vote on this poll was seen since the start."""
        return (ref, user) in self._votes

    def put(self, ref: MessageRef, user: int, options: Iterable[str]) -> None:
        """Take a member's whole vote as Discord lists it."""
        self._votes[ref, user] = tuple(sorted(options, key=int))

    def take(self, ref: MessageRef, user: int, option: str, added: bool) -> tuple[str, ...]:
        """Add an answer to a member's vote, or take it out; return the whole vote."""
        before = set(self._votes.pop((ref, user), ()))
        vote = tuple(sorted(before | {option} if added else before - {option}, key=int))
        self._votes[ref, user] = vote
        if len(self._votes) > self._most:
            del self._votes[next(iter(self._votes))]
        return vote
