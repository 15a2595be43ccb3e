"""Clocks: a manual one wakes sleepers in order, a scaled one never jumps, and nobody oversleeps."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.clock import ManualClock, ScaledClock, SystemClock

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
FAR = datetime(2200, 1, 1, tzinfo=UTC)


def at(seconds):
    return NOON + timedelta(seconds=seconds)


async def settle():
    """Let every task run that can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def sleepers(clock, *seconds):
    """Tasks that sleep on a clock until so many seconds after noon, and the list in which they note that they woke."""
    woken = []

    async def sleep(number, until):
        await clock.sleep_until(at(until))
        woken.append((number, until))

    tasks = [asyncio.create_task(sleep(number, until)) for number, until in enumerate(seconds)]
    await settle()
    return tasks, woken


async def test_a_manual_clock_wakes_in_the_order_of_time_then_of_arrival():
    clock = ManualClock(NOON)
    _, woken = await sleepers(clock, 30, 10, 20, 10)
    assert woken == []
    clock.advance_to(at(30))
    await settle()
    assert woken == [(1, 10), (3, 10), (2, 20), (0, 30)]


async def test_a_manual_clock_wakes_nobody_before_the_time():
    clock = ManualClock(NOON)
    tasks, woken = await sleepers(clock, 10, 10.001)
    clock.advance_to(at(10))
    await settle()
    assert woken == [(0, 10)]
    tasks[1].cancel()


async def test_who_sleeps_until_a_moment_that_has_passed_does_not_wait():
    for clock in (ManualClock(NOON), ScaledClock(FAR, rate=0), SystemClock()):
        await clock.sleep_until(clock.now())
        await clock.sleep_until(at(-(10**9)))


async def test_a_sleeper_who_went_away_is_no_matter():
    clock = ManualClock(NOON)
    tasks, woken = await sleepers(clock, 10, 20)
    tasks[0].cancel()
    await settle()
    clock.advance_to(at(20))
    await settle()
    assert woken == [(1, 20)]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.integers(-1000, 1000), max_size=20))
def test_a_manual_clock_never_runs_backwards(moves):
    clock, shown = ManualClock(NOON), [NOON]
    for seconds in moves:
        clock.advance_to(at(seconds))
        shown.append(clock.now())
    assert shown == sorted(shown)
    assert clock.now() == max([NOON, *map(at, moves)])


def test_clocks_show_aware_times():
    for clock in (ManualClock(NOON), ScaledClock(), SystemClock()):
        assert clock.now().utcoffset() == timedelta(0)


def test_a_scaled_clock_begins_no_earlier_than_it_is_told():
    assert ScaledClock(FAR, rate=0).now() == FAR
    before = SystemClock().now()
    assert before <= ScaledClock(NOON - timedelta(days=36500), rate=0).now()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from([0.0, 1.0, 60.0, 600.0, 1e6]), min_size=1, max_size=12))
def test_a_change_of_rate_does_not_jump(rates):
    """What passed on the clock between two looks is bounded by what passed on the machine's, times the rates that held."""
    clock, rate = ScaledClock(FAR, rate=0), 0.0
    for faster in rates:
        begun, shown = time.monotonic(), clock.now()
        clock.run_at(faster)
        after = clock.now()
        passed = time.monotonic() - begun
        assert timedelta(0) <= after - shown <= timedelta(seconds=passed * max(rate, faster), microseconds=2)
        rate = faster
        assert clock.rate == rate


async def test_a_clock_that_is_moved_on_wakes_who_slept_and_never_goes_back():
    clock = ScaledClock(FAR, rate=0)
    task = asyncio.create_task(clock.sleep_until(FAR + timedelta(days=3)))
    await settle()
    clock.advance_to(FAR + timedelta(days=3))
    clock.advance_to(FAR)
    async with asyncio.timeout(30):
        await task
    assert (clock.now(), clock.rate) == (FAR + timedelta(days=3), 0)


def test_a_stopped_clock_stands_and_goes_on_from_where_it_stood():
    clock = ScaledClock(FAR, rate=1e6)
    clock.run_at(0)
    stood = clock.now()
    assert [clock.now() for _ in range(100)] == [stood] * 100
    clock.run_at(0)
    assert clock.now() == stood


async def test_who_sleeps_on_a_stopped_clock_wakes_when_it_runs_fast_enough():
    clock = ScaledClock(FAR, rate=0)
    task = asyncio.create_task(clock.sleep_until(FAR + timedelta(days=3)))
    await settle()
    assert not task.done()
    clock.run_at(0.001)
    await settle()
    assert not task.done()
    clock.run_at(1e12)
    async with asyncio.timeout(30):
        await task
    assert clock.now() >= FAR + timedelta(days=3)


async def test_a_sleeper_on_a_scaled_clock_can_be_called_off():
    for rate in (0, 1):
        task = asyncio.create_task(ScaledClock(FAR, rate=rate).sleep_until(FAR + timedelta(days=3)))
        await settle()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
