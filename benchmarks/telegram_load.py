"""A busy morning over the real wire: updates a second by long polling into a real SQLite file; then posts that come due together.

    python -m benchmarks.telegram_load [--rate 100] [--seconds 60] [--groups 20] [--posts 25]

People talk in a fake Telegram in this process; the bot listens in one of its own, through the real python-telegram-bot. Prints what was
lost (nothing may be) and the time from an update's making to its commit (more than from its receipt: the wire and the fake are in it; the
99th percentile must stay under 50 ms), and how busy the machine was: with both processors taken by others the wait for a turn is most of
what is measured (`chrt -f 10 python -m benchmarks.telegram_load` lets it have its turn first). Then so many posts are due in one group at once, with Telegram's flood limits enforced: all are to be
sent, and none refused.
"""

import argparse
import asyncio
import logging
import os
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.clock import SystemClock
from adapters.memory import MemoryLog, MemoryStore
from adapters.telegram import Telegram
from bot.actions import Decision, Say
from bot.compose import settle_memory
from bot.courier import Courier
from bot.model import ChannelRef, CommunityRef, Phrase, Policy
from bot.ports import Commit
from tests.fakes.telegram.server import open_telegram
from tests.telegram.house import PHRASES
from tests.telegram.load import open_load

MOST_MS = 50.0


async def listen(folder: Path, rate: float, seconds: float, groups: int) -> bool:
    """Let people talk, and print what came of it; whether the bars are kept."""
    async with open_load(folder, groups=groups, people=20, seed=20261123) as load:
        settle_memory()  # the fake's own pauses would be taken for the bot's
        begun = time.monotonic()
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
            load.crowd.act(number)
        took = time.monotonic() - begun
        await load.drained()
        await load.stop()
    done, committed = load.crowd.done, load.committed
    waits = sorted(1000 * (committed[name] - at) for name, at in done.items() if name in committed)
    cuts = statistics.quantiles(waits, n=1000)
    lost, p99 = len(done.keys() - committed.keys()), cuts[989]
    print(f"{len(done)} updates in {took:.1f} s ({len(done) / took:.0f}/s) over {groups} groups, {lost} lost")
    print(f"made to committed, ms: median {cuts[499]:.1f}, p99 {p99:.1f}, p99.9 {cuts[998]:.1f}, worst {waits[-1]:.1f}")
    busy = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    print(f"{os.cpu_count()} processors; waiting for them, over 1, 5 and 15 minutes: {busy}")
    return lost == 0 and p99 < MOST_MS


async def speak(posts: int) -> bool:
    """Let posts come due in one group at once; whether all are sent and none refused."""
    async with open_telegram(SystemClock()) as fake:
        fake.floods.on = True
        group = fake.people.supergroup("Home")
        events, store, clock = MemoryLog(), MemoryStore(), SystemClock()
        telegram = Telegram(fake.token, events, store, store, clock, PHRASES, Policy(), api_base=fake.url)
        courier = Courier(store, store, {"telegram": telegram.platform}, clock, events.append)
        tasks = [asyncio.create_task(telegram.run()), asyncio.create_task(_commit_all(events, store))]
        await telegram.listening()
        here = ChannelRef(CommunityRef("telegram", str(group.id)), "0")
        due = tuple(Say(f"nudge:{number}", here, here, (Phrase("notice.team_only"),)) for number in range(posts))
        await store.commit(Commit((), due, ((here, clock.now()),)))
        begun = time.monotonic()
        while len(group.written_by(fake.bot)) < posts + 1:  # and the greeting
            await courier.deliver()
            await asyncio.sleep(0.2)  # by the real clock: what is measured is how long the flood limits take
        took, refused = time.monotonic() - begun, len(fake.refused)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    print(f"{posts} posts due in one group at once: all sent in {took:.0f} s, {refused} refused")
    return refused == 0


async def _commit_all(events: MemoryLog, store: MemoryStore) -> None:
    while True:
        batch = await events.take(256)
        changes = [change for event in batch.events for change in _noted(event)]
        await store.commit(Commit(tuple(changes)))
        events.done(batch)


def _noted(event: object) -> tuple:
    from bot.actions import ActionTold, ChannelKept
    from bot.events import ActionSettled, ChannelNamed

    match event:
        case ChannelNamed(channel=channel, name=name):
            return (ChannelKept(channel, name),)
        case ActionSettled(channel=channel, key=key):
            return (ActionTold(channel, key),)
        case _:
            return Decision().changes


def main() -> int:
    """Read the arguments and play; 1 where a bar is missed."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rate", type=float, default=100)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--groups", type=int, default=20)
    options.add_argument("--posts", type=int, default=25)
    asked = options.parse_args()
    logging.disable(logging.CRITICAL)
    with TemporaryDirectory() as folder:
        kept = asyncio.run(listen(Path(folder), asked.rate, asked.seconds, asked.groups))
    kept &= asked.posts == 0 or asyncio.run(speak(asked.posts))
    print("every bar is kept" if kept else "A BAR IS MISSED")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
