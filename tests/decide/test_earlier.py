"""The first rung: an earlier answer is looked for once, offered where it fits, taken back where it does not help, and rests where it never does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import (
    NOTHING,
    Amend,
    Consult,
    CountAdded,
    Decision,
    EntryKept,
    Notice,
    PostKept,
    QuestionKept,
    Say,
    TimerSet,
)
from bot.decide import decide
from bot.decide.earlier import FITS, GIVE_UP, best, look_up, noticed, readable, rests
from bot.decide.nudges import bring_back
from bot.events import ActionSettled, ButtonPressed, TimerDue
from bot.model import Delivery, Kind, MessageRef, Outcome, Purpose, Receipt, Status, short_id
from bot.model.inquiry import AnsweredBefore, FoundEarlier
from tests.decide.scenes import (
    ACT,
    GENERAL,
    HOME,
    SUGGEST,
    TEAM,
    WATCH,
    after,
    asked,
    at,
    kept,
    line,
    member,
    post,
    scene,
)

COUNTS = {"answered": 1}
BEFORE = AnsweredBefore(
    MessageRef(GENERAL, "old"), "How can I export tracks as WAV?", at(-999), MessageRef(GENERAL, "olda"),
    "Open File, then Export, and choose WAV.", member("Bo"), member("Zoe"), 0.94,
)  # fmt: skip


def waiting(*more, minutes=31.0, policy=ACT, **rest):
    """A room in which Ada's question was flagged, in a community where something was answered before."""
    return scene(asked(flagged_at=at(30), **rest), *more, minutes=minutes, policy=policy, counts=COUNTS)


def told(view, *answers, minutes=31.0, key=None):
    """What the records' answer leads to."""
    key = key or next(question.sought_by for question in view.room.questions.values() if question.sought_by)
    return decide(ActionSettled(at(minutes), GENERAL, key, Receipt(found=FoundEarlier(answers))), view)


def sought(view):
    """The same room while the records are asked."""
    return after(view, bring_back(view))


def offered(view, minutes=31.0):
    """The same room once an earlier answer was offered, and stands there."""
    view = after(view, told(sought(view), BEFORE))
    sent = ActionSettled(at(minutes), GENERAL, "offer:q", Receipt(MessageRef(GENERAL, "p")))
    return after(view, decide(sent, view), minutes)


def press(view, verb, by, minutes=32.0, team=False):
    """What a press under the offer leads to."""
    view = after(view, NOTHING, minutes)
    return decide(ButtonPressed(at(minutes), GENERAL, member(by), f"{verb}:{short_id('q')}", team), view)


def test_the_records_are_asked_first_and_the_question_is_held_meanwhile():
    view = waiting()
    decision = bring_back(view)
    (ask,) = decision.actions
    assert isinstance(ask, Consult)
    assert (ask.inquiry.question, ask.inquiry.within) == (MessageRef(GENERAL, "q"), (GENERAL,))
    assert kept(decision, TimerSet)[0].due == at(31) + GIVE_UP
    assert bring_back(after(view, decision)).actions == ()


@pytest.mark.parametrize("policy", [ACT, SUGGEST, WATCH])
def test_what_fits_is_offered_under_mode_and_what_does_not_is_not(policy):
    view = sought(waiting(policy=policy))
    fitting = told(view, replace(BEFORE, text="Where is the loo?", likeness=0.0), BEFORE)
    says = [action for action in fitting.actions if isinstance(action, Say)]
    assert [action.key for action in says] == {ACT: ["offer:q"], SUGGEST: ["card:offer:q"], WATCH: []}[policy]
    assert kept(fitting, QuestionKept)[-1].offered_by == "offer:q"
    if policy is ACT:
        assert says[0].leads == (None, BEFORE.answer, None)
        assert [button.value.partition(":")[0] for button in says[0].buttons] == ["helped", "nothelped"]
    none = told(view, replace(BEFORE, likeness=0.2, text="How can I export a list of names?"))
    assert kept(none, QuestionKept)[0].offered_by == ""
    assert "offer" not in "".join(action.key for action in none.actions)


def test_only_channels_that_everybody_may_read_are_quoted_and_never_the_teams():
    view = waiting()
    community = replace(view.community, open=frozenset({"general", "team", "talk"}))
    assert [ref.id for ref in readable(replace(view, community=community))] == ["general", "talk"]
    assert readable(view) == (GENERAL,)
    assert TEAM not in readable(replace(view, community=community, team_channel=TEAM))


def test_nothing_is_asked_before_anything_was_answered_here():
    view = scene(asked(flagged_at=at(30)), minutes=31, policy=ACT)
    assert look_up(view.room.questions.values(), view) is None
    answered = asked("o", "Zoe", answered_at=at(5), responses=("a",), status=Status.ANSWERED)
    first = noticed(Decision((QuestionKept(answered),)), view)
    assert kept(first, CountAdded) == [CountAdded(HOME, "answered")]
    assert kept(noticed(Decision((QuestionKept(answered),)), after(view, first)), CountAdded) == []


def test_what_was_answered_snoozed_or_settled_meanwhile_needs_no_offer():
    for change in ({"status": Status.ENGAGED}, {"snoozed_until": at(90)}, {"status": Status.SETTLED}):
        view = sought(waiting())
        question = replace(view.room.questions["q"], **change)
        view.room.apply(QuestionKept(question))
        decision = told(view, BEFORE)
        assert [action for action in decision.actions if isinstance(action, Say)] == []
        assert view.room.questions["q"].sought_by is not None
        assert kept(decision, QuestionKept)[0].sought_by is None
    late = told(sought(waiting()), BEFORE, key="earlier:other:1")
    assert late.actions == ()


def test_records_that_never_answer_are_waited_for_no_longer_than_a_while():
    view = sought(waiting())
    decision = decide(TimerDue(at(37), view.room.timers[Purpose.EARLIER, "q"]), after(view, told(view, key="x"), 37))
    assert [action.key for action in decision.actions] == ["nudge:q"]
    assert told(after(view, decision, 38), BEFORE, minutes=38, key="earlier:q:0").actions == ()


def test_several_that_wait_share_a_line_once_all_were_looked_up():
    other = asked("r", "Cy", minutes=1, text="Which microphone do you use for drums?", flagged_at=at(30))
    view = after(waiting(other), bring_back(waiting(other)))
    keys = {question.id: question.sought_by for question in view.room.questions.values()}
    first = told(view, key=keys["q"])
    assert first.actions == ()
    second = told(after(view, first), key=keys["r"])
    (say,) = second.actions
    assert (say.key, len(say.words)) == ("nudge:q", 3)


def test_yes_of_the_asker_or_the_team_settles_and_counts_as_no_response():
    for by, team in (("Ada", False), ("Tia", True)):
        decision = press(offered(waiting()), "helped", by, team=team)
        question = kept(decision, QuestionKept)[-1]
        assert (question.status, question.responded_at, question.answered_at) == (Status.SETTLED, None, at(32))
        assert kept(decision, PostKept)[0].outcome is Outcome.RESPONDED
        assert kept(decision, EntryKept)[0].because[0].phrase == "earlier_helped"


def test_yes_of_somebody_else_buys_time_and_their_no_changes_nothing():
    view = offered(waiting())
    hint = press(view, "helped", "Cy")
    assert kept(hint, QuestionKept)[0].held_until == at(32) + timedelta(minutes=60)
    assert kept(hint, QuestionKept)[0].status is Status.OPEN
    no = press(view, "nothelped", "Cy")
    assert (no.changes, [type(action) for action in no.actions]) == ((), [Notice])


def test_no_takes_the_offer_back_and_the_next_rung_has_its_turn_after_the_spacing():
    view = offered(waiting())
    decision = press(view, "nothelped", "Ada")
    assert [action.target for action in decision.actions if isinstance(action, Amend)] == ["offer:q"]
    assert kept(decision, PostKept)[0].outcome is Outcome.IGNORED
    again = next(timer for timer in kept(decision, TimerSet) if timer.purpose is Purpose.AGAIN)
    view = after(view, decision, 41)
    assert again.due == at(41)
    (action,) = decide(TimerDue(at(41), again), view).actions
    assert action.key == "nudge:q"
    over = press(after(view, decide(TimerDue(at(41), again), view), 45), "helped", "Ada", 45)
    assert kept(over, QuestionKept)[-1].status is Status.SETTLED, "it may still turn out to help"
    assert press(after(view, over, 46), "helped", "Ada", 46).changes == ()


def test_nobody_presses_and_the_room_is_next():
    view = offered(waiting())
    decision = decide(TimerDue(at(41), view.room.timers[Purpose.EARLIER, "q"]), replace(view, now=at(41)))
    assert kept(decision, PostKept)[0].outcome is Outcome.IGNORED
    assert [action.key for action in decision.actions] == ["nudge:q"]
    assert "earlier_did_not_help" in [cue.phrase for cue in kept(decision, EntryKept)[-1].because]


def test_after_three_in_vain_it_rests_for_a_week_and_says_so():
    vain = [post(key=f"offer:{n}", minutes=n, message=MessageRef(GENERAL, f"p{n}")) for n in range(3)]
    vain = [replace(each, kind=Kind.EARLIER, outcome=Outcome.IGNORED, delivery=Delivery.SENT) for each in vain]
    view = waiting(*vain, line("s", "Cy", minutes=20), policy=replace(ACT, budget_per_day=9))
    assert rests(view) == at(2) + timedelta(days=7)
    decision = bring_back(view)
    assert [action.key for action in decision.actions] == ["nudge:q"]
    assert "earlier_rests" in [cue.phrase for cue in kept(decision, EntryKept)[0].because]
    helped = [*vain[:2], replace(vain[2], outcome=Outcome.RESPONDED)]
    assert rests(waiting(*helped)) is None


def test_the_one_that_fits_best_is_offered_and_only_from_the_threshold_on():
    worse = replace(BEFORE, text="How can I export a list of tracks?", likeness=0.5)
    found = best((worse, BEFORE), asked())
    assert found is not None
    assert found[0] == BEFORE
    assert found[1] >= FITS > 0.5
    assert best((worse,), asked()) is None
    assert best((), asked()) is None
