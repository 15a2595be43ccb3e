"""Whatever is committed, SQLite answers as the reference does, and a room rebuilt is the room that saw it happen."""

import asyncio
import tempfile
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters.memory import MemoryStore
from adapters.sqlite import SqliteStore
from bot.actions import (
    ActionCancelled,
    ActionTold,
    Amend,
    Button,
    Change,
    ChannelKept,
    CountAdded,
    DraftKept,
    EntryKept,
    GapKept,
    KnobSet,
    LineErased,
    LineKept,
    MemberErased,
    PostKept,
    QuestionKept,
    ReactionKept,
    Say,
    TimerCleared,
    TimerSet,
    VoteKept,
)
from bot.model import (
    ChannelRef,
    CommunityRef,
    Cue,
    Draft,
    DraftState,
    Entry,
    Kind,
    Line,
    Link,
    MemberRef,
    Message,
    MessageRef,
    Need,
    Option,
    Phrase,
    Poll,
    Post,
    Purpose,
    Question,
    Reading,
    Receipt,
    Refusal,
    Settlement,
    Status,
    Timer,
    Unknown,
    Verdict,
)
from bot.ports import Commit
from bot.view import Room, Snapshot
from tests.contracts.conftest import Kept
from tests.contracts.making import GENERAL, HOME, TEAM, at
from tests.contracts.test_store import TEXTS, same_room

AWAY = CommunityRef("telegram", "77")
CHANNELS = (GENERAL, TEAM, ChannelRef(AWAY, "general"))
IDS = tuple(str(number) for number in range(9))
KEYS = ("nudge:1", "poll:2", "prompt:é")
NAMES = ("anna", "Ben O'Neil", "چنگیز", "カピバラ", "ana")
WORDS = ("router", "RESET", "zurück", "再起動", "方", "don't", "👩", "and", '"', "%", "a\0b")

SHARED_MEMORY = Path("/dev/shm")  # no disk to flush to, where there is one: this is about answers, not about durability

channels = st.sampled_from(CHANNELS)
ids = st.sampled_from(IDS)
texts = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
    st.sampled_from(sorted(TEXTS.values())),
    st.text(max_size=20),
)
shares = st.floats(0, 1)
moments = st.integers(-(10**13), 10**13).map(lambda ticks: at(0) + timedelta(microseconds=ticks)) | st.integers(
    0, 5
).map(at)
cues = st.lists(
    st.builds(
        Cue, st.sampled_from(["mark", "quoted"]), st.lists(st.tuples(st.just("text"), texts), max_size=2).map(tuple)
    ),
    max_size=2,
).map(tuple)
phrases = st.lists(
    st.builds(
        Phrase,
        st.just("nudge.one"),
        st.lists(st.tuples(st.just("quote"), texts), max_size=2).map(tuple),
        st.none() | st.integers(0, 9),
    ),
    max_size=2,
).map(tuple)
few_ids = st.lists(ids, max_size=3, unique=True).map(tuple)


def members(community: CommunityRef) -> st.SearchStrategy[MemberRef]:
    """Some of a community's members."""
    return st.builds(MemberRef, st.just(community), st.sampled_from(["100001", "100002", "100003", "ana"]))


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """A line in one of the channels."""
    ref = MessageRef(draw(channels), draw(ids))
    somebody = members(ref.channel.community)
    poll = st.builds(
        Poll, texts, st.lists(st.builds(Option, ids, texts), max_size=2).map(tuple), st.booleans(), st.booleans()
    )
    message = Message(
        ref, draw(somebody), draw(st.sampled_from(NAMES)), draw(moments), draw(texts), draw(st.none() | ids),
        tuple(draw(st.lists(somebody, max_size=2))), draw(st.booleans()), draw(st.booleans()), draw(st.none() | poll),
    )  # fmt: skip
    links = st.lists(st.builds(Link, ids, shares, cues), max_size=2).map(tuple)
    reading = draw(
        st.just(Reading()) | st.builds(Reading, shares, shares, st.sampled_from(Need), links, shares, because=cues)
    )
    return Line(message, reading, draw(st.lists(st.tuples(ids, shares), max_size=2).map(tuple)))


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """A question in some state."""
    ref, maybe = MessageRef(draw(channels), draw(ids)), st.none() | moments
    return Question(
        ref, draw(members(ref.channel.community)), draw(st.sampled_from(NAMES)), draw(texts), draw(moments), draw(shares),
        draw(shares), draw(st.sampled_from(Need)), draw(st.sampled_from(Status)), draw(shares), draw(shares), draw(few_ids),
        draw(few_ids), draw(cues), draw(maybe), draw(maybe), draw(maybe), draw(st.none() | st.sampled_from(KEYS)), draw(maybe),
        draw(maybe), draw(st.booleans()),
    )  # fmt: skip


@st.composite
def community_changes(draw: st.DrawFn) -> Change:
    """A change of a community's own, or one that forgets a member of it."""
    channel = draw(channels)
    community, member = channel.community, draw(members(channel.community))
    ref = MessageRef(channel, draw(ids))
    made: st.SearchStrategy[Any] = st.one_of(
        st.builds(ReactionKept, st.just(ref), st.just(member), st.sampled_from("👍❤"), st.booleans()),
        st.builds(VoteKept, st.just(ref), st.just(member), few_ids),
        st.builds(GapKept, st.just(channel), moments, moments),
        st.builds(ChannelKept, st.just(channel), texts),
        st.builds(CountAdded, st.just(community), st.sampled_from(KEYS), st.integers(-3, 3)),
        st.builds(
            KnobSet, st.just(community), st.none() | st.just(channel), st.sampled_from(["holdout", "patience"]), texts
        ),
        st.just(MemberErased(member)),
    )
    return draw(made)  # type: ignore[no-any-return]


keys = st.sampled_from(KEYS)
timers = st.builds(Timer, channels, st.sampled_from(Purpose), ids | keys, moments)
drafts = st.builds(
    Draft,
    keys,
    channels,
    st.sampled_from(Kind),
    phrases,
    moments,
    st.none() | ids,
    few_ids,
    cues,
    st.sampled_from(DraftState),
    st.none() | moments,
)
posts = st.builds(Post, keys, channels, st.sampled_from(Kind), moments, few_ids)
buttons = st.lists(st.builds(Button, st.just("yes"), st.just("v"), texts, phrases), max_size=1).map(tuple)
spoken = st.builds(
    Say, keys, channels, channels, phrases, st.just("de"), st.none() | ids, buttons, st.booleans()
) | st.builds(Amend, keys, channels, channels, keys, phrases, st.just("en"), buttons)
changed: st.SearchStrategy[Any] = st.one_of(
    st.builds(LineKept, lines()),
    st.builds(LineKept, lines()),
    st.builds(LineErased, st.builds(MessageRef, channels, ids)),
    st.builds(QuestionKept, questions()),
    st.builds(DraftKept, drafts),
    st.builds(PostKept, posts),
    st.builds(TimerSet, timers),
    st.builds(TimerCleared, timers),
    st.builds(EntryKept, st.builds(Entry, moments, channels, st.sampled_from(Verdict), ids | keys, cues)),
    st.builds(ActionTold, channels, keys),
    st.builds(ActionCancelled, channels, keys),
    community_changes(),
)
commits = st.builds(
    Commit,
    st.lists(changed, max_size=6).map(tuple),
    st.lists(spoken, max_size=2).map(tuple),
    st.lists(st.tuples(channels, moments), max_size=2).map(tuple),
    st.none() | st.sampled_from(["archive", "live"]),
    st.integers(0, 999),
)


@dataclass(frozen=True, slots=True)
class Claim:
    """The courier takes some actions."""

    limit: int


@dataclass(frozen=True, slots=True)
class Settle:
    """The courier reports on an action."""

    channel: ChannelRef
    key: str
    settlement: Settlement


settlements = st.one_of(
    st.builds(Receipt, st.none() | st.builds(MessageRef, channels, ids)), st.builds(Refusal, texts), st.just(Unknown())
)
steps = st.lists(
    st.one_of(commits, commits, st.builds(Claim, st.integers(0, 3)), st.builds(Settle, channels, keys, settlements)),
    min_size=1,
    max_size=9,
)


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
        "due": list(await store.due(at(2), 99)),
        "two due": list(await store.due(at(10**8), 2)),
        "next due": await store.next_due(),
        "positions": [await store.position(source) for source in ("archive", "live", "none")],
        "unsettled": list(await store.unsettled()),
        "untold": list(await store.untold()),
        "targets": [await store.target(channel, key) for channel in CHANNELS for key in KEYS],
    }
    for channel in CHANNELS:
        found[f"view {channel}"] = await store.view(channel)
        found[f"history {channel}"] = list(await store.history(channel, 5))
        drafts = [replace(Draft("", channel, Kind.POLL, (), at(0)), key=key) for key in KEYS]
        found[f"locate {channel}"] = [await store.locate(draft.id) for draft in drafts]
    for community in (HOME, AWAY):
        found[f"community {community}"] = await store.community(community)
        found[f"questions {community}"] = list(await store.questions(community, [Status.OPEN, Status.SETTLED], 3))
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
        case QuestionKept(question):
            return question.ref.channel
        case DraftKept(kept) | PostKept(kept) | TimerSet(kept) | TimerCleared(kept):
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
