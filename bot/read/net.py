"""Small networks: one hidden layer, several of them averaged by standing side by side."""

import math

import numpy as np
from numpy.typing import NDArray

from bot.read.traits import Floats
from bot.read.weights import load


def forward(name: str, x: Floats) -> Floats:
    """Return the outputs (before any sigmoid) of a trained network for inputs float32[features] or [features, n].

    `inner` [hidden, features + 1] and `outer` [outputs, hidden + 1] carry their biases in the last column; inputs were scaled in training
    and the scaling is folded into `inner`.
    """
    weights = load(name)
    inner, outer = weights["inner"], weights["outer"]
    hidden = inner[:, :-1] @ x
    hidden += inner[:, -1] if x.ndim == 1 else inner[:, -1:]
    np.maximum(hidden, 0, out=hidden)
    return outer[:, :-1] @ hidden + (outer[:, -1] if x.ndim == 1 else outer[:, -1:])


def sigmoid(value: float) -> float:
    """Return 1 / (1 + e^-value), for any value."""
    return 1 / (1 + math.exp(-value)) if value > -60 else 0.0


def softmax(values: NDArray[np.float32]) -> Floats:
    """Return values as probabilities that sum to one."""
    spread = np.exp(values - values.max())
    return np.asarray(spread / spread.sum(), np.float32)
