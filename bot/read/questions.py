"""Is a message a question that seeks a response, put to whom, and for what; is it an answer, or something less: small networks.

They are asked twice: first by the text and its place alone, which the linker wants to know; then again with what the linker found.
"""

from collections.abc import Sequence

import numpy as np

from bot.model import Need
from bot.read.features import PAIR
from bot.read.net import forward
from bot.read.pairs import CONTEXT, Pairs
from bot.read.traits import SHAPE, Floats, Traits, cue_names
from bot.read.wording import HEADS, WORDING, wording

NEEDS = tuple(need.value for need in Need)


def text_inputs() -> int:
    """Return the number of inputs that tell of the text."""
    return len(cue_names()) + len(WORDING) + 1


def inputs(seen: Traits, found: Pairs) -> Floats:
    """Return what the first networks look at: cues, wording (its first again where there is a mark), context; float32."""
    said = wording(seen)
    return np.concatenate((seen.cues, said, said[:1] * seen.cues[SHAPE["has_mark"]], found.whole[2 : 2 + len(CONTEXT)]))


def linked(found: Pairs, links: Sequence[tuple[int, float]]) -> Floats:
    """Return what the second networks look at besides: the parent's features, expected over the links; P(alone); P(best link)."""
    out = np.zeros(len(PAIR) + 2, np.float32)
    if links:
        chances = np.array([chance for _, chance in links], np.float32)
        out[:-2] = found.pair.take([place for place, _ in links], axis=1) @ chances
        out[-2], out[-1] = 1 - chances.sum(), chances[0]
    else:
        out[-2] = 1
    return out


def heads(name: str, x: Floats) -> Floats:
    """Return the probability of each of `HEADS` and the logits of each of `NEEDS`, by the networks of a name."""
    out = forward(name, x)
    out[: len(HEADS)] = 1 / (1 + np.exp(-out[: len(HEADS)]))
    return out
