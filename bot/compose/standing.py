"""Several platforms side by side: one that will not have us is tried again later, while another is served."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.ports import Clock, Unavailable

log = logging.getLogger("twoway.serve")

SOON, LATE = timedelta(minutes=1), timedelta(minutes=15)
"""How long after its end a platform is tried again: the first time, and at most; each time in vain doubles it."""
STEADY = timedelta(minutes=30)
"""A platform that was served so long counts as well again."""


class Standing:
    """Which platforms are served now."""

    def __init__(self, clock: Clock) -> None:
        """Nothing is served yet."""
        self._clock, self._served = clock, set[str]()

    async def keep(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Serve a platform, and again after a while whenever it ends with Unavailable. Raises Unavailable when no other is served.

        `run`: serves it until it ends, and can be called anew after that.
        """
        rest = SOON
        while True:
            self._served.add(name)
            since = self._clock.now()
            try:
                return await run()
            except Unavailable as why:
                self._served.discard(name)
                if not self._served:
                    raise
                ended = self._clock.now()
                rest = SOON if ended - since >= STEADY else rest
                log.error(
                    "platform off",
                    extra={"platform": name, "why": str(why), "again_in_seconds": int(rest.total_seconds())},
                )
                await self._clock.sleep_until(ended + rest)
                rest = min(rest * 2, LATE)
