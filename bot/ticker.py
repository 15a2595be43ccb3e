"""The ticker: timers are rows with a due time; it turns those whose time has come into events."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.events import Event, TimerDue
from bot.model import ChannelRef, Timer
from bot.ports import Clock, Timers, Unavailable

log = logging.getLogger("twoway.ticker")

Tell = Callable[[Event], Awaitable[None]]
AT_ONCE = 100

LEAP, STANDS = timedelta(days=1), timedelta(minutes=10)
"""A clock that leaps so far ahead may be wrong: a room's time never runs back. It is believed once it has stood for so long."""


class Ticker:
    """Asks the store for what is due. A timer told twice fires once: the engine takes it away in the commit that decides on it."""

    def __init__(self, timers: Timers, clock: Clock, tell: Tell, wary: bool = False) -> None:
        """`tell` hands an event to the engine and returns when it is committed. `wary`: of a clock that others set, as the host's is."""
        self._timers, self._clock, self._tell, self._wary = timers, clock, tell, wary
        self._believed: datetime | None = None
        self._leapt: datetime | None = None

    async def next_due(self) -> datetime | None:
        """Return when there may be something to tell of, None when no timer is set."""
        due = await self._timers.next_due()
        return max(due, self._leapt + STANDS) if due is not None and self._leapt is not None else due

    async def tick(self) -> int:
        """Tell of what is due now; return of how many timers. Raises Unavailable where one stays due all the same.

        What is due in a channel fires with the first that is told of there: one each, and then the store says what is left.
        """
        told: set[Timer] = set()
        if self._wary and not await self._believe(self._clock.now()):
            return 0
        while due := await self._timers.due(self._clock.now(), AT_ONCE):
            fresh = [timer for timer in due if timer not in told]
            if not fresh:
                raise Unavailable(f"{len(due)} timers stay due, though they were told of")
            firsts: dict[ChannelRef, Timer] = {}
            for timer in fresh:
                firsts.setdefault(timer.channel, timer)
            for timer in firsts.values():
                await self._tell(TimerDue(max(timer.due, self._clock.now()), timer))
            told.update(firsts.values())
        return len(told)

    async def _believe(self, now: datetime) -> bool:
        """Whether the time can be told: it goes on from the last that was, at first from the last that is kept, or has stood for a while."""
        if self._believed is None:
            self._believed = await self._timers.latest() or now
        if now - self._believed > LEAP:
            # after a long while away, what the platforms tell of it bears the clock out
            self._believed = max(self._believed, await self._timers.latest() or self._believed)
        if now - self._believed > LEAP:
            if self._leapt is None or not timedelta() <= now - self._leapt <= LEAP:
                self._leapt = now
                log.warning("the clock leapt ahead", extra={"seconds": (now - self._believed).total_seconds()})
            if now - self._leapt < STANDS:
                return False
        self._believed, self._leapt = now, None
        return True
