"""A report out of the bot's own database: what it could not read is no silence there either."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

from adapters.clock import ManualClock
from adapters.memory import MemoryStore
from adapters.report.rows import waiting
from bot.actions import GapKept
from bot.commands.report import look_back, tables
from bot.measure.speech import Speech, waited
from bot.model import Policy, Status
from tests.measure.made import GENERAL, HOME, HOUR, NEWS, SINCE, Town
from tests.report.talk import PHRASES


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


async def test_a_row_tells_no_longer_time_than_was_heard() -> None:
    """Before a gap, after it, into it; and one that is still open."""
    town, blind, seen = Town(), SINCE + 36 * HOUR, SINCE + 96 * HOUR
    end = SINCE + timedelta(days=6)
    over = {"status": Status.EXPIRED, "closed_at": blind + 48 * HOUR}
    town.ask("ada", blind - 5 * HOUR, status=Status.EXPIRED, closed_at=blind - HOUR)
    town.ask("ben", blind - 3 * HOUR, **over)
    town.ask("cem", blind - 2 * HOUR)
    town.ask("dan", blind - 7 * HOUR, NEWS, **over)
    town.ask("eva", seen + HOUR, status=Status.EXPIRED, closed_at=seen + 49 * HOUR)
    town.gaps.append(GapKept(GENERAL, blind, seen))
    town.say("zed", end - HOUR)
    store = MemoryStore()
    await store.commit(replace(town.changes(), nows=((GENERAL, end),)))
    summary = (await look_back(store, HOME, ManualClock(end), Policy(), 7)).summary
    told = {one.name: waited(one, summary) for one in summary.waiting}
    assert told == {
        "ada": ("followed_for", 4 * 3600),
        "ben": ("followed_for", 3 * 3600),
        "cem": ("followed_for", 2 * 3600),
        "dan": ("followed_for", 55 * 3600),
        "eva": ("followed_for", 48 * 3600),
    }
    speech = Speech.of(summary, PHRASES, "en")
    rows = {row.name: row.waited for row in waiting(summary, speech, 9)}
    assert (rows["ben"], rows["cem"], rows["dan"]) == (
        "followed for 3 hours",
        "followed for 2 hours",
        "followed for 2 d 7 h",
    )
    without = replace(summary, gaps={})
    assert waited(next(one for one in summary.waiting if one.name == "cem"), without)[0] == "waited"
