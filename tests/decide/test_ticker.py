"""The ticker: what is due is told once, and a clock that leaps far ahead is believed only once it has stood."""

from dataclasses import replace

import pytest

from adapters.clock import ManualClock
from adapters.memory import MemoryStore
from bot.actions import TimerCleared, TimerSet
from bot.engine import Engine
from bot.events import MessageSeen
from bot.model import SMALLEST, Purpose, Timer
from bot.ports import Batch, Commit, Unavailable
from bot.ticker import Ticker
from tests.decide.scenes import GENERAL, SUGGEST, TEAM, at, said

DAY = 24 * 60


def timer(subject, minutes):
    return Timer(GENERAL, Purpose.PATIENCE, subject, at(minutes))


async def opened(*timers, latest=None):
    """Return a store with timers, and the events that are told; a timer is cleared as it is told."""
    store, told = MemoryStore(), []
    await store.commit(Commit(tuple(TimerSet(each) for each in timers), nows=((GENERAL, latest),) if latest else ()))

    async def tell(event):
        told.append(event)
        await store.commit(Commit((TimerCleared(event.timer),), nows=((GENERAL, event.at),)))

    return store, told, tell


async def test_a_timer_that_stays_due_is_told_of_once_a_tick():
    store, told, _ = await opened(timer("q", 0))

    async def tell(event):
        told.append(event)

    with pytest.raises(Unavailable, match="1 timers stay due"):
        await Ticker(store, ManualClock(at(1)), tell).tick()
    assert len(told) == 1


async def test_what_is_due_in_a_room_fires_with_the_first_that_is_told_of_and_no_other_reads_the_room():
    """A room looks again into the store for every timer that it does not hold: such as those that it has fired already."""
    store, views = MemoryStore(), []
    engine = Engine(store, SUGGEST, {}, SMALLEST)
    for number in range(12):
        await engine.handle(
            Batch((MessageSeen(said(f"q{number}", f"Ada{number}", f"How do I export track {number}?")),))
        )
    assert len([each for each in (await store.view(GENERAL)).timers if each.purpose is Purpose.PATIENCE]) == 12
    read = store.view

    async def view(channel):
        views.append(channel)
        return await read(channel)

    async def tell(event):
        await engine.handle(Batch((event,)))

    store.view = view
    await store.commit(Commit((TimerSet(timer("x", 90)), TimerSet(replace(timer("y", 91), channel=TEAM)))))
    await Ticker(store, ManualClock(at(100)), tell).tick()
    assert await store.due(at(100), 9) == []
    assert views == [TEAM, GENERAL], "the team's room was not there yet, and x was set beside the other"


READINGS = {
    "goes on": ([0, 1, 5, 6, 6 + DAY - 1], [5, 6 + DAY - 1]),
    "one wrong reading": ([0, 3_650 * DAY, 3, 5], [5]),
    "wrong for some minutes": ([0, 90 * DAY, 90 * DAY + 9, 12, 13], [12]),
    "leaps again and again": ([0, 30 * DAY, 60 * DAY, 90 * DAY + 1, 120 * DAY + 2, 5], [5]),
    "stands": ([0, 30 * DAY, 30 * DAY + 9, 30 * DAY + 10], [30 * DAY + 10]),
}


@pytest.mark.parametrize(("readings", "told_at"), READINGS.values(), ids=READINGS)
@pytest.mark.parametrize("again", [False, True], ids=["one process", "each reading at a start"])
async def test_a_clock_that_leaps_ahead_is_believed_once_it_has_stood(readings, told_at, again):
    """Readings in minutes, one a tick. Timers of minute 5 and, where it goes on for a day, of later."""
    more = [timer("later", DAY)] if len(told_at) == 2 else []
    store, told, tell = await opened(timer("q", 5), *more, latest=at(0))
    ticker = None
    for minutes in readings:
        if ticker is None or (again and minutes < 30 * DAY):
            ticker = Ticker(store, None, tell, wary=True)
        ticker._clock = ManualClock(at(minutes))
        await ticker.tick()
    assert [event.at for event in told] == [at(minutes) for minutes in told_at]


async def test_while_a_leap_is_not_believed_the_next_look_is_when_it_may_be():
    store, told, tell = await opened(timer("q", 5), latest=at(0))
    clock = ManualClock(at(30 * DAY))
    ticker = Ticker(store, clock, tell, wary=True)
    assert await ticker.next_due() == at(5)
    assert await ticker.tick() == 0
    assert await ticker.next_due() == at(30 * DAY + 10)
    clock.advance_to(at(30 * DAY + 10))
    assert (await ticker.tick(), len(told), await ticker.next_due()) == (1, 1, None)


async def test_what_the_platforms_tell_of_a_long_while_away_bears_the_clock_out():
    store, told, tell = await opened(timer("q", 5), latest=at(0))
    ticker = Ticker(store, ManualClock(at(30 * DAY)), tell, wary=True)
    assert await ticker.tick() == 0
    await store.commit(Commit((), nows=((GENERAL, at(30 * DAY - 3)),)))  # the last message that was caught up on
    assert (await ticker.tick(), len(told)) == (1, 1)
