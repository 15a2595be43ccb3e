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
    own = {line: question.id for question in questions.values() for line in (question.id, *question.lines)}
    found: dict[str, float] = {}
    for link in reading.links:
        question = own.get(link.parent)
        if question is not None:
            found[question] = found.get(question, 0.0) + link.probability
        parent = lines.get(link.parent)
        for id, belief in parent.about if parent is not None else ():
            if id in questions and id != question:
                found[id] = found.get(id, 0.0) + link.probability * belief
    kept = [(id, min(1.0, belief)) for id, belief in found.items() if belief >= LEAST]
    return tuple(sorted(kept, key=lambda entry: (-entry[1], entry[0])))
