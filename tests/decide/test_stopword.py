"""A pause: asked for by the team alone, kept everywhere, said once, and over by itself or by a word."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.actions import KnobSet, LineKept, Notice, Say
from bot.decide import decide
from bot.decide.holding import hold, paused
from bot.decide.stopword import LONGEST, USUAL
from bot.events import CommandGiven, MessageSeen
from bot.model import Reading, WrongKnob, set_knob
from tests.decide.scenes import ACT, GENERAL, at, kept, member, said, scene


def wrote(text, **more):
    return MessageSeen(said("m", "Tia", text, 60, **({"team": True} | more)))


def until(decision):
    """Until when a decision pauses; "" where it ends a pause, None where it does neither."""
    return next((change.value for change in decision.changes if isinstance(change, KnobSet)), None)


def test_a_line_of_the_teams_pauses_for_so_long_and_is_answered_once_in_its_place():
    decision = decide(wrote("twoway pause 2h"), scene(policy=ACT))
    assert until(decision) == at(180).isoformat()
    (say,) = decision.actions
    assert isinstance(say, Say)
    assert (say.to, say.reply_to, say.words[0].name, say.words[0].values) == (
        GENERAL,
        "m",
        "pause.until",
        (("until", "15:00"),),
    )
    (line,) = kept(decision, LineKept)
    assert (line.reading, line.about) == (Reading(), ()), "it is said to the bot: it answers nobody"


@pytest.mark.parametrize("more", [{"team": False}, {"bot": True}])
def test_from_anybody_else_it_is_talk(more):
    decision = decide(wrote("twoway pause 2h", **more), scene(policy=ACT))
    assert (until(decision), [each for each in decision.actions if isinstance(each, Say)]) == (None, [])


def test_without_a_length_it_is_a_day_and_never_more_than_a_year():
    assert until(decide(wrote("twoway pause"), scene(policy=ACT))) == (at(60) + USUAL).isoformat()
    assert until(decide(wrote("twoway pause 3000d"), scene(policy=ACT))) == (at(60) + LONGEST).isoformat()


def test_while_it_lasts_nothing_is_posted_and_then_everything_may_be():
    policy = set_knob(ACT, "paused_until", at(180).isoformat())
    wait = hold(scene(minutes=60, policy=policy))
    assert (wait.until, wait.cue.phrase) == (at(180), "paused")
    assert hold(scene(minutes=180, policy=policy)) is None
    assert paused(scene(minutes=180, policy=policy)) is None
    long = replace(policy, paused_until=at(60) + timedelta(days=9))
    assert hold(scene(minutes=60, policy=long)).until == at(180), "it may be ended early, so it is looked at again"


def test_a_pause_without_an_end_lasts_in_every_time_zone():
    for zone in ("UTC", "Europe/Berlin", "America/New_York"):
        policy = replace(ACT, timezone=zone)
        for far in ("9999-12-31T23:59", "9999-12-31T23:59-05:00"):
            assert hold(scene(policy=set_knob(policy, "paused_until", far))).cue.phrase == "paused"
        assert hold(scene(policy=replace(policy, paused_until=datetime.max.replace(tzinfo=UTC)))).cue.phrase == "paused"
    with pytest.raises(WrongKnob, match="no moment"):
        set_knob(ACT, "paused_until", "0001-01-01")


def test_the_commands_do_the_same_for_the_team_and_tell_who_gave_them():
    def give(name, team=True, **arguments):
        event = CommandGiven(at(60), GENERAL, member("Tia"), name, tuple(arguments.items()), team)
        return decide(event, scene(policy=ACT))

    assert until(give("pause", **{"for": "30m"})) == at(90).isoformat()
    assert until(give("resume")) == ""
    for wrong in (give("pause", team=False), give("pause", **{"for": "soon"})):
        assert until(wrong) is None
        assert isinstance(wrong.actions[0], Notice)
