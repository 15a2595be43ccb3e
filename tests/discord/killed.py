"""The bot's own process, killed between two of its lines: the real discord.py, a real SQLite file, the machine's own time.

Run as a program: killed.py. It reads orders, one line of JSON each, and forks a bot for each, so that a start costs no imports. The
bot tells its number, then that all stands: the nudge is out, the engine has heard of it, and nothing is left to do. It goes on until
it is killed, from outside or by itself with SIGKILL at the line it was ordered to die at. In the end its exit status is told.
"""

import asyncio
import json
import os
import signal
import sys
import threading
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from adapters.clock import SystemClock
from adapters.discord import Discord
from adapters.logs import EventLines
from adapters.memory import MemoryLog
from adapters.phrases import read_phrases
from adapters.sqlite import SqliteStore
from bot.commands.serve import Service
from bot.courier import Courier
from bot.engine import Engine
from bot.model import SMALLEST, CommunityRef, Mode, Policy, Post

ROOT = Path(__file__).resolve().parents[2]
OURS = (str(ROOT / "bot") + os.sep, str(ROOT / "adapters") + os.sep)
POLICY = Policy(quiet_hours=None, nudge=Mode.ACT, patience=timedelta(milliseconds=100))
FAR = timedelta(seconds=30)
"""A timer due later than this is not waited for."""
TRACE = "trace.json"


class Tell:
    """A witness that wakes whoever looks whether all stands."""

    def __init__(self):
        self.moved = asyncio.Event()

    def saw(self, event, decision):
        """Wake."""
        self.moved.set()


def tell(**what):
    """Say something to whoever ordered this process."""
    os.write(1, (json.dumps(what) + "\n").encode())


async def compose(order, policy, seen):
    """Return the bot's parts, put together as the composition root does it."""
    store = await SqliteStore.open(Path(order["folder"]) / "twoway.sqlite")
    events, clock, phrases = MemoryLog(), SystemClock(), read_phrases(ROOT / "prompts")
    wire = {"api_base": order["api"], "gateway": order["gateway"], "settle": 0.02, "pause": 0.0}
    discord = Discord(order["token"], events, store, store, clock, phrases, policy, **wire)
    engine = Engine(store, policy, {"discord": discord.limits}, SMALLEST, (EventLines(), discord.witness, seen))
    courier = Courier(store, {"discord": discord.platform}, clock, events.append)
    return discord, Service(engine, events, courier, discord.patient(store), clock), store, clock


async def stands(discord, store, community, clock, moved):
    """Return once the nudge is out and the engine has heard of it, and nothing is under way."""
    while True:
        await discord.listening()
        moved.clear()
        posts = [post for post in await store.posts(community, 9) if isinstance(post, Post) and post.message]
        due = await store.next_due()
        if posts and not await store.unsettled() and not await store.untold() and (not due or due > clock.now() + FAR):
            return
        await moved.wait()


async def live(order):
    """Be the bot for as long as the process lives."""
    seen = Tell()
    discord, service, store, clock = await compose(order, POLICY, seen)
    async with asyncio.TaskGroup() as group:
        group.create_task(service.run())
        group.create_task(discord.run())
        await stands(discord, store, CommunityRef("discord", order["community"]), clock, seen.moved)
        tell(stands=True)
        await asyncio.Event().wait()


def trace(order, counted):
    """Return what counts the lines run, of bot/ and adapters/, and ends the process at the one it was ordered to die at."""
    file, line, times = order["place"] or ("", 0, 0)
    folder = Path(order["folder"])

    def step(frame, event, argument):
        if event == "line":
            place = (frame.f_code.co_filename, frame.f_lineno)
            counted[place] += 1
            if place == (file, line) and counted[place] == times:
                os.kill(os.getpid(), signal.SIGKILL)
        return step

    def enter(frame, event, argument):
        return step if frame.f_code.co_filename.startswith(OURS) else None

    def keep(*_):
        (folder / TRACE).write_text(json.dumps([[*place, times] for place, times in sorted(counted.items())]))
        os._exit(0)

    signal.signal(signal.SIGTERM, keep)
    return enter


def born(order):
    """Begin a bot's life in a process of its own; it does not come back."""
    tell(pid=os.getpid())
    try:
        if order["traced"]:
            step = trace(order, Counter())
            threading.settrace(step)
            sys.settrace(step)
        asyncio.run(live(order))
    finally:
        os._exit(1)


def main():
    """Take orders until there are no more."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            born(json.loads(line))
        _, status = os.waitpid(child, 0)
        tell(ended=status)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
