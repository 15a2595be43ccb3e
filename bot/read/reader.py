"""Read one message."""

import numpy as np

from bot.model import Link, Message, Need, Reading
from bot.model.reading import TEN_THOUSAND
from bot.read.because import WORTH, of_link, of_question
from bot.read.denied import LEFT, denied
from bot.read.links import beliefs
from bot.read.pairs import pairs
from bot.read.questions import NEEDS, heads, inputs, linked
from bot.read.small import announces
from bot.read.social import only_chats
from bot.read.traits import Floats, Traits
from bot.read.window import Window
from bot.read.wording import HEADS

SURELY = 0.9
SETTLES = 9.0
"""Times this the odds of "settled" are told: few written lines taught what settles, thousands of labelled ones what does not
(training/targets.py), more than there are in talk."""
_SETTLED = HEADS.index("settled")
_ENDS = [_SETTLED, HEADS.index("withdrawn")]
_QUESTION, _ANSWER, _HEARD, _NUDGE = (HEADS.index(name) for name in ("question", "answer", "acknowledgement", "nudge"))


def _fine(probability: float) -> float:
    return round(probability * TEN_THOUSAND) / TEN_THOUSAND


def correct(out: Floats, message: Message, seen: Traits, said: str) -> None:
    """Correct what the networks say of a line (`out`, in the order of `HEADS`): how rarely it settles, and where its words leave no doubt.

    `said`: what it says if it says nothing else, by `bot.read.small`.
    """
    settled = float(out[_SETTLED])
    out[_SETTLED] = SETTLES * settled / (SETTLES * settled + 1 - settled)
    if (out[_ENDS] >= WORTH).any() and denied(message.text, seen):
        out[_ENDS] = np.minimum(out[_ENDS], LEFT)
    if said in ("same", "laughs"):
        out[_ANSWER], out[_HEARD] = min(out[_ANSWER], 1 - SURELY), max(out[_HEARD], SURELY)
    elif said == "nudges":
        out[_NUDGE] = max(out[_NUDGE], SURELY)
    if message.team and announces(seen):
        out[_QUESTION] = min(out[_QUESTION], LEFT)


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
    correct(out, message, seen, found.small)
    links = []
    for place, believed in likely:
        chance = _fine(believed)
        why = of_link(message, found, window, place, seen) if chance >= WORTH else ()
        links.append(Link(window.messages[window.lo + place].ref.id, chance, why))
    told = dict(zip(HEADS, map(_fine, out[: len(HEADS)].tolist()), strict=True))
    need = Need.SOCIAL if only_chats(seen) else Need(NEEDS[int(out[len(HEADS) :].argmax())])
    return Reading(need=need, links=tuple(links), because=of_question(message, seen, found, window, out), **told)
