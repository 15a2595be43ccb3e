"""Is a message a question that seeks a response, put to whom, and for what; is it an answer, or something less: small networks."""

import numpy as np

from bot.model import Need
from bot.read.net import forward
from bot.read.pairs import CONTEXT
from bot.read.traits import SHAPE, Floats, Traits, cue_names
from bot.read.weights import load

HEADS = ("question", "channel", "answer", "acknowledgement", "engagement", "settled", "withdrawn", "nudge")
NEEDS = tuple(need.value for need in Need)


def ngram_score(seen: Traits) -> float:
    """Return the logit that a line with these words would end with a question mark, learnt from lines whose mark was taken away."""
    if not len(seen.hashes):
        return 0.0
    weights = load("ngrams")["ngrams"]
    return float(weights[seen.hashes].sum() / np.sqrt(len(seen.hashes)) + weights[-1])


def inputs(seen: Traits, context: Floats) -> Floats:
    """Return what the networks look at: cues, n-gram score (also where there is a mark, where not), context; float32."""
    score = ngram_score(seen)
    mark = seen.cues[SHAPE["has_mark"]]
    return np.concatenate((seen.cues, np.array((score, score * mark), np.float32), context))


def width() -> int:
    """Return the number of inputs."""
    return len(cue_names()) + 2 + len(CONTEXT)


def heads(x: Floats) -> Floats:
    """Return the probability of each of `HEADS` and the logits of each of `NEEDS`."""
    out = forward("heads", x)
    out[: len(HEADS)] = 1 / (1 + np.exp(-out[: len(HEADS)]))
    return out
