"""Retention: what was said is kept only as long as the policy says. A channel is looked at once a day, by its own time."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.actions import (
    Action,
    ActionCancelled,
    Amend,
    Decision,
    DraftKept,
    EntryKept,
    PostKept,
    QuestionKept,
    SurveyKept,
    TextsExpired,
    TimerSet,
    quoting,
)
from bot.decide.nudges import card_closed, responded
from bot.decide.thresholds import LIFETIME
from bot.model import (
    AWAITING,
    STANDING,
    Cue,
    Delivery,
    Draft,
    DraftState,
    Entry,
    Purpose,
    Question,
    Status,
    SurveyState,
    Timer,
    Verdict,
)
from bot.view import Room, View

TEXTS = "texts"
DAY = timedelta(days=1)
SHORTEST = timedelta(minutes=10)
"""How often a channel is looked at, at the most: a retention of seconds is for trials."""

AFTERMATH = LIFETIME + DAY
"""So long after its last line a channel may still get ledger entries that quote; then there is nothing more to expire."""


def keep_watch(view: View) -> Decision:
    """See to it that a channel in which something is kept is looked at."""
    retention = view.policy.retention
    if retention is None or (Purpose.RETENTION, TEXTS) in view.room.timers:
        return Decision()
    return _look_in(_rhythm(retention), view)


def texts_expire(view: View) -> Decision:
    """Let go of what is older than the retention, and look again tomorrow, unless nothing was said for so long that nothing is left."""
    room, retention = view.room, view.policy.retention
    if retention is None:
        return Decision()
    before = view.now - retention
    over = tuple([question for question in room.questions.values() if question.asked_at < before])
    decision = _closed(over, view)
    touched = {change.draft.key for change in decision.changes if isinstance(change, DraftKept)}
    for draft in room.drafts.values():
        if draft.at < before and draft.key not in touched:
            decision += _withdrawn(draft, view)
    decision += _unsent(before, decision, view) + Decision((TextsExpired(room.channel, before),))
    decision = Decision(decision.changes, tuple(map(_bare, decision.actions)))
    latest = _latest(room)
    if latest is None or latest < before - AFTERMATH:
        return decision
    return decision + _look_in(_rhythm(retention) if latest >= before else DAY, view)


def _rhythm(retention: timedelta) -> timedelta:
    return min(DAY, max(SHORTEST, retention))


def _look_in(span: timedelta, view: View) -> Decision:
    return Decision((TimerSet(Timer(view.room.channel, Purpose.RETENTION, TEXTS, view.now + span)),))


def _latest(room: Room) -> datetime | None:
    """Return when the channel last got something to keep. Tombstones keep their time."""
    moments = [line.message.at for line in room.lines.values()]
    moments += [question.asked_at for question in room.questions.values()]
    moments += [draft.at for draft in room.drafts.values()]
    moments += [post.at for post in room.posts.values()]
    moments += [survey.closes_at or survey.at for survey in room.surveys.values() if survey.state in STANDING]
    return max(moments, default=None)


def _closed(over: tuple[Question, ...], view: View) -> Decision:
    """Stop keeping questions in mind, as their expiry would have: nobody can be asked to answer what is not known any more."""
    decision, unanswered = Decision(), []
    for question in over:
        closed = replace(question, closed_at=view.now)
        if question.status in AWAITING:
            closed = replace(closed, status=Status.EXPIRED)
            unanswered.append(closed)
            entry = Entry(view.now, view.room.channel, Verdict.CLOSED, question.id, (Cue("past_retention"),))
            decision += Decision((EntryKept(entry),))
        decision += Decision((QuestionKept(closed),))
    return decision + responded(unanswered, view) if unanswered else decision


def _unsent(before: datetime, earlier: Decision, view: View) -> Decision:
    """Give up what was to be posted before a moment and is not out: as a refusal would have, and no later."""
    decision, channel = Decision(), view.room.channel
    touched = {change.post.key for change in earlier.changes if isinstance(change, PostKept)}
    for post in view.room.posts.values():
        if post.delivery is not Delivery.QUEUED or post.at >= before or post.key in touched:
            continue
        entry = Entry(view.now, channel, Verdict.WITHDRAWN, post.key, (Cue("past_retention"),))
        cancelled = PostKept(replace(post, delivery=Delivery.CANCELLED))
        decision += Decision((ActionCancelled(channel, post.key), cancelled, EntryKept(entry)))
        survey = view.room.surveys.get(post.key)
        if survey is not None and survey.state is SurveyState.POSTED:
            decision += Decision((SurveyKept(replace(survey, state=SurveyState.DROPPED)),))
    return decision


def _bare(action: Action) -> Action:
    """Return a note on a card without the words it quotes: they are older than any may be that go out now."""
    if not isinstance(action, Amend):
        return action
    return replace(action, words=tuple([phrase for phrase in action.words if not quoting(phrase)]))


def _withdrawn(draft: Draft, view: View) -> Decision:
    channel = view.room.channel
    entry = Entry(view.now, channel, Verdict.WITHDRAWN, draft.key, (Cue("past_retention"),))
    kept = DraftKept(replace(draft, state=DraftState.WITHDRAWN))
    changes = (kept, ActionCancelled(channel, f"card:{draft.key}"), EntryKept(entry))
    return Decision(changes, card_closed(draft, view, "card.past_retention"))
