"""What houses in a platform's fake have in common: a log whose disk fills, a witness to wait by, and how a Twoway is begun and ended."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Protocol

import pytest

from adapters.memory import MemoryLog
from bot.actions import Decision
from bot.commands.serve import Service
from bot.events import Event
from bot.ports import Unavailable

BOUND = 10.0
"""Seconds of real time after which a wait has failed: only a bound."""


class Connected(Protocol):
    """A platform with its connection."""

    async def run(self) -> None:
        """Be connected until ended."""

    async def listening(self) -> None:
        """Return once all that is said is heard."""

    async def aclose(self) -> None:
        """Let the connection go."""


class Moving(Protocol):
    """A platform's fake; `moved` is set by the next thing that comes over the wire."""

    @property
    def moved(self) -> asyncio.Event:
        """What is waited for."""


class FullLog(MemoryLog):
    """A log whose disk is full while `full` is set."""

    full = False

    async def append(self, *events: Event) -> None:
        """Add events, or raise Unavailable while full."""
        if self.full:
            raise Unavailable("the disk is full")
        await super().append(*events)


@dataclass
class Seen:
    """A witness that keeps what it saw, and wakes whoever waits for it."""

    events: list[tuple[Event, Decision]] = field(default_factory=list)
    moved: asyncio.Event = field(default_factory=asyncio.Event)

    def saw(self, event: Event, decision: Decision) -> None:
        """Take note."""
        self.events.append((event, decision))
        self.moved.set()
        self.moved = asyncio.Event()


async def until(condition: Callable[[], object], seen: Seen, fake: Moving) -> None:
    """Return when a condition holds; it is looked at whenever something was committed or came over the wire to the fake."""
    async with asyncio.timeout(BOUND):
        while not condition():
            waits = [asyncio.ensure_future(moved.wait()) for moved in (seen.moved, fake.moved)]
            _, left = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for wait in left:
                wait.cancel()
            await asyncio.gather(*left, return_exceptions=True)


async def logged(caplog: pytest.LogCaptureFixture, words: str) -> None:
    """Return when a warning or worse was logged with these words: what went wrong comes over no wire, and is committed nowhere."""

    def there() -> bool:
        return any(words in each.message for each in caplog.records if each.levelno >= logging.WARNING)

    async with asyncio.timeout(BOUND):
        for _ in iter(there, True):
            await asyncio.sleep(0)


@asynccontextmanager
async def running(service: Service, platform: Connected, *, wait: bool) -> AsyncIterator[None]:
    """Run a bot, and `wait` until it listens; in the end it is stopped."""
    tasks = [asyncio.create_task(service.run()), asyncio.create_task(platform.run())]
    try:
        if wait:
            async with asyncio.timeout(BOUND):
                await platform.listening()
        yield
    finally:
        # The engine and the courier end wherever they are, as in a process that is killed; then the connection goes.
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await platform.aclose()
