"""Three clocks: the system's, one that runs faster, and one that moves only when told."""

import asyncio
import heapq
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count


class SystemClock:
    """The machine's time, in UTC."""

    def now(self) -> datetime:
        """Return the time."""
        return datetime.now(UTC)

    async def sleep_until(self, when: datetime) -> None:
        """Return when the time has come."""
        await asyncio.sleep(max(0.0, (when - self.now()).total_seconds()))


class ScaledClock:
    """A time that runs `rate` times as fast as the machine's. A change of rate starts from where it stands; it jumps only when told."""

    def __init__(self, start: datetime | None = None, rate: float = 1.0) -> None:
        """`start`: a time it may not begin before (where a sped-up run left off). `rate`: 0 stops it."""
        machine = datetime.now(UTC)
        self._shown = machine if start is None else max(start, machine)
        self._since = time.monotonic()
        self._rate = rate
        self._changed = asyncio.Event()

    @property
    def rate(self) -> float:
        """How many seconds pass here in one of the machine's."""
        return self._rate

    def now(self) -> datetime:
        """Return the time as it stands here."""
        return self._shown + timedelta(seconds=(time.monotonic() - self._since) * self._rate)

    def run_at(self, rate: float) -> None:
        """Run at another rate from now on."""
        self._go_on(self.now(), rate)

    def advance_to(self, when: datetime) -> None:
        """Move on to a moment (never back), and wake who waited for it."""
        self._go_on(max(self.now(), when), self._rate)

    def _go_on(self, shown: datetime, rate: float) -> None:
        self._shown, self._since, self._rate = shown, time.monotonic(), rate
        self._changed.set()
        self._changed = asyncio.Event()

    async def sleep_until(self, when: datetime) -> None:
        """Return when the time has come here, however the rate changes meanwhile."""
        while (left := (when - self.now()).total_seconds()) > 0:
            changed = self._changed
            with suppress(TimeoutError):
                async with asyncio.timeout(left / self._rate if self._rate > 0 else None):
                    await changed.wait()


class ManualClock:
    """A time that moves only when told: for replays and tests."""

    def __init__(self, start: datetime) -> None:
        """`start`: the time it shows, aware."""
        self._now = start
        self._rate = 1.0
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._order = count()

    @property
    def rate(self) -> float:
        """The rate last asked for; this clock moves by hand all the same."""
        return self._rate

    def run_at(self, rate: float) -> None:
        """Note the rate."""
        self._rate = rate

    def now(self) -> datetime:
        """Return the time."""
        return self._now

    def advance_to(self, when: datetime) -> None:
        """Move on to a moment (never back), and wake who waited for it."""
        self._now = max(self._now, when)
        while self._sleepers and self._sleepers[0][0] <= self._now:
            _, _, sleeper = heapq.heappop(self._sleepers)
            if not sleeper.done():
                sleeper.set_result(None)

    async def sleep_until(self, when: datetime) -> None:
        """Return when the time was moved there."""
        if when <= self._now:
            return
        sleeper: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (when, next(self._order), sleeper))
        await sleeper
