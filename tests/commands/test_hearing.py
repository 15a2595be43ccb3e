"""Timers of a platform that is not heard are not due; those of the others go on."""

import asyncio
from datetime import UTC, datetime, timedelta

from adapters.memory import MemoryStore
from bot.actions import TimerSet
from bot.commands.hearing import HeardTimers
from bot.model import ChannelRef, CommunityRef, Purpose, Timer
from bot.ports import Commit

NOW = datetime(2026, 5, 4, 8, tzinfo=UTC)


def timer(platform, minutes, subject="1"):
    channel = ChannelRef(CommunityRef(platform, "1"), "0")
    return Timer(channel, Purpose.PATIENCE, subject, NOW + timedelta(minutes=minutes))


async def opened():
    store = MemoryStore()
    timers = [timer("discord", -5), timer("telegram", -3), timer("telegram", 4, "2"), timer("export", -1)]
    await store.commit(Commit(tuple(TimerSet(one) for one in timers)))
    ears = {"discord": asyncio.Event(), "telegram": asyncio.Event()}
    heard = HeardTimers(store, {name: ear.wait for name, ear in ears.items()})
    return heard, ears


def platforms(timers):
    return [one.channel.community.platform for one in timers]


async def test_what_is_not_heard_is_not_due():
    heard, ears = await opened()
    assert platforms(await heard.due(NOW, 10)) == ["export"]
    ears["telegram"].set()
    assert platforms(await heard.due(NOW, 10)) == ["telegram", "export"]
    assert platforms(await heard.due(NOW, 1)) == ["telegram"]
    ears["discord"].set()
    assert platforms(await heard.due(NOW, 10)) == ["discord", "telegram", "export"]
    ears["discord"].clear()
    assert platforms(await heard.due(NOW, 10)) == ["telegram", "export"]


async def test_the_next_is_the_next_that_can_be_told():
    heard, ears = await opened()
    assert await heard.next_due() == NOW - timedelta(minutes=1)
    ears["telegram"].set()
    assert await heard.next_due() == NOW - timedelta(minutes=3)
    ears["discord"].set()
    assert await heard.next_due() == NOW - timedelta(minutes=5)
    assert await heard.position("any") == 0


async def test_where_nothing_can_be_told_it_waits_until_a_platform_is_heard():
    store = MemoryStore()
    await store.commit(Commit((TimerSet(timer("telegram", 1)),)))
    ear = asyncio.Event()
    heard = HeardTimers(store, {"telegram": ear.wait})
    waiting = asyncio.ensure_future(heard.next_due())
    await asyncio.sleep(0)
    assert not waiting.done()
    ear.set()
    assert await waiting == NOW + timedelta(minutes=1)
