"""What the bot is worth: against a published table, against worlds in which it is worth nothing, and what counts for nothing."""

from dataclasses import replace

import numpy as np
import pytest

from bot.measure import LEAST_OCCASIONS, effect
from bot.measure.effect import difference, quantile
from bot.model import Kind, Trial
from tests.contracts.making import GENERAL, at

OVER = Trial("coin:poll:1", GENERAL, Kind.POLL, at(0), held=False, early=(1, 0), late=(3, 1))


def trials(counts: list[int], held: bool) -> list[Trial]:
    return [replace(OVER, key=f"coin:{held}:{n}", held=held, late=(count, 9)) for n, count in enumerate(counts)]


def test_students_own_data() -> None:
    one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]  # hours of sleep gained, Student (1908)
    other = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    found = difference(one, other)
    assert (found.value, found.low, found.high) == pytest.approx((-1.58, -3.363874, 0.203874), abs=1e-4)


@pytest.mark.parametrize(("free", "table"), [(18, 2.101), (30, 2.042), (60, 2.000), (120, 1.980)])
def test_the_quantiles_are_those_of_the_table(free: int, table: float) -> None:
    assert quantile(free) == pytest.approx(table, abs=6e-4)


def test_what_is_counted() -> None:
    found = effect(trials([3, 4, 5] * 8, False) + trials([1, 2] * 5, True), Kind.POLL)
    assert (found.treated, found.held, found.with_it, found.without) == (24, 10, 4.0, 1.5)
    assert found.difference.value == pytest.approx(2.5)
    assert found.difference.low > 0


def test_not_enough_data_yet() -> None:
    enough = trials([1, 2] * 20, False)
    assert effect(enough + trials([1, 2] * 4, True), Kind.POLL).difference.value is None
    assert effect(enough + trials([0] * LEAST_OCCASIONS, True), Kind.POLL).difference.value is not None
    assert effect(trials([0] * 20, False) + trials([0] * 20, True), Kind.POLL).difference.value is None
    assert effect([], Kind.PROMPT).difference.value is None


def test_what_counts_for_nothing() -> None:
    nothing = [
        replace(OVER, held=None),  # no coin was tossed
        replace(OVER, late=None),  # its day is not over
        replace(OVER, blind=True),  # it could not be read
        replace(OVER, kind=Kind.PROMPT),
    ]
    assert effect(nothing, Kind.POLL).treated == 0


def test_questions_count_who_answered() -> None:
    of_nudges = [replace(one, kind=Kind.NUDGE) for one in trials([5] * 10, False)]
    assert effect(of_nudges, Kind.NUDGE).with_it == 9


@pytest.mark.parametrize("rare", [0.1, 1.0, 6.0])
def test_where_posts_are_worth_nothing_the_interval_covers_zero(rare: float) -> None:
    chance = np.random.default_rng(7)
    covered = runs = 0
    for _ in range(1500):
        heard, held = chance.negative_binomial(1, 1 / (1 + rare), 80), chance.random(80) < 0.2
        found = difference(heard[~held].tolist(), heard[held].tolist())
        if found.value is not None:
            runs += 1
            covered += found.low <= 0 <= found.high
    assert runs > 1000
    assert 0.93 <= covered / runs <= 0.97
