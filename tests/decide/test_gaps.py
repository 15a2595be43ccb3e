"""Gaps: talk that could not be read is never counted as silence."""

from dataclasses import replace

import pytest

from bot.actions import GapKept, QuestionKept, TimerSet
from bot.decide import decide, time_came
from bot.events import GapFound
from bot.model import Purpose, Status, Timer
from tests.decide.scenes import ACT, GENERAL, after, asked, at, kept, scene


def gap(view, since=10, until=50):
    return decide(GapFound(view.now, GENERAL, at(since), at(until)), view)


def test_what_waited_into_a_gap_gets_its_patience_anew_and_says_so():
    decision = gap(scene(asked()))
    assert decision.changes[0] == GapKept(GENERAL, at(10), at(50))
    assert kept(decision, TimerSet) == [Timer(GENERAL, Purpose.PATIENCE, "q", at(80))]
    assert [cue.phrase for question in kept(decision, QuestionKept) for cue in question.because] == ["gap"]


def test_two_gaps_are_said_once():
    view = scene(asked())
    view = after(view, gap(view, 10, 20))
    view = after(view, gap(view, 30, 50))
    assert [cue.phrase for cue in view.room.questions["q"].because] == ["gap"]


@pytest.mark.parametrize(
    "question",
    [asked(minutes=55), asked(flagged_at=at(30)), *(asked(status=status) for status in Status if status != "open")],
    ids=lambda question: f"{question.status} {question.asked_at:%M}",
)
def test_what_was_asked_after_it_or_no_longer_waits_is_left_alone(question):
    assert gap(scene(question)).changes == (GapKept(GENERAL, at(10), at(50)),)


def test_a_snooze_outlasts_a_gap():
    view = scene(replace(asked(), snoozed_until=at(200)), policy=ACT)
    view = after(view, gap(view), 80)
    decision = time_came(Timer(GENERAL, Purpose.PATIENCE, "q", at(80)), view)
    assert (kept(decision, TimerSet), decision.actions) == ([Timer(GENERAL, Purpose.PATIENCE, "q", at(200))], ())


def test_a_question_is_closed_when_its_life_is_over_and_a_draft_for_it_goes():
    timer = Timer(GENERAL, Purpose.EXPIRY, "q", at(60))
    for status, later in (
        (Status.OPEN, Status.EXPIRED),
        (Status.ENGAGED, Status.EXPIRED),
        (Status.SETTLED, Status.SETTLED),
    ):
        (question,) = kept(time_came(timer, scene(asked(status=status))), QuestionKept)
        assert (question.status, question.closed_at) == (later, at(60))
