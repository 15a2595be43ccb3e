"""Where presses and commands are served: the doors they need, and how each is answered within Discord's three seconds."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import discord

from adapters.discord.answers import Answers
from adapters.discord.languages import common_language, language_of, spoken_to
from adapters.discord.places import Places
from adapters.discord.refs import channel_ref, member_ref, written_at
from adapters.discord.render import EPHEMERAL, Payload, aside, said
from adapters.discord.teams import Teams, is_staff
from adapters.discord.wire import FAILURES, QUIET, UPDATE, WAIT, Asked, Wire
from bot.events import ButtonPressed, CommandGiven, Event
from bot.model import MemberRef, Phrase, Phrases, Policy, Role
from bot.ports import Belongings, Clock, EventLog, Library, Records, Store, Surveys, Unavailable

log = logging.getLogger("twoway.discord")


def asked_of(interaction: discord.Interaction) -> Asked | None:
    """Return who asks, and where; None outside of servers."""
    if interaction.guild_id is None or interaction.channel_id is None:
        return None
    return Asked(
        interaction.application_id,
        interaction.id,
        interaction.token,
        channel_ref(interaction.guild_id, interaction.channel_id),
        member_ref(interaction.guild_id, interaction.user.id),
        written_at(interaction.id),
        language_of(interaction.locale.value),
    )


Invite = Callable[[MemberRef, str, Role], str | None]
"""Makes a link that lets a member in to the dashboard, once: who, by what name, as what. None while there is no dashboard."""


class Books(Records, Belongings, Library, Surveys, Protocol):
    """What pages look at, and what is given to a member who asks what is kept of them."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every command and button may use."""

    log: EventLog
    records: Books
    store: Store
    clock: Clock
    phrases: Phrases
    policy: Policy
    teams: Teams
    answers: Answers
    wire: Wire
    places: Places
    invite: Invite | None = None

    async def addressed(self, asked: Asked, interaction: discord.Interaction) -> Asked:
        """Return who asks with the language they are answered in: their own, else the community's, else English."""
        policy = await self.teams.policy(int(asked.channel.community.id), int(asked.channel.id))
        server = interaction.guild_locale.value if interaction.guild_locale else asked.common
        common = common_language(policy.language, server)
        return replace(asked, language=spoken_to(asked.language, common, self.phrases.texts), common=common)

    def say(self, asked: Asked, phrase: str, count: int | None = None, /, **values: str) -> str:
        """Return one of this folder's phrases in the member's language."""
        return said(self.phrases, Phrase(f"discord.{phrase}", tuple(values.items()), count), asked.language)

    def is_team(self, interaction: discord.Interaction, *, staff: bool = False) -> bool:
        """Whether who asks is of the team. `staff`: those who may manage the server count as well, whatever was chosen."""
        user = interaction.user
        return self.teams.now(user) or (staff and isinstance(user, discord.Member) and is_staff(user))

    async def hold(self, asked: Asked) -> None:
        """Keep a place for the answer, which the member alone will see."""
        await self.wire.answer(asked, WAIT, {"flags": EPHEMERAL})

    async def tell(self, asked: Asked, content: str, components: Sequence[Payload] = ()) -> None:
        """Put the answer in the place that was kept."""
        await self.wire.fill(asked, aside(content, components))

    async def turn(self, asked: Asked, page: Payload) -> None:
        """Change the page that was pressed."""
        await self.wire.answer(asked, UPDATE, {name: part for name, part in page.items() if name != "flags"})

    async def press(self, asked: Asked, event: ButtonPressed) -> bool:
        """Take a press of a button: nothing to see yet; a card changes, or a notice follows. Return whether it did what it says."""
        self.answers.expect(event, asked)
        await self.wire.answer(asked, QUIET)
        saved = await self.save(event)
        if not saved:
            await self.wire.follow(asked, aside(self.say(asked, "not_saved")))
        return not self.answers.answered(event) and saved

    async def command(
        self, asked: Asked, event: CommandGiven, done: str, *before: Event, parts: Sequence[Payload] = ()
    ) -> None:
        """Give the core a command, after what it has to know before, and answer: with its notice, or that it is done.

        `parts`: buttons for when it is done.
        """
        self.answers.expect(event, asked, opened=True)
        saved = await self.save(*before, event)
        if not self.answers.answered(event):
            await self.tell(asked, self.say(asked, done if saved else "not_saved"), parts if saved else ())

    async def save(self, *events: Event) -> bool:
        """Hand events to the engine; return whether they are committed."""
        try:
            await self.log.append(*events)
        except Unavailable as why:
            log.warning("not saved", extra={"why": str(why), "events": len(events)})
            return False
        return True

    async def gone_wrong(self, asked: Asked | None) -> None:
        """Say that something went wrong, where that is still possible."""
        if asked is None:
            return
        page = aside(self.say(asked, "went_wrong"))
        for attempt in (self.wire.follow, self.wire.fill):
            try:
                await attempt(asked, page)
                return
            except FAILURES:
                continue
