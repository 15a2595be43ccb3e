"""Whatever is committed, SQLite answers as the reference does, and a room rebuilt is the room that saw it happen."""

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings

from adapters.memory import MemoryStore
from adapters.sqlite import SqliteStore
from bot.actions import (
    Change,
    ChannelKept,
    DraftKept,
    KnobSet,
    LineErased,
    LineKept,
    MemberErased,
    PostKept,
    QuestionKept,
    SurveyKept,
    TextsExpired,
    TimerCleared,
    TimerSet,
    TrialKept,
    WaitCounted,
)
from bot.model import (
    ChannelRef,
    Draft,
    Kind,
    MessageRef,
    Status,
)
from bot.model.inquiry import EarlierAnswers, StillWaiting
from bot.model.lately import Echo, Lately
from bot.ports import Commit
from bot.view import Room, Snapshot
from tests.contracts.anything import AWAY, CHANNELS, IDS, KEYS, WORDS, Claim, Settle, steps
from tests.contracts.conftest import Kept
from tests.contracts.making import GENERAL, HOME, at
from tests.contracts.test_store import same_room

SHARED_MEMORY = Path("/dev/shm")  # no disk to flush to, where there is one: this is about answers, not about durability


async def step(store: Kept, number: int, what: Commit | Claim | Settle) -> Any:
    """Do one step, and return what it answers."""
    match what:
        case Commit():
            return await store.commit(what)
        case Claim(limit):
            return await store.claim(at(number), limit)
        case Settle(channel, key, settlement):
            return await store.settle(channel, key, settlement, at(number))


async def answers(store: Kept) -> dict[str, Any]:
    """Ask everything that can be asked."""
    refs = [MessageRef(channel, id) for channel in CHANNELS for id in IDS]
    found: dict[str, Any] = {
        "known": await store.known(refs),
        "lines": await store.lines(refs),
        "due": list(await store.due(at(2), 99)),
        "two due": list(await store.due(at(10**8), 2)),
        "next due": await store.next_due(),
        "latest": await store.latest(),
        "positions": [await store.position(source) for source in ("archive", "live", "none")],
        "unsettled": list(await store.unsettled()),
        "untold": list(await store.untold()),
        "targets": [await store.target(channel, key) for channel in CHANNELS for key in KEYS],
    }
    for channel in CHANNELS:
        found[f"view {channel}"] = await store.view(channel)
        found[f"history {channel}"] = list(await store.history(channel, 5))
        found[f"marks {channel}"] = [
            [
                list(await store.reactions(channel, most)),
                list(await store.votes(channel, most)),
                list(await store.gaps(channel, most)),
            ]
            for most in (0, 2, 99)
        ]
        for id in IDS:
            found[f"echo {channel} {id}"] = await store.consult(Echo(MessageRef(channel, id)), at(1))
            found[f"earlier {channel} {id}"] = await store.consult(
                EarlierAnswers(MessageRef(channel, id), tuple(CHANNELS)), at(1)
            )
        drafts = [replace(Draft("", channel, Kind.POLL, (), at(0)), key=key) for key in KEYS]
        found[f"locate {channel}"] = [await store.locate(draft.id) for draft in drafts]
    for community in (HOME, AWAY):
        found[f"community {community}"] = await store.community(community)
        found[f"questions {community}"] = list(await store.questions(community, [Status.OPEN, Status.SETTLED], 3))
        for channel in CHANNELS:
            found[f"lately {channel}"] = await store.consult(Lately(channel, at(10)), at(10))
        found[f"waiting {community}"] = await store.consult(StillWaiting(community, 2), at(1))
        found[f"ledger {community}"] = list(await store.ledger(community, 4))
        found[f"posts {community}"] = list(await store.posts(community, 4))
        for word in WORDS:
            lines = await store.search(community, word, 99)
            found[f"search {community} {word}"] = {line.message.ref for line in lines}
    return found


async def run(taken: list[Commit | Claim | Settle], folder: Path) -> None:
    """Take the same steps with both stores and with live rooms, and compare all there is to see."""
    reference: Kept = MemoryStore()
    tried: Kept = await SqliteStore.open(folder / "twoway.db")
    rooms = {channel: Room(Snapshot(channel)) for channel in CHANNELS}
    try:
        for number, what in enumerate(taken):
            assert await step(tried, number, what) == await step(reference, number, what)
            if isinstance(what, Commit):
                await live(rooms, what, reference)
        assert await answers(tried) == await answers(reference)
        for channel, room in rooms.items():
            same_room(Room(await tried.view(channel)), room)
    finally:
        assert isinstance(tried, SqliteStore)
        await tried.aclose()


async def live(rooms: dict[ChannelRef, Room], commit: Commit, store: Kept) -> None:
    """Let the rooms see a commit; forgetting rebuilds them, as the engine does."""
    for change in commit.changes:
        for channel, room in rooms.items():
            if of(change) == channel:
                room.apply(change)
    for channel, now in commit.nows:
        rooms[channel].advance(now)
    if any(isinstance(change, MemberErased) for change in commit.changes):
        for channel in rooms:
            rooms[channel] = Room(await store.view(channel))


def of(change: Change) -> ChannelRef | None:
    """Return the channel whose room a change belongs to."""
    match change:
        case LineKept(line):
            return line.message.ref.channel
        case LineErased(ref):
            return ref.channel
        case TextsExpired(channel) | WaitCounted(channel):
            return channel
        case QuestionKept(question):
            return question.ref.channel
        case (
            DraftKept(kept) | PostKept(kept) | SurveyKept(kept) | TrialKept(kept) | TimerSet(kept) | TimerCleared(kept)
        ):
            return kept.channel
        case _:
            return None


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=120,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@example(taken=[Commit((KnobSet(HOME, GENERAL, "k", "1"), ChannelKept(GENERAL, "")))])
@given(taken=steps)
def test_sqlite_answers_as_the_reference(taken: list[Commit | Claim | Settle]) -> None:
    with tempfile.TemporaryDirectory(dir=SHARED_MEMORY if SHARED_MEMORY.is_dir() else None) as folder:
        asyncio.run(run(taken, Path(folder)))
