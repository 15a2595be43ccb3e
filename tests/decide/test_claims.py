"""Somebody of the team takes a question on; and members' wishes about what is kept of them, noted without their names."""

from datetime import timedelta

from bot.actions import DraftKept, EntryKept, MemberErased, Notice, QuestionKept, TimerSet
from bot.decide import decide
from bot.decide.team import CLAIMED
from bot.events import CommandGiven, ForgetAsked
from bot.model import DraftState, Status, Verdict
from tests.decide.scenes import GENERAL, asked, draft, kept, member, scene


def command(view, name, by="Tia", team=True, **arguments):
    return decide(CommandGiven(view.now, GENERAL, member(by), name, tuple(arguments.items()), team, by=by), view)


def said(decision):
    return [action.words[0].name for action in decision.actions if isinstance(action, Notice)]


def test_it_is_put_off_under_a_name_and_its_draft_is_withdrawn():
    view = scene(asked(nudged_by="nudge:q"), draft("q"))
    decision = command(view, "claim", question="q")
    (question,) = kept(decision, QuestionKept)
    until = view.now + CLAIMED
    assert (question.taken_by, question.snoozed_until, question.nudged_by) == (member("Tia"), until, None)
    assert question.status is Status.OPEN, "it waits all the same"
    assert [each.due for each in kept(decision, TimerSet)] == [until]
    assert [each.state for each in kept(decision, DraftKept)] == [DraftState.WITHDRAWN]
    entry = kept(decision, EntryKept)[0]
    assert [cue.phrase for cue in entry.because] == ["claimed", "done_by"]


def test_twice_is_once_and_another_comes_too_late_until_its_time_is_over():
    view = scene(asked(taken_by=member("Tia"), snoozed_until=None))
    mine = asked(taken_by=member("Tia"), snoozed_until=view.now + timedelta(hours=1))
    assert command(scene(mine), "claim", question="q").changes == ()
    assert said(command(scene(mine), "claim", by="Olga", question="q")) == ["notice.roster_taken"]
    over = asked(taken_by=member("Tia"), snoozed_until=view.now - timedelta(hours=1))
    (question,) = kept(command(scene(over), "claim", by="Olga", question="q"), QuestionKept)
    assert question.taken_by == member("Olga")


def test_it_is_the_teams_alone_and_of_questions_that_wait():
    assert said(command(scene(asked()), "claim", team=False, question="q")) == ["notice.team_only"]
    assert said(command(scene(asked()), "claim", question="x")) == ["notice.question_gone"]
    assert said(command(scene(asked(status=Status.ANSWERED)), "claim", question="q")) == ["notice.roster_over"]


def test_giving_it_back_lets_it_wait_again_and_leaves_a_talk_alone():
    view = scene(asked())
    mine = asked(taken_by=member("Tia"), snoozed_until=view.now + timedelta(hours=1))
    questions = kept(command(scene(mine), "release", question="q"), QuestionKept)
    assert questions[0].taken_by is None
    assert questions[0].snoozed_until == view.now
    talking = asked(status=Status.ENGAGED, taken_by=member("Tia"), snoozed_until=view.now + timedelta(hours=1))
    (question,) = kept(command(scene(talking), "release", question="q"), QuestionKept)
    assert (question.taken_by, question.status) == (None, Status.ENGAGED)
    assert command(scene(asked()), "release", question="q").changes == ()


def test_a_wish_is_noted_and_names_nobody():
    view = scene(asked())
    decision = decide(ForgetAsked(view.now, GENERAL, member("Ada")), view)
    assert decision.changes[0] == MemberErased(member("Ada"))
    (entry,) = kept(decision, EntryKept)
    assert (entry.verdict, entry.subject) == (Verdict.PRIVACY, "forget:command")
    assert "Ada" not in str(entry)
    (entry,) = kept(command(view, "mydata", by="Ada", team=False), EntryKept)
    assert (entry.verdict, entry.subject) == (Verdict.PRIVACY, "mydata:command")
    assert "Ada" not in str(entry)


def test_by_hand_it_is_noted_who_of_the_team_unless_they_forgot_themselves():
    view = scene(asked())
    (entry,) = kept(decide(ForgetAsked(view.now, GENERAL, member("Ada"), member("Tia"), "Tia"), view), EntryKept)
    assert [cue.phrase for cue in entry.because] == ["forgotten_by_hand", "done_by"]
    (entry,) = kept(decide(ForgetAsked(view.now, GENERAL, member("Tia"), member("Tia"), "Tia"), view), EntryKept)
    assert "Tia" not in str(entry)
