"""From Discord to the engine, in order and bounded: what was heard waits here until it is committed, and while a shard catches up."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from bot.events import Event
from bot.ports import Clock, EventLog, Unavailable

log = logging.getLogger("twoway.discord")

AT_ONCE = 256
MOST = 10_000
AGAIN = timedelta(seconds=1)

Heard = Callable[[], Event | None]
"""What was heard, to be translated: None is nothing."""


class Inbox:
    """Events in the order in which they were heard. What a shard hears while it catches up is held back until it has."""

    def __init__(self, events: EventLog, clock: Clock, most: int = MOST) -> None:
        """`events`: where they go. `most`: how many may be here before no more is read."""
        self._log, self._clock, self._most = events, clock, most
        self._waiting: deque[Event] = deque()
        self._some, self._moved = asyncio.Event(), asyncio.Event()
        self._taken = self._saved = self._coming = 0
        self._held: dict[int, list[Heard]] = {}

    def __len__(self) -> int:
        """Return how many events are here: waiting, held back, or still being asked about."""
        return len(self._waiting) + sum(map(len, self._held.values())) + self._coming

    async def room(self) -> None:
        """Return when there is room for what is heard live."""
        while len(self) >= self._most:
            await self._moved.wait()

    async def space(self) -> None:
        """Return when there is room for what is read from history. What is held back waits for that, so it does not count."""
        while len(self._waiting) >= self._most:
            await self._moved.wait()

    @contextmanager
    def coming(self) -> Iterator[None]:
        """Count an event that was heard but not taken yet: something has to be asked before."""
        self._coming += 1
        try:
            yield
        finally:
            self._coming -= 1
            self._wake()

    def heard(self, shard: int, heard: Heard) -> None:
        """Take what a shard heard just now. What is held is translated when it is let go: by then the team is known."""
        if shard in self._held:
            self._held[shard].append(heard)
        else:
            self.put(filter(None, (heard(),)))

    def put(self, events: Iterable[Event]) -> None:
        """Take events that come before whatever is held."""
        before = len(self._waiting)
        self._waiting.extend(events)
        self._taken += len(self._waiting) - before
        self._some.set()

    async def drained(self) -> None:
        """Return when all that was taken until now is committed."""
        taken = self._taken
        while self._saved < taken:
            await self._moved.wait()

    def hold(self, shard: int) -> None:
        """Hold back what this shard hears from now on."""
        self._held.setdefault(shard, [])

    def release(self, shard: int) -> None:
        """Let go of what was held."""
        self.put([event for heard in self._held.pop(shard, ()) if (event := heard()) is not None])
        self._wake()

    def clear(self) -> None:
        """Let go of what is not committed, at a session's end: the next one reads it from history."""
        self._waiting = deque()
        self._held.clear()
        self._taken = self._saved
        self._wake()

    async def run(self) -> None:
        """Hand events to the engine until cancelled. What cannot be saved is offered again, so that order holds and nothing is lost."""
        while True:
            while not self._waiting:
                self._some.clear()
                await self._some.wait()
            waiting = self._waiting
            events = [waiting[index] for index in range(min(AT_ONCE, len(waiting)))]
            try:
                await self._log.append(*events)
            except Unavailable as why:
                log.warning("not saved yet", extra={"why": str(why), "events": len(events)})
                await self._clock.sleep_until(self._clock.now() + AGAIN)
                continue
            if waiting is not self._waiting:
                continue  # let go of meanwhile
            for _ in events:
                waiting.popleft()
            self._saved += len(events)
            self._wake()

    def _wake(self) -> None:
        """Let all who wait for a change look again."""
        self._moved.set()
        self._moved = asyncio.Event()
