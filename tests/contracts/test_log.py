"""What every event log promises: bot.ports.EventLog, held against the one in memory."""

import asyncio

import pytest

from adapters.memory import MemoryLog
from bot.events import MessageSeen
from bot.ports import Batch, Unavailable
from tests.contracts.making import message


def seen(number: int) -> MessageSeen:
    """Return an event."""
    return MessageSeen(message(str(number)))


def numbers(batch: Batch) -> list[int]:
    """Return which events a batch holds."""
    return [int(event.message.ref.id) for event in batch.events if isinstance(event, MessageSeen)]


async def soon() -> None:
    """Let every task that can go on go on."""
    for _ in range(50):
        await asyncio.sleep(0)


async def test_an_append_returns_when_its_events_are_committed() -> None:
    log = MemoryLog()
    append = asyncio.create_task(log.append(seen(1), seen(2), seen(3)))
    first, second = await log.take(2), await log.take(2)
    assert (numbers(first), numbers(second)) == ([1, 2], [3])
    log.done(second)
    await soon()
    assert not append.done()
    log.done(first)
    await append


async def test_take_waits_for_an_event() -> None:
    log = MemoryLog()
    take = asyncio.create_task(log.take(9))
    await soon()
    assert not take.done()
    append = asyncio.create_task(log.append(seen(1)))
    log.done(await take)
    await append
    await log.append()


async def test_a_full_log_lets_the_next_wait_and_keeps_the_order() -> None:
    log = MemoryLog(capacity=3)
    appends = [asyncio.create_task(log.append(seen(2 * n), seen(2 * n + 1))) for n in range(10)]
    taken: list[int] = []
    while len(taken) < 20:
        await soon()
        batch = await log.take(100)
        assert len(batch.events) <= 3
        taken += numbers(batch)
        log.done(batch)
    assert taken == list(range(20))
    await asyncio.gather(*appends)


async def test_a_failed_batch_fails_its_appends_and_drops_their_rest() -> None:
    log = MemoryLog()
    spread = asyncio.create_task(log.append(seen(1), seen(2), seen(3)))
    other = asyncio.create_task(log.append(seen(4)))
    await soon()
    log.failed(await log.take(2), Unavailable("the disk is full"))
    with pytest.raises(Unavailable, match="disk is full"):
        await spread
    batch = await log.take(9)
    assert numbers(batch) == [4]
    log.done(batch)
    log.done(batch)
    await other


async def test_a_long_append_that_failed_stops_adding() -> None:
    log = MemoryLog(capacity=2)
    append = asyncio.create_task(log.append(*map(seen, range(9))))
    await soon()
    log.failed(await log.take(2), Unavailable("no"))
    with pytest.raises(Unavailable):
        await append
    after = asyncio.create_task(log.append(seen(99)))
    batch = await log.take(9)
    assert numbers(batch) == [99]
    log.done(batch)
    await after


async def test_a_caller_who_goes_away_leaves_the_log_whole() -> None:
    log = MemoryLog(capacity=2)
    waiting = [asyncio.create_task(log.append(seen(n), seen(n + 10))) for n in range(3)]
    await soon()
    for task in waiting[:2]:
        task.cancel()
    await asyncio.gather(*waiting[:2], return_exceptions=True)
    batch = await log.take(9)
    assert numbers(batch) == [0, 10]
    log.done(batch)
    await soon()
    log.done(await log.take(9))
    await waiting[2]


def test_a_log_must_hold_something() -> None:
    with pytest.raises(ValueError, match="at least one"):
        MemoryLog(0)
