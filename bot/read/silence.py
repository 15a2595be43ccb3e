"""Has nobody responded to a question? Judged once, when its patience runs out, by all that the room knows then.

The product over links (Question.silence) is quick enough to keep for every line, but it takes each link for independent evidence. Here
a small logistic model, fitted to hand-labelled questions, weighs it together with the strongest single link, what the asker did since
(asked again, went on with somebody who had responded), and how much was said by others.
"""

from collections.abc import Iterable
from math import exp, log, log1p

from bot.model import Line, Question
from bot.read.weights import load

SIGNS = (
    "silence",
    "strongest",
    "strongest_logit",
    "own_lines",
    "asked_again",
    "went_on",
    "others_lines",
    "best_answer",
)
"""What the model sees, in the order of its weights."""

LEAST = 1e-3


def logit(probability: float) -> float:
    """Return ln(p / (1 − p)), with p kept within 0.001..0.999."""
    kept = min(1 - LEAST, max(LEAST, probability))
    return log(kept / (1 - kept))


def signs(question: Question, lines: Iterable[Line]) -> tuple[float, ...]:
    """Return the model's inputs. `lines`: the room's, in order; those before the question are passed over."""
    responses: dict[str, float] = {}
    own = others = asked_again = 0
    went_on = best = 0.0
    # Where the question's own line has left the room, every line that is left came after it.
    known = list(lines)
    begin = next((index + 1 for index, line in enumerate(known) if line.message.ref.id == question.id), 0)
    for line in known[begin:]:
        share = next((belief for id, belief in line.about if id == question.id), 0.0)
        if line.message.author != question.asker:
            others += 1
            responses[line.message.ref.id] = share
            if not line.message.bot:
                best = max(best, share * line.reading.answer)
            continue
        own += 1
        asked_again |= line.reading.question > 0.5 and share > 0.3
        linked = sum(
            link.probability * responses[link.parent] for link in line.reading.links if link.parent in responses
        )
        went_on = max(went_on, linked)
    return (
        log(max(LEAST, question.silence)), question.strongest, logit(question.strongest), log1p(own), float(asked_again), went_on,
        log1p(others), best,
    )  # fmt: skip


def silent(question: Question, lines: Iterable[Line]) -> float:
    """Return 0..1: given that it is a question to everyone, how likely it is that nobody has responded.

    P = 1 / (1 + exp(−(w · x + b))), weights fitted by penalised maximum likelihood on labelled questions (training/silence.py).
    """
    weights = load("silence")["weights"]
    score = float(weights[-1]) + sum(float(w) * x for w, x in zip(weights[:-1], signs(question, lines), strict=True))
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))
