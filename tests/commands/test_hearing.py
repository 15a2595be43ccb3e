"""Timers of a platform that is not heard are not due; those of the others go on."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from adapters.memory import MemoryStore
from bot.actions import TimerCleared, TimerSet
from bot.commands.hearing import HeardTimers
from bot.model import ChannelRef, CommunityRef, Purpose, Timer
from bot.ports import Commit

NOW = datetime(2026, 5, 4, 8, tzinfo=UTC)


def timer(platform, minutes, subject="1", purpose=Purpose.PATIENCE):
    channel = ChannelRef(CommunityRef(platform, "1"), "0")
    return Timer(channel, purpose, subject, NOW + timedelta(minutes=minutes))


async def opened():
    store = MemoryStore()
    timers = [timer("discord", -5), timer("telegram", -3), timer("telegram", 4, "2"), timer("away", -9)]
    await store.commit(Commit(tuple(TimerSet(one) for one in timers)))
    ears = {"discord": asyncio.Event(), "telegram": asyncio.Event()}
    heard = HeardTimers(store, {name: ear.wait for name, ear in ears.items()})
    return heard, ears


def platforms(timers):
    return [one.channel.community.platform for one in timers]


async def test_what_is_not_heard_is_not_due_nor_what_has_no_ears():
    heard, ears = await opened()
    assert platforms(await heard.due(NOW, 10)) == []
    ears["telegram"].set()
    assert platforms(await heard.due(NOW, 10)) == ["telegram"]
    ears["discord"].set()
    assert platforms(await heard.due(NOW, 10)) == ["discord", "telegram"]
    assert [await heard.hears(name) for name in ("discord", "telegram", "away")] == [True, True, False]
    assert platforms(await heard.due(NOW, 1)) == ["discord"]
    ears["discord"].clear()
    assert platforms(await heard.due(NOW, 10)) == ["telegram"]


async def test_the_next_is_the_next_that_can_be_told():
    heard, ears = await opened()
    ears["telegram"].set()
    assert await heard.next_due() == NOW - timedelta(minutes=3)
    ears["discord"].set()
    assert await heard.next_due() == NOW - timedelta(minutes=5)
    assert await heard.position("any") == 0


async def test_however_much_waits_for_a_platform_the_others_go_on():
    store, ear = MemoryStore(), asyncio.Event()
    waiting = [timer("away", -9 - number, f"{number}") for number in range(5_000)]
    await store.commit(
        Commit(tuple(TimerSet(one) for one in [*waiting, timer("telegram", -3), timer("telegram", 4, "2")]))
    )
    heard = HeardTimers(store, {"telegram": ear.wait})
    ear.set()
    assert platforms(await heard.due(NOW, 100)) == ["telegram"]
    assert await heard.next_due() == NOW - timedelta(minutes=3)
    await store.commit(Commit((TimerCleared(timer("telegram", 4, "2")), TimerCleared(timer("telegram", -3)))))
    assert await heard.due(NOW, 100) == []
    assert await heard.next_due() is None


@pytest.mark.parametrize(("platform", "told"), [("away", True), ("deaf", False)])
async def test_words_are_let_go_in_the_end_where_a_platform_stays_away(platform, told):
    store, never, week = MemoryStore(), asyncio.Event(), timedelta(days=7)
    texts = timer(platform, 1, "texts", Purpose.RETENTION)
    await store.commit(Commit((TimerSet(texts), TimerSet(timer(platform, 0)), TimerSet(timer("heard", 99_999)))))
    heard = HeardTimers(store, {"deaf": never.wait, "heard": _at_once})
    assert await heard.due(texts.due + week - timedelta(seconds=1), 9) == []
    assert await heard.due(texts.due + week, 9) == ([texts] if told else [])
    assert await heard.next_due() == (texts.due + week if told else timer("heard", 99_999).due)


async def _at_once():
    pass


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
