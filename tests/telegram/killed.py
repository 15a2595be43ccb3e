"""The bot's own process on Telegram, for the tests that kill it: see tests/discord/killed.py, whose ways these are.

Run as a program: process.py. It reads orders, one line of JSON each, and forks a bot for each.
"""

import asyncio
import json
import os
import signal
import sys
import threading
from collections import Counter
from contextlib import suppress
from pathlib import Path

from adapters.clock import SystemClock
from adapters.logs import EventLines
from adapters.memory import MemoryLog
from adapters.phrases import read_phrases
from adapters.sqlite import SqliteStore
from adapters.telegram import Telegram
from bot.commands.hearing import HeardTimers
from bot.commands.serve import Service
from bot.courier import Courier
from bot.engine import Engine
from bot.model import SMALLEST, CommunityRef, Delivery, Post
from tests.discord.killed import FAR, POLICY, ROOT, Tell, tell, trace


async def compose(order, policy, seen):
    """Return the bot's parts, put together as the composition root does it."""
    store = await SqliteStore.open(Path(order["folder"]) / "twoway.sqlite")
    events, clock, phrases = MemoryLog(), SystemClock(), read_phrases(ROOT / "prompts")
    telegram = Telegram(order["token"], events, store, store, clock, phrases, policy, api_base=order["api"])
    engine = Engine(store, policy, {"telegram": telegram.limits}, SMALLEST, (EventLines(), telegram.witness, seen))
    courier = Courier(store, {"telegram": telegram.platform}, clock, events.append)
    timers = HeardTimers(store, {"telegram": telegram.listening})
    return telegram, Service(engine, events, courier, timers, clock), store, clock


async def stands(telegram, store, community, clock, moved):
    """Return once the nudge is out, or nobody knows whether it is, and the engine has heard of that."""
    over = (Delivery.SENT, Delivery.UNKNOWN)
    while True:
        await telegram.listening()
        moved.clear()
        posts = [post for post in await store.posts(community, 9) if isinstance(post, Post) and post.delivery in over]
        due = await store.next_due()
        if posts and not await store.unsettled() and not await store.untold() and (not due or due > clock.now() + FAR):
            return
        await moved.wait()


async def live(order):
    """Be the bot for as long as the process lives."""
    seen = Tell()
    telegram, service, store, clock = await compose(order, POLICY, seen)
    async with asyncio.TaskGroup() as group:
        group.create_task(service.run())
        group.create_task(telegram.run())
        await stands(telegram, store, CommunityRef("telegram", order["community"]), clock, seen.moved)
        tell(stands=True)
        await asyncio.Event().wait()


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
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with suppress(KeyboardInterrupt):
        main()
