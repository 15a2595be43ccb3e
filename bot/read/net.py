"""Small networks: one hidden layer, several of them averaged by standing side by side."""

import numpy as np
from numpy.typing import NDArray

from bot.read.traits import Floats
from bot.read.weights import load


def forward(name: str, x: Floats) -> Floats:
    """Return the outputs (before any sigmoid) of a trained network for the inputs float32[features].

    `inner` [members, hidden, features + 1] and `outer` [outputs, members · hidden + 1] carry their biases in the last column; inputs were
    scaled in training, and the scaling is folded into `inner`. Member by member, since a greater product would wake a second thread.
    """
    weights = load(name)
    inner, outer = weights["inner"], weights["outer"]
    hidden = np.matmul(inner[:, :, :-1], x)
    hidden += inner[:, :, -1]
    np.maximum(hidden, 0, out=hidden)
    return np.asarray(outer[:, :-1] @ hidden.ravel() + outer[:, -1], np.float32)


def softmax(values: NDArray[np.float32]) -> Floats:
    """Return values as probabilities that sum to one."""
    spread = np.exp(values - values.max())
    return np.asarray(spread / spread.sum(), np.float32)
