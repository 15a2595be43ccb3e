"""A bot's own process, killed between two of its lines: the real platform library, a real SQLite file, the machine's own time.

A platform's killed.py is the program. It reads orders, one line of JSON each, and forks a bot for each, so that a start costs no imports.
The bot tells its number, then that all stands. It goes on until it is killed, from outside or by itself with SIGKILL at the line it was
ordered to die at. In the end its exit status is told.
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

from bot.model import CommunityRef, Mode, Policy

ROOT = Path(__file__).resolve().parents[1]
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


async def stands(platform, store, community, clock, moved, posted):
    """Return once the nudge is out, and the engine has heard of it, and nothing is under way. `posted`: which posts are out."""
    while True:
        await platform.listening()
        moved.clear()
        posts = [post for post in await store.posts(community, 9) if posted(post)]
        due = await store.next_due()
        if posts and not await store.unsettled() and not await store.untold() and (not due or due > clock.now() + FAR):
            return
        await moved.wait()


async def live(order, compose, posted):
    """Be the bot for as long as the process lives. `compose`: (order, policy, witness) -> platform, service, store, clock."""
    seen = Tell()
    platform, service, store, clock = await compose(order, POLICY, seen)
    async with asyncio.TaskGroup() as group:
        group.create_task(service.run())
        group.create_task(platform.run())
        await stands(platform, store, CommunityRef(*order["community"]), clock, seen.moved, posted)
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


def born(order, compose, posted):
    """Begin a bot's life in a process of its own; it does not come back."""
    tell(pid=os.getpid())
    try:
        if order["traced"]:
            step = trace(order, Counter())
            threading.settrace(step)
            sys.settrace(step)
        asyncio.run(live(order, compose, posted))
    finally:
        os._exit(1)


def main(compose, posted):
    """Take orders until there are no more."""
    with suppress(KeyboardInterrupt):
        for line in sys.stdin:
            child = os.fork()
            if child == 0:
                born(json.loads(line), compose, posted)
            _, status = os.waitpid(child, 0)
            tell(ended=status)
