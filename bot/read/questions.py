"""Is a message a question that seeks a response, put to whom, and for what; is it an answer, or something less: small networks.

They are asked twice: first by the text and its place alone, which the linker wants to know; then again with what the linker found.
"""

import math
from collections.abc import Sequence

import numpy as np

from bot.model import Need
from bot.read.net import forward
from bot.read.pairs import CONTEXT, Pairs
from bot.read.traits import SHAPE, Floats, Traits, cue_names
from bot.read.weights import load
from bot.read.window import PAIR

HEADS = ("question", "channel", "answer", "acknowledgement", "engagement", "settled", "withdrawn", "nudge")
NEEDS = tuple(need.value for need in Need)
WORDING = ("would_end_with_mark", "question", "channel", "answer")
"""What the words of a line alone speak for: the first learnt from lines whose mark was taken away, the others from labelled lines."""


def text_inputs() -> int:
    """Return the number of inputs that tell of the text."""
    return len(cue_names()) + len(WORDING) + 1


def wording(seen: Traits) -> Floats:
    """Return the logits of `WORDING`, float32: Σ over the words and pairs of words, over √n, plus a bias; zeros where there are no words."""
    if not len(seen.hashes):
        return np.zeros(len(WORDING), np.float32)
    weights = load("ngrams")["ngrams"]
    found: Floats = np.add.reduce(weights.take(seen.hashes, axis=0), axis=0) / math.sqrt(len(seen.hashes)) + weights[-1]
    return found


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
