"""Read a log as the running program would, and keep what it saw: the rows that everything is trained on."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bot.model import Line, Link, Message, Reading
from bot.read.links import beliefs
from bot.read.pairs import Pairs, pairs
from bot.read.questions import heads, inputs, linked
from bot.read.reader import correct
from bot.read.traits import SHAPE
from bot.read.window import Window
from bot.read.wording import HEADS
from training.corpus import Log

Linker = Callable[[Message, Window, Pairs], tuple[tuple[int, float], ...]]
"""Gives (place among the live lines, probability) for a message, likeliest first."""


@dataclass(slots=True)
class Step:
    """One message: what the networks saw, what stood between it and the live lines, and their ids, oldest first."""

    message: Message
    inputs: np.ndarray
    pairs: Pairs | None
    ids: list[str]


def rollout(log: Log, linker: Linker = beliefs, first: int = 0, asks: str = "", keep: bool = False) -> list[Step]:
    """Read messages from place `first` on.

    `asks`: the networks that say what a line asks, "" for none (its question mark then stands for it); `keep` the pairs as well.
    """
    window, steps = Window(), []
    for message in log.messages[first:]:
        if steps and steps[-1].message.ref.channel != message.ref.channel:
            window = Window()
        look = window.look(message)
        seen, found = look.traits, pairs(look, window)
        x = inputs(seen, found)
        found.whole[:2] = heads("heads", x)[:2] if asks else (seen.cues[SHAPE["ends_mark"]], 0)
        likely = linker(message, window, found)
        x = np.concatenate((x, linked(found, likely)))
        told = {}
        if asks:
            out = heads(asks, x if asks == "says" else x[: -len(found.pair) - 2])
            correct(out, message, seen, found.small)
            told = dict(zip(HEADS, out.tolist(), strict=False))
        reading = Reading(
            links=tuple(Link(window.messages[window.lo + place].ref.id, chance) for place, chance in likely),
            **(told or {"question": float(seen.cues[SHAPE["ends_mark"]])}),
        )
        ids = [line.ref.id for line in window.messages[window.lo : window.hi]] if keep else []
        kept = (
            Pairs(found.pair.astype(np.float16), found.whole, found.row, found.sense, found.senses.copy())
            if keep
            else None
        )
        steps.append(Step(message, x, kept, ids))
        window.push(Line(message, reading))
    return steps


def annotators(log: Log) -> Linker:
    """Return the linker that knows what the annotators said."""

    def linker(message: Message, window: Window, found: Pairs) -> tuple[tuple[int, float], ...]:
        parents = log.parents.get(message.ref.id, set()) - {message.ref.id}
        place = max((window.place(parent) for parent in parents), default=-1)
        return ((place - window.lo, 0.9),) if place >= 0 else ()

    return linker
