"""Channels of one export put together by time, since whoever plays them has one clock for all, which never goes back."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import heappop, heappush, heapreplace

from adapters.exports.records import Fault
from bot.events import Event, ReactionSeen

FIRST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of an export whose own order stands: a file, a chat, a piece of a file. `begins`: none of it is earlier than that."""

    begins: datetime
    events: Callable[[], Iterator[Event]]


def by_time(runs: Iterable[Run]) -> Iterator[Event]:
    """Yield the events of all runs by time, ties in the order of the runs. Each run is opened when its time comes, not before.

    Within a run its own order stands: what is older than what stands before it there comes right after that.
    """
    waiting = sorted(enumerate(runs), key=lambda pair: pair[1].begins)
    waiting.reverse()
    heap: list[tuple[datetime, int, Event, Iterator[Event]]] = []
    while waiting or heap:
        while waiting and (not heap or waiting[-1][1].begins <= heap[0][0]):
            number, run = waiting.pop()
            stream = run.events()
            if (first := next(stream, None)) is not None:
                heappush(heap, (first.at, number, first, stream))
        if heap:
            at, number, event, stream = heap[0]
            yield event
            following = next(stream, None)
            if following is None:
                heappop(heap)
            else:
                heapreplace(heap, (max(at, following.at), number, following, stream))


def reactions_in_time(events: Iterable[Event]) -> Iterator[Event]:
    """Yield events with each reaction in its own time: an export has them beside the message, however much later they came.

    Where the reading ends in a fault, those held back come before it.
    """
    later: list[tuple[datetime, int, Event]] = []
    said = FIRST
    fault: Fault | None = None
    try:
        for number, event in enumerate(events):
            if isinstance(event, ReactionSeen):
                if event.at > said:
                    heappush(later, (event.at, number, event))
                    continue
            else:
                said = max(said, event.at)
                while later and later[0][0] <= event.at:
                    yield heappop(later)[2]
            yield event
    except Fault as error:
        fault = error
    while later:
        yield heappop(later)[2]
    if fault is not None:
        raise fault
