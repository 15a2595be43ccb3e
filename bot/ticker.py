"""The ticker: timers are rows with a due time; it turns those whose time has come into events."""

from collections.abc import Awaitable, Callable

from bot.events import Event, TimerDue
from bot.ports import Clock, Timers

Tell = Callable[[Event], Awaitable[None]]
AT_ONCE = 100


class Ticker:
    """Asks the store for what is due. A timer told twice fires once: the engine takes it away in the commit that decides on it."""

    def __init__(self, timers: Timers, clock: Clock, tell: Tell) -> None:
        """`tell` hands an event to the engine and returns when it is committed."""
        self._timers, self._clock, self._tell = timers, clock, tell

    async def tick(self) -> int:
        """Tell of every timer that is due now; return how many."""
        told = 0
        while due := await self._timers.due(self._clock.now(), AT_ONCE):
            for timer in due:
                await self._tell(TimerDue(max(timer.due, self._clock.now()), timer))
            told += len(due)
        return told
