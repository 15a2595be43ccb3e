"""Where a line lies among all that can be said: lines of one matter lie close, in whatever words.

A sentence encoder's embedding, come to from words' vectors by a small network (training/senses.py): the encoder itself fits no laptop's budget here.
"""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bot.read.traits import Floats, Traits
from bot.read.weights import load

SENSE = 48
"""Numbers that a line's place has."""
PARTS = 254
"""A unit vector's numbers are kept in so many parts of one, those beyond one half cut: a byte each."""
Sense = NDArray[np.int8]


@cache
def nowhere() -> Sense:
    """Return the place of a line without words: at the same distance from all, zeros [SENSE]."""
    place = np.zeros(SENSE, np.int8)
    place.setflags(write=False)
    return place


def sense(seen: Traits) -> Sense:
    """Return a line's place, int8 [SENSE]: a unit vector in parts of `PARTS`; zeros where there are no words."""
    if not len(seen.hashes):
        return nowhere()
    weights = load("sense")
    inner, outer = weights["inner"], weights["outer"]
    x = np.ones(inner.shape[1], np.float32)
    np.add.reduce(weights["bag"].take(seen.hashes, axis=0), axis=0, dtype=np.float32, out=x[:-1])
    x[:-1] /= math.sqrt(len(seen.hashes))
    found: Floats = outer @ np.concatenate((np.maximum(inner @ x, 0), x))
    found *= PARTS / max(1e-6, math.sqrt(float(found @ found)))
    return np.rint(np.clip(found, -127, 127)).astype(np.int8)
