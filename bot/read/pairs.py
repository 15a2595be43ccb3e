"""What stands between a message and each earlier line: the linker's features, one row of `n` values for each.

Times are in seconds, counts in lines; both go in as log(1 + x). The features follow the disentanglement literature (Kummerfeld et al.,
ACL 2019, appendix) and add the threads predicted so far.
"""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bot.read.traits import BUCKETS, Floats, cue_names
from bot.read.weights import rarity
from bot.read.window import KEPT_CUES, STATE, Look, Places, Window

AMOUNTS = (
    "gap", "steps", "others_between", "theirs_between", "mine_between", "their_names_of_me", "my_names_of_them", "thread_size",
    "thread_lines_since", "thread_mine", "thread_gap", "thread_people", "children", "my_children",
)  # fmt: skip
YES_OR_NO = (
    "same_time", "their_latest", "my_latest", "mine", "names_them", "names_them_plainly", "named_latest", "names_other", "they_name_me",
    "they_name_me_plainly", "latest_naming_me", "they_name_other", "same_addressee", "thread_latest", "thread_latest_of_others",
    "thread_is_mine", "thread_is_my_latest", "thread_named", "thread_named_latest", "thread_newest", "is_root", "answers_me",
    "their_partner", "shared_best",
)  # fmt: skip
SHARES = ("shared", "shared_share", "thread_shared")
PAIR = (*AMOUNTS, *YES_OR_NO, *SHARES, *STATE, *KEPT_CUES)
PLACE = {name: position for position, name in enumerate(PAIR)}
CONTEXT = (
    "names_someone", "names_plainly", "names_stranger", "my_gap", "channel_gap", "pace", "my_lines", "people", "new_here", "named_lately",
    "shared_most", "bot", "team", "lines", "my_previous_asks", "previous_mine", "previous_gap",
)  # fmt: skip
WHOLE_CUES = (
    *KEPT_CUES, "ends_mark", "only_mark", "trails_off", "words", "opinion", "either", "last_asking", "hollow", "meeting", "nudging",
)  # fmt: skip
WHOLE = ("asks", "put", *CONTEXT, *WHOLE_CUES)
LONG_AGO = 12.0
"""log(1 + seconds) that stands for "never", about two days."""
_STEPS = np.arange(256, 0, -1, dtype=np.float32)
_PLACES = np.arange(256)
_WEIGHT = np.zeros(BUCKETS, np.float32)
"""A slate for `shared_words`, all zeros between calls: making a new one each time would cost more than everything it is for."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """`pair`: float32[len(PAIR), n], a column for each live line, oldest first. `whole`: float32[len(WHOLE)], of the message itself.

    `row`: how plainly the message names each line's author, 0..3.
    """

    pair: Floats
    whole: Floats
    row: NDArray[np.int8]


@cache
def whole_places() -> Places:
    """Return the places of `WHOLE_CUES` in `Traits.cues`."""
    return np.array([cue_names().index(name) for name in WHOLE_CUES])


def roots(parent: Places) -> Places:
    """Return the place where each line's thread begins; `parent` is negative for lines that begin one."""
    up = np.where(parent >= 0, parent, _PLACES[: len(parent)])
    for _ in range(7):
        up = up.take(up)
    return up


def shared_words(content: NDArray[np.uint16], lines: Places) -> Floats:
    """Return for each line the summed rarity of the words that it shares with `content`."""
    mine = content[content > 0]
    _WEIGHT[mine] = rarity()[mine]
    found: Floats = _WEIGHT.take(lines).sum(axis=1)
    _WEIGHT[mine] = 0
    return found


def _last(mask: NDArray[np.bool_]) -> int:
    """Return the last place that is true, -1 where none is."""
    place = len(mask) - 1 - int(mask[::-1].argmax())
    return place if mask[place] else -1


def pairs(look: Look, window: Window) -> Pairs:
    """Return what stands between the message and each live line. What it asks itself is for the caller to fill in (`whole[:2]`)."""
    message, seen, n = look.message, look.traits, window.hi - window.lo
    whole = np.zeros(len(WHOLE), np.float32)
    whole[2 + len(CONTEXT) :] = seen.cues[whole_places()]
    if not n:
        gap = LONG_AGO
        whole[2 : 2 + len(CONTEXT)] = (
            0,
            0,
            bool(seen.opens_with),
            gap,
            gap,
            gap,
            0,
            0,
            1,
            gap,
            0,
            message.bot,
            message.team,
            0,
            0,
            0,
            0,
        )
        return Pairs(np.zeros((len(PAIR), 0), np.float32), whole, look.row)
    pair = np.empty((len(PAIR), n), np.float32)
    _fill(pair, whole, look, window)
    return Pairs(pair, whole, look.row)


def _fill(pair: Floats, whole: Floats, look: Look, window: Window) -> None:
    """Fill in everything for a window that is not empty."""
    message, row, column = look.message, look.row, look.column
    live = slice(window.lo, window.hi)
    n = window.hi - window.lo
    at, author, places = window.at[live], window.author[live], _PLACES[:n]
    mine = author == window.author_of(message)
    mine_f = mine.astype(np.float32)
    my_latest = _last(mine)
    names_them, names_me = row > 0, column > 0
    them_named = bool(names_them.any())
    gap = np.maximum(message.at.timestamp() - at, 0)
    after = window.after[live]
    parent = window.parent[live] - window.lo
    drew = window.drew[live]
    root = roots(parent)
    size, rank = _sizes(root, places)
    newest_in = np.zeros(n, np.intp)
    newest_in[root] = places
    mine_after = mine_f[::-1].cumsum()[::-1] - mine_f
    linked = np.flatnonzero(parent >= 0)
    up = parent[linked]
    answers_me = np.zeros(n, bool)
    answers_me[linked] = mine[up]
    my_children = np.bincount(up, weights=mine_f[linked], minlength=n)
    pair[: len(AMOUNTS)] = (
        gap, _STEPS[256 - n :], _STEPS[256 - n :] - 1 - mine_after, after, mine_after,
        np.bincount(author, weights=names_me)[author], _my_names(window, mine, my_latest, n), size,
        size - 1 - rank, np.bincount(root, weights=mine_f, minlength=n).take(root), gap.take(newest_in).take(root),
        _people(root, author).take(root), drew, my_children,
    )  # fmt: skip
    amounts = pair[: len(AMOUNTS)]
    np.log1p(amounts, out=amounts)
    named_root = np.bincount(root, weights=names_them, minlength=n).take(root) > 0
    not_mine = ~mine
    latest_of_others = np.full(n, -1, np.intp)
    latest_of_others[root[not_mine]] = places[not_mine]
    newest = newest_in.take(root) == places
    shared = shared_words(look.traits.content, window.content[live])
    best = float(shared.max())
    named_any = window.named[live, live].max(axis=1) > 0
    partner = author[parent[my_latest]] if my_latest >= 0 and parent[my_latest] >= 0 else -2
    base = len(AMOUNTS)
    pair[base : base + len(YES_OR_NO)] = (
        gap < 1, after == 0, places == my_latest, mine,
        names_them, row >= 2, places == _last(names_them), ~names_them if them_named else names_them, names_me,
        column >= 2, places == _last(names_me), named_any & ~names_me,
        window.named[window.lo + my_latest, live] > 0 if my_latest >= 0 else mine, newest, latest_of_others.take(root) == places,
        mine.take(root), root == (root[my_latest] if my_latest >= 0 else -1), named_root, newest & named_root, root == root[-1], parent < 0,
        answers_me, author == partner, (shared >= best) & (best > 0),
    )  # fmt: skip
    base += len(YES_OR_NO)
    pair[base : base + len(SHARES)] = (
        shared / 10, shared / (best + 1), np.bincount(root, weights=shared, minlength=n).take(root) / 20,
    )  # fmt: skip
    pair[base + len(SHARES) :] = window.told[:, live]
    _place_in_channel(whole, look, window, mine, gap, best)


def _sizes(root: Places, places: Places) -> tuple[Places, Places]:
    """Return for each line how many lines its thread has, and how many of them stand before it."""
    thread = np.bincount(root, minlength=len(root))
    order = root.argsort(kind="stable")
    rank = np.empty(len(root), np.intp)
    rank[order] = places - (thread.cumsum() - thread)[root[order]]
    return thread.take(root), rank


def _people(root: Places, author: Places) -> Places:
    """Return how many people wrote in the thread that begins at each place."""
    entered = np.sort(root * 256 + author)
    first = np.empty(len(root), bool)
    first[0], first[1:] = True, entered[1:] != entered[:-1]
    return np.bincount(entered[first] >> 8, minlength=len(root))


def _place_in_channel(
    whole: Floats, look: Look, window: Window, mine: NDArray[np.bool_], gap: NDArray[np.float64], best: float
) -> None:
    """Fill in `CONTEXT`. `mine`: the author's own lines; `gap`: seconds since each line; `best`: the most that a line shares."""
    message, n, my_latest = look.message, len(mine), _last(mine)
    names_me, them_named = look.column > 0, bool(look.row.any())
    at, author = window.at[window.lo : window.hi], window.author[window.lo : window.hi]
    last_named = _last(names_me)
    whole[2 : 2 + len(CONTEXT)] = (
        them_named, them_named and look.row.max() >= 2, bool(look.traits.opens_with) and not them_named,
        math.log1p(gap[my_latest]) if my_latest >= 0 else LONG_AGO, math.log1p(gap[-1]),
        math.log1p(max(0.0, float(at[-1] - at[-20:][0])) / min(20, n)), math.log1p(int(mine.sum())),
        math.log1p(len(set(author[-30:].tolist()))), my_latest < 0, math.log1p(gap[last_named]) if last_named >= 0 else LONG_AGO,
        best / 10, message.bot, message.team, n / 100,
        window.told[2, window.lo + my_latest] if my_latest >= 0 else 0, mine[-1], gap[-1] < 1,
    )  # fmt: skip


def _my_names(window: Window, mine: NDArray[np.bool_], my_latest: int, n: int) -> Floats:
    """Return in how many of the author's own lines each line's author is named."""
    if my_latest < 0:
        return np.zeros(n, np.float32)
    rows = window.named[window.lo : window.hi, window.lo : window.hi][mine]
    counted: Floats = (rows > 0).sum(axis=0, dtype=np.float32)
    return counted
