"""Threads that died with a question open: several people talked, one asked, and that was the end of it. A day later it may begin anew."""

from datetime import timedelta

from bot.actions import Decision, QuestionKept
from bot.decide.prompts import open_with
from bot.decide.prompts_choice import Occurrence, quoted
from bot.decide.prompts_when import timer
from bot.decide.quote import NAME
from bot.model import Cue, Line, Occasion, Question, Status
from bot.view import View

DIED = "died:"
"""Begins the subject of the timer; the question's id follows."""

A_DAY = timedelta(hours=20)
"""So long after a question was flagged, and brought back in vain if it was: at another time of the day, before it is let go."""

ONE_TALK = timedelta(hours=2)
PEOPLE, LINES = 3, 8
"""A discussion: so many people in so many lines."""

FEW = 10
"""With more lines since than that, people went on to something else: it did not end there."""


def flagged(decision: Decision, view: View) -> Decision:
    """Look again at a question that was just flagged, if it was asked in the middle of a discussion. `decision`: what flagged it."""
    if not view.deck or view.room.channel == view.team_channel:
        return Decision()
    for change in decision.changes:
        if isinstance(change, QuestionKept) and change.question.flagged_at == view.now:
            asked = change.question
            if asked.status is Status.OPEN and len(_talk(asked, view)) >= LINES and _people(asked, view) >= PEOPLE:
                return Decision((timer(f"{DIED}{asked.id}", view.now + A_DAY, view),))
    return Decision()


def _talk(question: Question, view: View) -> list[Line]:
    """Return what people said in the two hours until a question was asked."""
    lines = view.room.lines.values()
    since = question.asked_at - ONE_TALK
    return [line for line in lines if not line.message.bot and since <= line.message.at <= question.asked_at]


def _people(question: Question, view: View) -> int:
    return len({line.message.author for line in _talk(question, view)})


def time_came(id: str, view: View) -> Decision:
    """A day has passed: the talk ended with that question, or it did not."""
    question = view.room.questions.get(id)
    if question is None or question.status is not Status.OPEN or question.nudged_by in view.room.drafts:
        return Decision()
    since = [line for line in view.room.lines.values() if not line.message.bot and line.message.at > question.asked_at]
    if len(since) > FEW or not question.text:
        return Decision()
    ended = Cue("prompt_thread_died", (("people", str(max(PEOPLE, _people(question, view)))),), (id,))
    values = {"quote": quoted(question.text), "name": quoted(question.name, NAME)}
    came = Occurrence(
        *(Occasion.THREAD_DIED, id, (ended,), values),
        under=id,
        lines=(id, *question.lines),
        questions=(question,),
    )
    return open_with(came, f"{DIED}{id}", view)
