"""Choosing by what drew responses, and the coin: both follow from the cause, on every machine the same."""

from collections import Counter

import pytest

from bot.decide.learning import ENOUGH, STRENGTH, average_of, best_hour, choose, drew, expected, held, hours, tried

ARMS = ("opener:first", "opener:second", "opener:third")


def counts(**rates: tuple[int, int]) -> dict[str, int]:
    """Return counts: arm -> (drew, tried)."""
    found = {}
    for name, (many, times) in rates.items():
        found |= {drew(f"opener:{name}"): many, tried(f"opener:{name}"): times}
    return found


def test_the_same_cause_is_decided_the_same_way() -> None:
    """These values are part of the ledger's promise: if they change, old choices cannot be worked out again."""
    assert [choose(ARMS, {}, f"prompt:{n}") for n in range(6)] == [choose(ARMS, {}, f"prompt:{n}") for n in range(6)]
    assert [held(f"poll:{n}", 0.2) for n in range(12)] == COIN
    assert [choose(ARMS, counts(first=(9, 4)), f"prompt:{n}").removeprefix("opener:") for n in range(6)] == CHOSEN


COIN = [False, False, False, False, False, False, True, False, False, False, True, True]
CHOSEN = ["first", "third", "second", "first", "second", "third"]


def test_before_anything_is_known_every_arm_is_tried() -> None:
    found = Counter(choose(ARMS, {}, f"prompt:{number}") for number in range(600))
    assert all(150 < found[arm] < 250 for arm in ARMS)


def test_what_drew_more_is_chosen_more_and_the_others_now_and_then() -> None:
    known = counts(first=(10, 10), second=(25, 10), third=(9, 10))
    found = Counter(choose(ARMS, known, f"prompt:{number}") for number in range(600))
    assert found["opener:second"] > 500
    assert sum(found.values()) - found["opener:second"] > 0


def test_an_arm_is_shared_towards_the_decks_average() -> None:
    known = counts(first=(30, 20), second=(30, 20), third=(0, 1))
    average = average_of(ARMS, known)
    assert average == pytest.approx((2 + 60) / (2 + 41))
    assert expected("opener:third", average, known) == pytest.approx(STRENGTH * average / (STRENGTH + 1))
    assert expected("opener:third", average, known) < expected("opener:new", average, known) == pytest.approx(average)


def test_counts_that_corrections_made_negative_do_no_harm() -> None:
    assert choose(ARMS, counts(first=(-3, -1)), "prompt:1") in ARMS


def test_another_hour_is_chosen_once_enough_is_known_and_it_drew_more() -> None:
    evening = {tried(hours(19)): ENOUGH, drew(hours(19)): 3 * ENOUGH, tried(hours(10)): 10, drew(hours(10)): 2}
    few = {**evening, tried(hours(19)): ENOUGH - 11}
    days = [f"2026-05-{day:02}" for day in range(1, 29)]
    assert {best_hour(few, 17, day) for day in days} == {best_hour({}, 17, day) for day in days} == {17}
    chosen = Counter(best_hour(evening, 17, day) for day in days)
    assert chosen[19] > 20
    assert set(chosen) <= {10, 17, 19}


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 1.0])
def test_the_coin_keeps_its_share(share: float) -> None:
    fell = sum(held(f"poll:{number}", share) for number in range(4000)) / 4000
    assert fell == pytest.approx(share, abs=0.02)
