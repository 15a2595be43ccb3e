"""Who has responded to whom, by the links found so far, each as far as it is believed.

Where people do not name each other the likeliest parent is wrong one time in three, and what follows from it is wrong, too: whom somebody
talks with, who still waits. So here every line responds to all of its parents, to each as likely as it was found to.
"""

import numpy as np
from numpy.typing import NDArray

from bot.read.features import CHANCES, PLACE
from bot.read.traits import Floats
from bot.read.window import CERTAIN, Places, Window

_MINE, _MY_CHILDREN, _OTHERS = PLACE["mine"], PLACE["my_children"], PLACE["others_children"]
_THEIR_ANSWERS, _MY_ANSWERS = PLACE["their_answers_to_me"], PLACE["my_answers_to_them"]
_TO_ME, _LATEST, _TO_THOSE, _SAME, _PARTNER = (PLACE[name] for name in CHANCES)
_PART = np.float32(1 / CERTAIN)


def exchange(pair: Floats, window: Window, mine: NDArray[np.bool_], places: Places) -> None:
    """Fill in who has responded to whom. `mine`: whether each line is by the author of the message, `places`: where those are.

    With P[i, j] the chance that line i responds to j: `answers_me` is Σ over my lines j of P[i, j], `my_children` Σ over my lines i of
    P[i, j], and the answers between me and an author those, summed over their lines; `others_children` what others than me and the author of
    j respond to j. `answers_an_answer_to_me` is Σ over j of P[i, j] times how far j answers me, `answers_the_same` Σ over j of P[i, j] · P[my
    latest, j], `my_latest_answers_them` Σ of P[my latest, j] over the lines j of i's author, and `latest_answer_to_me` the chance that i answers me
    and none of that author's later lines does.
    """
    lo, hi = window.lo, window.hi
    author, parents = window.author[lo:hi], window.parents[:, lo:hi].astype(np.intp)
    chances = window.chances[:, lo:hi] * _PART
    chances *= parents >= lo
    theirs = pair[_MINE] == 0
    own, latest = places - lo, int(places[-1]) - lo
    to_me = np.add.reduce(mine.take(parents) * chances)
    from_me = _summed(parents[:, own], chances[:, own], hi)[lo:]
    by_latest = _summed(parents[:, latest], chances[:, latest], hi)
    pair[_TO_ME], pair[_MY_CHILDREN] = to_me, from_me
    pair[_OTHERS] -= from_me * theirs
    pair[_THEIR_ANSWERS] = np.bincount(author, weights=to_me * theirs).take(author)
    pair[_MY_ANSWERS] = np.bincount(author, weights=from_me * theirs).take(author)
    pair[_PARTNER] = np.bincount(author, weights=by_latest[lo:]).take(author)
    pair[_SAME] = np.add.reduce(by_latest.take(parents) * chances)
    answers = np.zeros(hi)
    answers[lo:] = to_me
    pair[_TO_THOSE] = np.add.reduce(answers.take(parents) * chances)
    _fill_latest(pair, author, to_me)


def _summed(parents: Places, chances: Floats, hi: int) -> NDArray[np.float64]:
    """Return for each place how far some lines respond to it, together."""
    return np.bincount(parents.ravel(), weights=chances.ravel(), minlength=hi).astype(np.float64, copy=False)


def _fill_latest(pair: Floats, author: NDArray[np.int8], to_me: Floats) -> None:
    """Fill in how likely each line is the latest of its author that responds to me: it does, and none of their later lines does."""
    none_later: dict[int, float] = {}
    for place in np.flatnonzero(to_me)[::-1].tolist():
        who, does = int(author[place]), min(1.0, float(to_me[place]))
        later = none_later.get(who, 1.0)
        pair[_LATEST, place] = does * later
        none_later[who] = later * (1 - does)
