"""Read one message."""

from bot.model import Link, Message, Need, Reading
from bot.read.because import WORTH, of_link, of_question
from bot.read.links import beliefs
from bot.read.pairs import CONTEXT, pairs
from bot.read.questions import HEADS, NEEDS, heads, inputs
from bot.read.window import Window


def read(message: Message, window: Window) -> Reading:
    """Return what a message means, given the lines before it."""
    seen = window.traits(message)
    found = pairs(message, seen, window)
    out = heads(inputs(seen, found.whole[2 : 2 + len(CONTEXT)]))
    told = dict(zip(HEADS, out.tolist(), strict=False))
    found.whole[0], found.whole[1] = told["question"], told["channel"]
    links = []
    for place, chance in beliefs(message, window, found):
        why = of_link(message, found, window, place, seen) if chance >= WORTH else ()
        links.append(Link(window.ids[window.lo + place], chance, why))
    need = Need(NEEDS[int(out[len(HEADS) :].argmax())])
    return Reading(need=need, links=tuple(links), because=of_question(message, seen, found, window, out), **told)
