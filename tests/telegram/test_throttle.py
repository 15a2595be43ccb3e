"""Flood limits, as arithmetic: what Telegram counts are arrivals, and what left here evenly may arrive close together."""

from datetime import UTC, datetime, timedelta

import pytest
from telegram.error import RetryAfter

from adapters.clock import ManualClock
from adapters.telegram.throttle import NOTHING, Throttle
from adapters.telegram.wire import Wire
from bot.ports import Unavailable

START = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
GROUP, OTHER, PERSON = -1001, -1002, 77


def at(seconds):
    return START + timedelta(seconds=seconds)


def test_one_a_second_in_a_chat_and_others_are_not_held_up():
    throttle = Throttle()
    assert throttle.take(GROUP, at(0)) == NOTHING
    assert timedelta(seconds=1) <= throttle.take(GROUP, at(0)) <= timedelta(seconds=1.2)
    assert throttle.take(OTHER, at(0)) == NOTHING
    assert throttle.take(GROUP, at(1.2)) == NOTHING


def test_what_arrived_late_holds_back_the_next():
    throttle = Throttle()
    throttle.take(GROUP, at(0))
    throttle.arrived(GROUP, at(0.9))
    assert throttle.take(GROUP, at(1.2)) > timedelta(seconds=0.7), "it may have arrived at 0.9"
    assert throttle.take(GROUP, at(2.1)) == NOTHING
    throttle.arrived(OTHER, at(2.2))  # of which nothing is known: no matter


def test_twenty_a_minute_in_a_group_not_with_a_person():
    throttle = Throttle()
    for chat in (GROUP, PERSON):
        for number in range(20):
            assert throttle.take(chat, at(100 * (chat > 0) + 1.2 * number)) == NOTHING
    assert throttle.take(GROUP, at(30)) > timedelta(seconds=25)
    assert throttle.take(PERSON, at(130)) == NOTHING


def test_thirty_a_second_over_all():
    throttle = Throttle()
    waits = [throttle.take(chat, at(0.01 * chat)) for chat in range(1, 31)]
    assert 25 <= waits.count(NOTHING) < 30


async def test_a_rest_holds_for_the_chat_that_was_named_and_without_one_for_none():
    async def flooded():
        raise RetryAfter(86_000)

    wire = Wire(None, ManualClock(START))
    with pytest.raises(Unavailable, match="a rest of 86000 s"):
        await wire.ask(flooded)
    await wire.turn(GROUP)
    with pytest.raises(Unavailable):
        await wire.ask(flooded, OTHER)
    with pytest.raises(Unavailable, match="takes no more messages there"):
        await wire.turn(OTHER)
    await wire.turn(PERSON)
