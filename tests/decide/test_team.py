"""The team's cards: one for each question that nobody took up, after the room, never louder; and what the team does with them."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.actions import NOTHING, Amend, Consult, EntryKept, Notice, QuestionKept, Say, TimerSet
from bot.decide import decide
from bot.decide.team import CLAIMED, bring_up, wait
from bot.events import ButtonPressed
from bot.model import Mode, Poll, Purpose, Status, Survey, SurveyState, Verdict, set_knob
from tests.decide.scenes import ACT, GENERAL, TEAM, after, asked, at, draft, kept, member, post, scene

WAITS = asked(flagged_at=at(30), nudged_by="nudge:q")
NUDGE = post("q", minutes=30)


def cards(decision):
    return [action for action in decision.actions if isinstance(action, Say) and action.to == TEAM]


def press(view, verb, by="Tia", team=True):
    (card,) = cards(bring_up(view.room.questions["q"], view))
    value = next(button.value for button in card.buttons if button.value.startswith(verb))
    view = after(view, bring_up(view.room.questions["q"], view))
    return decide(ButtonPressed(at(130), TEAM, member(by), value, team, by=by), after(view, NOTHING, 130))


def test_a_question_that_nobody_took_up_gets_one_silent_card_that_leads_to_it():
    view = scene(WAITS, NUDGE, minutes=90, policy=ACT)
    decision = bring_up(WAITS, view)
    (card,) = cards(decision)
    assert (card.channel, card.silent, card.leads[1]) == (GENERAL, True, WAITS.ref)
    assert [button.value.partition(":")[0] for button in card.buttons] == ["claim", "here", "none", "later"]
    assert [entry.because[-1].phrase for entry in kept(decision, EntryKept)] == ["brought_back"]
    assert cards(bring_up(after(view, decision).room.questions["q"], view)) == []


@pytest.mark.parametrize(
    ("state", "shown"), [(SurveyState.IDEA, 1), (SurveyState.DRAFTED, 1), (SurveyState.OPEN, 0), (SurveyState.TOLD, 0)]
)
def test_a_poll_that_was_not_asked_yet_answers_nobody(state, shown):
    as_poll = replace(WAITS, nudged_by="poll:q")
    view = scene(as_poll, minutes=90)
    view.room.surveys["poll:q"] = Survey("poll:q", GENERAL, Poll("this?", ()), at(0), 3600, state)
    assert len(cards(bring_up(as_poll, view))) == shown
    drafted = scene(as_poll, replace(draft("q"), key="poll:q", questions=()), minutes=90)
    drafted.room.surveys |= view.room.surveys
    assert cards(bring_up(as_poll, drafted)) == [], "the team has its draft before it"


@pytest.mark.parametrize(
    ("question", "rest", "policy", "later"),
    [
        (replace(WAITS, status=Status.ANSWERED), (), ACT, None),
        (replace(WAITS, team=True), (), ACT, None),
        (replace(WAITS, nudged_by="poll:q"), (), ACT, None),
        (WAITS, (draft("q"),), ACT, None),
        (replace(WAITS, snoozed_until=at(200)), (), ACT, 200),
        (replace(WAITS, held_until=at(120)), (), ACT, 120),
        (WAITS, (post("q", minutes=80),), ACT, 140),
        (WAITS, (), replace(ACT, quiet_hours=(time(12), time(18))), 360),
        (WAITS, (), set_knob(ACT, "paused_until", at(100).isoformat()), 100),
    ],
)
def test_nobody_is_told_what_is_known_or_put_off_or_disturbed(question, rest, policy, later):
    decision = bring_up(question, scene(question, *rest, minutes=90, policy=policy))
    assert cards(decision) == []
    assert [(timer.purpose, timer.due) for timer in kept(decision, TimerSet)] == (
        [(Purpose.TEAM, at(later))] if later else []
    )


def test_a_team_that_watches_finds_it_in_the_ledger_and_without_a_channel_there_is_nobody_to_tell():
    watched = bring_up(WAITS, scene(WAITS, NUDGE, minutes=90, policy=replace(ACT, digest=Mode.WATCH)))
    assert (watched.actions, [entry.verdict for entry in kept(watched, EntryKept)]) == ((), [Verdict.SHOWN])
    assert bring_up(WAITS, scene(WAITS, minutes=90, policy=ACT, team=None)).changes == ()


def test_there_are_as_many_cards_a_day_as_the_budget_has_posts():
    known = [asked(f"k{n}", flagged_at=at(1), carded_at=at(2)) for n in range(2)]
    decision = bring_up(WAITS, scene(WAITS, NUDGE, *known, minutes=90, policy=replace(ACT, budget_per_day=2)))
    assert cards(decision) == []
    assert [entry.because[-1].phrase for entry in kept(decision, EntryKept)] == ["team_cards_enough"]


def test_it_waits_as_long_again_as_patience_at_least():
    assert wait(scene(policy=ACT)) == 6 * ACT.spacing
    assert wait(scene(policy=replace(ACT, patience=timedelta(hours=5)))) == timedelta(hours=5)


def test_who_takes_it_on_has_a_day():
    decision = press(scene(WAITS, NUDGE, minutes=90, policy=ACT), "claim")
    (question,) = kept(decision, QuestionKept)
    assert (question.taken_by, question.snoozed_until) == (member("Tia"), at(130) + CLAIMED)
    assert question.nudged_by == "nudge:q", "brought back once"
    (look,) = kept(decision, TimerSet)
    assert (look.purpose, look.subject, look.due) == (Purpose.AGAIN, "q", at(130) + CLAIMED), "and listed again then"
    (changed,) = [action for action in decision.actions if isinstance(action, Amend)]
    assert (changed.target, changed.words[0].name) == ("team:q", "card.team_taken")
    assert "claim" not in {button.value.partition(":")[0] for button in changed.buttons}
    assert [action.to for action in decision.actions if isinstance(action, Consult)] == [TEAM], (
        "the digest is made anew"
    )


def test_the_other_buttons_answer_dismiss_and_put_off():
    def pressed(verb, *who, **more):
        return press(scene(WAITS, NUDGE, minutes=90, policy=ACT), verb, *who, **more)

    states = {verb: kept(pressed(verb), QuestionKept)[-1] for verb in ("here", "none", "later")}
    assert [states[verb].status for verb in states] == [Status.ANSWERED, Status.DISMISSED, Status.OPEN]
    assert states["later"].snoozed_until == at(21 * 60), "tomorrow, at the hour of the digest"
    refused = pressed("here", "Bo", team=False)
    assert (refused.changes, [type(action) for action in refused.actions]) == ((), [Notice])
