"""Which ids were seen: exact, whatever their order."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.exports import seen
from adapters.exports.seen import SeenIds

IDS = st.integers(0, 40).map(str) | st.text("01-x", min_size=1, max_size=3) | st.integers(2**62, 2**64).map(str)


@settings(derandomize=True, deadline=None)
@given(st.lists(IDS, max_size=60))
def test_tells_what_a_set_would_tell(ids: list[str]) -> None:
    ours, theirs = SeenIds(), set[str]()
    for one in ids:
        assert ours.add(one) == (one not in theirs)
        theirs.add(one)
    assert len(ours) == len(theirs)


@pytest.mark.parametrize("order", ["rising", "falling", "shuffled", "words"])
def test_many_ids_in_every_order_are_told_apart_across_merges(order: str) -> None:
    ids = [str(number) for number in range(seen.LOOSE * 2 + 10)]
    if order == "falling":
        ids.reverse()
    elif order == "shuffled":
        random.Random(7).shuffle(ids)
    elif order == "words":
        ids = [f"m{one}" for one in ids]
    ours = SeenIds()
    assert all(ours.add(one) for one in ids)
    assert not any(ours.add(one) for one in ids)
    assert len(ours) == len(ids)
