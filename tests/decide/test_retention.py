"""Retention: a channel is looked at daily while it holds words, and then is left alone."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.memory import MemoryStore
from bot.actions import (
    ActionCancelled,
    DraftKept,
    EntryKept,
    LineKept,
    PostKept,
    QuestionKept,
    TextsExpired,
    TimerSet,
)
from bot.decide import decide, time_came
from bot.decide.retention import AFTERMATH
from bot.engine import Engine
from bot.events import MessageEdited, MessageSeen, TimerDue
from bot.model import SMALLEST, Delivery, DraftState, Policy, Poll, Purpose, Status, Survey, SurveyState, Timer, Verdict
from bot.ports import Batch
from tests.decide.scenes import GENERAL, SUGGEST, after, asked, at, draft, kept, line, post, said, scene
from tests.engine.talk import CHANNELS, TEXTS, cut, events

DAY = 24 * 60
WEEK = replace(SUGGEST, retention=timedelta(days=7))


def look(minutes):
    return Timer(GENERAL, Purpose.RETENTION, "texts", at(minutes))


def watch(decision):
    return [timer for timer in kept(decision, TimerSet) if timer.purpose is Purpose.RETENTION]


def due(*things, minutes=0.0, policy=WEEK):
    return time_came(look(minutes), scene(*things, minutes=minutes, policy=policy))


def test_the_first_line_sets_one_watch_and_the_next_leaves_it():
    view = scene(minutes=0, policy=WEEK)
    first = decide(MessageSeen(said("m1", "Bo", "good morning all")), view)
    assert watch(first) == [look(DAY)]
    assert kept(first, LineKept)
    again = decide(MessageSeen(said("m2", "Cy", "morning", 1)), after(view, first, 1))
    assert watch(again) == []


@pytest.mark.parametrize(("days", "first"), [(30, DAY), (0.5, DAY / 2)])
def test_the_first_look_is_after_a_day_or_the_retention_if_that_is_shorter(days, first):
    view = scene(minutes=0, policy=replace(SUGGEST, retention=timedelta(days=days)))
    assert watch(decide(MessageSeen(said("m1", "Bo")), view)) == [look(first)]


def test_where_nothing_grows_old_nothing_is_watched():
    policy = replace(SUGGEST, retention=None)
    view = scene(minutes=0, policy=policy)
    assert watch(decide(MessageSeen(said("m1", "Bo")), view)) == []
    assert due(line("m1", "Bo"), minutes=1000 * DAY, policy=policy).changes == ()


def test_an_edit_sets_the_watch_again_where_it_was_over():
    view = scene(line("m1", "Bo", text=""), minutes=50 * DAY, policy=WEEK)
    assert watch(decide(MessageEdited(view.now, said("m1", "Bo").ref, "now with words"), view)) == [look(51 * DAY)]


def test_what_is_older_expires_and_the_next_look_is_tomorrow():
    decision = due(line("m1", "Bo"), line("m2", "Cy", minutes=9 * DAY), minutes=10 * DAY)
    assert kept(decision, TextsExpired) == [TextsExpired(GENERAL, at(3 * DAY))]
    assert watch(decision) == [look(11 * DAY)]


def test_a_short_retention_is_looked_after_as_often():
    policy = replace(SUGGEST, retention=timedelta(hours=1))
    assert watch(due(line("m1", "Bo", minutes=DAY), minutes=DAY, policy=policy)) == [look(DAY + 60)]
    assert watch(due(line("m1", "Bo"), minutes=DAY, policy=policy)) == [look(2 * DAY)]


def test_a_dead_channel_is_left_alone_once_what_followed_its_last_line_is_gone_too():
    gone = 7 * DAY + AFTERMATH / timedelta(minutes=1)
    assert watch(due(line("m1", "Bo"), minutes=gone)) == [look(gone + DAY)]
    assert watch(due(line("m1", "Bo"), minutes=gone + 1)) == []
    assert watch(due(line("m1", "Bo"), post("q", minutes=DAY), minutes=gone + 1)) == [look(gone + 1 + DAY)]
    assert watch(due(minutes=gone)) == []


def test_while_a_poll_stands_the_channel_is_looked_at_however_quiet_it_is():
    gone = 7 * DAY + AFTERMATH / timedelta(minutes=1)
    view = scene(line("m1", "Bo"), minutes=gone + 1, policy=WEEK)
    closes = at(gone + 5)
    for state, looked in ((SurveyState.OPEN, [look(gone + 1 + DAY)]), (SurveyState.TOLD, [])):
        view.room.surveys["poll:1"] = Survey("poll:1", GENERAL, Poll("", ()), at(0), 3600, state, closes_at=closes)
        assert [timer.subject for timer in watch(time_came(look(gone + 1), view))] == [
            timer.subject for timer in looked
        ]


def test_from_the_first_line_to_the_last_look():
    view = scene(minutes=0, policy=WEEK)
    view = after(view, decide(MessageSeen(said("m1", "Bo", "good morning all")), view), DAY)
    looks: Counter[Purpose] = Counter()
    while timers := view.room.due(at(1000 * DAY)):
        minutes = (timers[0].due - at(0)) / timedelta(minutes=1)
        view.room.timers.clear(timers[0].purpose, timers[0].subject)
        view = after(view, decide(TimerDue(timers[0].due, timers[0]), replace(view, now=timers[0].due)), minutes)
        looks[timers[0].purpose] += 1
        assert (view.room.lines["m1"].message.text == "") == (minutes > 7 * DAY)
    assert looks == {Purpose.RETENTION: 11, Purpose.REPORT: 1}, (
        "the week in figures is asked for once, with nobody speaking"
    )


def test_a_live_question_is_closed_and_its_draft_withdrawn():
    old = asked(nudged_by="nudge:q")
    decision = due(
        old, asked("q2", minutes=9 * DAY), draft("q"), draft("q2", key="nudge:q2", minutes=9 * DAY), minutes=10 * DAY
    )
    assert kept(decision, QuestionKept) == [replace(old, closed_at=at(10 * DAY), status=Status.EXPIRED)]
    assert [(one.key, one.state) for one in kept(decision, DraftKept)] == [("nudge:q", DraftState.WITHDRAWN)]
    assert {(entry.verdict, entry.subject) for entry in kept(decision, EntryKept)} == {
        (Verdict.CLOSED, "q"),
        (Verdict.WITHDRAWN, "nudge:q"),
    }
    room = after(scene(old, draft("q"), minutes=10 * DAY, policy=WEEK), decision).room
    assert (room.questions, room.drafts) == ({}, {})


def test_several_questions_that_shared_a_draft_end_with_it():
    shared = draft("q", "q2", key="nudge:q")
    decision = due(asked(), asked("q2"), shared, minutes=10 * DAY)
    assert [one.state for one in kept(decision, DraftKept)] == [DraftState.WITHDRAWN]


def test_an_answered_question_keeps_its_status():
    done = asked(status=Status.ANSWERED, responded_at=at(5), answered_at=at(5))
    decision = due(done, minutes=10 * DAY)
    assert kept(decision, QuestionKept) == [replace(done, closed_at=at(10 * DAY))]
    assert kept(decision, EntryKept) == []


def test_an_old_draft_without_a_question_is_withdrawn_and_its_card_stopped():
    decision = due(draft("gone"), minutes=10 * DAY)
    assert [one.state for one in kept(decision, DraftKept)] == [DraftState.WITHDRAWN]
    assert kept(decision, ActionCancelled) == [ActionCancelled(GENERAL, "card:nudge:q")]
    assert [action.key for action in decision.actions] == ["closed:nudge:q"]


def test_a_card_that_is_closed_quotes_nothing_any_more():
    named = asked(nudged_by="nudge:q", flagged_at=at(1))
    decision = due(named, draft("q"), draft("gone", key="nudge:gone"), minutes=10 * DAY)
    assert sorted(action.key for action in decision.actions) == ["closed:nudge:gone", "closed:nudge:q"]
    assert [[name for name, _ in phrase.values] for action in decision.actions for phrase in action.words] == [
        ["channel"]
    ] * 2


def test_what_was_never_posted_is_given_up_with_its_poll():
    late, young = (post(key=key, minutes=at, delivery=Delivery.QUEUED) for key, at in (("old", 1), ("new", 9 * DAY)))
    view = scene(late, young, post(minutes=1), minutes=10 * DAY, policy=WEEK)
    for each in (late, young):
        view.room.surveys[each.key] = Survey(each.key, GENERAL, Poll("this?", ()), at(0), 3600, SurveyState.POSTED)
    decision = time_came(look(10 * DAY), view)
    assert kept(decision, PostKept) == [replace(late, delivery=Delivery.CANCELLED)]
    assert kept(decision, ActionCancelled) == [ActionCancelled(GENERAL, late.key)]
    room = after(view, decision).room
    assert [(each.state, each.poll.question) for each in room.surveys.values()] == [
        (SurveyState.DROPPED, ""),
        (SurveyState.POSTED, "this?"),
    ]


async def play(stream, sizes):
    """Play a stream in batches, a new engine for each, and then time until no timer is left; return the store."""
    store, policy = MemoryStore(), Policy(team_channel="team", quiet_hours=None, retention=timedelta(hours=2))
    for batch in cut(stream, sizes):
        await Engine(store, policy, {}, SMALLEST).handle(Batch(batch))
    while due := await store.due(at(1000 * DAY), 100):
        await Engine(store, policy, {}, SMALLEST).handle(Batch(tuple(TimerDue(timer.due, timer) for timer in due)))
    return store


@settings(max_examples=40, deadline=None, derandomize=True)
@given(stream=events(), sizes=st.lists(st.integers(1, 9), min_size=1, max_size=4))
async def test_however_batches_are_cut_the_same_is_forgotten_and_in_the_end_everything(stream, sizes):
    whole = await play(stream, [len(stream)])
    pieces = await play(stream, sizes)
    assert whole.tables == pieces.tables
    assert [await whole.history(channel, 1000) for channel in CHANNELS] == [[], [], []]
    told = repr((whole.tables.lines, whole.tables.questions, whole.tables.drafts, whole.tables.ledger))
    assert [text for text in TEXTS if len(text) > 10 and text in told] == []
