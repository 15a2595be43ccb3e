"""Asking anew: a question that nobody answered, put again by its asker long after, is one question, followed under its newest line."""

from dataclasses import replace
from datetime import timedelta

from bot.decide.follow import OWN_LINES
from bot.model import AWAITING, Line, Question
from bot.view import Room

ANEW = timedelta(hours=1)


def long_ago(question: Question, line: Line) -> bool:
    """Tell whether asking again is asking anew: the question had been flagged, and an hour has passed since it was asked.

    It is then followed, and may be flagged, once more; but what was brought back once is not brought back again.
    """
    return question.flagged_at is not None and line.message.at - question.asked_at > ANEW


def superseded(question: Question) -> Question:
    """Return a question whose asker asks anew: where it had no answer, the new one counts for both. What was answered counts by itself."""
    return replace(question, asked_anew=question.status in AWAITING)


def in_its_place(question: Question, before: Question, room: Room) -> Question:
    """Return a new question as the one that takes the place of one asked before: asked since then, and by its lines as well.

    So what is said to the lines of the one before is said to the new one, and who took it on or put it off has done so for both.
    """
    # what was brought back once is not brought back again; a draft that goes with the first question was not, but a poll's draft stays
    gone = before.nudged_by in room.drafts and before.nudged_by not in room.surveys
    question = replace(question, nudged_by=None if gone else before.nudged_by)
    if not before.asked_anew:
        return question
    if before.put_off(question.asked_at):
        question = replace(question, taken_by=before.taken_by, snoozed_until=before.snoozed_until)
    earlier = [id for id in before.lines if id not in question.lines]
    return replace(
        question,
        lines=(*earlier, *question.lines)[-OWN_LINES:],
        first_asked_at=before.since,
        first_responded_at=before.heard_at,
    )
