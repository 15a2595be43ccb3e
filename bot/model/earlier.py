"""Which answered questions may serve as an earlier answer, and which line answered: said once for every store."""

from collections.abc import Iterable

from bot.model.inquiry import AnsweredBefore
from bot.model.question import Question, Status
from bot.model.reading import Line

ANSWERED = (Status.ANSWERED, Status.SETTLED)

LOOKED_AT = 3000
"""So many answered questions of a community are compared, the latest."""

LIKELY = 0.5

TELLING = 12
"""An answer of fewer characters ("yes", "3.2") says nothing away from its question."""


def answering(question: Question, responses: Iterable[Line]) -> Line | None:
    """Return the line that most likely answered a question, of those that responded; None where none of them stands or says enough.

    The later of two that are as likely: it was said with more of the matter known. What was put to one person is nobody else's question.
    """
    if question.channel < LIKELY:
        return None
    lines = [line for line in responses if line.message.author != question.asker and not line.message.bot]
    said = [line for line in lines if len(line.message.text.strip()) >= TELLING and line.reading.answer >= LIKELY]
    return max(said, key=lambda line: (line.reading.answer * _about(line, question.id), line.message.at), default=None)


def _about(line: Line, id: str) -> float:
    return next((probability for about, probability in line.about if about == id), 0.0)


def answered_before(question: Question, line: Line, likeness: float) -> AnsweredBefore:
    """Return what is told of a question and the line that answered it."""
    message = line.message
    return AnsweredBefore(
        question.ref,
        question.text,
        question.asked_at,
        message.ref,
        message.text,
        message.author,
        question.asker,
        likeness,
    )
