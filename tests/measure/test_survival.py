"""Survival: held to published tables and to intervals whose properties are known."""

from datetime import timedelta

import pytest

from bot.measure import first_answers, first_responses, still_waiting, survival, wilson
from bot.model import Status, Wait
from tests.measure.made import NOW, SINCE, Town

# Remission of leukaemia under 6-mercaptopurine, in weeks; + is censored. Freireich et al., Blood 21 (1963); the table with
# Greenwood's standard errors is in Klein and Moeschberger, "Survival Analysis" (2003), table 4.1.
REMISSION = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PUBLISHED = {
    6: (0.857, 0.0764),
    7: (0.807, 0.0869),
    10: (0.753, 0.0963),
    13: (0.690, 0.1068),
    16: (0.627, 0.1141),
    22: (0.538, 0.1282),
    23: (0.448, 0.1346),
}


def waits(text: str) -> list[Wait]:
    return [Wait(float(word.rstrip("+")), not word.endswith("+")) for word in text.split()]


def test_the_curve_is_that_of_the_published_table() -> None:
    steps = {round(step.seconds): step for step in survival(waits(REMISSION))}
    assert steps.keys() == PUBLISHED.keys()
    for time, (share, error) in PUBLISHED.items():
        assert steps[time].waiting == pytest.approx(share, abs=6e-4)
        assert steps[time].variance ** 0.5 == pytest.approx(error, abs=6e-5)
        assert 0 <= steps[time].low < share < steps[time].high <= 1


def test_without_censoring_the_interval_is_the_plain_shares() -> None:
    plain = [Wait(60.0, True)] * 30 + [Wait(90_000.0, True)] * 10
    step = still_waiting(plain, 86_400)
    assert step.waiting == pytest.approx(0.25)
    assert (step.low, step.high) == pytest.approx(wilson(0.25, 40))


def test_nobody_answered_is_not_certain() -> None:
    step = still_waiting([Wait(90_000.0, False)] * 20, 86_400)
    assert (step.waiting, step.high) == (1.0, 1.0)
    assert 0.8 < step.low < 0.9
    nothing = still_waiting([], 86_400)
    assert (nothing.low, nothing.high) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("good", "cases", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_that_of_the_published_table(good: int, cases: int, low: float, high: float) -> None:
    assert wilson(good / cases, cases) == pytest.approx((low, high), abs=5e-5)


def test_waiting_questions_count_as_waiting_and_dismissed_ones_not() -> None:
    town = Town()
    town.ask("ada", SINCE, after=timedelta(minutes=5), answered_at=SINCE + timedelta(minutes=9))
    town.ask("ben", SINCE)
    town.ask("ben", SINCE, status=Status.DISMISSED)
    town.ask("team", SINCE)
    town.ask("cem", SINCE, status=Status.WITHDRAWN)
    assert first_responses(town.questions, NOW, {}) == [
        Wait(300, True),
        Wait((NOW - SINCE).total_seconds(), False),
        Wait(0, False),
    ]
    assert first_answers(town.questions, NOW, {})[0] == Wait(540, True)
