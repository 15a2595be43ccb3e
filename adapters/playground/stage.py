"""The stage: one place through which everything happens. Committed first, then kept, then shown; so nothing shown is ever lost."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from adapters.playground import render
from adapters.playground.pages import Pages
from adapters.playground.render import Payload, Speech
from adapters.playground.seen import Seen, Shown
from adapters.playground.state import CHANNELS, MOST_MARKS, MOST_MESSAGES, TEAM_CHANNEL, Scene
from bot.actions import (
    Button,
    draft_buttons,
    end_button,
    helped_buttons,
    outcome_buttons,
    suggestion_buttons,
    take_button,
    waiting_buttons,
)
from bot.events import ChannelNamed, Event, MessageDeleted, MessageEdited, MessageSeen
from bot.model import (
    AWAITING,
    CommunityRef,
    DeckState,
    Draft,
    DraftState,
    Drawn,
    Kind,
    MessageRef,
    Outcome,
    Phrases,
    Policy,
    Post,
    Status,
)
from bot.ports import Clock, EventLog, Marks, Records
from bot.view import CommunityView

OVER = tuple(status for status in Status if status not in AWAITING)
MOST_QUESTIONS = 200


class PlayClock(Clock, Protocol):
    """A clock that can run faster than the world's."""

    @property
    def rate(self) -> float:
        """How many times as fast it runs now."""

    def run_at(self, rate: float) -> None:
        """Run so many times as fast from now on. Sleepers wake by the new pace."""

    def advance_to(self, when: datetime) -> None:
        """Move on to a moment (never back). Sleepers whose time has come wake."""


class Kept(Records, Marks, Protocol):
    """Who knows what was said, decided and marked: every store does."""


class Chosen(Protocol):
    """Who knows what a community chose: any Store does."""

    async def community(self, community: CommunityRef) -> CommunityView:
        """Return what a community taught and chose."""


class Stage:
    """What stands in the playground, what the bot made of it, and the pages that look on."""

    def __init__(
        self,
        log: EventLog,
        records: Kept,
        clock: PlayClock,
        phrases: Phrases,
        community: CommunityRef,
        policy: Policy,
        chosen: Chosen | None,
    ) -> None:
        """Begin empty; `open` fills it."""
        self.clock = clock
        self.phrases = phrases
        self.community = community
        self.scene = Scene(community)
        self.seen = Seen()
        self.pages = Pages()
        self.policy = policy
        self._log = log
        self._records = records
        self._chosen = chosen
        self._opening = asyncio.Lock()
        self._open = False
        # Ids of messages that brought none must differ from those of every earlier run, forgotten ones too.
        self._run, self._count = secrets.token_hex(4), 0

    def fresh(self) -> str:
        """Return an id that no message has had."""
        self._count += 1
        return f"{self._run}-{self._count}"

    def sample_id(self, run: int, id: str) -> str:
        """Return the id of a sample's line, in one of its runs."""
        return f"{self._run}-s{run}-{id}"

    async def open(self) -> None:
        """Take what the store kept. The first time only; whoever comes while it runs waits for it."""
        async with self._opening:
            if self._open:
                return
            for name in CHANNELS:
                lines = await self._records.history(self.scene.channel(name), MOST_MESSAGES)
                self.scene.restore(name, [line.message for line in lines])
                await self._restore_marks(name)
                self.seen.restore(lines, (), (), ())
            over = await self._records.questions(self.community, OVER, MOST_QUESTIONS)
            live = await self._records.questions(self.community, AWAITING, MOST_QUESTIONS)
            posts = await self._records.posts(self.community, MOST_QUESTIONS)
            waiting = [one for one in posts if isinstance(one, Draft) and one.state is DraftState.WAITING]
            entries = await self._records.ledger(self.community, MOST_MESSAGES)
            self.seen.restore((), (*over, *live), reversed(waiting), reversed(entries))
            self._restore_buttons([one for one in posts if isinstance(one, Draft)])
            self._restore_pings([one for one in posts if isinstance(one, Post)])
            await self._restore_knobs()
            self._open = True

    async def _restore_marks(self, name: str) -> None:
        channel = self.scene.channel(name)
        reactions = await self._records.reactions(channel, MOST_MARKS)
        self.scene.restore_marks(reactions, await self._records.votes(channel, MOST_MARKS))

    def _restore_buttons(self, drafts: list[Draft]) -> None:
        for draft in drafts:
            if draft.state is DraftState.SHOWN:
                self._restore_card(draft)
                continue
            card = self.scene.standing(TEAM_CHANNEL, render.card_id(draft))
            poll = self.scene.standing(draft.channel.id, render.posted_id(draft))
            if card is not None and draft.state is DraftState.WAITING:
                card.buttons = draft_buttons(draft)
            elif card is not None and poll is not None and poll.message.poll and not poll.message.poll.closed:
                card.buttons = (end_button(draft),)

    def _restore_card(self, draft: Draft) -> None:
        """Take the buttons under what the team is told besides drafts. Of a poll its first card has them; what is over says so when pressed."""
        card = self.scene.standing(TEAM_CHANNEL, render.posted_id(draft))
        asked = [self.seen.questions.get((draft.channel.id, id)) for id in draft.questions]
        if card is not None and draft.kind is Kind.POLL:
            card.buttons = outcome_buttons(draft)
        elif card is not None and any(one is not None and one.status is Status.OPEN for one in asked):
            card.buttons = waiting_buttons(draft)

    def _restore_pings(self, posts: list[Post]) -> None:
        for post in posts:
            standing = self.scene.standing(post.channel.id, post.message.id) if post.message is not None else None
            if standing is not None and post.kind is Kind.ROSTER and post.outcome is not Outcome.RESPONDED:
                standing.buttons = tuple(map(take_button, post.questions))
            if standing is not None and post.kind is Kind.EARLIER and post.outcome is Outcome.PENDING:
                standing.buttons = helped_buttons(post.questions[0])

    async def _restore_knobs(self) -> None:
        """Take what the community chose, and the buttons under what its members suggest."""
        self.seen.knobs.update(knobs_of(self.policy))
        if self._chosen is not None:
            view = await self._chosen.community(self.community)
            # Those of a single channel are left out: the strip shows what holds for all.
            for row in view.deck.values():
                team = self.scene.channel(TEAM_CHANNEL)
                card = self.scene.standing(TEAM_CHANNEL, render.suggested_id(row, team))
                if card is not None and row.state is DeckState.OFFERED:
                    card.buttons = suggestion_buttons(row)
            self.seen.knobs.update({knob: value for (channel, knob), value in view.knobs.items() if channel is None})

    async def announce(self) -> None:
        """Tell the core what the channels are called."""
        await self.open()
        now = self.clock.now()
        await self._log.append(*[ChannelNamed(now, self.scene.channel(name), name, open=True) for name in CHANNELS])

    async def happen(self, event: Event) -> None:
        """Let an event be committed, then seen by all. Raises Unavailable when it cannot be, and then nobody sees it."""
        await self._log.append(event)
        self.take(event)

    def take(self, event: Event) -> None:
        """Let a committed event be seen by all."""
        standing = self.scene.take(event)
        if isinstance(event, MessageDeleted):
            self.pages.tell(lambda speech: render.gone(event.ref))
        elif standing is not None:
            self.pages.tell(lambda speech: render.message(standing, self.phrases))

    def show(self, thing: Shown) -> None:
        """Tell all pages what the bot made of something."""
        self.pages.tell(lambda speech: render.shown(thing, speech))

    def dress(
        self,
        event: MessageSeen | MessageEdited,
        buttons: tuple[Button, ...],
        language: str,
        drawn: Drawn | None = None,
        leads: Sequence[MessageRef | None] = (),
    ) -> None:
        """Put the bot's buttons, and its picture, under a post of its own that was just committed."""
        ref = event.message.ref if isinstance(event, MessageSeen) else event.ref
        self.scene.take(event)
        standing = self.scene.standing(ref.channel.id, ref.id)
        if standing is not None:
            standing.buttons, standing.language = buttons, language
            standing.leads = tuple([ref for ref in leads if ref is not None])
            standing.drawn = drawn or standing.drawn
            self.pages.tell(lambda speech: render.message(standing, self.phrases))

    async def append(self, event: Event) -> None:
        """Commit an event without showing it yet."""
        await self._log.append(event)

    def time(self) -> Payload:
        """Return the clock, so that pages can go on counting by themselves."""
        return {"kind": "clock", "now": self.clock.now().timestamp(), "rate": self.clock.rate}

    def everything(self, speech: Speech) -> list[Payload]:
        """Return all that a fresh page must be told, in order."""
        people = [*self.scene.members.values(), self.scene.bot]
        channels: list[Payload] = [{"kind": "channel", "id": name} for name in self.scene.channels]
        return [
            self.time(),
            *channels,
            *(render.member(one) for one in people),
            *(render.message(standing, self.phrases) for standing in self.scene.all()),
            *(render.shown(thing, speech) for thing in self.seen.all()),
            *render.knobs(self.seen.knobs),
        ]


def knobs_of(policy: Policy) -> Mapping[str, str]:
    """Return the knobs that the page offers, as the policy file would write them."""
    hours = policy.quiet_hours
    patience, alone = policy.patience, policy.announcement_wait
    return {
        "mode.nudge": policy.nudge.value,
        "mode.poll": policy.poll.value,
        "mode.prompt": policy.prompt.value,
        "announcement_wait": "auto" if alone is None else f"{alone.total_seconds():g}s",
        "patience": "auto" if patience is None else f"{patience.total_seconds():g}s",
        "quiet_hours": f"{hours[0]:%H:%M}-{hours[1]:%H:%M}" if hours else "",
        "team_channel": policy.team_channel,
    }
