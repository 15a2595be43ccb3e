"""Replay of a synthetic export through the real engine and a real SQLite file, with every commit on the disk.

    python -m benchmarks.throughput [MESSAGES] [CHANNELS]

Prints messages a second (by the wall and by the process's CPU time), milliseconds a batch (median and 99th percentile) and peak
memory, early and late, so that a leak shows. The talk is made up from a fixed seed: several people a channel, one question in six.
"""

import asyncio
import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as ./run sets it, before numpy is loaded

from adapters.archive import ArchivePlatform
from adapters.clock import ManualClock
from adapters.sqlite import SqliteStore
from bot.commands.replay import replay
from bot.courier import Courier
from bot.engine import Engine
from bot.events import Event, MessageSeen
from bot.model import SMALLEST, ChannelRef, CommunityRef, MemberRef, Message, MessageRef, Policy
from bot.ports import Batch

HOME = CommunityRef("export", "bench")
WORDS = [
    "the",
    "mixer",
    "export",
    "track",
    "plugin",
    "latency",
    "driver",
    "version",
    "settings",
    "crash",
    "update",
    "project",
    "folder",
    "sample",
    "drum",
    "pack",
    "synth",
    "midi",
    "clock",
    "input",
    "output",
    "buffer",
    "license",
    "key",
    "account",
    "email",
    "order",
    "shipping",
    "beta",
    "release",
    "notes",
    "forum",
    "page",
    "video",
    "tutorial",
]


def talk(messages: int, channels: int, seed: int = 7) -> Iterator[Event]:
    """Yield so many messages, a few seconds apart."""
    chance, at = random.Random(seed), datetime(2026, 1, 5, 8, tzinfo=UTC)
    latest: list[list[str]] = [[] for _ in range(channels)]
    for number in range(messages):
        at += timedelta(seconds=chance.expovariate(1 / 6))
        place = chance.randrange(channels)
        name = f"member{chance.randrange(40)}"
        words = " ".join(chance.choices(WORDS, k=chance.randint(3, 18)))
        if chance.random() < 1 / 6:
            words = f"{chance.choice(('how do I', 'does anyone know', 'why is', 'where is'))} {words}?"
        elif chance.random() < 0.25:
            words = f"member{chance.randrange(40)}: {words}"
        reply = chance.choice(latest[place][-20:]) if latest[place] and chance.random() < 0.3 else None
        ref = MessageRef(ChannelRef(HOME, f"c{place}"), f"m{number}")
        latest[place] = [*latest[place][-19:], ref.id]
        yield MessageSeen(Message(ref, MemberRef(HOME, name), name, at, words, reply))


class Timed(Engine):
    """The engine with a stopwatch on each batch."""

    def __init__(self, *arguments: object) -> None:
        """As the engine."""
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.seconds: list[float] = []

    async def handle(self, batch: Batch) -> None:
        """Take a batch, and its time."""
        begin = time.perf_counter()
        await super().handle(batch)
        self.seconds.append(time.perf_counter() - begin)


def peak() -> float:
    """Return the process's peak memory in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def measure(messages: int, channels: int) -> None:
    """Replay and print."""
    with TemporaryDirectory(prefix="twoway-bench-") as folder:
        store = await SqliteStore.open(Path(folder) / "bench.sqlite")
        clock = ManualClock(datetime.fromtimestamp(0, UTC))
        engine = Timed(store, Policy(), {}, SMALLEST)
        courier = Courier(store, {"export": ArchivePlatform()}, clock, lambda event: engine.handle(Batch((event,))))
        events = talk(messages, channels)
        begin, cpu = time.perf_counter(), time.process_time()
        await replay(islice(events, messages // 4), "bench", engine, store, courier, clock)
        early = peak()
        await replay(talk(messages, channels), "bench", engine, store, courier, clock)
        wall, spent = time.perf_counter() - begin, time.process_time() - cpu
        await store.aclose()
        size = (Path(folder) / "bench.sqlite").stat().st_size / 1e6
    batches = sorted(engine.seconds)
    p99 = batches[int(0.99 * (len(batches) - 1))]
    print(f"{messages:,} messages in {channels} channels, batches of 256, SQLite with full sync")
    print(f"messages/s: {messages / wall:,.0f} by the wall, {messages / spent:,.0f} by CPU time")
    print(f"ms a batch: median {1000 * statistics.median(batches):.1f}, p99 {1000 * p99:.1f}")
    print(f"peak memory: {early:.0f} MB after a quarter, {peak():.0f} MB at the end; database {size:.0f} MB")


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    asyncio.run(measure(count, int(sys.argv[2]) if len(sys.argv) > 2 else 20))
