"""The bot's own process on Telegram, for the tests that kill it. Run as a program: see tests/killed.py."""

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
from bot.model import SMALLEST, Delivery, Post
from tests.killed import ROOT, main


async def compose(order, policy, seen):
    """Return the bot's parts, put together as the composition root does it."""
    store = await SqliteStore.open(Path(order["folder"]) / "twoway.sqlite")
    events, clock, phrases = MemoryLog(), SystemClock(), read_phrases(ROOT / "prompts")
    telegram = Telegram(order["token"], events, store, store, clock, phrases, policy, api_base=order["api"])
    engine = Engine(store, policy, {"telegram": telegram.limits}, SMALLEST, (EventLines(), telegram.witness, seen))
    courier = Courier(store, store, {"telegram": telegram.platform}, clock, events.append)
    timers = HeardTimers(store, {"telegram": telegram.listening})
    return telegram, Service(engine, events, courier, timers, clock), store, clock


def posted(post):
    """Whether a post is out, or nobody knows whether it is."""
    return isinstance(post, Post) and post.delivery in (Delivery.SENT, Delivery.UNKNOWN)


if __name__ == "__main__":
    main(compose, posted)
