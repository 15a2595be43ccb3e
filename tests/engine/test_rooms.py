"""Rooms are evicted and rebuilt, batches are cut anywhere: the decisions stay the same, and memory stays bounded."""

import gc
import tracemalloc
from collections import defaultdict
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from talk import CHANNELS, HOME, START, cut, events

from adapters.memory import MemoryStore
from bot.engine import Engine
from bot.events import MessageSeen, TimerDue
from bot.model import SMALLEST, ChannelRef, MemberRef, Message, MessageRef, Policy, Status
from bot.ports import Batch

POLICY = Policy(team_channel="team", quiet_hours=None)


class Notes:
    def __init__(self):
        self.decisions = defaultdict(list)

    def saw(self, event, decision):
        self.decisions[event.channel].append((event, decision))


async def play(stream, sizes, forget):
    """Play a stream; with `forget`, a new engine for every batch, so that every room is rebuilt every time."""
    store, notes = MemoryStore(), Notes()
    engine = Engine(store, POLICY, {"story": SMALLEST}, SMALLEST, [notes])
    for batch in cut(stream, sizes):
        if forget:
            engine = Engine(store, POLICY, {"story": SMALLEST}, SMALLEST, [notes])
        await engine.handle(Batch(batch))
    last = max(event.at for event in stream) + timedelta(hours=60)
    while due := await store.due(last, 100):
        await engine.handle(Batch(tuple(TimerDue(timer.due, timer) for timer in due)))
    return store, notes


async def tables(store):
    return (
        [await store.view(channel) for channel in CHANNELS],
        await store.questions(HOME, list(Status), 1000),
        await store.ledger(HOME, 1000),
        await store.posts(HOME, 1000),
        await store.community(HOME),
        [claimed.action for claimed in await store.claim(START, 1000)],
    )


@settings(max_examples=100, deadline=None, derandomize=True)
@given(stream=events(), sizes=st.lists(st.integers(1, 9), min_size=1, max_size=4))
async def test_rebuilt_rooms_and_other_batches_decide_the_same(stream, sizes):
    whole, first = await play(stream, [len(stream)], forget=False)
    pieces, second = await play(stream, sizes, forget=True)
    for channel in CHANNELS:
        assert first.decisions[channel] == second.decisions[channel]
    assert await tables(whole) == await tables(pieces)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(stream=events(), sizes=st.lists(st.integers(1, 5), min_size=1, max_size=3))
async def test_a_stream_told_twice_changes_nothing(stream, sizes):
    """Platforms repeat themselves after a reconnect: messages that were kept are not heard again."""
    said = tuple(event for event in stream if isinstance(event, MessageSeen))
    store, notes = MemoryStore(), Notes()
    engine = Engine(store, POLICY, {"story": SMALLEST}, SMALLEST, [notes])
    for batch in cut(said, sizes):
        await engine.handle(Batch(batch))
    before = await store.questions(HOME, list(Status), 1000)
    lines = [await store.history(channel, 1000) for channel in CHANNELS]
    heard = sum(len(kept) for kept in notes.decisions.values())
    for batch in cut(said, sizes):
        await engine.handle(Batch(batch))
    assert await store.questions(HOME, list(Status), 1000) == before
    assert [await store.history(channel, 1000) for channel in CHANNELS] == lines
    assert sum(len(kept) for kept in notes.decisions.values()) == heard


async def test_an_idle_channel_costs_at_most_two_kilobytes():
    store, count = MemoryStore(), 400
    engine = Engine(store, POLICY, {}, SMALLEST)

    async def say(channel, number, at):
        ref = MessageRef(ChannelRef(HOME, f"c{channel}"), f"m{number}")
        text = "How do I export my tracks as WAV? " * 3
        await engine.handle(Batch((MessageSeen(Message(ref, MemberRef(HOME, f"p{number % 7}"), "Ada", at, text)),)))

    # The store's own copy is not the engine's: it is made first, by an engine that is then forgotten.
    for channel in range(count):
        for number in range(3):
            await say(channel, number, START)
    engine = Engine(store, POLICY, {}, SMALLEST)
    await say("later", 0, START)
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for channel in range(count):
        await engine.handle(Batch((TimerDue(START, _timer(channel)),)))
    await say("later", 1, START + timedelta(hours=1))
    gc.collect()
    cost = (tracemalloc.get_traced_memory()[0] - before) / count
    tracemalloc.stop()
    assert engine.rooms <= 2
    assert cost <= 2048, f"{cost:.0f} bytes a channel"


def _timer(channel):
    from bot.model import Purpose, Timer

    return Timer(ChannelRef(HOME, f"c{channel}"), Purpose.AGAIN, "nudge", START)


async def test_rooms_beyond_the_bound_are_let_go():
    engine = Engine(MemoryStore(), POLICY, {}, SMALLEST, most_rooms=10)
    for channel in range(50):
        ref = MessageRef(ChannelRef(HOME, f"c{channel}"), "m")
        await engine.handle(Batch((MessageSeen(Message(ref, MemberRef(HOME, "ada"), "Ada", START, "hello")),)))
    assert engine.rooms == 10
