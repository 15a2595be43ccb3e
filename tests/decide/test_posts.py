"""Posts: receipts and refusals are taken note of, and whether anybody cared; rest follows from what came of them."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions import ActionTold, EntryKept, PostKept, TimerSet
from bot.decide import decide, time_came
from bot.decide.holding import OUTCOME_WAIT, REST, hold
from bot.decide.nudges import bring_back
from bot.events import ActionSettled
from bot.model import Delivery, Kind, Outcome, Purpose, Receipt, Refusal, Timer, Unknown, Verdict
from tests.decide.scenes import ACT, GENERAL, asked, at, kept, post, ref, scene

QUEUED = post("q", delivery=Delivery.QUEUED, message=None)


def settle(view, settlement, key="nudge:q"):
    return decide(ActionSettled(view.now, GENERAL, key, settlement), view)


def test_a_receipt_says_where_the_post_stands():
    decision = settle(scene(asked(), QUEUED), Receipt(ref("p9")))
    assert decision.changes[0] == ActionTold(GENERAL, "nudge:q")
    assert [(each.delivery, each.message) for each in kept(decision, PostKept)] == [(Delivery.SENT, ref("p9"))]


@pytest.mark.parametrize(
    ("settlement", "delivery", "verdict", "cue"),
    [
        (
            Refusal("no rights to write"),
            Delivery.REFUSED,
            Verdict.REFUSED,
            ("refused", (("reason", "no rights to write"),)),
        ),
        (Unknown(), Delivery.UNKNOWN, Verdict.UNKNOWN, ("unknown", ())),
    ],
)
def test_a_refusal_and_an_unknown_fate_go_into_the_ledger(settlement, delivery, verdict, cue):
    decision = settle(scene(asked(), QUEUED), settlement)
    assert [each.delivery for each in kept(decision, PostKept)] == [delivery]
    (entry,) = kept(decision, EntryKept)
    assert (entry.verdict, entry.subject, (entry.because[0].phrase, entry.because[0].values)) == (
        verdict,
        "nudge:q",
        cue,
    )


def test_what_came_of_a_card_is_told_and_no_post():
    assert settle(scene(), Receipt(None), "card:nudge:q").changes == (ActionTold(GENERAL, "card:nudge:q"),)
    refused = settle(scene(), Refusal("no rights"), "card:nudge:q")
    assert [entry.subject for entry in kept(refused, EntryKept)] == ["card:nudge:q"]


def test_a_refused_question_is_not_brought_back_again():
    view = scene(asked(flagged_at=at(30), nudged_by="nudge:q"), post("q", delivery=Delivery.REFUSED), policy=ACT)
    assert bring_back(view).changes == ()


def look(view):
    return time_came(Timer(GENERAL, Purpose.OUTCOME, "nudge:q", view.now), view)


def test_a_post_that_nobody_took_up_was_ignored():
    decision = look(scene(asked(), post("q"), minutes=400))
    assert [each.outcome for each in kept(decision, PostKept)] == [Outcome.IGNORED]
    assert [(entry.verdict, entry.because[0].phrase) for entry in kept(decision, EntryKept)] == [
        (Verdict.OUTCOME, "ignored")
    ]


@pytest.mark.parametrize(
    "more",
    [
        *({"delivery": delivery} for delivery in Delivery if delivery is not Delivery.SENT),
        *({"outcome": outcome} for outcome in Outcome if outcome is not Outcome.PENDING),
    ],
    ids=str,
)
def test_a_post_that_is_judged_or_not_out_is_not_ignored(more):
    assert look(scene(asked(), post("q", **more), minutes=400)).changes == ()


def posts(*outcomes, apart=10):
    return [post(f"q{n}", key=f"k{n}", minutes=n * apart, outcome=outcome) for n, outcome in enumerate(outcomes)]


N, R, X, P = Outcome.IGNORED, Outcome.RESPONDED, Outcome.REMOVED, Outcome.PENDING
WEEK = 7 * 24
RESTS = [
    ((), 0),
    ((N,), 0),
    ((N, N), WEEK + 6),
    ((N, P, N), WEEK + 6),
    ((N, N, N), WEEK + 6),
    ((N, N, R), 0),
    ((N, R, N), 0),
    ((R, N, N), WEEK + 6),
    ((X,), WEEK),
    ((R, X), WEEK),
    ((X, N), WEEK + 6),
    ((X, R), 0),
    ((X, X, X, X, X), WEEK),
]


@pytest.mark.parametrize(("outcomes", "hours"), RESTS)
def test_it_rests_for_a_week_after_two_that_were_ignored_or_one_that_was_removed(outcomes, hours):
    made = posts(*outcomes)
    judged = [each.at for each in made if each.outcome is not P]
    end = max(judged, default=at(0)) + timedelta(hours=hours or 6)
    minutes = (end - at(0)).total_seconds() / 60
    before = hold(scene(*made, minutes=minutes - 1, policy=ACT))
    if hours:
        assert before is not None
        assert (before.until, before.cue.phrase) == (end, "removed" if outcomes[-1] is X else "ignored")
    else:
        assert before is None
    assert hold(scene(*made, minutes=minutes, policy=ACT)) is None


@settings(max_examples=200, deadline=None, derandomize=True)
@given(outcomes=st.lists(st.sampled_from(list(Outcome)), max_size=30), minutes=st.integers(300, 50_000))
def test_rest_is_bounded_and_a_response_ends_it(outcomes, minutes):
    made = posts(*outcomes)
    wait = hold(scene(*made, minutes=minutes, policy=ACT))
    spent = [each for each in made if each.at.date() == at(minutes).date()]
    if wait is not None and len(spent) < ACT.budget_per_day:
        assert at(minutes) < wait.until <= made[-1].at + OUTCOME_WAIT + REST
        judged = [outcome for outcome in outcomes if outcome is not P]
        assert judged[-1] is not R
    if not [outcome for outcome in outcomes if outcome in (N, X)] and len(spent) < ACT.budget_per_day:
        assert wait is None


def test_what_is_held_waits_for_the_moment_and_says_why():
    view = scene(asked(flagged_at=at(30)), *posts(N, N), policy=ACT)
    decision = bring_back(view)
    assert decision.actions == ()
    (timer,) = kept(decision, TimerSet)
    assert (timer.purpose, timer.subject, timer.due) == (Purpose.AGAIN, Kind.NUDGE, at(10) + OUTCOME_WAIT + REST)
    assert [(entry.verdict, entry.because[-1].phrase) for entry in kept(decision, EntryKept)] == [
        (Verdict.WAITING, "ignored")
    ]
