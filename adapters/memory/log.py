"""Events in a queue in memory."""

import asyncio
from collections import deque
from dataclasses import dataclass

from bot.events import Event
from bot.ports import Batch, Unavailable


@dataclass(slots=True, eq=False)
class _Append:
    """One caller's events: how many are not committed yet, and the caller's hope."""

    left: int
    done: "asyncio.Future[None]"


class MemoryLog:
    """An EventLog that holds at most `capacity` events; who appends more waits. Nothing survives the process.

    An append whose events are spread over several batches is done with the last. When one of these batches fails, the append fails,
    and its events that nobody took yet are dropped: the caller will offer all of them again, and order must hold.
    """

    def __init__(self, capacity: int = 4096) -> None:
        """Start empty."""
        if capacity < 1:
            raise ValueError("a log holds at least one event")
        self._capacity = capacity
        self._events: deque[tuple[Event, _Append]] = deque()
        self._entry = asyncio.Lock()  # fair: whoever came first enters first, wholly
        self._space, self._some = asyncio.Event(), asyncio.Event()
        self._space.set()
        self._taken: dict[int, tuple[Batch, list[_Append]]] = {}

    async def append(self, *events: Event) -> None:
        """Add events; return when they are committed. Raise Unavailable when they cannot be."""
        if not events:
            return
        append = _Append(len(events), asyncio.get_running_loop().create_future())
        try:
            async with self._entry:
                for event in events:
                    while len(self._events) >= self._capacity:
                        self._space.clear()
                        await self._space.wait()
                    if append.done.done():
                        break
                    self._events.append((event, append))
                    self._some.set()
            await append.done
        finally:
            append.done.cancel()  # a caller who went away is not told; what it added stays

    async def take(self, limit: int) -> Batch:
        """Wait for events, and return up to `limit` of them."""
        while not self._events:
            self._some.clear()
            await self._some.wait()
        taken = [self._events.popleft() for _ in range(min(limit, len(self._events)))]
        self._space.set()
        batch = Batch(tuple([event for event, _ in taken]))
        self._taken[id(batch)] = (batch, [append for _, append in taken])
        return batch

    def done(self, batch: Batch) -> None:
        """Say that a batch is committed."""
        for append in self._appends(batch):
            append.left -= 1
            if append.left == 0 and not append.done.done():
                append.done.set_result(None)

    def failed(self, batch: Batch, why: Unavailable) -> None:
        """Say that a batch could not be committed."""
        appends = self._appends(batch)
        for append in appends:
            if not append.done.done():
                append.done.set_exception(why)
        self._events = deque([entry for entry in self._events if entry[1] not in appends])
        self._space.set()

    def _appends(self, batch: Batch) -> list[_Append]:
        """Return whose each event of a batch is; nothing when that was asked before."""
        return self._taken.pop(id(batch), (batch, []))[1]
