"""Which questions is a message about: the belief that it belongs to each question's thread, carried along the links."""

import math
from collections.abc import Mapping

from bot.model import Line, Message, Question, Reading

LIKELY = 0.5
LEAST = 0.1
"""Beliefs below this are let go: many small ones, each next to nothing, would add up to a response that nobody gave."""
SHARPER, CALMER = 1.3, -0.5
"""Beliefs of one thread rise and fall together, and a product that takes them for independent counts them several times. Slope and
shift, on the logit scale, make up for it; they were chosen on the development logs and the written talk together."""


def about(
    message: Message, reading: Reading, lines: Mapping[str, Line], questions: Mapping[str, Question]
) -> tuple[tuple[str, float], ...]:
    """Return (question id, 0..1) for the live questions whose thread the message may belong to, likeliest first.

    A parent's belief counts as much as the link to it is believed: b(message, q) = Σ over links of p(link) · b(parent, q), where
    b is 1 for the question's own lines (wherever they are now) and what was kept in `Line.about` for other lines. Whether a question
    was responded to is then 1 − Π(1 − b) over the messages of others.
    """
    if not questions or not reading.links:
        return ()
    found: dict[str, float] = {}
    for link in reading.links:
        parent = lines.get(link.parent)
        # An asker's own lines are about their question with 1; one that has left the window is known to its question alone.
        threads = parent.about if parent is not None else _asked_by(link.parent, questions)
        if parent is not None and link.probability >= LIKELY and threads[:1] and threads[0][1] == 1.0:
            # One whose question is not followed any more may be a line of the one that it was asked anew as.
            threads = threads if threads[0][0] in questions else (*_asked_by(link.parent, questions), *threads)
        for id, belief in threads:
            if id in questions:
                found[id] = found.get(id, 0.0) + link.probability * belief
    kept = [(id, sharpened(belief)) for id, belief in found.items() if belief >= LEAST]
    return tuple(sorted(kept, key=lambda entry: (-entry[1], entry[0])))


def sharpened(belief: float) -> float:
    """Return 1 / (1 + e^−(CALMER + SHARPER · logit b)), 0..1; near certainty stays what it is."""
    belief = min(belief, 1.0)
    if belief >= 0.95:
        return belief
    odds = math.exp(CALMER + SHARPER * math.log(belief / (1 - belief)))
    return odds / (1 + odds)


def _asked_by(line: str, questions: Mapping[str, Question]) -> tuple[tuple[str, float], ...]:
    return tuple((id, 1.0) for id, question in questions.items() if line == id or line in question.lines)
