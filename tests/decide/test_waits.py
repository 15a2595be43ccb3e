"""Waits are counted once each, when they are over, and uncounted when they turn out otherwise."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions import Decision, QuestionKept, WaitCounted
from bot.decide.waits import count_of, counted
from bot.model import FINAL, Status
from bot.model.pace import waited
from tests.decide.scenes import after, asked, at, scene


def lead(view, question, minutes):
    """Keep a question in a scene some minutes after noon, its wait counted."""
    view = replace(view, now=view.room.advance(at(minutes)))
    return after(view, counted(Decision((QuestionKept(question),)), view))


def paced(view):
    return {count: amount for count, amount in view.room.pace.items() if amount}


HALF_AN_HOUR = waited(at(0), 1800, True)
TABLE = {
    "it waits": ({}, None),
    "somebody responded": ({"status": Status.ENGAGED, "responded_at": at(30)}, HALF_AN_HOUR),
    "answered": ({"status": Status.ANSWERED, "responded_at": at(30), "answered_at": at(35)}, HALF_AN_HOUR),
    "settled": ({"status": Status.SETTLED, "responded_at": at(30)}, HALF_AN_HOUR),
    "the asker found it": ({"status": Status.WITHDRAWN}, waited(at(0), 3600, False)),
    "no longer followed": ({"status": Status.EXPIRED, "closed_at": at(60)}, waited(at(0), 3600, False)),
    "it was no question": ({"status": Status.DISMISSED}, None),
    "to one person": ({"channel": 0.4, "responded_at": at(30)}, None),
}


@pytest.mark.parametrize(("state", "expected"), TABLE.values(), ids=TABLE)
def test_how_a_wait_is_counted(state, expected):
    assert count_of(replace(asked(), **state), None, at(60)) == expected


def test_a_wait_is_counted_once_whatever_comes_after():
    view = lead(scene(asked(), minutes=0), replace(asked(), status=Status.ENGAGED, responded_at=at(30)), 30)
    question = view.room.questions["q"]
    assert paced(view) == {HALF_AN_HOUR: 1}
    for state in ({"status": Status.ANSWERED}, {"status": Status.SETTLED}, {"closed_at": at(2880)}):
        view = lead(view, replace(question, **state), 90)
    assert paced(view) == {HALF_AN_HOUR: 1}
    assert dict(view.community.pace) == {replace(HALF_AN_HOUR, hour=0): 1}


def test_a_deleted_response_uncounts_it():
    view = lead(scene(asked(), minutes=0), replace(asked(), status=Status.ENGAGED, responded_at=at(30)), 30)
    view = lead(view, view.room.questions["q"].waiting_again(), 40)
    assert paced(view) == {}
    view = lead(view, replace(view.room.questions["q"], responded_at=at(50), status=Status.ANSWERED), 50)
    assert paced(view) == {waited(at(0), 3000, True): 1}


def test_of_several_changes_of_one_event_the_last_counts():
    view = scene(asked(), minutes=30)
    twice = Decision(
        (QuestionKept(replace(asked(), responded_at=at(30))), QuestionKept(replace(asked(), status=Status.DISMISSED)))
    )
    assert [change for change in counted(twice, view).changes if isinstance(change, WaitCounted)] == []
    assert counted(Decision(), view) == Decision()


MOVES = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from([*Status]),
        st.none() | st.integers(0, 50),
        st.booleans(),
        st.integers(1, 9),
    ),
    max_size=30,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(moves=MOVES)
def test_whatever_happens_the_pace_is_what_a_count_from_scratch_finds(moves):
    view, now, closed, kept = scene(*(asked(id) for id in "abc"), minutes=0), 0, set(), {}
    for id, status, responded, over, later in moves:
        now += later
        if id in closed:
            continue
        question = view.room.questions[id]
        changed = replace(
            question,
            status=status,
            responded_at=None if responded is None else at(min(responded, now)),
            closed_at=at(now) if over else None,
        )
        censored = changed.responded_at is None and (over or status in FINAL) and status is not Status.DISMISSED
        if not censored:
            kept[id] = None
        elif kept.get(id) is None:
            kept[id] = now
        view = lead(view, changed, now)
        if over:
            closed.add(id)
        kept[id, "is"] = changed
    expected = {}
    for id in "abc":
        question = kept.get((id, "is"))
        if question is None or question.status is Status.DISMISSED:
            continue
        if question.responded_at is not None:
            count = waited(question.asked_at, (question.responded_at - question.asked_at).total_seconds(), True)
        elif kept[id] is not None:
            count = waited(question.asked_at, timedelta(minutes=kept[id]).total_seconds(), False)
        else:
            continue
        expected[count] = expected.get(count, 0) + 1
    assert paced(view) == expected
