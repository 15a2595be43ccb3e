"""What the words of a line alone speak for, apart from cues, place and links."""

import math

import numpy as np

from bot.read.net import through
from bot.read.traits import Floats, Traits
from bot.read.weights import load

HEADS = ("question", "channel", "answer", "acknowledgement", "engagement", "settled", "withdrawn", "nudge")
"""What the networks say of a line."""
COUNTED = ("would_end_with_mark", "question", "channel", "answer")
"""Logistic in the words and pairs of words: the first learnt from lines whose mark was taken away, the others from labelled lines."""
WORDING = (*COUNTED, *[f"gist_{name}" for name in HEADS])
"""What is counted, and what a small network hears in words and cues together: one that was taught by one which also saw sentence embeddings (training/gist.py)."""


def wording(seen: Traits) -> Floats:
    """Return the logits of `WORDING`, float32."""
    return np.concatenate((counted(seen), gist(seen)))


def counted(seen: Traits) -> Floats:
    """Return the logits of `COUNTED`: Σ over the words and pairs of words, over √n, plus a bias; zeros where there are no words."""
    if not len(seen.hashes):
        return np.zeros(len(COUNTED), np.float32)
    weights = load("ngrams")["ngrams"]
    found: Floats = np.add.reduce(weights.take(seen.hashes, axis=0), axis=0) / math.sqrt(len(seen.hashes)) + weights[-1]
    return found


def gist(seen: Traits) -> Floats:
    """Return the logits of `HEADS` by words and cues: a hidden layer over the sum of the words' vectors, over √n, and the cues."""
    weights = load("gist")
    summed = np.add.reduce(weights["bag"].take(seen.hashes, axis=0), axis=0, dtype=np.float32)
    vectors = summed / math.sqrt(max(1, len(seen.hashes)))
    return through(weights, np.concatenate((vectors, seen.cues)))
