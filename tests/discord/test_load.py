"""A busy server over the real wire: nothing lost, heartbeats kept up. `python -m benchmarks.discord_load` has the figures."""

from tests.discord.load import beats, open_load

EVENTS, CHANNELS, BEATS = 1500, 50, 3


async def test_a_burst_in_many_channels_is_committed_whole_while_the_heart_beats(tmp_path):
    async with open_load(tmp_path, channels=CHANNELS, people=40, heartbeat_ms=500, seed=20261125) as load:
        for number in range(EVENTS):
            load.crowd.act(number)
        await load.drained()
        await load.fake.until(lambda: len(beats(load.fake)) >= BEATS)
        assert len(load.fake.gateway.identified) == 1, "the connection was lost"
        await load.stop()
        kinds = {name.partition(" ")[0] for name in load.crowd.done}
        assert kinds == {"said", "edited", "deleted", "reacted"}
        assert len(load.crowd.done) > EVENTS * 0.98
        assert load.crowd.done.keys() == load.committed.keys()
