"""Small networks: one hidden layer, several of them averaged by standing side by side."""

import math

import numpy as np

from bot.read.traits import Floats
from bot.read.weights import Arrays, load

_ONE = np.ones(1, np.float32)
"""Stands at the end of the inputs, for the biases."""


def forward(name: str, x: Floats) -> Floats:
    """Return the outputs (before any sigmoid) of a trained network for the inputs float32[features].

    `inner` [members, hidden, features + 1] and `outer` [outputs, members · hidden + 1] carry their biases in the last column; inputs were
    scaled in training, and the scaling is folded into `inner`. Member by member, since a greater product would wake a second thread.
    """
    return through(load(name), x)


def through(weights: Arrays, x: Floats) -> Floats:
    """Return what `forward` does, of a network's arrays."""
    inner, outer = weights["inner"], weights["outer"]
    hidden = np.ones(outer.shape[1], np.float32)
    np.maximum(np.matmul(inner, np.concatenate((x, _ONE))).ravel(), 0, out=hidden[:-1])
    return np.asarray(outer @ hidden, np.float32)


def softmax(values: list[float]) -> list[float]:
    """Return values as probabilities that sum to one; of a dozen values, plain numbers are quicker than an array."""
    top = max(values)
    spread = [math.exp(value - top) for value in values]
    total = sum(spread)
    return [each / total for each in spread]
