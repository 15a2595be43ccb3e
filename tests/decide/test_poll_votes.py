"""Whether votes are open: chosen by the community where the platform has anonymous polls; of those nobody knows who cared until they end."""

from dataclasses import replace

import pytest

from bot.actions import AskPoll, PostKept
from bot.decide import decide, time_came
from bot.events import ActionSettled
from bot.model import SMALLEST, Option, Outcome, Poll, Purpose, Receipt, SurveyState, Tally, Timer, WrongKnob, set_knob
from bot.model.policy import Votes
from bot.pages import written
from tests.decide.scenes import GENERAL, SUGGEST, kept, post, scene
from tests.decide.test_polls import CHOICE, DO, ONE, heard, of, standing, survey

ANONYMOUS = replace(DO, poll_votes=Votes.ANONYMOUS)
HAS_THEM = replace(SMALLEST, anonymous_polls=True)
SECRET = Poll(CHOICE, (Option("1", "dark"), Option("2", "light")), anonymous=True)


@pytest.mark.parametrize(
    ("policy", "limits", "anonymous"),
    [(ANONYMOUS, HAS_THEM, True), (ANONYMOUS, SMALLEST, False), (DO, HAS_THEM, False)],
    ids=["chosen", "the platform has none", "by default"],
)
def test_they_are_as_the_community_chose_where_the_platform_can(policy, limits, anonymous):
    decision = heard(scene(policy=policy, limits=limits))
    (asked,) = of(decision, AskPoll)
    assert asked.poll.anonymous is anonymous
    assert [change.survey.poll.anonymous for change in decision.changes if hasattr(change, "survey")][-1] is anonymous


def secret(state, **more):
    """A scene in which an anonymous poll stands, and nobody knows yet whether anybody cares."""
    view = standing(post(key="poll:c", message=ONE), state=state, **more)
    view.room.surveys["poll:c"] = replace(survey(state, **more), poll=SECRET)
    return view


def test_it_is_not_taken_for_ignored_while_it_stands():
    timer = Timer(GENERAL, Purpose.OUTCOME, "poll:c", scene().now)
    assert time_came(timer, secret(SurveyState.OPEN)).changes == ()
    (judged,) = kept(time_came(timer, standing(post(key="poll:c", message=ONE))), PostKept)
    assert judged.outcome is Outcome.IGNORED, "of an open one every vote is told"


@pytest.mark.parametrize(("votes", "outcome"), [((1, 2), Outcome.RESPONDED), ((0, 0), Outcome.IGNORED)])
def test_its_counts_tell_at_last_whether_anybody_cared(votes, outcome):
    view = secret(SurveyState.CLOSED, counted=1)
    tallies = tuple(Tally(str(number), count, True) for number, count in enumerate(votes, 1))
    decision = decide(ActionSettled(view.now, GENERAL, "count:poll:c:0", Receipt(ONE, tallies)), view)
    assert [made.outcome for made in kept(decision, PostKept) if made.key == "poll:c"] == [outcome]


def test_the_knobs():
    policy = set_knob(set_knob(SUGGEST, "poll_votes", " Anonymous "), "tidy_after", "10m")
    assert (written(policy, "poll_votes"), written(policy, "tidy_after")) == ("anonymous", "10m")
    assert written(set_knob(policy, "tidy_after", "OFF"), "tidy_after") == "off"
    for knob, wrong in (("poll_votes", "secret"), ("tidy_after", "soon")):
        with pytest.raises(WrongKnob, match=wrong):
            set_knob(policy, knob, wrong)
