"""A room's timers: a mapping of purpose and subject to the timer, whatever is kept of it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.model import ChannelRef, CommunityRef, Purpose, Timer
from bot.timers import Timers

CHANNEL = ChannelRef(CommunityRef("story", "timers"), "talk")
AT = datetime(2026, 1, 5, 8, tzinfo=UTC)


def timer(purpose, subject, minutes):
    return Timer(CHANNEL, purpose, subject, AT + timedelta(minutes=minutes))


LATE, EARLY, ALSO = (
    timer(Purpose.PATIENCE, "b", 9),
    timer(Purpose.PATIENCE, "a", 5),
    timer(Purpose.EXPIRY, "a", 5),
)


def test_each_timer_is_found_by_its_purpose_and_subject():
    timers = Timers(CHANNEL, (LATE, EARLY, ALSO))
    assert dict(timers) == {(each.purpose, each.subject): each for each in (LATE, EARLY, ALSO)}
    assert len(timers) == 3
    assert timers.of(Purpose.PATIENCE) == [EARLY, LATE]
    assert timers.of(Purpose.POLL) == []
    assert (Purpose.EXPIRY, "a") in timers
    assert (Purpose.EXPIRY, "b") not in timers
    assert "a" not in timers
    with pytest.raises(KeyError):
        timers[Purpose.POLL, "a"]


def test_what_is_due_comes_earliest_first_then_by_purpose_and_subject():
    timers = Timers(CHANNEL, (LATE, EARLY, ALSO))
    assert timers.by(EARLY.due) == [ALSO, EARLY]
    assert timers.by(LATE.due) == [ALSO, EARLY, LATE]
    assert timers.by(AT) == []
    assert Timers(CHANNEL).by(LATE.due) == []


def test_a_timer_is_put_off_and_cleared():
    timers = Timers(CHANNEL, (EARLY, LATE))
    later = timer(Purpose.PATIENCE, "a", 30)
    timers.set(later)
    assert timers[Purpose.PATIENCE, "a"] == later
    assert timers.by(EARLY.due) == []
    assert timers.by(later.due) == [LATE, later]
    timers.clear(Purpose.PATIENCE, "b")
    assert timers.by(later.due) == [later]
    timers.clear(Purpose.PATIENCE, "b")
    timers.clear(Purpose.POLL, "a")
    timers.clear(Purpose.PATIENCE, "a")
    assert len(timers) == 0
    assert timers.by(later.due) == []
