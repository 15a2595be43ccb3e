"""The figures are what the definitions say: held to a slow computation of its own on a thousand random small communities."""

from datetime import timedelta

import pytest

from adapters.memory import MemoryStore
from adapters.sqlite import SqliteStore
from bot.measure import LEAST_CASES, Cases, cases_of, two_way
from bot.measure.cases import IN_TIME
from bot.model import Wait
from tests.measure import reference
from tests.measure.made import HOME, INSIDE, NOW, SINCE, UNTIL, drawn

EARLY = SINCE + timedelta(days=3)


async def counted(store, now) -> Cases:
    spoken = await store.spoken(HOME, SINCE, UNTIL + IN_TIME)
    questions = await store.asked(HOME, SINCE, UNTIL)
    return cases_of(spoken, questions, SINCE, UNTIL, now, INSIDE)


def plainly(cases: Cases) -> dict[str, dict]:
    shares = {name: {case.ref: case.good for case in getattr(cases, name)} for name in ("heard", "echo", "mesh")}
    return {"answered": {ref: (wait.seconds, wait.ended) for ref, wait in cases.asked}, **shares}


@pytest.mark.parametrize("part", range(5))
async def test_a_thousand_communities_count_the_same(part: int) -> None:
    seen = dict.fromkeys(("answered", "heard", "echo", "mesh"), 0)
    good, indexes = dict(seen), 0
    for seed in range(200 * part, 200 * part + 200):
        town, store = drawn(seed), MemoryStore()
        await store.commit(town.changes())
        now = NOW if seed % 3 else EARLY
        expected = reference.parts(town, SINCE, UNTIL, now, INSIDE)
        cases = await counted(store, now)
        assert plainly(cases) == expected, f"community {seed}"
        week = two_way(cases, SINCE, UNTIL)
        for name, figure in week.parts[1:]:
            outcomes = expected[name].values()
            assert figure.cases == len(outcomes)
            share = sum(outcomes) / len(outcomes) if len(outcomes) >= LEAST_CASES else None
            assert figure.value == pytest.approx(share)
            seen[name] += len(outcomes)
            good[name] += sum(outcomes)
        waits = list(expected["answered"].values())
        if week.answered.value is not None:
            assert week.answered.value == pytest.approx(1 - reference.kaplan_meier(waits, 86_400))
        seen["answered"] += len(waits)
        good["answered"] += sum(ended for _, ended in waits)
        values = [figure.value for _, figure in week.parts]
        if None in values:
            assert week.index.value is None
        else:
            indexes += 1
            assert week.index.value == pytest.approx(100 * (values[0] * values[1] * values[2] * values[3]) ** 0.25)
            assert week.index.low <= week.index.value <= week.index.high
    assert min(seen.values()) > 50, "the lot must bring each part about"
    assert indexes > 0, "and some of them all four at once"
    assert all(0 < good[name] < seen[name] for name in seen)


async def test_both_stores_give_the_same_rows(tmp_path) -> None:
    for seed in range(40):
        town, memory = drawn(seed), MemoryStore()
        kept = await SqliteStore.open(tmp_path / f"{seed}.sqlite")
        try:
            for store in (memory, kept):
                commit = town.changes()
                nows = tuple({line.message.ref.channel: line.message.at for line in town.lines}.items())
                await store.commit(type(commit)(commit.changes, nows=tuple((c, UNTIL + 2 * IN_TIME) for c, _ in nows)))
            span = (HOME, SINCE, UNTIL + IN_TIME)
            assert await kept.spoken(*span) == await memory.spoken(*span), seed
            assert await kept.asked(*span) == await memory.asked(*span), seed
        finally:
            await kept.aclose()


def test_the_reference_knows_the_textbooks_curve() -> None:
    waits = [(1.0, True), (2.0, False), (3.0, True), (4.0, False)]
    assert reference.kaplan_meier(waits, 3) == pytest.approx(0.75 * 0.5)
    assert Wait(1.0, True).ended
