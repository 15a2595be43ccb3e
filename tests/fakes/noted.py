"""An event log that takes everything at once, for tests without an engine."""

import asyncio
from dataclasses import dataclass, field

from bot.events import Event

BOUND = 10.0


@dataclass
class Noted:
    """Keeps what it was given, in order."""

    events: list[Event] = field(default_factory=list)
    moved: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def append(self, *events: Event) -> None:
        """Note events."""
        self.events += events
        async with self.moved:
            self.moved.notify_all()

    async def holds(self, so_many: int) -> None:
        """Return when so many events have come."""
        async with asyncio.timeout(BOUND), self.moved:
            await self.moved.wait_for(lambda: len(self.events) >= so_many)
