"""Serve: three loops around the engine until told to stop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.courier import Courier
from bot.engine import Engine
from bot.events import Event
from bot.ports import Clock, EventLog, Timers, Unavailable
from bot.ticker import Ticker

log = logging.getLogger("twoway.serve")

BATCH = 256
LOOK_AGAIN = 1.0
LONGEST = 60.0
"""So many seconds the ticker sleeps at the most: meanwhile a platform may be heard again, or the host's clock be set."""


class Service:
    """The pump (log -> engine), the courier's round and the ticker's round, woken by every commit."""

    def __init__(
        self, engine: Engine, events: EventLog, courier: Courier, timers: Timers, clock: Clock, wary: bool = False
    ) -> None:
        """Everything it drives. `wary`: of a clock that leaps far ahead, as the host's may; see Ticker."""
        self._engine, self._events, self._courier, self._clock = engine, events, courier, clock
        self._ticker = Ticker(timers, clock, self._tell, wary)
        self._deliver, self._tick = asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        """Run until cancelled. Starts by settling what an earlier process left open."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._pump())
            await self._recover()
            group.create_task(self._rounds(self._courier_round, self._deliver))
            group.create_task(self._ticker_rounds())

    async def _recover(self) -> None:
        while True:
            try:
                return await self._courier.recover()
            except Unavailable as why:
                log.warning("will try again", extra={"why": str(why)})
                await _wait(self._tick.wait(), LOOK_AGAIN)

    async def _tell(self, event: Event) -> None:
        await self._events.append(event)

    async def _pump(self) -> None:
        while True:
            batch = await self._events.take(BATCH)
            try:
                await self._engine.handle(batch)
            except Unavailable as why:
                log.error("not saved", extra={"why": str(why), "events": len(batch.events)})
                self._events.failed(batch, why)
                continue
            self._events.done(batch)
            self._deliver.set()
            self._tick.set()

    async def _courier_round(self) -> None:
        while await self._courier.deliver():
            pass

    async def _rounds(self, round_: Callable[[], Awaitable[None]], wake: asyncio.Event) -> None:
        while True:
            wake.clear()
            try:
                await round_()
            except Unavailable as why:
                log.warning("will try again", extra={"why": str(why)})
            await _wait(wake.wait(), LOOK_AGAIN)

    async def _ticker_rounds(self) -> None:
        while True:
            # Cleared after the tick: its own commits would only wake it again.
            try:
                await self._ticker.tick()
                self._tick.clear()
                await self._until_due()
            except Unavailable as why:
                log.warning("will try again", extra={"why": str(why)})
                self._tick.clear()
                await _wait(self._tick.wait(), LOOK_AGAIN)

    async def _until_due(self) -> None:
        """Wait for the next due time, or for a commit, which may have set an earlier one."""
        waits = [asyncio.ensure_future(wait) for wait in (self._tick.wait(), self._due())]
        try:
            done, _ = await asyncio.wait(waits, timeout=LONGEST, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)
        for wait in done:
            wait.result()

    async def _due(self) -> None:
        due = await self._ticker.next_due()
        await (self._clock.sleep_until(due) if due is not None else self._tick.wait())


async def _wait(waiting: Awaitable[object], seconds: float) -> None:
    # Not wait_for: in Python 3.11 it can swallow a cancellation that meets its own wake-up.
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await waiting
