"""Corrections: one tap puts the bot right, is counted once, and can be undone."""

from dataclasses import replace

import pytest

from bot.actions import CountAdded, DraftKept, EntryKept, KnobSet, Notice, QuestionKept, TimerSet
from bot.decide import decide
from bot.decide.thresholds import flag_threshold
from bot.events import ButtonPressed, CommandGiven, MessageDeleted
from bot.model import Delivery, Draft, DraftState, Kind, Purpose, Status, Timer, Verdict
from bot.model.forgetting import tombstone
from tests.decide.scenes import ACT, GENERAL, HOME, TEAM, after, asked, at, draft, kept, line, member, post, ref, scene


def command(view, name, by="Tia", team=True, **arguments):
    return decide(CommandGiven(view.now, GENERAL, member(by), name, tuple(arguments.items()), team), view)


def notices(decision):
    assert all(isinstance(action, Notice) for action in decision.actions)
    return [action.words[0].name for action in decision.actions]


def test_answered_here_closes_the_question_and_counts():
    decision = command(scene(asked(), draft("q")), "answered", question="q")
    question = kept(decision, QuestionKept)[0]
    assert (question.status, question.responded_at, question.answered_at) == (Status.ANSWERED, at(60), at(60))
    assert kept(decision, CountAdded) == [CountAdded(HOME, "answered_here")]
    assert [each.state for each in kept(decision, DraftKept)] == [DraftState.WITHDRAWN]
    assert kept(decision, EntryKept)[0].because[0].phrase == "corrected_answered"


def test_answered_here_keeps_when_it_was_answered():
    view = scene(asked(status=Status.ENGAGED, responded_at=at(5)))
    (question,) = kept(command(view, "answered", question="q"), QuestionKept)
    assert (question.responded_at, question.answered_at) == (at(5), at(60))


CORRECTIONS = [("answered", Status.ANSWERED, "answered_here"), ("not_question", Status.DISMISSED, "not_question")]


@pytest.mark.parametrize(("name", "status", "count"), CORRECTIONS)
def test_a_correction_is_counted_once_and_undone_by_reopening(name, status, count):
    view = scene(asked(flagged_at=at(30), nudged_by="nudge:q"))
    before = flag_threshold(view.community)
    view = after(view, command(view, name, question="q"))
    assert (view.room.questions["q"].status, view.community.counts) == (status, {count: 1})
    assert flag_threshold(view.community) > before
    assert command(view, name, question="q").changes == ()
    view = after(view, command(view, "reopen", question="q"))
    assert (view.room.questions["q"].status, view.community.counts) == (Status.OPEN, {count: 0})
    assert flag_threshold(view.community) == before
    assert command(view, "reopen", question="q").changes == ()


def test_reopening_what_nobody_corrected_unteaches_nothing():
    for status in (Status.SETTLED, Status.WITHDRAWN, Status.ENGAGED):
        decision = command(scene(asked(status=status), counts={"answered_here": 3}), "reopen", question="q")
        assert kept(decision, CountAdded) == []
    assert kept(command(scene(asked(status=Status.DISMISSED)), "reopen", question="q"), CountAdded) == []


def test_a_reopened_question_that_was_never_flagged_is_looked_at_at_once():
    view = scene(asked(status=Status.ANSWERED, silence=0.1, responses=("r",), responded_at=at(5), answered_at=at(5)))
    decision = command(view, "reopen", question="q")
    (question,) = kept(decision, QuestionKept)
    assert (question.silence, question.unanswered, question.responses) == (1.0, 1.0, ())
    assert (question.responded_at, question.answered_at) == (None, None)
    assert kept(decision, TimerSet) == [Timer(GENERAL, Purpose.PATIENCE, "q", at(60))]


def test_a_question_reopened_after_a_snooze_comes_back_under_a_name_not_used_before():
    spoke = line("c", "Cy", minutes=45)
    view = scene(asked(flagged_at=at(30), nudged_by="nudge:q"), post("q"), spoke, policy=ACT)
    view = after(view, command(view, "snooze", question="q", **{"for": "2h"}))
    view = after(view, command(view, "answered", question="q"), 70)
    (say,) = command(view, "reopen", question="q").actions
    assert say.key not in view.room.posts


def test_an_undo_brings_back_what_was_drafted_and_taken_back_under_a_name_not_used_before():
    view = scene(asked(flagged_at=at(30), nudged_by="nudge:q"), draft("q"))
    view = after(view, command(view, "answered", question="q"), 61)
    decision = command(view, "reopen", question="q")
    (made,) = kept(decision, DraftKept)
    assert (made.key, made.state, made.questions) == (f"nudge:q:{at(60).timestamp():.0f}", DraftState.WAITING, ("q",))
    assert [action.key for action in decision.actions] == [f"card:{made.key}"]
    view = after(after(view, decision), command(after(view, decision), "not_question", question="q"), 62)
    (once_more,) = kept(command(view, "reopen", question="q"), DraftKept)
    assert once_more.key not in ("nudge:q", made.key)


@pytest.mark.parametrize(
    ("made", "free"),
    [
        ((draft("q"),), True),
        ((draft("q", "w"), asked("w", "Cy")), True),
        ((post("q", delivery=Delivery.QUEUED),), True),
        ((post("q", "w", delivery=Delivery.QUEUED), asked("w", "Cy")), False),
        ((post("q"),), False),
        ((post("q", delivery=Delivery.UNKNOWN),), False),
        ((), False),
        ((replace(draft("q", key="prompt:q"), kind=Kind.PROMPT),), False),
    ],
    ids=[
        *("a draft", "a draft for others, too", "on its way", "on its way for others, too", "posted", "perhaps posted"),
        *("skipped, or shown in watch mode", "posted, and then to be asked otherwise"),
    ],
)
def test_an_undo_brings_back_only_what_the_correction_took_back_unposted(made, free):
    by = next((each.key for each in made if isinstance(each, Draft)), "nudge:q")
    view = scene(asked(flagged_at=at(30), nudged_by=by), *made)
    view = after(view, command(view, "answered", question="q"), 61)
    again = kept(command(view, "reopen", question="q"), QuestionKept)[0]
    assert (again.status, again.nudged_by is None) == (Status.OPEN, free)


def press(view, verb):
    (waiting,) = view.room.drafts.values()
    return decide(ButtonPressed(view.now, TEAM, member("Tia"), f"{verb}:{waiting.id}", True), view)


def test_what_the_team_skipped_stays_skipped_and_what_it_called_no_question_comes_back_with_the_undo():
    for verb, corrected, again in (("skip", "answered", 0), ("notq", None, 1)):
        view = scene(asked(flagged_at=at(30), nudged_by="nudge:q"), draft("q"))
        view = after(view, press(view, verb), 61)
        view = after(view, command(view, corrected, question="q"), 62) if corrected else view
        assert len(kept(command(view, "reopen", question="q"), DraftKept)) == again, verb


def test_what_one_of_the_roster_was_to_be_asked_is_begun_anew():
    asks = asked(flagged_at=at(30), nudged_by="ping:q", referred_by="ping:q", offered_by="offer:q")
    view = scene(asks, replace(draft("q", key="ping:q"), kind=Kind.ROSTER))
    free = after(view, command(view, "answered", question="q")).room.questions["q"]
    assert (free.nudged_by, free.referred_by, free.offered_by) == (None, None, "offer:q")


def test_what_comes_back_keeps_the_moment_until_which_it_was_put_off():
    view = scene(asked(flagged_at=at(30), nudged_by="nudge:q", snoozed_until=at(600)), draft("q"))
    assert after(view, command(view, "answered", question="q")).room.questions["q"].snoozed_until == at(600)


def test_a_question_whose_message_is_gone_is_not_brought_back():
    view = scene(line("q", "Ada", {"q": 1.0}), asked(flagged_at=at(30), nudged_by="nudge:q"), draft("q"), policy=ACT)
    view = after(view, command(view, "not_question", question="q"))
    view = after(view, decide(MessageDeleted(view.now, ref("q")), view))
    decision = command(view, "reopen", question="q")
    assert (notices(decision), decision.changes) == (["notice.message_gone"], ())


def test_what_was_forgotten_needs_no_answer():
    view = scene(tombstone(line("m", "Ada", text="my export is silent")))
    assert notices(command(view, "needs_answer", message="m")) == ["notice.message_gone"]


def test_snooze_puts_off_for_as_long_as_said_an_hour_by_default():
    for arguments, minutes in (({"for": "20m"}, 80), ({}, 120), ({"for": ""}, 120)):
        decision = command(scene(asked()), "snooze", question="q", **arguments)
        assert kept(decision, QuestionKept)[0].snoozed_until == at(minutes)
        assert kept(decision, TimerSet) == [Timer(GENERAL, Purpose.PATIENCE, "q", at(minutes))]
    flagged = command(scene(asked(flagged_at=at(30), nudged_by="nudge:q"), draft("q")), "snooze", question="q")
    assert kept(flagged, QuestionKept)[0].nudged_by is None
    assert kept(flagged, TimerSet) == [Timer(GENERAL, Purpose.AGAIN, "q", at(120))]
    assert kept(flagged, CountAdded) == [], "putting off teaches nothing"


@pytest.mark.parametrize("span", ["soon", "-1h", "²h", "99999999999d"])
def test_a_snooze_that_is_no_duration_is_answered_with_what_would_be(span):
    decision = command(scene(asked()), "snooze", question="q", **{"for": span})
    assert (decision.changes, notices(decision)) == ((), ["notice.wrong_value"])
    assert "duration" in dict(decision.actions[0].words[0].values)["reason"]


def test_a_line_that_needs_an_answer_is_flagged_at_once_and_counted_as_missed():
    view = scene(line("m", "Ada", text="my export is silent", question=0.1), policy=ACT)
    decision = command(view, "needs_answer", message="m")
    question = kept(decision, QuestionKept)[-1]
    assert (question.id, question.flagged_at, question.nudged_by) == ("m", at(60), "nudge:m")
    assert kept(decision, CountAdded) == [CountAdded(HOME, "missed")]
    assert kept(decision, EntryKept)[0].because[0].phrase == "marked_by_person"
    view = after(view, decision)
    assert view.room.lines["m"].about == (("m", 1.0),)
    assert command(view, "needs_answer", message="m").changes == ()


def test_a_question_that_was_spotted_anyway_is_not_counted_as_missed():
    decision = command(scene(line("q", "Ada", question=0.9), asked()), "needs_answer", message="q")
    assert kept(decision, CountAdded) == []


def test_the_asker_may_close_their_own_question_and_nobody_elses():
    for name in ("answered", "not_question"):
        assert kept(command(scene(asked()), name, "Ada", team=False, question="q"), QuestionKept) != []
        assert notices(command(scene(asked()), name, "Bo", team=False, question="q")) == ["notice.team_only"]
    closed = scene(asked(status=Status.ANSWERED))
    assert kept(command(closed, "reopen", "Ada", team=False, question="q"), QuestionKept) != []
    assert notices(command(closed, "reopen", "Bo", team=False, question="q")) == ["notice.team_only"]
    for name in ("snooze", "needs_answer", "set", "explode"):
        decision = command(
            scene(asked()), name, "Ada", team=False, question="q", message="q", knob="language", value="de"
        )
        assert (decision.changes, notices(decision)) == ((), ["notice.team_only"])


@pytest.mark.parametrize(
    ("name", "arguments", "notice"),
    [
        ("answered", {"question": "gone"}, "notice.question_gone"),
        ("answered", {}, "notice.question_gone"),
        ("needs_answer", {"message": "gone"}, "notice.message_gone"),
        ("explode", {"question": "q"}, "notice.command_unknown"),
        ("set", {"knob": "patients", "value": "5m"}, "notice.wrong_value"),
        ("set", {"knob": "patience", "value": "soon"}, "notice.wrong_value"),
        ("set", {}, "notice.wrong_value"),
    ],
)
def test_what_cannot_be_done_is_answered_by_a_notice(name, arguments, notice):
    decision = command(scene(asked()), name, **arguments)
    assert (decision.changes, notices(decision)) == ((), [notice])


@pytest.mark.parametrize(("scope", "channel"), [("channel", GENERAL), ("", None), ("community", None)])
def test_a_knob_is_set_for_the_community_or_one_channel_and_confirmed(scope, channel):
    decision = command(scene(), "set", knob="patience", value="5m", scope=scope)
    knob, entry = decision.changes
    assert knob == KnobSet(HOME, channel, "patience", "5m")
    assert (entry.entry.subject, entry.entry.because[0].phrase) == ("knob:patience", "knob_set")
    assert [action.words[0].values for action in decision.actions] == [(("knob", "patience"), ("value", "5m"))]


def test_every_correction_is_written_down():
    for name in ("answered", "not_question", "snooze"):
        (entry,) = kept(command(scene(asked()), name, question="q"), EntryKept)
        assert (entry.verdict, entry.subject, entry.at) == (Verdict.CORRECTED, "q", at(60))
