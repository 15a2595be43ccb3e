"""Which questions a line is about, soft over links."""

from collections.abc import Mapping

from bot.model import Line, Message, Question, Reading


def about(
    message: Message, reading: Reading, lines: Mapping[str, Line], questions: Mapping[str, Question]
) -> tuple[tuple[str, float], ...]:
    """Return (question id, probability) of the threads this line belongs to, by the threads of its likely parents."""
    belief: dict[str, float] = {}
    for link in reading.links:
        parent = lines.get(link.parent)
        threads = dict(parent.about) if parent else {}
        for question in questions.values():
            if link.parent in question.lines:
                threads[question.id] = 1.0
        for id, probability in threads.items():
            if id in questions:
                belief[id] = belief.get(id, 0.0) + link.probability * probability
    return tuple((id, min(1.0, p)) for id, p in sorted(belief.items()) if p >= 0.02)
