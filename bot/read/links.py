"""Whom does a message respond to: a probability for each earlier line, and for starting something new.

Two stages, as in READING's prototype: a linear score keeps the likeliest lines, a small network weighs them against one another and against
"itself", by a softmax over all of them together.
"""

import numpy as np
from numpy.typing import NDArray

from bot.model import Message
from bot.read.net import softmax
from bot.read.pairs import Pairs
from bot.read.traits import Floats
from bot.read.weights import load
from bot.read.window import Window

BEST = 12
REPLY = 0.98
"""Probability of a parent that the author marked as such; people do use the mark on the wrong message."""
LEAST = 0.02
MOST = 5


def shortlist(pair: Floats) -> NDArray[np.int64]:
    """Return the places of the `BEST` likeliest lines by the first stage, in order of time."""
    n = pair.shape[1]
    if n <= BEST:
        return np.arange(n)
    score = load("links")["first"] @ pair
    kept = np.argpartition(score, n - BEST)[n - BEST :]
    kept.sort()
    return kept


def logits(pair: Floats, whole: Floats) -> Floats:
    """Return a score for each shortlisted line and, last, for "itself"."""
    w = load("links")
    context = w["whole"] @ whole + w["inner_bias"]
    hidden = np.maximum(w["inner"] @ pair + context[:, None], 0)
    second = np.maximum(
        np.matmul(w["second"], hidden.reshape(len(w["second"]), -1, pair.shape[1])) + w["second_bias"][:, :, None], 0
    )
    scores = np.einsum("eh,ehn->n", w["outer"], second)
    best = (
        np.concatenate((pair.max(axis=1), whole))
        if pair.shape[1]
        else np.concatenate((np.zeros(len(pair), np.float32), whole))
    )
    alone = np.maximum(w["alone_inner"] @ best + w["alone_bias"], 0) @ w["alone_outer"] + w["alone_last"]
    return np.append(scores, alone).astype(np.float32)


def beliefs(message: Message, window: Window, found: Pairs) -> tuple[tuple[int, float], ...]:
    """Return (place among the live lines, probability), likeliest first; the rest is the chance that the message starts something."""
    if message.reply_to is not None and message.reply_to in window.place:
        return ((window.place[message.reply_to] - window.lo, REPLY),)
    if window.hi == window.lo:
        return ()
    kept = shortlist(found.pair)
    chance = softmax(logits(found.pair[:, kept], found.whole))
    order = np.argsort(-chance[:-1], kind="stable")[:MOST]
    return tuple((int(kept[i]), float(chance[i])) for i in order if chance[i] >= LEAST)
