"""The engine: batches of events in, one commit a batch out, in order per channel.

It knows rooms, time and transactions, and no behaviour. A timer that is due fires before the next event of its channel, so what is
decided depends on the order of events alone, not on how they were cut into batches or on how late the ticker was.
"""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import assert_never

from bot.actions import Action, Change, Consult, Decision, MemberErased, TimerCleared, condensed
from bot.decide import decide
from bot.events import (
    ActionSettled,
    ButtonPressed,
    ChannelNamed,
    CommandGiven,
    Event,
    ForgetAsked,
    GapFound,
    MessageDeleted,
    MessageEdited,
    MessageSeen,
    PollClosed,
    ReactionSeen,
    TimerDue,
    VoteSeen,
)
from bot.model import ChannelRef, CommunityRef, Limits, MemberRef, Message, MessageRef, Policy, Receipt, Timer
from bot.model.deck import NO_DECK, NO_DECKS, Deck, Decks, deck_in
from bot.model.inquiry import members_in
from bot.model.reading import let_go
from bot.model.refs import one
from bot.ports import Batch, Commit, Store, Witness
from bot.view import CommunityView, Room, View, learn, policy_of, team_channel_of

log = logging.getLogger("twoway.engine")

IDLE = timedelta(minutes=30)

MOST_ROOMS = 1000
"""So many rooms, each with all the lines it may hold, and the process stay below 250 MB (benchmarks/NOTES.md)."""

LATELY_FORGOTTEN = 50
"""So many are remembered as forgotten, to the end of the process at most: what names them may still be on its way."""


@dataclass(slots=True)
class _Work:
    """What one batch has led to so far."""

    kept: set[MessageRef]
    decisions: list[tuple[Event, Decision]] = field(default_factory=list)
    rooms: dict[ChannelRef, Room] = field(default_factory=dict)
    asked: set[ChannelRef] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What follows for a channel from its community's knobs and channels' names, and those that it follows from."""

    knobs: Mapping[tuple[str | None, str], str]
    channels: Mapping[str, str]
    policy: Policy
    team_channel: ChannelRef | None
    deck: Deck


class Engine:
    """Takes batches of events; owns the rooms. One call of `handle` at a time."""

    def __init__(
        self,
        store: Store,
        policy: Policy,
        limits: Mapping[str, Limits],
        fallback: Limits,
        witnesses: Sequence[Witness] = (),
        most_rooms: int = MOST_ROOMS,
        decks: Decks = NO_DECKS,
        idle: timedelta = IDLE,
    ) -> None:
        """`limits`: by platform name; `fallback` for platforms without a mouth (archives). `most_rooms` bounds memory, `idle` is
        how long a room without events is kept. `decks`: by language, what may open discussions; none where nothing is to be opened.
        """
        self._store, self._policy, self._limits, self._fallback = store, policy, limits, fallback
        self._witnesses, self._most_rooms, self._decks, self._idle = witnesses, most_rooms, decks, idle
        self._rooms: OrderedDict[ChannelRef, Room] = OrderedDict()
        self._communities: dict[CommunityRef, CommunityView] = {}
        self._chosen: dict[ChannelRef, _Chosen] = {}
        self._forgotten: dict[MemberRef, None] = {}

    @property
    def rooms(self) -> int:
        """How many channels are in memory now."""
        return len(self._rooms)

    async def handle(self, batch: Batch, answer: Callable[[], Awaitable[None]] | None = None) -> None:
        """Decide on every event, and commit once. Raises Unavailable when it was not saved; the batch may then be given again.

        A wish to be forgotten ends its commit, so that what the batch holds after it is decided by those who have forgotten. So does,
        where events run ahead of the clock (a replay), what is asked of the records: `answer` lets the courier ask, and tell, before
        the next event of the channel that asked. Live, what they say is an event like any other.
        """
        for part in _parts(batch):
            kept = await self._known(part)
            rest: Batch | None = part
            while rest is not None:
                rest = await self._handle(rest, kept, answer is not None)
                if rest is not None and answer is not None:
                    await answer()

    async def _known(self, batch: Batch) -> set[MessageRef]:
        """Return those of a batch's messages that were kept before."""
        seen = [event.message.ref for event in batch.events if isinstance(event, MessageSeen)]
        return set(await self._store.known(seen)) if seen else set()

    async def _handle(self, batch: Batch, kept: set[MessageRef], pausing: bool) -> Batch | None:
        """Decide and commit; return what is left of the batch where it paused, since the records were asked.

        `kept`: messages that were kept before; those that now are come to them.
        """
        work, rest = _Work(kept), None
        try:
            for number, event in enumerate(batch.events):
                if not await self._take(event, work, pausing):
                    batch, rest = _cut(batch, number)
                    break
            await self._commit(batch, work)
        except BaseException:
            # What was decided but not saved never happened: forget it, and rebuild from the store.
            for channel in work.rooms:
                self._rooms.pop(channel, None)
                self._communities.pop(channel.community, None)
            raise
        for event, decision in work.decisions:
            for witness in self._witnesses:
                self._show(witness, event, decision)
        return rest

    def _show(self, witness: Witness, event: Event, decision: Decision) -> None:
        try:
            witness.saw(event, decision)
        except Exception:
            # It is saved; that somebody could not look at it changes nothing.
            log.exception("witness failed", extra={"event_kind": type(event).__name__, "channel": str(event.channel)})

    async def _take(self, event: Event, work: _Work, pausing: bool) -> bool:
        """Decide on what is due before an event, and on it; return False where its channel has asked the records, and they come first."""
        channel = event.channel
        if isinstance(event, ButtonPressed):
            home = await self._store.locate(event.value.partition(":")[2])
            # a draft's name can be worked out by anyone, and who pressed is of the team of their own community alone
            if home is not None and home.community == channel.community:
                channel = home
        if pausing and channel in work.asked:
            return False
        if isinstance(event, MessageSeen):
            if event.message.ref in work.kept:
                return True
            self._forgotten.pop(event.message.author, None)
        if isinstance(event, ActionSettled) and self._shows_forgotten(event):
            return True  # the store has it asked anew
        room = await self._room(channel, work, event.timer if isinstance(event, TimerDue) else None)
        while due := room.due(event.at):
            # One at a time: what a timer leads to may set, or take away, another that is due before this event.
            fired = max(due[0].due, event.at) if isinstance(event, TimerDue) else due[0].due
            await self._step(TimerDue(fired, due[0]), room, work, Decision((TimerCleared(due[0]),)))
            if pausing and channel in work.asked:
                return False
        if isinstance(event, MessageSeen):
            work.kept.add(event.message.ref)
            event = MessageSeen(room.at_home(event.message))
        if not isinstance(event, TimerDue):
            await self._step(event, room, work, Decision())
        return True

    def _shows_forgotten(self, event: ActionSettled) -> bool:
        """Whether what the records said, and was on its way here, names somebody who was forgotten meanwhile."""
        found = event.settlement.found if isinstance(event.settlement, Receipt) else None
        return bool(self._forgotten) and any(member in self._forgotten for member in members_in(found))

    async def _step(self, event: Event, room: Room, work: _Work, before: Decision) -> None:
        for change in before.changes:
            room.apply(change)
        view = await self._view(room, room.advance(event.at))
        try:
            decision = before + decide(event, view)
        except Exception:
            # A bug stops its own event, and the rest goes on. Only the kind and the place are logged, never the text.
            noted = {"event_kind": type(event).__name__, "channel": str(room.channel), "key": _key(event)}
            log.exception("event failed", extra=noted)
            decision = before
        for change in decision.changes[len(before.changes) :]:
            room.apply(change)
        work.asked.update(action.channel for action in decision.actions if isinstance(action, Consult))
        self._learn(room.channel.community, decision.changes)
        work.decisions.append((event, decision))

    def _learn(self, community: CommunityRef, changes: Sequence[Change]) -> None:
        known = self._communities[community]
        self._communities[community] = learn(known, changes)

    async def _room(self, channel: ChannelRef, work: _Work, timer: Timer | None) -> Room:
        """Return a room. One without a timer that the store has was put together before another process set it, and is put together anew."""
        room = self._rooms.get(channel)
        if room is None or (timer is not None and channel not in work.rooms and not room.timers.holds(timer)):
            kept = await self._store.view(channel)
            if room is None or timer in kept.timers:
                room = self._rooms[channel] = Room(kept)
        self._rooms.move_to_end(channel)
        work.rooms[channel] = room
        return room

    async def _view(self, room: Room, now: datetime) -> View:
        ref = room.channel.community
        community = self._communities.get(ref)
        if community is None:
            community = self._communities[ref] = await self._store.community(ref)
        limits, chosen = self._limits.get(ref.platform, self._fallback), self._choice(room.channel, community)
        return View(room, chosen.policy, community, limits, now, chosen.team_channel, chosen.deck)

    def _choice(self, channel: ChannelRef, community: CommunityView) -> _Chosen:
        """Return what holds in a channel; worked out anew when a knob was turned or a channel named, not for every event."""
        known = self._chosen.get(channel)
        if known is not None and known.knobs is community.knobs and known.channels is community.channels:
            return known
        policy = policy_of(self._policy, community, channel)
        deck = deck_in(self._decks, policy.language) if self._decks else NO_DECK
        if len(self._chosen) >= self._most_rooms:
            self._chosen.clear()
        chosen = _Chosen(community.knobs, community.channels, policy, team_channel_of(policy, community), deck)
        self._chosen[channel] = chosen
        return chosen

    async def _commit(self, batch: Batch, work: _Work) -> None:
        changes = condensed([change for _, decision in work.decisions for change in decision.changes])
        actions: tuple[Action, ...] = tuple(action for _, decision in work.decisions for action in decision.actions)
        moments = tuple(event.at for event, decision in work.decisions for _ in decision.actions)
        nows = tuple((channel, room.now) for channel, room in work.rooms.items() if room.now is not None)
        if changes or actions or batch.source is not None:
            await self._store.commit(Commit(changes, actions, nows, batch.source, batch.position, moments))
        erased = [change.member for change in changes if isinstance(change, MemberErased)]
        if erased:  # nor may what is held once for all channels hold on to them
            one.cache_clear()
            let_go()
        self._forgotten = dict.fromkeys([*self._forgotten, *erased][-LATELY_FORGOTTEN:])
        self._evict(work, {member.community for member in erased})

    def _evict(self, work: _Work, erased: set[CommunityRef]) -> None:
        """Let go of rooms beyond the bound, of rooms long idle, and of communities where somebody was forgotten."""
        for channel in [channel for channel in self._rooms if channel.community in erased]:
            del self._rooms[channel]
        latest = max((room.now for room in work.rooms.values() if room.now is not None), default=None)
        while self._rooms:
            channel, room = next(iter(self._rooms.items()))
            idle = latest is not None and room.now is not None and latest - room.now > self._idle
            if channel in work.rooms or not (idle or len(self._rooms) > self._most_rooms):
                break
            del self._rooms[channel]


def _parts(batch: Batch) -> list[Batch]:
    """Cut a batch after each wish to be forgotten. A part's position is as far as it reaches."""
    ends = [index for index, event in enumerate(batch.events, 1) if isinstance(event, ForgetAsked)]
    bounds = [0, *(end for end in ends if end < len(batch.events)), len(batch.events)]
    before = batch.position - len(batch.events)
    return [Batch(batch.events[begin:end], batch.source, before + end) for begin, end in pairwise(bounds)]


def _cut(batch: Batch, taken: int) -> tuple[Batch, Batch | None]:
    """Return the first events of a batch, and the others, each with its position."""
    first, rest = batch.events[:taken], batch.events[taken:]
    after = Batch(rest, batch.source, batch.position) if rest else None
    return Batch(first, batch.source, batch.position - len(rest)), after


def _key(event: Event) -> str:
    """Name an event in the log, by ids only."""
    match event:
        case MessageSeen(message=Message(ref=ref)) | MessageEdited(ref=ref) | MessageDeleted(ref=ref):
            return ref.id
        case ReactionSeen(ref=ref) | VoteSeen(ref=ref) | PollClosed(ref=ref):
            return ref.id
        case TimerDue(timer=timer):
            return f"{timer.purpose}:{timer.subject}"
        case ActionSettled(key=key):
            return key
        case ButtonPressed(value=value):
            return value
        case CommandGiven(name=name):
            return name
        case GapFound() | ChannelNamed() | ForgetAsked():
            return ""
        case _:
            assert_never(event)
