"""What a community learns: changes of one kind leave everything else the same object, and the earlier view as it was."""

from dataclasses import fields

import pytest

from bot.actions import (
    ChannelKept,
    CountAdded,
    DeckDropped,
    EnlistmentEnded,
    EntryKept,
    KnobSet,
    MemberErased,
    WaitCounted,
)
from bot.community import CommunityView, learn
from bot.model import Cue, Entry, MemberRef, Verdict
from bot.model.pace import anywhen, waited
from tests.decide.scenes import GENERAL, HOME, at

WAIT = waited(at(0), 60, True)
BEFORE = CommunityView(HOME, {"false": 1}, {(None, "patience"): "30m"}, {"general": "general"}, {anywhen(WAIT): 1})
TABLE = {
    "a count": (CountAdded(HOME, "false", 2), {"counts": {"false": 3}}),
    "a knob": (
        KnobSet(HOME, GENERAL, "patience", "1h"),
        {"knobs": {(None, "patience"): "30m", ("general", "patience"): "1h"}},
    ),
    "a channel": (
        ChannelKept(GENERAL, "talk", open=True),
        {"channels": {"general": "talk"}, "open": frozenset({"general"})},
    ),
    "a wait": (WaitCounted(GENERAL, WAIT), {"pace": {anywhen(WAIT): 2}}),
    "somebody forgotten": (MemberErased(MemberRef(HOME, "ada")), {"roster": {}, "deck": {}}),
    "a place on the roster": (EnlistmentEnded(MemberRef(HOME, "ada")), {"roster": {}}),
    "an opener": (DeckDropped(HOME, "own:1"), {"deck": {}}),
    "the ledger": (EntryKept(Entry(at(0), GENERAL, Verdict.HELD, "q", (Cue("waited"),))), {}),
}


@pytest.mark.parametrize(("change", "learnt"), TABLE.values(), ids=TABLE)
def test_only_what_a_change_concerns_is_another_object(change, learnt):
    kept = {each.name: getattr(BEFORE, each.name) for each in fields(BEFORE)}
    copies = {name: dict(value) for name, value in kept.items() if isinstance(value, dict)}
    after = learn(BEFORE, [change])
    for name, value in kept.items():
        if name in learnt:
            assert getattr(after, name) == learnt[name]
        else:
            assert getattr(after, name) is value, name
    assert copies == {name: value for name, value in kept.items() if isinstance(value, dict)}
