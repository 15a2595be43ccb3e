"""Weeks: counted while they run, kept once they are settled, and left empty rather than guessed at."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from adapters.clock import ManualClock
from adapters.memory import MemoryStore
from adapters.sqlite import SqliteStore
from bot.actions import GapKept
from bot.commands.hearing import HeardTimers
from bot.commands.report import look_back, tables
from bot.measure import Cases, two_way, weeks_before
from bot.model import Figure, Policy, Status
from bot.model.weeks import FoundWeek, WeekFigures
from bot.ports import Commit
from bot.weeks import FRESH, SETTLED, Almanac, Weeks
from tests.measure.made import GENERAL, HOME, NEWS, SINCE, Town
from tests.measure.test_index import lively

POLICY = Policy(retention=timedelta(days=30))
NOW = SINCE + timedelta(days=16)


class Counting(MemoryStore):
    """A store that notes how often a week's talk was read."""

    reads = 0

    async def spoken(self, *args):
        """Note it."""
        self.reads += 1
        return await super().spoken(*args)


async def talked(store: MemoryStore, town: Town, now=NOW) -> tuple[Weeks, ManualClock]:
    commit = town.changes()
    await store.commit(Commit(commit.changes))
    clock = ManualClock(now)
    return Weeks(store, clock, POLICY), clock


async def test_a_settled_week_is_kept_and_not_counted_again() -> None:
    store = Counting()
    weeks, _ = await talked(store, lively())
    spans = weeks_before(NOW, "UTC", 5)
    assert (spans[2][0], spans[2][1] + SETTLED <= NOW) == (SINCE, True)
    assert await weeks.keep_settled() == 3, "the week before the running one is not settled yet"
    kept = await store.weeks(HOME)
    assert [week.began for week in kept] == [began for began, _ in spans[:3]]
    assert any(week.index.value is not None and week.index.value > 70 for week in kept)
    before = store.reads
    assert await weeks.keep_settled() == 0
    found = await weeks.of(HOME, 5)
    assert found[2] in kept
    assert store.reads - before <= 3, "only what was not kept"


async def test_a_week_is_kept_once_its_platform_is_heard_and_what_could_not_be_read_is_known() -> None:
    store, town, ear = Counting(), Town(), asyncio.Event()
    sunday = SINCE + timedelta(days=6, hours=23)
    for n in range(12):
        town.ask(f"a{n}", SINCE + timedelta(hours=n), after=timedelta(minutes=10))
        town.ask(f"b{n}", sunday + timedelta(minutes=n))
    weeks, _ = await talked(store, town, SINCE + timedelta(days=11))
    heard = HeardTimers(store, {"discord": ear.wait})
    assert await weeks.keep_settled(heard.hears) == 0, "what was said meanwhile is not read yet"
    gap = GapKept(GENERAL, SINCE + timedelta(days=7), SINCE + timedelta(days=10))
    await store.commit(Commit((gap,)))
    ear.set()
    assert await weeks.keep_settled(heard.hears) > 0
    week = next(one for one in await store.weeks(HOME) if one.began == SINCE)
    assert (week.answered.value, week.answered.cases) == (None, 12), "twelve answered, of twelve nobody knows"


async def test_a_kept_week_outlives_its_words() -> None:
    store = Counting()
    weeks, clock = await talked(store, lively())
    await weeks.keep_settled()
    week = next(one for one in await store.weeks(HOME) if one.began == SINCE)
    clock.advance_to(NOW + timedelta(days=40))
    assert week in await weeks.of(HOME, 10)


@pytest.mark.parametrize(("hours", "good"), [(4, True), (47, True), (60, False)])
async def test_what_was_asked_anew_across_weeks_was_heard_where_the_team_responded_to_it_first(
    hours: int, good: bool
) -> None:
    """As far back as talk is kept in mind; of what was first asked before, its new question alone is looked at."""
    store, town, hour = Counting(), Town(), timedelta(hours=1)
    town.say("team", SINCE, NEWS)
    first = town.say("ada", SINCE - hours * hour, NEWS)
    town.say("team", SINCE - (hours - 1) * hour, NEWS, to=first)
    again = town.say("ada", SINCE + hour, NEWS, to=first)
    town.ask("ada", SINCE + hour, NEWS, id=again, first_asked_at=SINCE - hours * hour)
    weeks, _ = await talked(store, town)
    cases, _ = await weeks.count(HOME, SINCE, SINCE + timedelta(days=7))
    assert [(case.ref.id, case.good) for case in cases.heard] == [(again, good)]


async def test_a_week_is_told_with_what_found_no_answer_of_it_and_with_what_waits_of_the_members() -> None:
    store, town = Counting(), Town()
    over = {"status": Status.EXPIRED, "flagged_at": SINCE, "closed_at": SINCE + timedelta(days=2)}
    for by in ("ada", "ben", "team"):
        town.ask(by, SINCE + timedelta(hours=1), **over)
    town.ask("ada", SINCE + timedelta(hours=1), **over, asked_anew=True)
    town.ask("cem", SINCE + timedelta(hours=1), after=timedelta(hours=1), status=Status.ANSWERED)
    town.ask("team", SINCE + timedelta(days=8), flagged_at=NOW)
    weeks, clock = await talked(store, town, SINCE + timedelta(days=8))
    found = await Almanac(store, weeks, clock).consult(WeekFigures(HOME), clock.now())
    assert isinstance(found, FoundWeek)
    assert (found.began[-1], found.waiting, found.unanswered) == (SINCE, 0, 2)


async def test_a_week_that_was_forgotten_before_it_was_counted_stays_empty() -> None:
    store = Counting()
    weeks, _ = await talked(store, lively(), SINCE + timedelta(days=60))
    assert await weeks.keep_settled() <= 3
    found = await weeks.of(HOME, 10)
    places = [began for began, _ in await weeks.spans(HOME, 10)]
    assert found[places.index(SINCE)] is None
    assert found[-1] is not None


async def test_the_running_week_is_counted_once_a_minute_at_most() -> None:
    store = Counting()
    weeks, clock = await talked(store, lively(), SINCE + timedelta(days=5))
    first = (await weeks.of(HOME, 1))[0]
    assert first is not None
    assert await weeks.of(HOME, 1) == [first]
    assert store.reads == 1
    clock.advance_to(clock.now() + FRESH + timedelta(seconds=1))
    assert await weeks.of(HOME, 1) == [first], "what is known is told at once"
    await weeks.rest()
    assert store.reads == 2, "and counted anew meanwhile"


async def test_a_communitys_zone_cuts_its_weeks() -> None:
    from bot.actions import KnobSet

    store = Counting()
    weeks, _ = await talked(store, lively())
    utc = (await weeks.spans(HOME, 1))[0][0]
    await store.commit(replace(Commit(()), changes=(KnobSet(HOME, None, "timezone", "Asia/Tokyo"),)))
    assert (await weeks.spans(HOME, 1))[0][0] == utc - timedelta(hours=9)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Europe/London", "America/New_York", "Asia/Tokyo"])
async def test_kept_weeks_stay_in_their_places_whatever_the_zone_becomes(tmp_path: Path, zone: str) -> None:
    store = await SqliteStore.open(tmp_path / "kept.sqlite")
    try:
        spans = weeks_before(NOW, "Europe/Berlin", 10)[:-1]
        for n, (began, ended) in enumerate(spans):
            figure = Figure(float(n), 0.0, 100.0, 20)
            await store.keep_week(HOME, replace(two_way(Cases(), began, ended), index=figure))
        weeks = Weeks(store, ManualClock(NOW), Policy(timezone=zone))
        assert [week.index.value for week in await weeks.of(HOME, 10) if week] == [*map(float, range(9)), None]
        assert await weeks.keep_settled() == 0, "none is kept a second time"
        made = await look_back(store, HOME, ManualClock(NOW), Policy(timezone=zone), 60)
        rows = [row.split(",") for row in tables(made)["weeks.csv"].splitlines()[1:]]
        days = sorted({row[0] for row in rows} - {"whole"})
        assert (len(days), {date.fromisoformat(day).weekday() for day in days}) == (10, {0})
    finally:
        await store.aclose()
