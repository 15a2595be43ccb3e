"""A question's words as they stand: those of its message, and of the lines that its author went on with, also once some are edited or gone."""

from dataclasses import replace

from bot.decide.quote import KEPT, cut
from bot.decide.thresholds import LIKELY, OPENED
from bot.model import FINAL, Question, Reading, Status
from bot.view import View


def texts(id: str, text: str, view: View) -> list[tuple[Question, str]]:
    """Return the questions of whose words a line is part, each with its text now that the line says this ("": it is gone).

    Of its other lines the words stay that the room still has.
    """
    found = []
    for question in view.room.questions.values():
        lines = question.text_of or (question.id,)
        if id in lines:
            messages = {each: view.room.message(each) for each in lines}
            said = {each: message.text for each, message in messages.items() if message is not None} | {id: text}
            found.append((question, cut(" ".join([said[each] for each in lines if said.get(each)]), KEPT)))
    return found


def spoken(question: Question, text: str, reading: Reading | None = None, *, own: bool = False) -> Question:
    """Return a question whose words are others now. One of which none are left, or that they take back, is withdrawn.

    `reading`: what the line means that reads otherwise, `own` where it is the one that asks; None where it is gone, or was not read.
    """
    question = replace(question, text=text)
    if question.status in FINAL or (question.status is Status.ANSWERED and not own):
        return question
    over = not text
    if reading is not None:
        over |= reading.withdrawn >= LIKELY or reading.settled >= LIKELY
        over |= own and reading.question < OPENED / 2
    if over:
        return replace(question, status=Status.WITHDRAWN)
    if reading is None or not own:
        return question
    return replace(question, probability=max(reading.question, OPENED), need=reading.need)
