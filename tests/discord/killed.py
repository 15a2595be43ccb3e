"""The bot's own process on Discord, for the tests that kill it. Run as a program: see tests/killed.py."""

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
from bot.model import SMALLEST, Post
from tests.killed import ROOT, main


async def compose(order, policy, seen):
    """Return the bot's parts, put together as the composition root does it."""
    store = await SqliteStore.open(Path(order["folder"]) / "twoway.sqlite")
    events, clock, phrases = MemoryLog(), SystemClock(), read_phrases(ROOT / "prompts")
    wire = {"api_base": order["api"], "gateway": order["gateway"], "settle": 0.02, "pause": 0.0}
    discord = Discord(order["token"], events, store, store, clock, phrases, policy, **wire)
    engine = Engine(store, policy, {"discord": discord.limits}, SMALLEST, (EventLines(), discord.witness, seen))
    courier = Courier(store, store, {"discord": discord.platform}, clock, events.append)
    return discord, Service(engine, events, courier, discord.patient(store), clock), store, clock


def posted(post):
    """Whether a post is out."""
    return isinstance(post, Post) and post.message is not None


if __name__ == "__main__":
    main(compose, posted)
