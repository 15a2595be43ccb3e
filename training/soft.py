"""Soft targets: what a trained linker believes of lines that nobody annotated, for reading them without their names.

The lines before the annotated ones are twice as many as those. The teacher reads them as they are; the student learns to come to the
same beliefs with most of the names taken out, as in "learning using privileged information" (Vapnik and Vashist, 2009) and
"distillation" (Hinton, Vinyals and Dean, 2015).
"""

from dataclasses import replace

import numpy as np

from bot.read.links import beliefs
from training.corpus import Log
from training.links import Choices, shortlisted
from training.rollout import annotators, rollout
from training.unnamed import unnamed

FULL = 100
"""Lines that fill a window; before that the beginning of a file looks like the beginning of a channel."""
SHARES = 1.0, 0.75
"""Of the names, taken out by turns."""


def believed(log: Log, number: int, first: np.ndarray) -> Choices:
    """Return the lines that nobody annotated, without names, each with the chances that the linker in use gives when it reads them with names."""
    teacher: dict[str, dict[str, float]] = {}

    def note(message, window, found):
        likely = beliefs(message, window, found)
        teacher[message.ref.id] = {window.messages[window.lo + place].ref.id: chance for place, chance in likely}
        return likely

    start = min(int(id) for id in log.parents)
    before = replace(log, messages=[message for message in log.messages if int(message.ref.id) < start])
    rollout(before, note, 0, "heads")
    bare = unnamed(
        replace(before, parents={id: _likeliest(id, chances) for id, chances in teacher.items()}), SHARES[number % 2]
    )
    steps = rollout(bare, annotators(bare), 0, "heads", keep=True)[FULL:]
    return shortlisted([(step, _chances(step.message.ref.id, teacher)) for step in steps], first, soft=True)


def _alone(chances: dict[str, float]) -> float:
    return max(0.0, 1 - sum(chances.values()))


def _likeliest(id: str, chances: dict[str, float]) -> set[str]:
    return {max(chances, key=chances.__getitem__)} if chances and max(chances.values()) > _alone(chances) else {id}


def _chances(id: str, teacher: dict[str, dict[str, float]]) -> dict[str, float]:
    return teacher[id] | {id: _alone(teacher[id])}
