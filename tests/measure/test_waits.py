"""Waits by channel, hour and kind, posts that ask, polls followed through, what moved the index: against slow computations of their own."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from adapters.memory import MemoryStore
from bot.measure import (
    cases_of,
    followed_through,
    grouped,
    hour_of_week,
    moves,
    still_waiting,
    two_way,
    waits_of,
)
from bot.measure.cases import IN_TIME
from bot.model import ChannelRef, Figure, MessageRef, Option, Poll, Survey, SurveyState, Tally, Week
from tests.measure import reference
from tests.measure.made import GENERAL, HOME, INSIDE, NOW, SINCE, UNTIL, drawn

ZONE = "Europe/Berlin"


def gaps_of(town) -> dict[ChannelRef, list]:
    found = defaultdict(list)
    for gap in town.gaps:
        found[gap.channel].append((gap.since, gap.until))
    return found


def test_every_group_has_the_references_curve() -> None:
    groups = responses = 0
    for seed in range(0, 400, 4):
        town = drawn(seed)
        asked = waits_of(town.questions, NOW, gaps_of(town), INSIDE)
        real = [one for one in town.questions if reference.real(one) and one.ref.channel != INSIDE]
        assert {one.ref for one in asked} == {one.ref for one in real}
        for key, slow in (
            (lambda one: one.ref.channel, lambda q: q.ref.channel),
            (lambda one: one.need, lambda q: q.need),
            (lambda one: hour_of_week(one.at, ZONE) // 6, lambda q: _hour(q.first_asked_at or q.asked_at) // 6),
        ):
            expected = defaultdict(list)
            for question in real:
                expected[slow(question)].append(reference.waited(town, question, NOW))
            found = grouped(asked, key)
            assert found.keys() == expected.keys()
            for name, some in found.items():
                waits = [one.response for one in some]
                assert sorted((wait.seconds, wait.ended) for wait in waits) == sorted(expected[name])
                for seconds in (200, 3700, 86_400):
                    slowly = reference.kaplan_meier(expected[name], seconds)
                    assert still_waiting(waits, seconds).waiting == pytest.approx(slowly)
                groups, responses = groups + 1, responses + sum(wait.ended for wait in waits)
    assert groups > 500
    assert responses > 200


def _hour(at: datetime) -> int:
    local = at.astimezone(ZoneInfo(ZONE))
    return local.weekday() * 24 + local.hour


def test_hours_of_the_week_begin_on_monday_and_keep_to_the_clock_on_the_wall() -> None:
    assert hour_of_week(datetime(2026, 3, 1, 23, 0, tzinfo=UTC), ZONE) == 0, "Monday, midnight in Berlin"
    assert hour_of_week(datetime(2026, 3, 30, 22, 0, tzinfo=UTC), ZONE) == 24, "and in summer"
    assert hour_of_week(datetime(2026, 3, 1, 22, 59, tzinfo=UTC), ZONE) == 167


async def test_posts_that_ask_are_told_from_those_that_announce() -> None:
    asks = tells = 0
    for seed in range(0, 120, 3):
        town, store = drawn(seed), MemoryStore()
        await store.commit(town.changes())
        spoken = await store.spoken(HOME, SINCE, UNTIL + IN_TIME)
        cases = cases_of(spoken, await store.asked(HOME, SINCE, UNTIL), SINCE, UNTIL, NOW, INSIDE)
        expected = {}
        for line in town.lines:
            post = line.message
            team = post.team and not post.bot and post.ref.channel != INSIDE
            if team and SINCE <= post.at < UNTIL and reference.target(town, post, line.reading) is None:
                expected[post.ref] = post.poll is not None or line.reading.question >= 0.5
        assert {case.ref: case.good for case in cases.asking} == expected
        week = two_way(cases, SINCE, UNTIL)
        assert week.asking is not None
        assert week.asking.cases == len(expected)
        asks, tells = asks + sum(expected.values()), tells + len(expected) - sum(expected.values())
    assert min(asks, tells) > 20


def test_polls_count_once_they_are_over_and_somebody_voted() -> None:
    poll = Poll("Which?", (Option("1", "a"), Option("2", "b")))

    def made(key: str, state: SurveyState, votes: int = 3, **more) -> Survey:
        message = more.pop("message", MessageRef(GENERAL, key))
        tallies = (Tally("1", votes, True), Tally("2", 0, True))
        return Survey(f"poll:{key}", GENERAL, poll, NOW, 60, state, message=message, tallies=tallies, **more)

    surveys = [
        made("done", SurveyState.DONE),
        made("told", SurveyState.TOLD),
        made("let go", SurveyState.LET_GO),
        made("still has time", SurveyState.AWAITED),
        made("open", SurveyState.OPEN),
        made("nobody voted", SurveyState.TOLD, votes=0),
        made("never asked", SurveyState.SKIPPED),
        made("gone", SurveyState.DONE, message=None),
    ]
    cases = {case.ref.id: case.good for case in followed_through(surveys)}
    assert cases == {"done": True, "told": False, "let go": False}


def test_the_points_of_the_parts_add_up_to_the_change() -> None:
    def week(*shares: float) -> Week:
        parts = [Figure(share, 0, 1, 50) for share in shares]
        value = 100 * (shares[0] * shares[1] * shares[2] * shares[3]) ** 0.25
        return Week(SINCE, UNTIL, parts[0], parts[1], parts[2], parts[3], Figure(value, 0, 100, 50))

    before, after = week(0.5, 0.4, 0.3, 0.6), week(0.7, 0.4, 0.2, 0.65)
    points = dict(moves(after, before))
    assert after.index.value is not None
    assert before.index.value is not None
    assert sum(points.values()) == pytest.approx(after.index.value - before.index.value)
    assert points["heard"] == 0
    assert points["answered"] > 0 > points["echo"]
    assert dict(moves(before, before)) == dict.fromkeys(points, 0.0)
    nothing = week(0.5, 0.0, 0.3, 0.6)
    assert dict(moves(nothing, before))["heard"] < -30, "a part that falls to nothing takes all with it"
    assert moves(replace(before, index=Figure(None, 0, 100, 3)), before) == ()
