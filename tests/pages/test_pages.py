"""What pages say, whatever the platform: nothing false of an empty list, whose hand it was, and every knob."""

from dataclasses import replace

import pytest

from adapters.discord.escape import CONTENT
from bot.model import KNOBS, Cue, Policy
from bot.pages import listed, nothing, told_of, written
from tests.contracts.making import question

WAITS = replace(question("1"), probability=0.9, channel=1.0)
EMPTY = {
    "nothing waits": ("all", (), True, "questions_none"),
    "nothing was answered": ("answered", (), True, "questions_nothing"),
    "some may be talked of": ("open", (), True, "questions_nothing"),
    "another channel's may wait": ("all", (), False, "questions_nothing"),
    "one waits where it is not seen": ("all", (WAITS,), True, "questions_nothing"),
    "what is hardly a question": ("all", (replace(WAITS, probability=0.1),), True, "questions_none"),
}


@pytest.mark.parametrize(("chosen", "found", "everywhere", "said"), EMPTY.values(), ids=EMPTY)
def test_that_no_question_waits_is_said_only_where_it_is_so(chosen, found, everywhere, said):
    assert nothing(chosen, found, everywhere) == said


@pytest.mark.parametrize(("given", "shown"), [(8, "01234567"), (9, "01234578"), (12, "012345ab")])
def test_of_many_reasons_the_last_two_stay(given, shown):
    cues = tuple([Cue(sign) for sign in "0123456789ab"[:given]])
    assert "".join([cue.phrase for cue in told_of(cues)]) == shown


def test_all_knobs_stand_on_one_page_however_long_one_is():
    policy = Policy(avoid=tuple([f"a-long-word-to-be-avoided-{n:02}" + "x" * 12 for n in range(40)]))
    lines = [f"`{knob}` = `{listed(policy, knob)}`" for knob in KNOBS]
    assert len("\n".join(lines)) < CONTENT * 0.9
    assert listed(policy, "avoid").endswith("…")
    assert [knob for knob in KNOBS if listed(policy, knob) != written(policy, knob)] == ["avoid"]
