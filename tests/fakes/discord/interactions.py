"""Interactions: what a member set off, what the bot answered, and how long its token lives."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from tests.fakes.discord import bodies
from tests.fakes.discord.byhand import check_message, check_modal
from tests.fakes.discord.errors import ApiError, malformed
from tests.fakes.discord.rest import Upload
from tests.fakes.discord.state import Channel, Member, Message
from tests.fakes.discord.writing import shown

if TYPE_CHECKING:
    from tests.fakes.discord.server import FakeDiscord

Json = dict[str, Any]
FIRST_ANSWER = timedelta(seconds=3)
TOKEN_LIVES = timedelta(minutes=15)
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
EPHEMERAL, LOADING = 1 << 6, 1 << 7


@dataclass(eq=False, repr=False)
class Interaction:
    """One interaction, as the member who set it off sees it."""

    fake: "FakeDiscord"
    id: int
    token: str
    kind: int
    member: Member
    channel: Channel
    data: Json
    created: datetime
    message: Message | None = None
    answered_with: int | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    modal: Json | None = None
    choices: list[Json] | None = None

    def __repr__(self) -> str:
        """Show who did what, and what came of it so far."""
        said = [message.content for message in self.messages]
        return f"<Interaction of {self.member.user.name} {self.data} answered with {self.answered_with}: {said}>"

    @property
    def messages(self) -> list[Message]:
        """What the member has been answered, ephemeral answers too, first to last."""
        own = [self.original] if self.original is not None and self.original is not self.message else []
        return own + self.followups

    @property
    def reply(self) -> Message:
        """The first answer."""
        assert self.messages, f"no message in answer to {self.data}"
        return self.messages[0]

    @property
    def text(self) -> str:
        """The first answer's text."""
        return self.reply.content

    @property
    def thinking(self) -> bool:
        """Whether the member still sees "… is thinking"."""
        return self.original is not None and bool(self.original.flags & LOADING)

    async def answered(self) -> "Interaction":
        """Wait for the bot's first answer of any kind."""
        await self.fake.until(lambda: self.answered_with is not None)
        return self

    async def finished(self) -> "Interaction":
        """Wait until a deferred answer has been filled in."""
        await self.fake.until(lambda: self.answered_with is not None and not self.thinking)
        return self


class Interactions:
    """All interactions, and what the bot does with their tokens."""

    def __init__(self, fake: "FakeDiscord") -> None:
        """`fake`: the Discord they happen in."""
        self.fake = fake
        self.all: dict[int, Interaction] = {}
        self.whispers: dict[int, Message] = {}
        """Ephemeral messages, which are in no channel."""

    def start(
        self, kind: int, member: Member, channel: Channel, data: Json, message: Message | None = None
    ) -> Interaction:
        """Tell the bot that a member did something."""
        number = self.fake.ids.next()
        now = self.fake.clock.now()
        made = Interaction(self.fake, number, f"token-{number}", kind, member, channel, data, now, message)
        self.all[number] = made
        self.fake.events.tell("INTERACTION_CREATE", self._body(made), channel.guild, intent=0)
        return made

    def _body(self, one: Interaction) -> Json:
        guild = one.member.guild
        bot = guild.members[self.fake.bot.id]
        body: Json = {
            "id": str(one.id),
            "application_id": str(self.fake.application_id),
            "type": one.kind,
            "token": one.token,
            "version": 1,
            "data": one.data,
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
            "channel_id": str(one.channel.id),
            "channel": bodies.channel(one.channel) | {"permissions": bodies.can_do(one.member, one.channel)},
            "member": bodies.member(one.member) | {"permissions": bodies.can_do(one.member, one.channel)},
            "app_permissions": bodies.can_do(bot, one.channel),
            "locale": one.member.user.locale,
            "guild_locale": guild.locale,
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(guild.id)},
            "context": 0,
            "attachment_size_limit": 10 << 20,
        }
        if one.message is not None:
            message = bodies.message(one.message, self.fake.bot)
            self.fake.check_event("INTERACTION_CREATE", "MessageResponse", message)
            body["message"] = message
        return body

    def first_answer(self, number: int, token: str, body: Json, files: dict[int, Upload]) -> Interaction:
        """Take the bot's first answer, due within three seconds and only once."""
        one = self.all.get(number)
        if one is None or one.token != token or self.fake.clock.now() - one.created > FIRST_ANSWER:
            raise ApiError(10062)
        if one.answered_with is not None:
            raise ApiError(40060)
        kind, data = body["type"], body.get("data") or {}
        fitting = {COMMAND: (4, 5, 9), COMPONENT: (4, 5, 6, 7, 9), AUTOCOMPLETE: (8,), MODAL: (4, 5, 6, 7)}[one.kind]
        if kind not in fitting or (one.kind == MODAL and kind in (6, 7) and one.message is None):
            raise malformed("type", "INTERACTION_CALLBACK_TYPE_INVALID", f"Type {kind} does not fit this interaction")
        match kind:
            case 4:
                check_message(data, len(files))
                one.original = self._say(one, data, files)
            case 5:
                one.original = self._say(one, {"flags": data.get("flags") or 0}, {}, loading=True)
            case 6:
                one.original = one.message
            case 7:
                check_message(data, len(files), editing=True)
                one.original = one.message
                self.rewrite(one.original, data, files)
            case 8:
                one.choices = data.get("choices") or []
            case 9:
                check_modal(data)
                numbers = count(1)
                one.modal = data | {"components": [shown(part, numbers) for part in data["components"]]}
        one.answered_with = kind
        return one

    def of_token(self, token: str) -> Interaction:
        """Return an interaction by its token, which lives fifteen minutes and serves only after the first answer."""
        one = next((one for one in self.all.values() if one.token == token), None)
        if one is None or one.answered_with is None:
            raise ApiError(10015)
        if self.fake.clock.now() - one.created > TOKEN_LIVES:
            raise ApiError(50027)
        return one

    def follow_up(self, one: Interaction, body: Json, files: dict[int, Upload]) -> Message:
        """Say more. The first follow-up of a deferred answer fills it in, and is as visible as the deferral said."""
        check_message(body, len(files))
        if one.thinking and one.original is not None:
            self.rewrite(one.original, body, files)
            return one.original
        message = self._say(one, body, files)
        one.followups.append(message)
        return message

    def find(self, one: Interaction, which: str) -> Message:
        """Return the original answer or a follow-up."""
        if which == "@original":
            if one.original is None:
                raise ApiError(10008)
            return one.original
        for message in [*one.messages, *([one.message] if one.message else [])]:
            if str(message.id) == which:
                return message
        raise ApiError(10008)

    def rewrite(self, message: Message | None, body: Json, files: dict[int, Upload]) -> None:
        """Edit an answer; a deferred one stops loading."""
        assert message is not None
        check_message(body, len(files), editing=True)
        fresh = bool(message.flags & LOADING)
        message.flags &= ~LOADING
        self.fake.writing.fill(message, body, files)
        if body.get("poll") and fresh:
            message.poll = self.fake.writing.compose(message.channel, self.fake.bot, {"poll": body["poll"]}, {}).poll
        message.edited_at = None if fresh else self.fake.clock.now()
        if not message.ephemeral:
            self.fake.events.written("MESSAGE_UPDATE", message)
        self.fake.changed()

    def remove(self, one: Interaction, message: Message) -> None:
        """Delete an answer."""
        if message.ephemeral:
            self.whispers.pop(message.id, None)
        else:
            self.fake.remove([message])
        if message is one.original:
            one.original = None
        elif message in one.followups:
            one.followups.remove(message)

    def _say(self, one: Interaction, data: Json, files: dict[int, Upload], loading: bool = False) -> Message:
        bot = one.member.guild.members[self.fake.bot.id]
        message = self.fake.writing.compose(one.channel, self.fake.bot, data, files, member=bot)
        message.flags |= LOADING if loading else 0
        message.type = (20 if one.data.get("type") == 1 else 23) if one.kind == COMMAND else 0
        message.application_id = message.webhook_id = self.fake.application_id
        message.interaction = self._about(one)
        if message.ephemeral:
            message.for_user = one.member.id
            self.whispers[message.id] = message
        else:
            self.fake.post(message)
        return message

    def _about(self, one: Interaction) -> Json:
        """Say in a message which interaction it answers."""
        about: Json = {"id": str(one.id), "type": one.kind, "user": bodies.user(one.member.user)}
        about["authorizing_integration_owners"] = {"0": str(one.member.guild.id)}
        if one.kind == COMPONENT and one.message is not None:
            about["interacted_message_id"] = str(one.message.id)
        if one.kind == MODAL:
            about["triggering_interaction_metadata"] = one.data["opened_by"]
        return about
