"""Nothing lost, nothing twice, over the real wire: killed anywhere between a question and its nudge, there are never two."""

import pytest

from tests.telegram.kills import kill

POINTS = 6
"""`python -m benchmarks.telegram_kill` does fifty."""


@pytest.mark.long
async def test_killed_anywhere_it_nudges_once_or_says_that_nobody_knows(tmp_path):
    found = await kill(tmp_path, POINTS, 20261126)
    print(found)
    assert len(found.where) == POINTS
    assert found.kills >= POINTS
    assert found.wrong == []
