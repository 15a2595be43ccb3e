"""The engine: batches of events in, one commit a batch out, in order per channel.

It knows rooms, time and transactions, and no behaviour. A timer that is due fires before the next event of its channel, so what is
decided depends on the order of events alone, not on how they were cut into batches or on how late the ticker was.
"""

import logging
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import assert_never

from bot.actions import Action, Change, Decision, MemberErased, TimerCleared, condensed
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
from bot.model import ChannelRef, CommunityRef, Limits, Message, MessageRef, Policy
from bot.ports import Batch, Commit, Store, Witness
from bot.view import CommunityView, Room, View, learn, policy_of, team_channel_of

log = logging.getLogger("twoway.engine")

IDLE = timedelta(minutes=30)


@dataclass(slots=True)
class _Work:
    """What one batch has led to so far."""

    decisions: list[tuple[Event, Decision]] = field(default_factory=list)
    rooms: dict[ChannelRef, Room] = field(default_factory=dict)
    kept: set[MessageRef] = field(default_factory=set)


class Engine:
    """Takes batches of events; owns the rooms. One call of `handle` at a time."""

    def __init__(
        self,
        store: Store,
        policy: Policy,
        limits: Mapping[str, Limits],
        fallback: Limits,
        witnesses: Sequence[Witness] = (),
        most_rooms: int = 512,
    ) -> None:
        """`limits`: by platform name; `fallback` for platforms without a mouth (archives). `most_rooms` bounds memory."""
        self._store, self._policy, self._limits, self._fallback = store, policy, limits, fallback
        self._witnesses, self._most_rooms = witnesses, most_rooms
        self._rooms: OrderedDict[ChannelRef, Room] = OrderedDict()
        self._communities: dict[CommunityRef, CommunityView] = {}

    @property
    def rooms(self) -> int:
        """How many channels are in memory now."""
        return len(self._rooms)

    async def handle(self, batch: Batch) -> None:
        """Decide on every event, and commit once. Raises Unavailable when it was not saved; the batch may then be given again.

        A wish to be forgotten ends its commit, so that what the batch holds after it is decided by those who have forgotten.
        """
        for part in _parts(batch):
            await self._handle(part)

    async def _handle(self, batch: Batch) -> None:
        work = _Work()
        try:
            seen = [event.message.ref for event in batch.events if isinstance(event, MessageSeen)]
            work.kept.update(await self._store.known(seen) if seen else ())
            for event in batch.events:
                await self._take(event, work)
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

    def _show(self, witness: Witness, event: Event, decision: Decision) -> None:
        try:
            witness.saw(event, decision)
        except Exception:
            # It is saved; that somebody could not look at it changes nothing.
            log.exception("witness failed", extra={"event_kind": type(event).__name__, "channel": str(event.channel)})

    async def _take(self, event: Event, work: _Work) -> None:
        channel = event.channel
        if isinstance(event, ButtonPressed):
            channel = await self._store.locate(event.value.partition(":")[2]) or channel
        if isinstance(event, MessageSeen):
            if event.message.ref in work.kept:
                return
            work.kept.add(event.message.ref)
        room = await self._room(channel, work)
        while due := room.due(event.at):
            # One at a time: what a timer leads to may set, or take away, another that is due before this event.
            fired = max(due[0].due, event.at) if isinstance(event, TimerDue) else due[0].due
            await self._step(TimerDue(fired, due[0]), room, work, Decision((TimerCleared(due[0]),)))
        if not isinstance(event, TimerDue):
            await self._step(event, room, work, Decision())

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
        self._learn(room.channel.community, decision.changes)
        work.decisions.append((event, decision))

    def _learn(self, community: CommunityRef, changes: Sequence[Change]) -> None:
        known = self._communities[community]
        self._communities[community] = learn(known, changes)

    async def _room(self, channel: ChannelRef, work: _Work) -> Room:
        room = self._rooms.get(channel)
        if room is None:
            room = self._rooms[channel] = Room(await self._store.view(channel))
        self._rooms.move_to_end(channel)
        work.rooms[channel] = room
        return room

    async def _view(self, room: Room, now: datetime) -> View:
        ref = room.channel.community
        community = self._communities.get(ref)
        if community is None:
            community = self._communities[ref] = await self._store.community(ref)
        policy = policy_of(self._policy, community, room.channel)
        limits = self._limits.get(ref.platform, self._fallback)
        return View(room, policy, community, limits, now, team_channel_of(policy, community))

    async def _commit(self, batch: Batch, work: _Work) -> None:
        changes = condensed([change for _, decision in work.decisions for change in decision.changes])
        actions: tuple[Action, ...] = tuple(action for _, decision in work.decisions for action in decision.actions)
        nows = tuple((channel, room.now) for channel, room in work.rooms.items() if room.now is not None)
        if changes or actions or batch.source is not None:
            await self._store.commit(Commit(changes, actions, nows, batch.source, batch.position))
        erased = {change.member.community for change in changes if isinstance(change, MemberErased)}
        self._evict(work, erased)

    def _evict(self, work: _Work, erased: set[CommunityRef]) -> None:
        """Let go of rooms beyond the bound, of rooms long idle, and of communities where somebody was forgotten."""
        for channel in [channel for channel in self._rooms if channel.community in erased]:
            del self._rooms[channel]
        latest = max((room.now for room in work.rooms.values() if room.now is not None), default=None)
        while self._rooms:
            channel, room = next(iter(self._rooms.items()))
            idle = latest is not None and room.now is not None and latest - room.now > IDLE
            if channel in work.rooms or not (idle or len(self._rooms) > self._most_rooms):
                break
            del self._rooms[channel]


def _parts(batch: Batch) -> list[Batch]:
    """Cut a batch after each wish to be forgotten. A part's position is as far as it reaches."""
    ends = [index for index, event in enumerate(batch.events, 1) if isinstance(event, ForgetAsked)]
    bounds = [0, *(end for end in ends if end < len(batch.events)), len(batch.events)]
    before = batch.position - len(batch.events)
    return [Batch(batch.events[begin:end], batch.source, before + end) for begin, end in pairwise(bounds)]


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
