"""A busy morning over the real wire: nothing lost. `python -m benchmarks.telegram_load` has the figures."""

from tests.telegram.load import open_load

EVENTS, GROUPS = 800, 8


async def test_a_burst_in_many_groups_is_committed_whole(tmp_path):
    async with open_load(tmp_path, groups=GROUPS, people=10, seed=20261125) as load:
        for number in range(EVENTS):
            load.crowd.act(number)
        await load.drained()
        await load.stop()
        assert {name.partition(" ")[0] for name in load.crowd.done} == {"said", "edited", "reacted"}
        assert len(load.crowd.done) > EVENTS * 0.95
        assert load.crowd.done.keys() == load.committed.keys()
