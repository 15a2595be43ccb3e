"""Quiet hours in the community's own time, daylight saving right both ways, held against a walk minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.decide.holding import hold, local_time, quiet_until, spent_today
from bot.model import set_knob
from tests.decide.scenes import ACT, scene

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ZONES = [
    "UTC",
    "Europe/Berlin",
    "Europe/Dublin",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Santiago",
    "America/Asuncion",
    "America/Havana",
    "America/Nuuk",
    "America/Scoresbysund",
    "Atlantic/Azores",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Africa/Juba",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Tehran",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Pyongyang",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Australia/Eucla",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Fiji",
    "Pacific/Kiritimati",
    "Pacific/Marquesas",
    "Pacific/Norfolk",
    "Antarctica/Troll",
    "Antarctica/Casey",
]
YEARS = range(2015, 2027)


@cache
def changes(zone, year):
    """The days of a year in which a zone's clocks change, as the moments when they begin (UTC)."""
    there, moment, found = ZoneInfo(zone), datetime(year, 1, 1, tzinfo=UTC), []
    while moment.year == year:
        later = moment + DAY
        if later.astimezone(there).utcoffset() != moment.astimezone(there).utcoffset():
            found.append(moment)
        moment = later
    return tuple(found)


def walk(zone, begin, days):
    """When the wall clock first shows each minute: (date, "HH:MM") -> UTC. A minute that it skips counts as the one as much later."""
    there, first, moment = ZoneInfo(zone), {}, begin - 2 * DAY
    shown = moment.astimezone(there).replace(tzinfo=None)
    while moment < begin + (days + 2) * DAY:
        wall = moment.astimezone(there).replace(tzinfo=None)
        skipped = wall - shown - MINUTE
        if skipped > timedelta(0):
            for number in range(int(skipped / MINUTE)):
                first.setdefault(shown + (number + 1) * MINUTE, moment + number * MINUTE)
        first.setdefault(wall, moment)
        shown, moment = wall, moment + MINUTE
    return first


def quiet_spans(zone, begin, days, hours):
    """The nights of quiet around some days, as the walk finds them."""
    first, (start, end) = walk(zone, begin, days), hours
    spans = []
    for day in sorted({wall.date() for wall in first}):
        over = first.get(datetime.combine(day if start < end else day + DAY, end))
        begins = first.get(datetime.combine(day, start))
        if begins is not None and over is not None:
            spans.append((begins, over))
    return spans


def check(zone, begin, days, hours, step):
    spans = quiet_spans(zone, begin, days, hours)
    moments = {begin + number * MINUTE for number in range(0, days * 1440, step)}
    moments |= {edge + shift for span in spans for edge in span for shift in (-MINUTE, timedelta(0))}
    for moment in sorted(moment for moment in moments if begin <= moment < begin + days * DAY):
        expected = next((over for begins, over in spans if begins <= moment < over), None)
        assert quiet_until(moment, hours, zone) == expected, f"{zone} at {moment} with {hours}"


TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
HOURS = st.tuples(TIMES, TIMES).filter(lambda hours: hours[0] != hours[1])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(zone=st.sampled_from(ZONES), year=st.sampled_from(YEARS), hours=HOURS, shift=st.integers(0, 362))
def test_quiet_hours_are_those_of_a_walk_minute_by_minute(zone, year, hours, shift):
    for change in changes(zone, year):
        check(zone, change - DAY / 2, 2, hours, step=11)
    check(zone, datetime(year, 1, 1, tzinfo=UTC) + shift * DAY, 2, hours, step=17)


def test_clocks_do_change_in_what_is_checked():
    found = {zone: sum(len(changes(zone, year)) for year in YEARS) for zone in ZONES}
    assert sum(found.values()) > 300
    assert [zone for zone, count in found.items() if count] != []


NIGHTS = [
    ("Europe/Berlin", date(2026, 3, 28), "22:00-08:00", 9, "clocks go forward: an hour shorter"),
    ("Europe/Berlin", date(2026, 10, 24), "22:00-08:00", 11, "clocks go back: an hour longer"),
    ("Europe/Berlin", date(2026, 5, 4), "22:00-08:00", 10, "any other night"),
    ("Australia/Lord_Howe", date(2026, 4, 4), "22:00-08:00", 10.5, "half an hour there"),
    (
        "Africa/Cairo",
        date(2026, 4, 23),
        "22:00-00:00",
        2,
        "the hour after midnight is skipped, so the end moves to one o'clock",
    ),
    ("Europe/Berlin", date(2026, 3, 28), "22:00-02:30", 4.5, "an end that is skipped moves on by the hour"),
    ("Europe/Berlin", date(2026, 10, 24), "22:00-02:30", 4.5, "an end that comes twice is the first"),
]


@pytest.mark.parametrize(("zone", "day", "hours", "length", "why"), NIGHTS, ids=[row[4] for row in NIGHTS])
def test_a_night_of_quiet_is_as_long_as_the_clocks_make_it(zone, day, hours, length, why):
    policy = set_knob(set_knob(ACT, "quiet_hours", hours), "timezone", zone)
    start = datetime.combine(day, policy.quiet_hours[0], ZoneInfo(zone)).astimezone(UTC)
    assert quiet_until(start - MINUTE, policy.quiet_hours, zone) is None
    end = quiet_until(start, policy.quiet_hours, zone)
    assert (end - start) / timedelta(hours=1) == length, why


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    zone=st.sampled_from(ZONES),
    hours=HOURS,
    moment=st.datetimes(datetime(2015, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_the_end_is_ahead_within_a_day_and_itself_not_quiet(zone, hours, moment):
    end = quiet_until(moment, hours, zone)
    if end is not None:
        assert moment < end <= moment + timedelta(hours=26)
        assert quiet_until(end, hours, zone) is None
    if hours[0] < hours[1] and moment.astimezone(ZoneInfo(zone)).time() >= time(23, 59):
        assert end is None or hours[1] >= time(22), "a nap by day is over by night"


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    zone=st.sampled_from(ZONES),
    moment=st.datetimes(datetime(2015, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_a_budget_day_ends_at_the_next_local_midnight(zone, moment):
    minutes = (moment - datetime(2026, 5, 4, 12, tzinfo=UTC)) / MINUTE
    _, tomorrow = spent_today(scene(minutes=minutes, policy=set_knob(ACT, "timezone", zone)))
    today = moment.astimezone(ZoneInfo(zone)).date()
    assert moment < tomorrow
    assert tomorrow.astimezone(ZoneInfo(zone)).date() == today + DAY
    assert (tomorrow - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date() == today


def test_a_held_post_says_until_when_in_the_communitys_own_time():
    policy = set_knob(set_knob(ACT, "quiet_hours", "13:00-16:30"), "timezone", "Asia/Kathmandu")
    moment = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
    wait = hold(scene(minutes=-240, policy=policy))
    assert wait is not None
    assert (wait.until, wait.cue.values) == (datetime(2026, 5, 4, 10, 45, tzinfo=UTC), (("until", "16:30"),))
    assert local_time(moment, "Asia/Kathmandu") == "13:45"
