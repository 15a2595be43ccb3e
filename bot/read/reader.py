"""Read one message."""

import numpy as np

from bot.model import Link, Message, Need, Reading
from bot.model.reading import TEN_THOUSAND
from bot.read.because import WORTH, of_link, of_question
from bot.read.links import beliefs
from bot.read.pairs import pairs
from bot.read.questions import NEEDS, heads, inputs, linked
from bot.read.window import Window
from bot.read.wording import HEADS


def _fine(probability: float) -> float:
    return round(probability * TEN_THOUSAND) / TEN_THOUSAND


def read(message: Message, window: Window) -> Reading:
    """Return what a message means, given the lines before it."""
    look = window.look(message)
    seen, found = look.traits, pairs(look, window)
    x = inputs(seen, found)
    found.whole[:2] = heads("heads", x)[:2]
    likely = beliefs(message, window, found)
    out = heads("says", np.concatenate((x, linked(found, likely))))
    # rounded before anything is decided by it, so that what is told and the reasons for it agree
    out[: len(HEADS)] = np.round(out[: len(HEADS)], 4)
    links = []
    for place, believed in likely:
        chance = _fine(believed)
        why = of_link(message, found, window, place, seen) if chance >= WORTH else ()
        links.append(Link(window.messages[window.lo + place].ref.id, chance, why))
    told = dict(zip(HEADS, map(_fine, out[: len(HEADS)].tolist()), strict=True))
    need = Need(NEEDS[int(out[len(HEADS) :].argmax())])
    return Reading(need=need, links=tuple(links), because=of_question(message, seen, found, window, out), **told)
