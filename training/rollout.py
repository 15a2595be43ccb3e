"""Read a log as the running program would, and keep what it saw: the rows that everything is trained on."""

from dataclasses import dataclass, replace

import numpy as np

from bot.model import Line, Message, Reading
from bot.read.pairs import CONTEXT, Pairs, pairs
from bot.read.questions import inputs
from bot.read.reader import read
from bot.read.window import Window
from training.corpus import Log


@dataclass(slots=True)
class Step:
    """One message: what the heads saw, and what stood between it and the live lines (their ids, oldest first)."""

    message: Message
    inputs: np.ndarray
    pairs: Pairs | None
    ids: list[str]
    reading: Reading


def rollout(log: Log, first: int = 0, keep: bool = False, reader=read) -> list[Step]:
    """Read messages from `first` on; `keep` the pairs as well."""
    window, steps = Window(), []
    for message in log.messages[first:]:
        seen = window.traits(message)
        found = pairs(message, seen, window)
        x = inputs(seen, found.whole[2 : 2 + len(CONTEXT)])
        ids = window.ids[window.lo : window.hi]
        reading = reader(message, window)
        steps.append(Step(message, x, found if keep else None, ids if keep else [], reading))
        window.push(Line(message, replace(reading, because=())))
    return steps
