"""Patience: fixed where the team fixed it, else learnt from the channel's own waiting times, within bounds."""

from dataclasses import replace
from datetime import timedelta
from math import exp, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.decide.patience import minutes, patience
from bot.model import DEFAULT_PATIENCE, MAXIMUM_PATIENCE, MINIMUM_PATIENCE, Wait
from bot.view import Room, Snapshot
from tests.decide.scenes import GENERAL, SUGGEST, at, scene

AUTO = replace(SUGGEST, patience=None)


def found(waits, policy=AUTO):
    """Patience after these waits: numbers are answered waits in seconds, negative ones still waited then."""
    kept = tuple((at(number), f"q{number}", Wait(abs(seconds), seconds >= 0)) for number, seconds in enumerate(waits))
    view = replace(scene(policy=policy), room=Room(Snapshot(GENERAL, at(60), waits=kept)))
    span, (cue,) = patience(view)
    return span.total_seconds(), cue.phrase, dict(cue.values)


def shrunk(seconds, seen):
    return exp((seen * log(seconds) + 20 * log(1800)) / (seen + 20))


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
    ("most are never answered", [600] * 3 + [-90000] * 17, shrunk(600, 20), "patience_learned"),
    ("nobody is ever answered", [-90000] * 20, shrunk(1800, 20), "patience_learned"),
]


@pytest.mark.parametrize(("waits", "seconds", "cue"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_patience_follows_the_channels_own_pace(waits, seconds, cue):
    span, phrase, values = found(waits)
    assert span == pytest.approx(seconds, rel=1e-6)
    assert phrase == cue
    assert values.get("questions", str(len(waits))) == str(len(waits))


SECONDS = st.integers(-200_000, 200_000)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(waits=st.lists(SECONDS, max_size=60))
def test_learnt_patience_stays_within_five_minutes_and_twelve_hours(waits):
    span, _, _ = found(waits)
    assert MINIMUM_PATIENCE.total_seconds() <= span <= MAXIMUM_PATIENCE.total_seconds()


@settings(max_examples=100, deadline=None, derandomize=True)
@given(waits=st.lists(SECONDS, max_size=30), fixed=st.integers(1, 10**6))
def test_what_the_team_fixed_wins_whatever_was_learnt(waits, fixed):
    span, phrase, _ = found(waits, replace(AUTO, patience=timedelta(seconds=fixed)))
    assert (span, phrase) == (fixed, "patience_fixed")


@settings(max_examples=100, deadline=None, derandomize=True)
@given(seconds=st.integers(310, 43_000).filter(lambda value: value != 1800), count=st.integers(5, 60))
def test_more_of_the_same_moves_it_further_from_the_default_and_never_past_the_data(seconds, count):
    few, more = found([seconds] * count)[0], found([seconds] * 2 * count)[0]
    low, high = sorted((seconds, DEFAULT_PATIENCE.total_seconds()))
    assert low - 1e-3 <= few <= high + 1e-3
    assert abs(more - 1800) > abs(few - 1800)


def test_waiting_questions_count_as_waiting():
    answered = [600] * 8 + [3000] * 2
    assert found(answered)[0] == pytest.approx(shrunk(600, 10))
    assert found([*answered, -1200, -1200])[0] == pytest.approx(shrunk(3000, 12)), "two that waited longer weigh"
    assert found([*answered, -10, -10])[0] == pytest.approx(shrunk(600, 12)), "two that were just asked do not"


@pytest.mark.parametrize(
    ("seconds", "shown"), [(1, "0"), (30, "0.5"), (60, "1"), (90, "1.5"), (120, "2"), (1800, "30"), (43200, "720")]
)
def test_spans_are_told_in_minutes(seconds, shown):
    assert minutes(timedelta(seconds=seconds)) == shown
