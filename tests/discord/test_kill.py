"""Nothing lost, nothing twice, over the real wire: killed anywhere between a question and its nudge, there is exactly one nudge."""

import pytest

from tests.discord.kills import kill

POINTS = 6
"""`python -m benchmarks.discord_kill` does fifty."""


@pytest.mark.long
async def test_killed_anywhere_it_nudges_exactly_once(tmp_path):
    found = await kill(tmp_path, POINTS, 20261124)
    print(found)
    assert len(found.where) == POINTS
    assert found.kills >= POINTS
    assert found.wrong == []
