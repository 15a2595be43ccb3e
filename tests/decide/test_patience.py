"""Patience: fixed where the team fixed it, else learnt from the pace of the channel, its hours and its community, within bounds."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from math import exp, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.decide.patience import minutes, patience
from bot.model import DEFAULT_PATIENCE, MAXIMUM_PATIENCE, MINIMUM_PATIENCE, Status
from bot.model.pace import SECONDS as SCALE
from bot.model.pace import anywhen, step_of, waited
from bot.view import CommunityView, Room, Snapshot
from tests.decide.scenes import GENERAL, HOME, NOON, SUGGEST, asked, at, scene

AUTO = replace(SUGGEST, patience=None)
DAY = timedelta(days=1)


def counts(waits, asked_at=NOON):
    """Waits asked at a moment, as they are counted: numbers are answered in seconds, negative ones still waited then."""
    kept = {}
    for seconds in waits:
        count = waited(asked_at, abs(seconds), seconds >= 0)
        kept[count] = kept.get(count, 0) + 1
    return kept


def found(here=(), others=(), policy=AUTO, open_since=(), elsewhen=()):
    """Patience at noon, after waits of questions asked here at noon, in other channels, and here at midnight of other days."""
    pace = counts(here)
    for days, waits in elsewhen:
        pace |= counts(waits, NOON - days * DAY - DAY / 2)
    live = tuple(asked(f"q{number}", minutes=-seconds / 60) for number, seconds in enumerate(open_since))
    everywhere = {}
    for count, amount in [*pace.items(), *counts(others).items()]:
        everywhere[anywhen(count)] = everywhere.get(anywhen(count), 0) + amount
    room = Room(Snapshot(GENERAL, at(0), questions=live, pace=tuple(sorted(pace.items()))))
    view = replace(
        scene(policy=policy, minutes=0), room=room, community=CommunityView(HOME, pace=everywhere), now=at(0)
    )
    span, cues = patience(view)
    return span.total_seconds(), [(cue.phrase, dict(cue.values)) for cue in cues]


def on_scale(seconds):
    """Lengths are told apart on a scale: this one's place."""
    return SCALE[step_of(seconds)]


def shrunk(seconds, seen, toward=1800.0):
    return exp((seen * log(on_scale(seconds)) + 20 * log(toward)) / (seen + 20))


TABLE = [
    ("nothing known", [], 1800, "patience_default"),
    ("too little known", [60] * 4, 1800, "patience_default"),
    ("five quick answers", [60] * 5, shrunk(60, 5), "patience_learned"),
    ("many quick answers", [600] * 200, shrunk(600, 200), "patience_learned"),
    ("very quick answers", [1] * 200, 300, "patience_learned"),
    ("answers at once", [0] * 200, 300, "patience_learned"),
    ("slow answers", [7200] * 60, shrunk(7200, 60), "patience_learned"),
    ("very slow answers", [86400] * 200, 43200, "patience_learned"),
    ("eight of ten count", [600] * 8 + [6000] * 2, shrunk(600, 10), "patience_learned"),
    ("seven of ten are not enough", [600] * 7 + [6000] * 3, shrunk(6000, 10), "patience_learned"),
    ("most are never answered", [600] * 3 + [-90000] * 17, shrunk(600, 20), "patience_seldom"),
    ("nobody is ever answered", [-90000] * 20, 1800, "patience_seldom"),
]


@pytest.mark.parametrize(("waits", "seconds", "cue"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_patience_follows_the_channels_own_pace(waits, seconds, cue):
    span, ((phrase, values),) = found(waits)
    assert span == pytest.approx(seconds, rel=1e-6)
    assert phrase == cue
    assert values.get("questions", str(len(waits))) == str(len(waits))


def test_it_is_explained_in_numbers():
    span, cues = found([1320] * 40)
    usual = minutes(timedelta(seconds=on_scale(1320)))
    assert cues == [
        ("patience_learned", {"minutes": minutes(timedelta(seconds=span)), "questions": "40", "usual": usual})
    ]
    assert usual in ("21", "22", "23")
    _, ((phrase, values),) = found([600] * 3 + [-90000] * 17)
    assert (phrase, values["percent"], values["questions"]) == ("patience_seldom", "15", "20")


def test_other_channels_speak_for_one_that_is_hardly_known():
    alone, _ = found([600] * 2)
    span, ((phrase, values),) = found([600] * 2, others=[7200] * 100)
    assert alone == 1800
    assert span == pytest.approx(shrunk(600, 2, shrunk(7200, 100)))
    assert (phrase, values["questions"]) == ("patience_elsewhere", "100")


def test_what_is_known_here_outweighs_the_other_channels():
    span, ((phrase, _),) = found([600] * 200, others=[7200] * 1000)
    assert span == pytest.approx(shrunk(600, 200, shrunk(7200, 1000)))
    assert span < 900
    assert phrase == "patience_learned"


def test_the_hour_of_the_week_counts_before_other_hours():
    span, cues = found([600] * 60, elsewhen=[(days, [14400] * 20) for days in range(1, 7)])
    assert span == pytest.approx(shrunk(600, 60, shrunk(14400, 120)))
    assert [phrase for phrase, _ in cues] == ["patience_learned", "patience_hour"]
    assert cues[1][1]["questions"] == "60"
    night, _ = found([], elsewhen=[(days, [14400] * 20) for days in range(1, 7)])
    assert night > 4 * span


def test_the_same_hour_of_other_days_comes_between():
    noons = counts([600] * 30, NOON - 2 * DAY)
    nights = counts([14400] * 30, NOON - 2 * DAY - DAY / 2)
    pace = tuple(sorted((noons | nights).items()))
    view = replace(scene(policy=AUTO, minutes=0), room=Room(Snapshot(GENERAL, at(0), pace=pace)), now=at(0))
    assert patience(view)[0].total_seconds() == pytest.approx(shrunk(600, 30, shrunk(14400, 30)))


SECONDS = st.integers(-200_000, 200_000)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(waits=st.lists(SECONDS, max_size=60), others=st.lists(SECONDS, max_size=30))
def test_learnt_patience_stays_within_five_minutes_and_twelve_hours(waits, others):
    span, _ = found(waits, others)
    assert MINIMUM_PATIENCE.total_seconds() <= span <= MAXIMUM_PATIENCE.total_seconds()


@settings(max_examples=100, deadline=None, derandomize=True)
@given(waits=st.lists(SECONDS, max_size=30), fixed=st.integers(1, 10**6))
def test_what_the_team_fixed_wins_whatever_was_learnt(waits, fixed):
    span, ((phrase, _),) = found(waits, policy=replace(AUTO, patience=timedelta(seconds=fixed)))
    assert (span, phrase) == (fixed, "patience_fixed")


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    seconds=st.integers(310, 43_000).filter(lambda value: on_scale(value) != on_scale(1800)), count=st.integers(5, 60)
)
def test_more_of_the_same_moves_it_further_from_the_default_and_never_past_the_data(seconds, count):
    few, more = found([seconds] * count)[0], found([seconds] * 2 * count)[0]
    low, high = sorted((on_scale(seconds), DEFAULT_PATIENCE.total_seconds()))
    assert max(low, 300) - 1e-3 <= few <= high + 1e-3
    assert abs(more - 1800) >= abs(few - 1800)


def test_waiting_questions_count_as_waiting():
    answered = [600] * 8 + [3000] * 2
    assert found(answered)[0] == pytest.approx(shrunk(600, 10))
    assert found([*answered, -1200, -1200])[0] == pytest.approx(shrunk(3000, 12)), "two that waited longer weigh"
    assert found([*answered, -10, -10])[0] == pytest.approx(shrunk(600, 12)), "two that were just asked do not"
    assert found(answered, open_since=[1200, 1200])[0] == pytest.approx(shrunk(3000, 12)), "nor are they over"


def test_only_those_that_wait_are_still_waiting():
    answered = [600] * 8 + [3000] * 2
    over = [asked("a", responded_at=at(-9), minutes=-20), asked("b", status=Status.WITHDRAWN, minutes=-20)]
    pace = tuple(sorted(counts(answered).items()))
    room = Room(Snapshot(GENERAL, at(0), questions=tuple(over), pace=pace))
    view = replace(scene(policy=AUTO, minutes=0), room=room, now=at(0))
    assert patience(view)[0].total_seconds() == pytest.approx(shrunk(600, 10))


def slow_usual(waits):
    """The seconds by which 8 of 10 have a response, exactly, by the product-limit estimate's definition."""
    share, last = Fraction(1), None
    for moment in sorted({seconds for seconds, ended in waits if ended}):
        at_risk = [wait for wait in waits if wait[0] >= moment]
        share *= 1 - Fraction(len([wait for wait in at_risk if wait == (moment, True)]), len(at_risk))
        last = moment
        if share <= Fraction(1, 5):
            break
    return last


def slow_patience(asked, now):
    """Patience from every question one by one: (channel, asked at, seconds, whether a response ended it)."""
    groups = {"others": [], "far": [], "daily": [], "weekly": []}
    whole = now.replace(minute=0, second=0, microsecond=0)
    for channel, when, seconds, ended in asked:
        apart = (whole - when.replace(minute=0, second=0, microsecond=0)) // timedelta(hours=1)
        near_day = min(apart % 24, -apart % 24) <= 2
        near_week = min(apart % 168, -apart % 168) <= 2
        name = "others" if channel else "weekly" if near_week else "daily" if near_day else "far"
        groups[name].append((on_scale(seconds), ended))
    here = len(asked) - len(groups["others"])
    if here < 5 and not (len(groups["others"]) >= 5 and any(ended for _, ended in groups["others"])):
        return 1800
    span = 1800.0
    for waits in groups.values():
        usual = slow_usual(waits)
        if usual is not None:
            span = exp((len(waits) * log(usual) + 20 * log(span)) / (len(waits) + 20))
    return min(43200, max(300, span))


ASKED = st.lists(
    st.tuples(
        st.sampled_from([0, 0, 1]),
        st.integers(0, 60 * 24 * 30).map(lambda ago: NOON - timedelta(minutes=ago)),
        st.integers(0, 90_000),
        st.booleans() | st.just(True),
    ),
    max_size=80,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(history=ASKED)
def test_it_is_what_a_slow_count_of_every_question_finds(history):
    pace, everywhere = {}, {}
    for channel, when, seconds, ended in history:
        count = waited(when, seconds, ended)
        everywhere[anywhen(count)] = everywhere.get(anywhen(count), 0) + 1
        if channel == 0:
            pace[count] = pace.get(count, 0) + 1
    room = Room(Snapshot(GENERAL, at(0), pace=tuple(sorted(pace.items()))))
    view = replace(scene(policy=AUTO, minutes=0), room=room, community=CommunityView(HOME, pace=everywhere), now=at(0))
    assert patience(view)[0].total_seconds() == pytest.approx(slow_patience(history, NOON), abs=0.01)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(seconds=st.floats(15, 900_000))
def test_the_scale_keeps_lengths_within_five_percent(seconds):
    assert on_scale(seconds) == pytest.approx(seconds, rel=0.05)


@pytest.mark.parametrize(
    ("seconds", "shown"), [(1, "1"), (30, "1"), (60, "1"), (90, "2"), (120, "2"), (1800, "30"), (43200, "720")]
)
def test_spans_are_told_in_minutes(seconds, shown):
    assert minutes(timedelta(seconds=seconds)) == shown
