"""Who did something by hand stands in the ledger, and goes when they are forgotten."""

from dataclasses import replace

from bot.actions import Decision, EntryKept, TimerCleared
from bot.decide.signed import signed
from bot.events import ButtonPressed
from bot.model import Cue, Entry, Verdict
from bot.model.forgetting import Traces
from tests.contracts.making import GENERAL, at, member, timer

ENTRY = Entry(at(0), GENERAL, Verdict.CORRECTED, "1", (Cue("skipped"),))
MADE = Decision((EntryKept(ENTRY), TimerCleared(timer("1", 5))))
PRESS = ButtonPressed(at(0), GENERAL, member("mira"), "skip:1", team=True)


def test_the_ledger_names_who_did_it():
    done = signed(replace(PRESS, by="Mira"), MADE)
    assert [cue.phrase for cue in done.changes[0].entry.because] == ["skipped", "done_by"]
    assert done.changes[1] == MADE.changes[1]


def test_where_nobody_is_named_nothing_is_added():
    assert signed(PRESS, MADE) == MADE


def test_who_is_forgotten_is_named_no_more():
    entry = signed(replace(PRESS, by="A name they never wrote under"), MADE).changes[0].entry
    assert Traces(member("mira"), (), ()).entry(entry) == ENTRY
