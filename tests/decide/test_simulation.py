"""The simulation's short form: a community and a null world, ten days each, on the real engine."""

from benchmarks.simulation.told import lived, report


def test_a_short_run_breaks_nothing(capsys) -> None:
    jobs = [(seed, null, 10 / 7) for seed in (3,) for null in (False, True)]
    all = lived(jobs, workers=1)
    report(all[::2], all[1::2])
    told = capsys.readouterr().out.splitlines()
    assert [line[:4] for line in told[:4]] == ["ok  "] * 4, told
    assert all_spoke(all), "a simulation in which the bot says nothing shows nothing"
    assert any(trial.held for one in all for trial in one.trials)


def all_spoke(some) -> bool:
    """Whether openers were put and members answered, in every one."""
    return all(
        one.posts["prompt"] > 5 and sum(one.times) > 5 and any(trial.late and trial.late[1] for trial in one.trials)
        for one in some
    )
