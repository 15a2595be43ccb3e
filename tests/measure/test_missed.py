"""A report out of the bot's own database: what it could not read is no silence there either."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

from adapters.clock import ManualClock
from adapters.memory import MemoryStore
from bot.actions import GapKept
from bot.commands.report import look_back, tables
from bot.model import Policy, Status
from tests.measure.made import GENERAL, HOME, HOUR, SINCE, Town


async def test_what_ran_into_a_gap_waited_until_then_and_is_no_case() -> None:
    town, blind, end = Town(), SINCE + 36 * HOUR, SINCE + timedelta(days=6)
    for n in range(10):
        answered = SINCE + n * HOUR + 3 * HOUR
        town.ask(f"a{n}", SINCE + n * HOUR, after=2 * HOUR, status=Status.ANSWERED, answered_at=answered)
    for n in range(12):
        town.ask(f"b{n}", blind - (n + 1) * timedelta(minutes=4), status=Status.EXPIRED, closed_at=end - 24 * HOUR)
    town.gaps.append(GapKept(GENERAL, blind, SINCE + 96 * HOUR))
    town.say("zed", end - 24 * HOUR)
    store = MemoryStore()
    await store.commit(replace(town.changes(), nows=((GENERAL, end),)))
    made = await look_back(store, HOME, ManualClock(end), Policy(), 7)
    outcomes = made.cases.outcomes("answered")
    assert (made.whole.answered.value, made.whole.answered.cases, len(outcomes)) == (1.0, 10, 10)
    assert (made.summary.curve.seconds_until(0.5), made.summary.curve.longest) == (7200.0, 7200.0)
    rows = [row.values() for row in csv.DictReader(io.StringIO(tables(made)["waits.csv"]))]
    assert [list(row)[:3] for row in rows] == [["response", "7200", "0.0000"], ["answer", "10800", "0.0000"]]
