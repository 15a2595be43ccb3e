"""Asking anew: what nobody answered and is asked again long after is one question, under its newest line, asked since the first."""

from dataclasses import replace

import pytest

from bot.actions import NOTHING, Decision, QuestionKept, SurveyKept
from bot.decide import decide
from bot.decide.anew import in_its_place
from bot.decide.follow import OWN_LINES
from bot.decide.waits import count_of
from bot.events import ActionSettled, CommandGiven, MessageSeen
from bot.measure.summary import Tally
from bot.measure.survival import counts, first_answers, first_responses
from bot.model import Mode, Outcome, Refusal, Status, SurveyState, Wait
from tests.decide.scenes import ACT, GENERAL, after, at, kept, member, post, said, scene
from tests.decide.test_listening import WAV, hear

FLAGGED = {"flagged_at": at(30), "nudged_by": "nudge:q"}


def anew(*others, minutes=180, **fields):
    """The scene after Ada asked, was flagged, and asks again after hours; her first question, and the one that took its place."""
    view, decision = hear(scene(*others, minutes=0), said("q", "Ada", WAV))
    view.room.apply(QuestionKept(replace(view.room.questions["q"], **FLAGGED | fields)))
    view, decision = hear(
        view, said("b", "Bo", "morning all, lovely weather today", 170), said("r", "Ada", WAV, minutes)
    )
    new, old = kept(decision, QuestionKept)
    return view, old, new


def test_two_askings_are_one_question_asked_since_the_first():
    _, old, new = anew()
    assert (old.status, old.asked_anew, old.closed_at) == (Status.EXPIRED, True, at(180))
    assert (new.since, new.lines, new.nudged_by) == (at(0), ("q", "r"), "nudge:q")
    assert first_responses([old, replace(new, responded_at=at(190))], at(999), {}) == [Wait(11400, True)]
    assert count_of(old, None, at(180)) is None, "patience learns of it once"
    assert count_of(replace(new, responded_at=at(190)), None, at(190)).season == at(0).toordinal() // 91


def test_of_the_lines_of_both_the_latest_are_kept():
    many = tuple(f"l{number}" for number in range(OWN_LINES))
    asked = anew()[2]
    before = replace(asked, ref=replace(asked.ref, id="q"), lines=("q", "p"), asked_anew=True)
    assert in_its_place(replace(asked, lines=many), before, scene().room).lines == many


@pytest.mark.parametrize(("to", "others"), [("q", ()), ("p", (post("q"),)), ("r", ())], ids=["first", "ours", "newest"])
def test_an_answer_to_the_first_to_what_brought_it_back_or_to_the_newest_answers_it(to, others):
    view, _, _ = anew(*others)
    view, _ = hear(view, said("a", "Bo", "Open File, Export, then choose WAV.", 185, reply_to=to))
    assert (view.room.questions["r"].status, view.room.questions["r"].heard_at) == (Status.ANSWERED, at(185))


def test_a_post_that_brought_it_back_before_it_was_asked_anew_has_worked():
    view, _, _ = anew(post("q", minutes=31))
    view, _ = hear(view, said("a", "Bo", "Open File, Export, then choose WAV.", 185, reply_to="p"))
    assert [each.outcome for each in view.room.posts.values()] == [Outcome.RESPONDED]


def test_who_took_it_on_or_put_it_off_has_done_so_for_both():
    _, _, new = anew(snoozed_until=at(400), taken_by=member("Tia"), nudged_by=None)
    assert (new.snoozed_until, new.taken_by) == (at(400), member("Tia"))
    _, _, new = anew(snoozed_until=at(170), taken_by=member("Tia"), nudged_by=None)
    assert (new.snoozed_until, new.taken_by) == (None, None), "that is over"


CHOICE = "Which theme do you all prefer for the new release, dark or light?"


@pytest.mark.parametrize("budget", [0, 6], ids=["it waits for a better moment", "it is drafted"])
def test_a_choice_asked_anew_is_put_to_one_poll_and_waits_again_when_that_is_refused(budget):
    policy = replace(ACT, poll=Mode.SUGGEST if budget else Mode.ACT, budget_per_day=budget, holdout=0)
    view = scene(minutes=0, policy=policy)
    view = after(view, decide(MessageSeen(said("c", "Ada", CHOICE, 0)), view))
    view.room.apply(QuestionKept(replace(view.room.questions["c"], flagged_at=at(30))))
    for minutes, message in ((170, said("b", "Bo", "morning all", 170)), (180, said("n", "Ada", CHOICE, 180))):
        view = after(view, NOTHING, minutes)
        view = after(view, decide(MessageSeen(message), view))
    assert (list(view.room.surveys), view.room.questions["n"].nudged_by) == (["poll:c"], "poll:c")
    over = decide(CommandGiven(at(180), GENERAL, member("Tia"), "answered", (("question", "n"),), True), view)
    assert [made.survey.state for made in over.changes if isinstance(made, SurveyKept)] == [SurveyState.WITHDRAWN], (
        "it ends with its question"
    )
    view.room.apply(SurveyKept(replace(view.room.surveys["poll:c"], state=SurveyState.POSTED)))
    (free,) = kept(decide(ActionSettled(at(181), GENERAL, "poll:c", Refusal("no")), view), QuestionKept)
    assert (free.id, free.nudged_by) == ("n", None)


def test_somebody_responded_before_and_that_counts():
    _, old, new = anew(responded_at=at(40), status=Status.ENGAGED)
    assert (old.asked_anew, new.first_responded_at, new.responded_at) == (True, at(40), None)
    answered = replace(new, responded_at=at(190), answered_at=at(190))
    assert (first_responses([old, answered], at(999), {}), first_answers([old, answered], at(999), {})) == (
        [Wait(2400, True)],
        [Wait(11400, True)],
    )
    assert count_of(old, None, at(180)).ended
    assert count_of(answered, None, at(190)) is None, "and patience counted it then"


def test_what_was_answered_counts_by_itself():
    _, old, new = anew(status=Status.ANSWERED, responded_at=at(40), answered_at=at(40))
    assert (counts(old), counts(new), new.since, new.lines) == (True, True, at(180), ("r",))


def test_a_replay_counts_it_once_and_neither_bots_nor_the_team():
    _, old, new = anew()
    asked, tally = replace(old, asked_anew=False, closed_at=None, status=Status.OPEN), Tally("UTC")
    team = replace(asked, ref=replace(asked.ref, id="t"), team=True)
    for message, questions in (
        (said("q", "Ada", WAV), (asked,)),
        (replace(said("x", "Robo", "Build 4 passed.", 100), bot=True), ()),
        (said("r", "Ada", WAV, 180), (new, old)),
        (said("t", "Tia", WAV, 181, team=True), (team,)),
    ):
        tally.saw(MessageSeen(message), Decision(tuple(map(QuestionKept, questions))))
    made = tally.summary()
    assert (made.messages, made.people, made.questions, made.waiting) == (3, 2, 1, (new,))
    assert made.curve.waits == 1
    assert sum(made.hours) == 3
