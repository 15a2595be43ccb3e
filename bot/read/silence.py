"""Has nobody responded to a question? Judged once, when its patience runs out, by all that the room knows then.

The product over links (Question.silence) is quick enough to keep for every line, but it takes each link for independent evidence. Here
small networks, fitted to hand-labelled questions, weigh it together with the strongest single link, what the asker did since (asked
again, went on with somebody), who was named, and how much was said by others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import exp, log, log1p

import numpy as np

from bot.model import Line, Message, Question
from bot.read.names import keys, names
from bot.read.net import forward

SIGNS = (
    "silence", "strongest", "strongest_logit", "second_logit", "responses", "likely_responses", "responders", "best_answer",
    "best_acknowledgement", "strongest_names", "named", "own_lines", "asked_again", "went_on", "went_on_with_responder", "settled",
    "others_lines", "left_the_room",
)  # fmt: skip
"""What the networks see, in the order of their inputs."""

LEAST = 1e-3
SURE_MOST = 30.0


def logit(probability: float) -> float:
    """Return ln(p / (1 − p)), with p kept within 0.001..0.999."""
    kept = min(1 - LEAST, max(LEAST, probability))
    return log(kept / (1 - kept))


@dataclass(slots=True)
class _Others:
    """What others said since: each line's belief of being about the question, by id."""

    beliefs: dict[str, float] = field(default_factory=dict)
    responders: set[str] = field(default_factory=set)
    answer: float = 0.0
    acknowledgement: float = 0.0
    strongest: float = 0.0
    strongest_names: float = 0.0
    named: int = 0

    def heard(self, line: Line, share: float, asked: Message | None, handles: Sequence[str]) -> None:
        """Take note of a line. `asked`: a message by the asker, who is called by `handles`."""
        message = line.message
        self.beliefs[message.ref.id] = share
        names_asker = asked is not None and names(message, asked, handles) > 0
        self.named += names_asker
        if share > 0.15:
            self.responders.add(message.author.id)
        if share > self.strongest:
            self.strongest, self.strongest_names = share, float(names_asker)
        if share:  # most lines are about something else, and what they mean need not be unfolded
            reading = line.reading
            self.acknowledgement = max(self.acknowledgement, share * reading.acknowledgement)
            self.answer = max(self.answer, share * reading.answer)


@dataclass(slots=True)
class _Asker:
    """What the asker did since."""

    lines: int = 0
    asked_again: bool = False
    went_on: float = 0.0
    with_responder: float = 0.0
    settled: float = 0.0

    def wrote(self, line: Line, share: float, others: _Others) -> None:
        """Take note of a line."""
        reading = line.reading
        self.lines += 1
        self.asked_again |= reading.question > 0.5 and share > 0.3
        self.settled = max(self.settled, share * reading.settled)
        linked = [
            (link.probability, others.beliefs[link.parent]) for link in reading.links if link.parent in others.beliefs
        ]
        self.went_on = max(self.went_on, sum(chance for chance, _ in linked))
        self.with_responder = max(self.with_responder, sum(chance * belief for chance, belief in linked))


def signs(question: Question, lines: Iterable[Line]) -> tuple[float, ...]:
    """Return the networks' inputs. `lines`: the room's, in order; those before the question are passed over."""
    known, others, asker = list(lines), _Others(), _Asker()
    # Where the question's own line has left the room, every line that is left came after it.
    begin = next((index + 1 for index, line in enumerate(known) if line.message.ref.id == question.id), 0)
    asked = next((line.message for line in known if line.message.author == question.asker), None)
    handles = keys(asked.name) if asked is not None else ()
    for line in known[begin:]:
        share = next((belief for id, belief in line.about if id == question.id), 0.0)
        if line.message.author == question.asker:
            asker.wrote(line, share, others)
        elif not line.message.bot:  # a bot is nobody, here as in what a line does to a question
            others.heard(line, share, asked, handles)
    beliefs = sorted(others.beliefs.values(), reverse=True)
    return (
        log(max(LEAST, question.silence)), question.strongest, logit(question.strongest), logit(beliefs[1] if len(beliefs) > 1 else 0.0),
        sum(beliefs), float(sum(belief > 0.3 for belief in beliefs)), log1p(len(others.responders)), others.answer,
        others.acknowledgement, others.strongest_names, log1p(others.named), log1p(asker.lines), float(asker.asked_again), asker.went_on,
        asker.with_responder, asker.settled, log1p(len(beliefs)), float(begin == 0),
    )  # fmt: skip


def silent(question: Question, lines: Iterable[Line]) -> float:
    """Return 0..1: given that it is a question to everyone, how likely it is that nobody has responded.

    The mean logit of a few networks of one hidden layer, fitted to labelled questions by their likelihood (training/silence.py).
    """
    score = float(forward("silence", np.array(signs(question, lines), np.float32))[0])
    return 1 / (1 + exp(-max(-SURE_MOST, min(SURE_MOST, score))))
