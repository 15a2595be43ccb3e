"""History: an export taken in as a community's past. Nothing is posted or drafted, and taking it in again doubles nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.engine import Engine
from bot.events import Event, MessageSeen, TimerDue
from bot.model import KNOBS, SMALLEST, ChannelRef, CommunityRef, MessageRef, Mode, Policy, set_knob
from bot.ports import Batch, Commit, Store, Timers
from bot.view import CommunityView, Snapshot

BATCH = 256
MODES = "mode."


@dataclass(slots=True)
class Taken:
    """What came of it: messages that were new, those that were known, and those older than what was heard there already."""

    new: int = 0
    known: int = 0
    late: int = 0


class Watching:
    """A store in front of which every community only watches: what is decided is kept, and nothing is done."""

    def __init__(self, store: Store) -> None:
        """`store`: where it is kept."""
        self._store = store

    async def view(self, channel: ChannelRef) -> Snapshot:
        """Return what is kept of a channel."""
        return await self._store.view(channel)

    async def community(self, community: CommunityRef) -> CommunityView:
        """Return what a community taught and chose, except how far the bot may go."""
        view = await self._store.community(community)
        knobs = {place: value for place, value in view.knobs.items() if not place[1].startswith(MODES)}
        return replace(view, knobs=knobs)

    async def commit(self, commit: Commit) -> None:
        """Save all but the actions."""
        await self._store.commit(replace(commit, actions=(), moments=()))

    async def known(self, refs: Sequence[MessageRef]) -> frozenset[MessageRef]:
        """Return those of the messages that were ever kept."""
        return await self._store.known(refs)

    async def locate(self, draft: str) -> ChannelRef | None:
        """Return the channel that owns a draft."""
        return await self._store.locate(draft)


async def take_in(events: Iterable[Event], store: Store, timers: Timers, policy: Policy, now: datetime) -> Taken:
    """Take in a community's past, in its own time, up to now. What waited in it is over then: it is not brought back."""
    for knob in KNOBS:
        policy = set_knob(policy, knob, Mode.WATCH) if knob.startswith(MODES) else policy
    watching, taken = Watching(store), Taken()
    engine = Engine(watching, policy, {}, SMALLEST)
    heard: dict[ChannelRef, datetime] = {}
    communities: set[CommunityRef] = set()
    batch: list[Event] = []
    for event in events:
        communities.add(event.channel.community)
        batch.append(event)
        if len(batch) == BATCH:
            await _handle(batch, engine, store, heard, taken)
            batch = []
    await _handle(batch, engine, store, heard, taken)
    await _until(now, engine, timers, communities)
    return taken


async def _handle(
    batch: Sequence[Event], engine: Engine, store: Store, heard: dict[ChannelRef, datetime], taken: Taken
) -> None:
    known = await store.known([event.message.ref for event in batch if isinstance(event, MessageSeen)])
    fresh: list[Event] = []
    for event in batch:
        if not isinstance(event, MessageSeen):
            fresh.append(event)
        elif event.message.ref in known:
            taken.known += 1
        elif event.at < await _latest(event.channel, store, heard):
            taken.late += 1  # a room hears in order: what is older than its talk has no place in it any more
        else:
            taken.new += 1
            fresh.append(event)
    await engine.handle(Batch(tuple(fresh)))


async def _latest(channel: ChannelRef, store: Store, heard: dict[ChannelRef, datetime]) -> datetime:
    """Return when something was last said in a channel before this taking in."""
    if channel not in heard:
        lines = (await store.view(channel)).lines
        heard[channel] = lines[-1].message.at if lines else datetime.min.replace(tzinfo=UTC)
    return heard[channel]


async def _until(now: datetime, engine: Engine, timers: Timers, communities: set[CommunityRef]) -> None:
    """Let time pass in these communities: what is due is decided on here, by a bot that only watches."""
    limit = BATCH
    while True:
        found = await timers.due(now, limit)
        due = [timer for timer in found if timer.channel.community in communities][:BATCH]
        if due:
            await engine.handle(Batch(tuple(TimerDue(timer.due, timer) for timer in due)))
        elif len(found) < limit:
            return
        else:
            limit *= 2  # so many are due elsewhere before one of these: they wait for the bot's next start
