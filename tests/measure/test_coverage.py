"""The index's interval is a 95 % one: over many weeks drawn by lot it holds the true index at least about as often as it says."""

import numpy as np
import pytest

from bot.measure import Case, Cases, answered_of, two_way, wilson
from bot.model import MessageRef, Wait
from tests.measure.made import GENERAL, SINCE, UNTIL

RUNS = 100
AT_LEAST = 0.93
"""What chance leaves of 95 % in so few runs; the lot is the same each time. docs/measures.md has what came of more."""

HOUR, DAY = 3600.0, 86_400.0
REF = MessageRef(GENERAL, "1")


@pytest.mark.parametrize(
    ("cases", "shares"),
    [
        (10, (0.8, 0.8, 0.8, 0.05)),
        (10, (0.95, 0.95, 0.95, 0.95)),
        (15, (0.99, 0.99, 0.99, 0.99)),
        (20, (0.8, 0.7, 0.6, 0.5)),
    ],
)
@pytest.mark.parametrize("censored", [0.0, 0.5])
def test_the_interval_holds_the_true_index(cases: int, shares: tuple[float, ...], censored: float) -> None:
    lot = np.random.default_rng(cases)
    truth, held, figures = 100 * float(np.prod(shares)) ** 0.25, 0, 0
    for _ in range(RUNS):
        parts = [tuple([Case(REF, bool(good)) for good in lot.random(cases) < share]) for share in shares[1:]]
        index = two_way(Cases(_asked(lot, cases, shares[0], censored), *parts), SINCE, UNTIL).index
        if index.value is not None:
            figures, held = figures + 1, held + (index.low <= truth <= index.high)
            assert index.low < index.high
    assert figures > RUNS / 4
    assert held / figures >= AT_LEAST


def _asked(lot: np.random.Generator, count: int, share: float, censored: float) -> tuple[tuple[MessageRef, Wait], ...]:
    """Return questions of which a share is taken up within the day, and a share followed for a part of the time only."""
    asked = []
    for _ in range(count):
        good = lot.random() < share
        ends = lot.exponential(4 * HOUR) % DAY if good else 2 * DAY
        until = lot.uniform(0, 3 * DAY) if lot.random() < censored else 2 * DAY
        asked.append((REF, Wait(min(ends, until), ended=good and ends <= until)))
    return tuple(asked)


def test_where_all_were_answered_each_at_its_own_time_the_interval_is_the_plain_shares() -> None:
    figure = answered_of([Wait(600.0 + n, ended=True) for n in range(10)])
    assert (figure.value, figure.low, figure.high) == (1.0, pytest.approx(wilson(1.0, 10)[0]), 1.0)
    one = answered_of([Wait(60.0, ended=True), *[Wait(0.0, ended=False)] * 9])
    assert (one.low, one.cases) == (pytest.approx(wilson(1.0, 1)[0]), 1), "of nine nothing is known"
