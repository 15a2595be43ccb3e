"""A question's words as they stand: those of its message, and of the lines that its author went on with, also once some are edited or gone."""

from collections.abc import Sequence
from dataclasses import replace

from bot.decide.quote import KEPT, cut
from bot.decide.thresholds import LIKELY, OPENED
from bot.model import FINAL, Question, Reading, Status
from bot.model.forgetting import buried
from bot.view import View


def gone_on(question: Question, id: str, text: str) -> Question:
    """Return a question whose author went on with it in another line."""
    parts = _parts(question)
    if parts is None:
        lines = (*question.text_of, id)
        return replace(question, text=cut(f"{question.text} {text}", KEPT), text_of=lines, text_ends=())
    return _composed(question, [*parts.items(), (id, text)])


def _composed(question: Question, parts: Sequence[tuple[str, str]]) -> Question:
    """Return a question whose words are those of these lines (id, text), one after the other."""
    text, ends = "", []
    for _, said in parts:
        text = cut(f"{text} {said}", KEPT)
        ends.append(len(text))
    lines = tuple([id for id, _ in parts])
    lines = question.lines if lines == question.lines else lines  # held once: most go on in all of their lines
    if lines == (question.id,):
        return replace(question, text=text, text_of=(), text_ends=())
    return replace(question, text=text, text_of=lines, text_ends=tuple([min(end, len(text)) for end in ends]))


def _parts(question: Question) -> dict[str, str] | None:
    """Return which of a question's words are which line's, in order; None where they cannot be told apart (some were masked, say)."""
    text, lines, ends = question.text, question.text_of, question.text_ends
    if not lines:
        return {question.id: text}
    if len(ends) != len(lines) or ends[-1] != len(text):
        return None
    return {id: text[start:end].strip() for id, start, end in zip(lines, (0, *ends[:-1]), ends, strict=True)}


def texts(id: str, text: str, view: View) -> list[Question]:
    """Return the questions of whose words a line is part, with their words now that the line says this ("": it is gone).

    Of its other lines the words stay that the room still has, or that can be told apart in the question's own.
    """
    found = []
    for question in view.room.questions.values():
        lines = question.text_of or (question.id,)
        if id in lines:
            said = _parts(question) or {}
            said |= {message.ref.id: message.text for message in map(view.room.message, lines) if message is not None}
            said[id] = text
            # A line that is gone is no part any more: its words, told late, do not come back.
            left = [each for each in lines if text or each != id or each == question.id]
            found.append(_composed(question, [(each, said.get(each, "")) for each in left]))
    return found


def wordless(question: Question, view: View) -> bool:
    """Whether nothing of a question's words is left to be quoted, since its message is gone. A picture without words is none."""
    message = view.room.message(question.id)
    return not question.text and (message is None or buried(message))


def spoken(
    question: Question, view: View, reading: Reading | None = None, *, own: bool = False, before: Reading | None = None
) -> Question:
    """Return a question whose words (see `texts`) are others now. One of which none are left, or that they take back, is withdrawn.

    `reading`: what the line means that reads otherwise, `own` where it is the one that asks; None where it is gone. `before`: what the line
    meant until then, where that is known: what it sounded like all along is not what the edit says.
    """
    if question.status in FINAL or (question.status is Status.ANSWERED and not own):
        return question
    # Where its own line is not known to be gone, it stands, though its words could not be told apart from those that are.
    over = not question.text and (own or view.room.message(question.id) is not None)
    if reading is not None:
        sounded = before or Reading()
        over |= reading.withdrawn >= LIKELY > sounded.withdrawn or reading.settled >= LIKELY > sounded.settled
        over |= own and reading.question < OPENED / 2
    if over:
        return replace(question, status=Status.WITHDRAWN)
    if reading is None or not own:
        return question
    return replace(question, probability=max(reading.question, OPENED), need=reading.need)
