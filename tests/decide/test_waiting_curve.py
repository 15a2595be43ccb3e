"""The waiting curve is Kaplan and Meier's: a textbook's table, and a slow count of our own."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Wait, WaitingCurve

# Remission of leukaemia under 6-mercaptopurine, weeks; a plus marks a patient still in remission when last seen.
# Freireich et al., Blood 21 (1963); the estimate as in Kleinbaum and Klein, "Survival Analysis", table 2.1.
REMISSION = [
    "6",
    "6",
    "6",
    "7",
    "10",
    "13",
    "16",
    "22",
    "23",
    "6+",
    "9+",
    "10+",
    "11+",
    "17+",
    "19+",
    "20+",
    "25+",
    "32+",
    "32+",
    "34+",
    "35+",
]
KNOWN = [(6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448)]


def test_the_remission_table_of_the_textbooks():
    waits = [Wait(float(weeks.rstrip("+")), not weeks.endswith("+")) for weeks in REMISSION]
    curve = WaitingCurve.of(waits)
    assert curve.waits == 21
    assert [(time, round(share, 3)) for time, share in curve.steps] == KNOWN
    assert curve.seconds_until(0.5) == 23, "the textbook's median"
    assert curve.seconds_until(0.6) is None
    assert [round(curve.waiting_after(week), 3) for week in (0, 5.9, 6, 9, 22.5, 50)] == [
        1,
        1,
        0.857,
        0.807,
        0.538,
        0.448,
    ]


WAITS = st.lists(st.builds(Wait, st.integers(0, 30).map(float), st.booleans()), max_size=60)


def slowly(waits, time):
    """The share that still waits after a time, exactly, by its definition."""
    share = Fraction(1)
    for moment in sorted({wait.seconds for wait in waits if wait.ended and wait.seconds <= time}):
        at_risk = [wait for wait in waits if wait.seconds >= moment]
        ended = [wait for wait in at_risk if wait.ended and wait.seconds == moment]
        share *= 1 - Fraction(len(ended), len(at_risk))
    return share


@settings(max_examples=300, deadline=None, derandomize=True)
@given(waits=WAITS)
def test_it_is_what_a_slow_count_finds(waits):
    curve = WaitingCurve.of(waits)
    for time in range(-1, 32):
        assert curve.waiting_after(time) == pytest.approx(float(slowly(waits, time)), abs=1e-12)
    for percent in range(0, 101, 5):
        answered = Fraction(percent, 100)
        reached = [wait.seconds for wait in waits if wait.ended and 1 - slowly(waits, wait.seconds) >= answered]
        assert curve.seconds_until(percent / 100) == min(reached, default=None)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(waits=WAITS, seed=st.randoms(use_true_random=False))
def test_it_falls_only_and_the_order_of_waits_is_no_matter(waits, seed):
    curve = WaitingCurve.of(waits)
    shares = [1.0, *(share for _, share in curve.steps)]
    assert shares == sorted(shares, reverse=True)
    assert all(0 <= share <= 1 for share in shares)
    mixed = list(waits)
    seed.shuffle(mixed)
    assert WaitingCurve.of(mixed) == curve


def test_without_censoring_it_is_the_plain_share():
    curve = WaitingCurve.of(Wait(float(second), ended=True) for second in range(1, 11))
    assert [round(curve.waiting_after(second), 12) for second in (3, 5, 10)] == [0.7, 0.5, 0]
    assert (curve.seconds_until(0.8), curve.seconds_until(1.0)) == (8, 10)
    assert WaitingCurve.of([]) == WaitingCurve((), 0)
