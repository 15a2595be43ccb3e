"""Timers that wait while their platform is not heard, or has no ears in this run: what could not be read is never silence."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from bot.model import Purpose, Timer
from bot.ports import SortedTimers

GONE = timedelta(days=7)
"""So long after its words should have been let go, a platform without ears (its token is not set) is not waited for: they are."""

Listening = Callable[[], Awaitable[None]]
"""Returns when a platform is heard, and all that was missed is committed."""


class HeardTimers:
    """The same timers; those of a platform that is not heard now are not due. The others go on."""

    def __init__(self, timers: SortedTimers, ears: Mapping[str, Listening]) -> None:
        """`ears`: by platform. A platform without any (there is no token for it in this run) is not heard."""
        self._timers, self._ears = timers, ears

    async def due(self, now: datetime, limit: int) -> Sequence[Timer]:
        """Return what is due where the platform is heard."""
        found = await self._timers.due(now, limit, await self._heard())
        gone = [timer for timer in await self._gone(limit) if timer.due + GONE <= now]
        return sorted([*gone, *found], key=lambda timer: timer.due)[:limit]

    async def next_due(self) -> datetime | None:
        """Return when the next timer is due; while none can be told, wait until a platform is heard again."""
        while True:
            heard = await self._heard()
            moments = [await self._timers.next_due(heard), *[timer.due + GONE for timer in await self._gone(1)]]
            when = min((moment for moment in moments if moment is not None), default=None)
            deaf = [listening for platform, listening in sorted(self._ears.items()) if platform not in heard]
            if when is not None or not deaf or await self._timers.next_due() is None:
                return when
            await _first(deaf)

    async def _gone(self, limit: int) -> Sequence[Timer]:
        """Return the looks at what is past its retention that are set where there are no ears."""
        return await self._timers.elsewhere(self._ears, Purpose.RETENTION, limit)

    async def position(self, source: str) -> int:
        """Return how far a source was read."""
        return await self._timers.position(source)

    async def latest(self) -> datetime | None:
        """Return the latest moment any channel has seen."""
        return await self._timers.latest()

    async def hears(self, platform: str) -> bool:
        """Whether a platform is heard now. One without ears is not."""
        return platform in self._ears and await _hears(self._ears[platform])

    async def _heard(self) -> frozenset[str]:
        return frozenset([platform for platform in self._ears if await self.hears(platform)])


async def _hears(listening: Listening) -> bool:
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
