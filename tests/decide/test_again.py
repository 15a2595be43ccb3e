"""Looking again: a channel has one moment, the soonest; each question that was put off has its own, and loses it when it waits no more."""

from dataclasses import replace

import pytest

from bot.actions import Consult, QuestionKept, TimerCleared, TimerSet
from bot.decide import again, decide, time_came
from bot.decide.nudges import bring_back, responded
from bot.events import ButtonPressed, CommandGiven, MessageDeleted
from bot.model import Kind, Purpose, Status, Timer
from tests.decide.scenes import ACT, GENERAL, after, asked, at, draft, kept, line, member, post, ref, scene

OWN = Timer(GENERAL, Purpose.AGAIN, "q", at(300))
LATER = asked(flagged_at=at(30), snoozed_until=at(300))


def look(due):
    return Timer(GENERAL, Purpose.AGAIN, Kind.NUDGE, at(due))


def command(view, name, **arguments):
    return decide(CommandGiven(view.now, GENERAL, member("Tia"), name, tuple(arguments.items()), True), view)


@pytest.mark.parametrize(("known", "due", "set_now"), [(None, 70, [70]), (80, 70, [70]), (70, 70, []), (65, 70, [])])
def test_a_channel_is_looked_at_at_the_soonest_of_its_moments(known, due, set_now):
    view = scene(*(() if known is None else (look(known),)))
    assert again.channel_at(at(due), view) == tuple(TimerSet(look(each)) for each in set_now)


@pytest.mark.parametrize("name", ["snooze", "claim"])
def test_what_is_put_off_leaves_the_moment_of_the_others_alone(name):
    view = scene(asked(flagged_at=at(30)), asked("w", "Cy", flagged_at=at(30)), look(480), policy=ACT)
    after(view, command(view, name, question="q", **{"for": "5h"}))
    assert view.room.timers[Purpose.AGAIN, Kind.NUDGE] == look(480)
    assert view.room.timers[Purpose.AGAIN, "q"].due == view.room.questions["q"].snoozed_until


def test_its_time_brings_it_back():
    (back,) = kept(time_came(OWN, scene(LATER, minutes=300)), QuestionKept)
    assert back.nudged_by is not None


@pytest.mark.parametrize(
    ("by", "status", "listed"), [("nudge:q", Status.OPEN, 1), (None, Status.OPEN, 1), (None, Status.ANSWERED, 0)]
)
def test_its_time_has_the_digest_list_it_again(by, status, listed):
    decision = time_came(OWN, scene(replace(LATER, nudged_by=by, status=status), minutes=300, policy=ACT))
    woken = [ask.key.partition(":")[0] for ask in decision.actions if isinstance(ask, Consult)]
    assert woken == ["digest-wake"] * listed


def test_a_moment_of_an_older_version_brings_it_back_and_gives_the_others_theirs():
    view = scene(LATER, asked("w", "Cy", flagged_at=at(30), snoozed_until=at(90)), minutes=90)
    assert kept(time_came(look(90), view), TimerSet)[0] == OWN
    assert kept(bring_back(scene(LATER, OWN, minutes=90)), TimerSet) == [], "it has one"


@pytest.mark.parametrize(
    "change",
    [{"nudged_by": "nudge:q"}, {"flagged_at": None}, {"status": Status.ANSWERED}, {"snoozed_until": at(60)}],
    ids=lambda change: next(iter(change)),
)
def test_what_is_not_to_be_brought_back_gets_no_moment(change):
    assert again.missed((replace(LATER, **change),), scene(minutes=60)) == ()


def test_a_question_that_waits_no_more_loses_its_moment_and_one_that_waits_again_gets_it_back():
    view = scene(line("q", "Ada"), line("a", "Bo", {"q": 0.9}), LATER, OWN)
    answered = replace(LATER, status=Status.ANSWERED, responses=("a",), responded_at=at(60), answered_at=at(60))
    ended = responded((answered,), view)
    assert ended.changes == (TimerCleared(OWN),)
    view.room.apply(QuestionKept(answered))
    view = after(view, ended)
    view = after(view, decide(MessageDeleted(view.now, ref("a")), view))
    assert kept(time_came(look(60), view), TimerSet) == [OWN]


def test_one_that_is_taken_back_or_open_again_loses_its_moment():
    view = scene(line("q", "Ada"), LATER, OWN)
    after(view, decide(MessageDeleted(view.now, ref("q")), view))
    assert (Purpose.AGAIN, "q") not in view.room.timers
    view = scene(LATER, OWN)
    after(view, command(view, "reopen", question="q"))
    assert (Purpose.AGAIN, "q") not in view.room.timers


def test_what_was_posted_just_now_keeps_others_waiting_no_longer_than_spacing():
    view = scene(asked(flagged_at=at(30)), post("w", key="nudge:w", minutes=55), look(400), policy=ACT)
    assert kept(bring_back(view), TimerSet) == [look(65)]


def test_a_snoozed_draft_of_two_gives_each_its_moment():
    view = scene(asked(flagged_at=at(30)), asked("w", "Cy", flagged_at=at(30)), draft("q", "w"))
    (made,) = view.room.drafts.values()
    pressed = decide(ButtonPressed(view.now, GENERAL, member("Tia"), f"snooze:{made.id}", True), view)
    assert {timer.subject for timer in kept(pressed, TimerSet)} == {"q", "w"}
