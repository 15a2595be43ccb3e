"""When a channel's questions are looked at again: a moment for them all, and one of its own for each that somebody put off.

So one that is put off holds up no other, and none is forgotten since another has a later moment.
"""

from collections.abc import Iterable
from datetime import datetime

from bot.actions import Change, TimerCleared, TimerSet
from bot.model import Kind, Purpose, Question, Status, Timer
from bot.view import View


def channel_at(due: datetime, view: View, kind: Kind = Kind.NUDGE) -> tuple[Change, ...]:
    """Have all of a channel looked at by then; nothing where it is sooner anyway. `kind`: of the post that waits."""
    known = view.room.timers.get((Purpose.AGAIN, kind))
    if known is not None and known.due <= due:
        return ()
    return (TimerSet(Timer(view.room.channel, Purpose.AGAIN, kind, due)),)


def put_off(question: Question, view: View) -> Change:
    """Have a question looked at when the time is over for which it was put off."""
    assert question.snoozed_until is not None, "it was put off"
    purpose = Purpose.PATIENCE if question.flagged_at is None else Purpose.AGAIN
    return TimerSet(Timer(view.room.channel, purpose, question.id, question.snoozed_until))


def missed(questions: Iterable[Question], view: View) -> tuple[Change, ...]:
    """Have those looked at in their time that are put off and have no moment of their own: it was another's, or went with a response."""
    return tuple(
        put_off(question, view)
        for question in questions
        if question.put_off(view.now)
        and question.flagged_at is not None
        and question.nudged_by is None
        and question.status is Status.OPEN
        and (Purpose.AGAIN, question.id) not in view.room.timers
    )


def over(questions: Iterable[Question], view: View) -> tuple[Change, ...]:
    """Drop the moments of questions that wait no more, or are put off no longer."""
    return tuple(
        TimerCleared(view.room.timers[Purpose.AGAIN, question.id])
        for question in questions
        if (Purpose.AGAIN, question.id) in view.room.timers
        and not (question.status is Status.OPEN and question.put_off(view.now))
    )
