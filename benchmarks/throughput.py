"""Replay of a synthetic export through the real engine and a real SQLite file, with every commit on the disk.

    python -m benchmarks.throughput [MESSAGES] [CHANNELS]
    python -m benchmarks.throughput MESSAGES --channels 1000
    python -m benchmarks.throughput --irc [FOLDER]

Prints messages a second (by the wall and by the process's CPU time), milliseconds a batch (median and 99th percentile) and peak
memory, early and late, so that a leak shows. The talk is made up from a fixed seed: several people a channel, one question in six.

With `--channels` so many channels talk in turn, none of them busier than another, which is the worst for a bounded memory; when
MESSAGES have filled the rooms, `--single` more come one at a time, each with a commit of its own, as they do from a platform:
printed are their milliseconds (by the wall and by CPU time: median, 99th percentile, longest), the peak memory, how many rooms
were in memory, and how many had to be put together from the store. `--rooms` sets how many the engine keeps.

With `--irc` it is real talk: the development logs (FOLDER: the folder with data and gold, by default beside the checkout), each a
channel, in order of time. Printed are messages a CPU second, a message's microseconds of CPU time by who spends them, and, for the last
`--single` of them, milliseconds a message that comes alone.
"""

import argparse
import asyncio
import os
import random
import resource
import statistics
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ParamSpec, TypeVar

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as ./run sets it, before numpy is loaded

from adapters.archive import ArchivePlatform
from adapters.clock import ManualClock
from adapters.sqlite import SqliteStore
from bot.commands.replay import BATCH, replay
from bot.compose import settle_memory
from bot.courier import Courier
from bot.decide import listening
from bot.engine import MOST_ROOMS, Engine
from bot.events import Event, MessageSeen
from bot.model import SMALLEST, ChannelRef, CommunityRef, MemberRef, Message, MessageRef, Policy
from bot.ports import Batch
from bot.read import Window
from bot.view import Snapshot
from training.corpus import SHARED, ubuntu

P = ParamSpec("P")
T = TypeVar("T")
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


def talk(messages: int, channels: int, seed: int = 7, pace: float = 6) -> Iterator[Event]:
    """Yield so many messages, `pace` seconds apart on average."""
    chance, at = random.Random(seed), datetime(2026, 1, 5, 8, tzinfo=UTC)
    latest: list[list[str]] = [[] for _ in range(channels)]
    for number in range(messages):
        at += timedelta(seconds=chance.expovariate(1 / pace))
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
        self.cpu: list[float] = []

    async def handle(self, batch: Batch, answer: Callable[[], Awaitable[None]] | None = None) -> None:
        """Take a batch, and its time."""
        begin, cpu = time.perf_counter(), time.process_time()
        await super().handle(batch, answer)
        self.seconds.append(time.perf_counter() - begin)
        self.cpu.append(time.process_time() - cpu)


class Counted(SqliteStore):
    """The store, which counts the rooms it is asked for."""

    rooms = 0

    async def view(self, channel: ChannelRef) -> Snapshot:
        """Return what is kept of a channel."""
        self.rooms += 1
        return await super().view(channel)


def peak() -> float:
    """Return the process's peak memory in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def quantile(times: list[float], part: float) -> float:
    """Return the milliseconds that so great a part (0..1) of the times, in seconds, does not exceed."""
    return 1000 * sorted(times)[int(part * (len(times) - 1))]


Play = Callable[[Iterable[Event], int], Awaitable[int]]


@asynccontextmanager
async def house(rooms: int) -> AsyncIterator[tuple[Counted, Timed, Play]]:
    """Yield a store on a new file, an engine that keeps so many rooms, and what plays events to it in batches of a size."""
    with TemporaryDirectory(prefix="twoway-bench-") as folder:
        store = await Counted.open(Path(folder) / "bench.sqlite")
        assert isinstance(store, Counted)
        clock = ManualClock(datetime.fromtimestamp(0, UTC))
        engine = Timed(store, Policy(), {}, SMALLEST, (), rooms)
        courier = Courier(
            store, store, {"export": ArchivePlatform()}, clock, lambda event: engine.handle(Batch((event,)))
        )
        settle_memory()
        yield store, engine, lambda events, size: replay(events, "bench", engine, store, courier, clock, size)
        await store.aclose()


async def measure(messages: int, channels: int, rooms: int) -> None:
    """Replay and print."""
    async with house(rooms) as (store, engine, play):
        begin, cpu = time.perf_counter(), time.process_time()
        await play(islice(talk(messages, channels), messages // 4), BATCH)
        early = peak()
        await play(talk(messages, channels), BATCH)
        wall, spent = time.perf_counter() - begin, time.process_time() - cpu
        await store.aclose()
        size = store.path.stat().st_size / 1e6
    times = engine.seconds
    print(f"{messages:,} messages in {channels} channels, batches of {BATCH}, SQLite with full sync")
    print(f"messages/s: {messages / wall:,.0f} by the wall, {messages / spent:,.0f} by CPU time")
    print(f"ms a batch: median {1000 * statistics.median(times):.1f}, p99 {quantile(times, 0.99):.1f}")
    print(f"peak memory: {early:.0f} MB after a quarter, {peak():.0f} MB at the end; database {size:.0f} MB")


async def measure_singly(messages: int, channels: int, single: int, rooms: int) -> None:
    """Fill the rooms of many channels, then hear messages one at a time, and print."""
    async with house(rooms) as (store, engine, play):
        pace = 120 / channels  # in each channel somebody speaks every two minutes, as in twenty channels
        events = list(islice(talk(messages + single, channels, pace=pace), messages, None))
        await play(talk(messages, channels, pace=pace), BATCH)
        filled, rebuilt = peak(), store.rooms
        print(f"{single:,} messages one at a time, after {messages:,} in {channels:,} channels; SQLite with full sync")
        await one_at_a_time(engine, events)
        print(f"rooms: {engine.rooms:,} in memory, {store.rooms - rebuilt:,} put together from the store meanwhile")
        print(f"peak memory: {filled:.0f} MB when filled, {peak():.0f} MB at the end")


async def one_at_a_time(engine: Timed, events: Iterable[Event]) -> None:
    """Have each event handled alone, and print how long that took."""
    engine.seconds.clear()
    engine.cpu.clear()
    for event in events:
        await engine.handle(Batch((event,)))
    for name, times in (("wall", engine.seconds), ("CPU", engine.cpu)):
        print(
            f"ms a message ({name}): median {quantile(times, 0.5):.2f}, p99 {quantile(times, 0.99):.2f}, "
            f"longest {quantile(times, 1):.1f}"
        )


class Stopwatch:
    """Takes the CPU time, in seconds, that calls spend in their thread."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self.seconds = 0.0

    def around(self, call: Callable[P, T]) -> Callable[P, T]:
        """Return the call with its time taken."""

        def timed(*args: P.args, **kwargs: P.kwargs) -> T:
            begin = time.thread_time()
            try:
                return call(*args, **kwargs)
            finally:
                self.seconds += time.thread_time() - begin

        return timed


def spent_in(thread: str) -> float:
    """Return the CPU seconds that the thread of a name has spent so far."""
    ident = next(each.ident for each in threading.enumerate() if each.name == thread)
    assert ident is not None, "it runs"
    return time.clock_gettime(time.pthread_getcpuclockid(ident))


async def measure_real(folder: Path, single: int, rooms: int) -> None:
    """Replay the development logs, hear the last messages one at a time, and print."""
    logs = list(ubuntu("dev", folder))
    events = [MessageSeen(one) for one in sorted([one for log in logs for one in log.messages], key=lambda one: one.at)]
    together, alone = events[:-single], events[-single:]
    reading = Stopwatch()
    listening.read = reading.around(listening.read)  # the one place that reads, under a stopwatch
    Window.push = reading.around(Window.push)  # type: ignore[method-assign]
    async with house(rooms) as (_, engine, play):
        before, cpu, here = spent_in("sqlite-writer"), time.process_time(), time.thread_time()
        await play(together, BATCH)
        spent, here = time.process_time() - cpu, time.thread_time() - here
        writer = spent_in("sqlite-writer") - before
        print(f"{len(together):,} messages of {len(logs)} IRC logs, batches of {BATCH}, SQLite with full sync")
        print(f"messages/s: {len(together) / spent:,.0f} by CPU time")
        shares = {
            "reading": reading.seconds,
            "everything else": here - reading.seconds,
            "the writer's thread": writer,
            "the readers' threads": spent - here - writer,
        }
        told = [f"{1e6 * seconds / len(together):,.0f} {name}" for name, seconds in shares.items()]
        print(f"µs a message (CPU): {1e6 * spent / len(together):,.0f}: {', '.join(told)}")
        print(f"{single:,} messages one at a time after them")
        await one_at_a_time(engine, alone)
        print(f"peak memory: {peak():.0f} MB")


def main() -> None:
    """Read the arguments."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("messages", nargs="?", type=int, default=100_000)
    wanted.add_argument("spread", nargs="?", type=int, default=20, metavar="CHANNELS")
    wanted.add_argument("--channels", type=int, help="one message at a time, after filling so many channels")
    wanted.add_argument("--single", type=int, default=2000, help="how many come one at a time")
    wanted.add_argument(
        "--irc", type=Path, nargs="?", const=SHARED, metavar="FOLDER", help="real talk: the development logs"
    )
    wanted.add_argument("--rooms", type=int, default=MOST_ROOMS, help="how many rooms the engine keeps in memory")
    asked = wanted.parse_args()
    if asked.irc is not None:
        if not (asked.irc / "data").is_dir():
            sys.exit(f"{asked.irc} holds no data; give its place with --irc FOLDER")
        asyncio.run(measure_real(asked.irc, asked.single, asked.rooms))
    elif asked.channels is not None:
        asyncio.run(measure_singly(asked.messages, asked.channels, asked.single, asked.rooms))
    else:
        asyncio.run(measure(asked.messages, asked.spread, asked.rooms))


if __name__ == "__main__":
    main()
