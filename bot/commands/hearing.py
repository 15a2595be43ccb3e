"""Timers that wait while their platform is not heard: what could not be read is never silence."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime

from bot.model import Timer
from bot.ports import Timers

AT_ONCE = 1_000
EVER = datetime.max.replace(tzinfo=UTC)

Listening = Callable[[], Awaitable[None]]
"""Returns when a platform is heard, and all that was missed is committed."""


class HeardTimers:
    """The same timers; those of a platform that is not heard now are not due. The others go on."""

    def __init__(self, timers: Timers, ears: Mapping[str, Listening]) -> None:
        """`ears`: by platform. Timers of other platforms are always due."""
        self._timers, self._ears = timers, ears

    async def due(self, now: datetime, limit: int) -> Sequence[Timer]:
        """Return what is due where the platform is heard."""
        deaf = await self._deaf()
        if not deaf:
            return await self._timers.due(now, limit)
        found = await self._timers.due(now, max(limit, AT_ONCE))
        return [timer for timer in found if timer.channel.community.platform not in deaf][:limit]

    async def next_due(self) -> datetime | None:
        """Return when the next timer is due; while none can be told, wait until a platform is heard again."""
        while deaf := await self._deaf():
            waiting = await self._timers.due(EVER, AT_ONCE)
            heard = [timer.due for timer in waiting if timer.channel.community.platform not in deaf]
            if heard:
                return min(heard)
            await _first([self._ears[platform] for platform in sorted(deaf)])
        return await self._timers.next_due()

    async def position(self, source: str) -> int:
        """Return how far a source was read."""
        return await self._timers.position(source)

    async def latest(self) -> datetime | None:
        """Return the latest moment any channel has seen."""
        return await self._timers.latest()

    async def _deaf(self) -> frozenset[str]:
        return frozenset([platform for platform, listening in self._ears.items() if not await _heard(listening)])


async def _heard(listening: Listening) -> bool:
    """Whether it returns without waiting."""
    with suppress(TimeoutError):
        async with asyncio.timeout(0):
            await listening()
            return True
    return False


async def _first(ears: Sequence[Listening]) -> None:
    waits = [asyncio.ensure_future(listening()) for listening in ears]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
