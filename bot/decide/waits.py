"""Waits that are over are counted, once each: what patience is learnt from. A wait that turns out otherwise is counted otherwise."""

from dataclasses import replace
from datetime import datetime

from bot.actions import Change, Decision, QuestionKept, WaitCounted
from bot.model import FINAL, Question, Status, Waited
from bot.model.pace import waited
from bot.view import View

TO_EVERYONE = 0.5


def counted(decision: Decision, view: View) -> Decision:
    """Return the decision with the waits counted that it ends, and those uncounted that it lets go on."""
    last = {change.question.id: at for at, change in enumerate(decision.changes) if isinstance(change, QuestionKept)}
    if not last:
        return decision
    changes: list[Change] = list(decision.changes)
    for id, at in last.items():
        change = changes[at]
        assert isinstance(change, QuestionKept), "noted as one above"
        question, known = change.question, view.room.questions.get(id)
        before = known.counted if known is not None else question.counted
        now = count_of(question, before, view.now)
        if now != question.counted:
            changes[at] = QuestionKept(replace(question, counted=now))
        if before != now:
            channel = view.room.channel
            changes += [WaitCounted(channel, before, -1)] if before else []
            changes += [WaitCounted(channel, now)] if now else []
    return replace(decision, changes=tuple(changes))


def waits(question: Question) -> bool:
    """Whether a question to everyone waits for somebody to respond."""
    return question.channel >= TO_EVERYONE and question.heard_at is None and question.status not in FINAL


def count_of(question: Question, before: Waited | None, now: datetime) -> Waited | None:
    """Return how a question's wait is counted now; None while it goes on, for what was no question, and for those to one person.

    What was asked anew is counted once, since it was first asked: with the response to it, or with the question that took its place.
    `before`: how it was counted so far. A wait that ended without a response (the asker found it, it was let go of) is censored when that is first seen.
    """
    if question.channel < TO_EVERYONE or question.status is Status.DISMISSED or question.first_responded_at is not None:
        return None
    if question.responded_at is not None:
        return waited(question.since, (question.responded_at - question.since).total_seconds(), True)
    if question.closed_at is None and question.status not in FINAL:
        return None
    if question.asked_anew:
        return None
    if before is not None and not before.ended:
        return before
    return waited(question.since, (now - question.since).total_seconds(), False)
