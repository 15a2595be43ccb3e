"""What comes of a poll: asked of the team where votes were cast, reported under the result in its own words, once."""

from dataclasses import replace

import pytest

from bot.actions import Amend, Notice, PostKept, Say, SurveyKept
from bot.decide import decide
from bot.decide.polls_follow import HEADING, settled
from bot.events import ActionSettled, ButtonPressed, CommandGiven
from bot.model import (
    SMALLEST,
    Delivery,
    Kind,
    Option,
    Outcome,
    Poll,
    Post,
    Receipt,
    Refusal,
    Survey,
    SurveyState,
    Tally,
)
from bot.view import CommunityView, Room, Snapshot, View
from tests.decide.scenes import GENERAL, HOME, SUGGEST, TEAM, at, member, ref

POLL = Poll("Dark or light?", (Option("1", "dark"), Option("2", "light")))
TOLD = Survey(
    "poll:c",
    GENERAL,
    POLL,
    at(0),
    3600,
    SurveyState.TOLD,
    message=ref("p"),
    tallies=(Tally("1", 2, True), Tally("2", 0, True)),
)
RESULT = Post("result:poll:c", GENERAL, Kind.POLL, at(50), message=ref("r"), delivery=Delivery.SENT, owed=True)


def view(survey=TOLD, result=RESULT, team=TEAM):
    room = Room(Snapshot(GENERAL, at(60), posts=(result,), surveys=(survey,)))
    return View(room, SUGGEST, CommunityView(HOME, {}, {}, {"general": "general"}), SMALLEST, at(60), team)


def say(text, scene, team=True):
    arguments = (("poll", "poll:c"), ("text", text))
    return decide(CommandGiven(at(61), GENERAL, member("Tia"), "tell_outcome", arguments, team), scene)


def reports(decision):
    return [action for action in decision.actions if isinstance(action, Say) and action.to == GENERAL]


def kept(decision):
    return [change.survey for change in decision.changes if isinstance(change, SurveyKept)]


@pytest.mark.parametrize(
    ("survey", "receipt", "team", "asks"),
    [
        (TOLD, Receipt(ref("r")), TEAM, True),
        (replace(TOLD, tallies=(Tally("1", 0, True), Tally("2", 0, True))), Receipt(ref("r")), TEAM, False),
        (TOLD, Refusal("no"), TEAM, False),
        (TOLD, Receipt(ref("r")), None, False),
        (replace(TOLD, state=SurveyState.DONE), Receipt(ref("r")), TEAM, False),
    ],
)
def test_the_team_is_asked_once_a_result_with_votes_was_said(survey, receipt, team, asks):
    decision = settled(ActionSettled(at(60), GENERAL, RESULT.key, receipt), view(survey, team=team))
    assert [action.to for action in decision.actions] == ([TEAM] if asks else [])
    assert [each.state for each in kept(decision)] == ([SurveyState.AWAITED] if asks else [])
    if asks:
        assert [(button.value.partition(":")[0], button.asks) for button in decision.actions[0].buttons] == [
            ("outcome", "button.outcome_asks"),
            ("letbe", ""),
        ]


def test_its_words_are_quoted_under_the_result_or_the_poll_where_that_is_gone():
    (report,) = reports(say("  Dark it is.\n@everyone **hurry**  ", view()))
    assert (report.reply_to, report.words[-1].name) == ("r", "verbatim.text")
    assert report.words[-1].values == (("text", "Dark it is.\n@everyone **hurry**"),)
    (report,) = reports(say("Dark.", view(result=replace(RESULT, outcome=Outcome.REMOVED))))
    assert report.reply_to == "p"


def test_what_is_too_long_is_not_cut_and_what_is_nothing_is_not_said():
    most = SMALLEST.message_characters - HEADING
    assert len(reports(say("x" * most, view()))) == 1
    for decision in (say("x" * (most + 1), view()), say(" \n ", view()), say("Dark.", view(), team=False)):
        assert (decision.changes, [type(action) for action in decision.actions]) == ((), [Notice])


def test_it_is_owed_and_so_no_part_of_the_budget_and_said_only_once():
    decision = say("Dark.", view())
    assert [change.post.owed for change in decision.changes if isinstance(change, PostKept)] == [True]
    (done,) = kept(decision)
    assert (done.state, done.outcome) == (SurveyState.DONE, "Dark.")
    assert reports(say("Light.", view(done))) == []


def test_words_that_the_platform_refused_may_be_said_anew_under_another_key():
    (done,) = kept(say("Dark.", view()))
    refused = settled(ActionSettled(at(62), GENERAL, "outcome:poll:c", Refusal("too long")), view(done))
    again = kept(refused)[-1]
    assert (again.state, again.outcome, again.tried) == (SurveyState.AWAITED, "", 1)
    assert [action.to for action in refused.actions] == [TEAM, TEAM], "why, and the question anew"
    (report,) = reports(say("Dark.", view(again)))
    assert report.key == "outcome:poll:c:1"


def test_a_button_of_a_card_that_is_known_no_more_says_so():
    press = ButtonPressed(at(61), TEAM, member("Tia"), "outcome:0123456789abcdef", True, "Dark.")
    assert [type(action) for action in decide(press, view()).actions] == [Notice]


def test_a_card_that_was_answered_becomes_a_note():
    awaited = replace(TOLD, state=SurveyState.AWAITED, reminded=2)
    (note,) = [action for action in say("Dark.", view(awaited)).actions if isinstance(action, Amend)]
    assert (note.target, note.buttons) == ("what_now:poll:c:again1", ())
