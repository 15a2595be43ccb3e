"""Whom does a message respond to: a probability for each earlier line, and for starting something new.

Two stages: a linear score keeps the likeliest lines, then small networks, side by side, weigh them against one another and against
"itself", by a softmax over all of them. Each network sees a line's features and the message's, how alike the two are in what they speak of, and what stands out among all the
shortlisted lines (the greatest value of each hidden unit), as in "Deep Sets" (Zaheer et al., 2017).
"""

import numpy as np

from bot.model import Message
from bot.read.features import PLACE
from bot.read.net import softmax
from bot.read.pairs import Pairs
from bot.read.sense import Sense
from bot.read.small import FAINT
from bot.read.traits import Floats
from bot.read.weights import load
from bot.read.window import PARENTS, Places, Window

BEST = 12
REPLY = 0.98
"""Probability of a parent that the author marked as such; people do use the mark on the wrong message."""
LEAST = 0.02
_ONE = np.ones(1, np.float32)
_QUESTION = PLACE["asks"]
_LATEST: dict[str, Floats] = {}


def shortlist(pair: Floats) -> Places:
    """Return the places of the `BEST` likeliest lines by the first stage, in order of time."""
    n = pair.shape[1]
    if n <= BEST:
        return np.arange(n)
    kept = np.argpartition(load("links")["first"] @ pair, n - BEST)[n - BEST :]
    kept.sort()
    return kept


def _turned(inner: Floats) -> Floats:
    """Return [features, E · H], laid out so that the product is quick; the latest is kept."""
    if _LATEST.get("inner") is not inner:
        _LATEST["inner"], _LATEST["turned"] = inner, np.ascontiguousarray(inner.reshape(-1, inner.shape[-1]).T)
    return _LATEST["turned"]


def logits(pair: Floats, whole: Floats, sense: Sense, senses: Sense) -> Floats:
    """Return a score for each of `n` shortlisted lines and, last, for "itself". `pair`: [features, n], `whole`: [features].

    `sense` [SENSE], `senses` [n, SENSE]: what the message and each line speak of. Of how alike the two are, each network has K notions.
    Weights, for E networks of H and then S hidden units: inner [E, H, pair], alike [E, K, SENSE, SENSE], alike_inner [E, K, H],
    whole [E, H, whole + 1], second [E, S, H], pool [E, S, H + 1], outer [E·S], alone [E, S, H + 1], alone_outer [E·S + 1]; biases stand in
    the last columns.
    """
    w = load("links")
    n, (members, _, hidden) = pair.shape[1], w["second"].shape
    context = w["whole"].reshape(members * hidden, -1) @ np.concatenate((whole, _ONE))
    inner = pair.T @ _turned(w["inner"])
    inner += context
    wanted = np.matmul(w["alike"], sense.astype(np.float32))
    alike = np.matmul(senses.astype(np.float32), wanted.transpose(0, 2, 1))
    inner.reshape(n, members, hidden)[:] += np.matmul(alike, w["alike_inner"]).transpose(1, 0, 2)
    np.maximum(inner, 0, out=inner)
    # lines come first, so that the greatest over lines is taken along memory; other orders cost several times as much
    pool = np.ones((members, hidden + 1, 1), np.float32)
    pool[:, :hidden, 0] = np.maximum.reduce(inner, axis=0).reshape(members, hidden)
    scores = np.matmul(inner.reshape(n, members, hidden).transpose(1, 0, 2), w["second"].transpose(0, 2, 1))
    scores += np.matmul(w["pool"], pool).transpose(0, 2, 1)
    np.maximum(scores, 0, out=scores)
    alone = np.matmul(w["alone"], pool).ravel()
    np.maximum(alone, 0, out=alone)
    out = np.empty(n + 1, np.float32)
    np.add.reduce(np.matmul(scores, w["outer"].reshape(members, -1, 1)), axis=0, out=out[:n, None])
    out[n] = w["alone_outer"][:-1] @ alone + w["alone_outer"][-1]
    return out


def beliefs(message: Message, window: Window, found: Pairs) -> tuple[tuple[int, float], ...]:
    """Return (place among the live lines, probability), likeliest first; the rest is the chance that the message starts something."""
    if message.reply_to is not None and (replied := window.place(message.reply_to)) >= 0:
        return ((replied - window.lo, REPLY),)
    if window.hi == window.lo:
        return ()
    kept = shortlist(found.pair)
    chance = softmax(
        logits(found.pair.take(kept, axis=1), found.whole, found.sense, found.senses.take(kept, axis=0)).tolist()
    )[:-1]
    likely = [(place, believed) for place, believed in zip(kept.tolist(), chance, strict=True) if believed >= LEAST]
    if found.small == "greets":
        asks = found.pair[_QUESTION]
        likely = [(place, believed * FAINT if asks[place] >= 0.5 else believed) for place, believed in likely]
    likely.sort(key=_belief, reverse=True)
    return tuple(likely[:PARENTS])


def _belief(link: tuple[int, float]) -> float:
    return link[1]
