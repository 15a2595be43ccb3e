"""Serve: three loops around the engine until told to stop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from bot.courier import Courier
from bot.engine import Engine
from bot.events import Event
from bot.ports import Clock, EventLog, Timers, Unavailable
from bot.ticker import Ticker

log = logging.getLogger("twoway.serve")

BATCH = 256
LOOK_AGAIN = 1.0


class Service:
    """The pump (log -> engine), the courier's round and the ticker's round, woken by every commit."""

    def __init__(self, engine: Engine, events: EventLog, courier: Courier, timers: Timers, clock: Clock) -> None:
        """Everything it drives."""
        self._engine, self._events, self._courier, self._timers, self._clock = engine, events, courier, timers, clock
        self._ticker = Ticker(timers, clock, self._tell)
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
                due = await self._timers.next_due()
            except Unavailable as why:
                log.warning("will try again", extra={"why": str(why)})
                await _wait(self._tick.wait(), LOOK_AGAIN)
                continue
            await self._until(due)

    async def _until(self, due: datetime | None) -> None:
        """Wait for the next due time, or for a commit, which may have set an earlier one."""
        woken = asyncio.ensure_future(self._tick.wait())
        waits: set[asyncio.Future[Any]] = {woken}
        if due is not None:
            waits.add(asyncio.ensure_future(self._clock.sleep_until(due)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)


async def _wait(waiting: Awaitable[object], seconds: float) -> None:
    # Not wait_for: in Python 3.11 it can swallow a cancellation that meets its own wake-up.
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await waiting
