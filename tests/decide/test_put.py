"""What is put to the team in person: a silent card where the team does not respond, one a day, and a note where it did."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.actions import ActionCancelled, Amend, Decision, EntryKept, LineKept, Say, TimerSet
from bot.decide.put import deleted, heard, put_to_team, time_came
from bot.events import MessageDeleted
from bot.model import Line, Mode, Purpose, Reading, Status, Timer
from tests.decide.scenes import GENERAL, SUGGEST, TEAM, asked, at, kept, member, ref, said, scene

OURS = Line(said("a", "Tia", "Forty new kits.", 0, team=True), Reading())
ASKS = Line(said("m", "Bo", "Tia, could you?", 10, reply_to="a"), Reading(question=0.9, channel=0.1))


def hears(line, *kept, **more):
    return heard(Decision((LineKept(line),)), scene(*kept, minutes=10, **more))


@pytest.mark.parametrize(
    ("message", "put"),
    [
        (said("m", "Bo", reply_to="a"), True),
        (said("m", "Bo", mentions=(member("Tia"),)), True),
        (said("m", "Bo", mentions=(member("Cy"),)), False),
        (said("m", "Bo", reply_to="gone"), False),
        (said("m", "Bo"), False),
    ],
)
def test_put_to_the_team_is_what_replies_to_it_or_names_it(message, put):
    assert put_to_team(message, scene(OURS)) is put


def test_a_question_of_that_kind_is_looked_at_when_the_team_had_its_time():
    decision = hears(ASKS, OURS)
    assert [(timer.purpose, timer.subject, timer.due) for timer in kept(decision, TimerSet)] == [
        (Purpose.PUT, "m", at(10) + timedelta(hours=1))
    ]
    assert decision.actions[0].key.startswith("digest-wake:")
    thanks = replace(ASKS, reading=Reading(question=0.9, settled=0.9))
    for line, more in ((replace(ASKS, reading=Reading()), {}), (thanks, {}), (ASKS, {"team": None})):
        assert hears(line, OURS, **more) == Decision()


def test_the_team_gets_a_silent_card_that_leads_there_and_for_a_day_no_other():
    decision = time_came("m", scene(OURS, ASKS))
    (card,) = decision.actions
    assert (card.key, card.to, card.silent, card.buttons, card.leads) == ("put:m", TEAM, True, (), (None, ref("m")))
    (stands,) = kept(decision, TimerSet)
    assert (stands.purpose, stands.due) == (Purpose.PUT_SHOWN, at(60) + timedelta(hours=24))
    again = time_came("m", scene(OURS, ASKS, replace(stands, subject="other")))
    assert again.actions == ()
    assert [entry.because[0].phrase for entry in kept(again, EntryKept)] == ["put_one_a_day"]


@pytest.mark.parametrize(
    "response",
    [
        Line(said("r", "Tia", "Yes.", 20, reply_to="m", team=True), Reading()),
        Line(said("r", "Uwe", "Yes.", 20, mentions=(member("Bo"),), team=True), Reading()),
        Line(said("r", "Tia", "Yes.", 20, team=True), Reading(), (("m", 0.8),)),
    ],
)
def test_a_response_of_the_teams_is_enough_and_changes_the_card(response):
    assert time_came("m", scene(OURS, ASKS, response)) == Decision()
    stands = Timer(GENERAL, Purpose.PUT_SHOWN, "m", at(90))
    decision = heard(Decision((LineKept(response),)), scene(OURS, ASKS, stands))
    (note,) = decision.actions
    assert isinstance(note, Amend)
    assert (note.target, note.words[0].name) == ("put:m", "card.put_done")


def test_what_is_answered_listed_quiet_or_watched_gets_no_card():
    for question in (asked("m", status=Status.ANSWERED), asked("m", flagged_at=at(40))):
        assert time_came("m", scene(OURS, ASKS, question)) == Decision()
    quiet = time_came("m", scene(OURS, ASKS, policy=replace(SUGGEST, quiet_hours=(time(12), time(18)))))
    assert [(timer.purpose, timer.due) for timer in kept(quiet, TimerSet)] == [(Purpose.PUT, at(360))]
    watched = time_came("m", scene(OURS, ASKS, policy=replace(SUGGEST, digest=Mode.WATCH)))
    assert [action for action in watched.actions if isinstance(action, Say)] == []
    assert time_came("gone", scene(OURS)) == Decision()


def test_what_is_taken_back_leaves_no_words_on_the_card():
    stands = Timer(GENERAL, Purpose.PUT_SHOWN, "m", at(90))
    decision = deleted(MessageDeleted(at(60), ref("m")), scene(OURS, ASKS, stands))
    (note,) = decision.actions
    assert [word.name for word in note.words] == ["card.put_gone"]
    assert [change.key for change in decision.changes if isinstance(change, ActionCancelled)] == ["put:m"]
