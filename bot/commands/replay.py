"""Replay: a source of events through the engine, under the source's own clock."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Protocol

from bot.courier import Courier
from bot.engine import Engine
from bot.events import Event, TimerDue
from bot.ports import Batch, Clock, Timers

BATCH = 256


class HandClock(Clock, Protocol):
    """A clock that moves only when told."""

    def advance_to(self, when: datetime) -> None:
        """Move on to a moment, never back."""


async def replay(
    events: Iterable[Event],
    source: str,
    engine: Engine,
    timers: Timers,
    courier: Courier,
    clock: HandClock,
    batch_size: int = BATCH,
    skip: int | None = None,
) -> int:
    """Play a source to its end; return how many events were taken now.

    What an earlier run committed is skipped, so a run that was killed is simply started again. Batches are cut at the same places
    whatever happened, and timers fire at their due time, so that a second run decides as the first would have. A batch that paused
    for the records and was killed there is first taken to its end, since its timers come after it. `skip`: how many of the events were
    committed, where the source is not as it was then; None for as many as the store counted.
    """
    position = await timers.position(source)
    ask = partial(_ask, timers, courier, clock)
    clock.advance_to(await timers.latest() or clock.now())
    await courier.recover()
    await _deliver(courier)
    if position % batch_size == 0:
        await _timers(engine, timers, courier, clock)
    taken, stream = 0, islice(iter(events), position if skip is None else skip, None)
    while chunk := tuple(islice(stream, batch_size - position % batch_size)):
        position += len(chunk)
        taken += len(chunk)
        await engine.handle(Batch(chunk, source, position), ask)
        clock.advance_to(max(event.at for event in chunk))
        await _deliver(courier)
        await _timers(engine, timers, courier, clock)
    if not taken:
        await _timers(engine, timers, courier, clock)
    return taken


async def _timers(engine: Engine, timers: Timers, courier: Courier, clock: HandClock) -> None:
    """Fire what came due meanwhile in channels where nothing was said."""
    ask = partial(_ask, timers, courier, clock)
    while due := await timers.due(clock.now(), BATCH):
        await engine.handle(Batch(tuple(TimerDue(timer.due, timer) for timer in due)), ask)
        await _deliver(courier)


async def _ask(timers: Timers, courier: Courier, clock: HandClock) -> None:
    """Let the records be asked what the next event's decision waits for, at the moment and to the end that a start after a death comes to."""
    clock.advance_to(await timers.latest() or clock.now())
    await _deliver(courier)


async def _deliver(courier: Courier) -> None:
    while await courier.deliver():
        pass
