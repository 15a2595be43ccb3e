"""What stages in a platform's fake have in common: the real platform library brings events, and the engine decides each at once."""

import asyncio
from contextlib import asynccontextmanager, suppress

from stage import Stage, chosen, decks_of, library

from bot.courier import Courier
from bot.engine import Engine
from bot.model import SMALLEST, MessageRef
from bot.ports import Batch

BOUND = 10.0
DRAFTS = ("Draft for ", "Opener for ", "Poll for ", "I can't tell ")
"""Begin the cards that stories tell as drafts, or need not tell."""


class Straight:
    """An event log without a queue: what is appended is decided at once, one caller after the other."""

    def __init__(self):
        self.engine, self._turn = None, asyncio.Lock()

    async def append(self, *events):
        """Have them decided and committed."""
        async with self._turn:
            await self.engine.handle(Batch(events))


class WiredStage(Stage):
    """Plays steps in a platform's fake. A platform's stage gives `_connect`, `_furnish` and `_heard`."""

    def __init__(self, name, store, settings, fake):
        self.policy, self.store, self.fake, self.clock = chosen(settings), store, fake, fake.clock
        self._log = Straight()
        platform = self._connect()
        self.engine = self._log.engine = Engine(
            *(store, self.policy, {name: platform.limits}, SMALLEST, [platform.witness, self]),
            decks=decks_of(settings),
        )
        asked = library(store, self.clock, self.policy)
        self.courier = Courier(store, asked, {name: platform.platform}, self.clock, self._tell)
        self._furnish()
        self._begin()

    async def _tell(self, event):
        await self._log.append(event)

    async def _happen(self, doing):
        await doing
        await self._heard()

    def last(self, name):
        """Where a person's latest line is."""
        return MessageRef(self.general, self.latest[name][-1])


@asynccontextmanager
async def connected(platform):
    """Let the bot connect; in the end it is gone."""
    running = asyncio.create_task(platform.run())
    try:
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await platform.aclose()
