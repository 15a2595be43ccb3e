"""Which questions is a message about: the belief that it belongs to each question's thread, carried along the links."""

from collections.abc import Mapping

from bot.model import Line, Message, Question, Reading

LEAST = 0.02


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
        for id, belief in threads:
            if id in questions:
                found[id] = found.get(id, 0.0) + link.probability * belief
    kept = [(id, min(1.0, belief)) for id, belief in found.items() if belief >= LEAST]
    return tuple(sorted(kept, key=lambda entry: (-entry[1], entry[0])))


def _asked_by(line: str, questions: Mapping[str, Question]) -> tuple[tuple[str, float], ...]:
    return tuple((id, 1.0) for id, question in questions.items() if line == id or line in question.lines)
