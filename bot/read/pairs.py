"""What stands between a message and each earlier line: the linker's features, one row of `n` values for each.

Times are in seconds, counts in lines (of responses, the sum of their chances); both go in as log(1 + x). The features follow the
disentanglement literature (Kummerfeld et al., ACL 2019, appendix) and add the threads predicted so far.
"""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bot.read.exchange import exchange
from bot.read.features import AMOUNTS, FACE, FACE_PLACES, KEPT_CUES, PAIR, PLACE
from bot.read.sense import Sense
from bot.read.small import small
from bot.read.traits import BUCKETS, Floats, Hashes, cue_names
from bot.read.weights import rarity
from bot.read.window import HUNDRED, Look, Places, Window

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
_GAP, _STEPS_AGO, _OTHERS = PLACE["gap"], PLACE["steps"], PLACE["others_between"]
_AFTER, _MINE_BETWEEN, _THEIR_NAMES = PLACE["theirs_between"], PLACE["mine_between"], PLACE["their_names_of_me"]
_MY_NAMES, _SINCE, _THREAD_MINE = PLACE["my_names_of_them"], PLACE["thread_lines_since"], PLACE["thread_mine"]
_THREAD_GAP, _SAME_TIME = PLACE["thread_gap"], PLACE["same_time"]
_THEIR_LATEST, _MY_LATEST, _MINE = PLACE["their_latest"], PLACE["my_latest"], PLACE["mine"]
_NAMES_THEM, _NAMES_PLAINLY, _NAMED_LATEST = PLACE["names_them"], PLACE["names_them_plainly"], PLACE["named_latest"]
_NAMES_OTHER, _NAMES_ME, _NAMES_ME_PLAINLY = PLACE["names_other"], PLACE["they_name_me"], PLACE["they_name_me_plainly"]
_LATEST_NAMING, _NAMES_OTHER_BACK = PLACE["latest_naming_me"], PLACE["they_name_other"]
_SAME_ADDRESSEE, _THREAD_LATEST = PLACE["same_addressee"], PLACE["thread_latest"]
_OTHERS_LATEST, _THREAD_IS_MINE = PLACE["thread_latest_of_others"], PLACE["thread_is_mine"]
_THREAD_IS_MY_LATEST, _THREAD_NAMED = PLACE["thread_is_my_latest"], PLACE["thread_named"]
_THREAD_NAMED_LATEST, _THREAD_NEWEST = PLACE["thread_named_latest"], PLACE["thread_newest"]
_SURE, _SHARED_BEST, _SHARED = PLACE["sure"], PLACE["shared_best"], PLACE["shared"]
_CUES, _HUNDRED = PLACE[KEPT_CUES[0]], np.float32(HUNDRED)
_WEIGHT = np.zeros(BUCKETS, np.float32)
"""A slate for `shared_words`, all zeros between calls: making a new one each time would cost more than everything it is for."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """`pair`: float32[len(PAIR), n], a column for each live line, oldest first. `whole`: float32[len(WHOLE)], of the message itself.

    `row`: how plainly the message names each line's author, 0..3. `sense` [SENSE], `senses` [n, SENSE]: what it and each line speak of,
    a view of the window that holds until its next push. `small`: what the message says if it says nothing else (bot/read/small.py).
    """

    pair: Floats
    whole: Floats
    row: NDArray[np.int8]
    sense: Sense
    senses: Sense
    small: str = ""


@cache
def whole_places() -> Places:
    """Return the places of `WHOLE_CUES` in `Traits.cues`."""
    return np.array([cue_names().index(name) for name in WHOLE_CUES])


def shared_words(content: Hashes, lines: Hashes) -> Floats:
    """Return for each line the summed rarity of the words that it shares with `content`."""
    _WEIGHT[content] = rarity().take(content)
    _WEIGHT[0] = 0
    found: Floats = np.add.reduce(_WEIGHT.take(lines), axis=1)
    _WEIGHT[content] = 0
    return found


def pairs(look: Look, window: Window) -> Pairs:
    """Return what stands between the message and each live line. What it asks itself is for the caller to fill in (`whole[:2]`)."""
    message, seen, n = look.message, look.traits, window.hi - window.lo
    whole = np.zeros(len(WHOLE), np.float32)
    whole[2 + len(CONTEXT) :] = seen.cues.take(whole_places())
    said = small(message.text, seen, window)
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
        return Pairs(np.zeros((len(PAIR), 0), np.float32), whole, look.row, look.sense, window.senses[:0], said)
    pair, face = np.zeros((len(PAIR), n), np.float32), window.face[:, window.lo : window.hi]
    for place, row in FACE_PLACES:
        pair[place] = face[row]
    pair[_SURE:_CUES] = face[len(FACE) :]
    np.divide(window.cues[:, window.lo : window.hi], _HUNDRED, out=pair[_CUES:])
    _fill(pair, whole, look, window)
    return Pairs(pair, whole, look.row, look.sense, window.senses[window.lo : window.hi], said)


def _fill(pair: Floats, whole: Floats, look: Look, window: Window) -> None:
    """Fill in everything for a window that is not empty; `pair` has the window's `face` already."""
    lo, hi = window.lo, window.hi
    live, n = slice(lo, hi), hi - lo
    gap = look.message.at.timestamp() - window.at[:hi]
    np.maximum(gap, 0, out=gap)
    root = window.root[live]
    pair[_GAP] = gap[live]
    pair[_STEPS_AGO] = _STEPS[256 - n :]
    pair[_THREAD_GAP] = gap.take(window.newest[live])
    pair[_SAME_TIME] = gap[live] < 1
    pair[_THEIR_LATEST] = pair[_AFTER] == 0
    pair[_THREAD_LATEST] = pair[_SINCE] == 0
    pair[_THREAD_NEWEST] = root == root[-1]
    shared = shared_words(look.traits.content, window.content[live])
    best = float(shared.max())
    if best > 0:
        np.multiply(shared, 0.1, out=pair[_SHARED])
        np.divide(shared, best + 1, out=pair[_SHARED + 1])
        pair[_SHARED + 2] = np.bincount(root, weights=shared).take(root) / 20
        pair[_SHARED_BEST] = shared >= best
    my_latest = _mine(pair, look, window)
    if my_latest >= 0:
        np.multiply(shared_words(window.content[lo + my_latest], window.content[live]), 0.1, out=pair[_SHARED + 3])
    last_named = _names(pair, look, window)
    amounts = pair[: len(AMOUNTS)]
    np.log1p(amounts, out=amounts)
    _place_in_channel(whole, look, window, (my_latest, last_named), gap[live], best)


def _mine(pair: Floats, look: Look, window: Window) -> int:
    """Fill in where the author of the message stands; return the place of their latest live line, -1 where there is none."""
    lo, hi = window.lo, window.hi
    mine = window.author[:hi] == window.author_of(look.message)
    places = mine.nonzero()[0]
    others = pair[_OTHERS]
    np.subtract(pair[_STEPS_AGO], 1, out=others)
    pair[_OTHERS_LATEST] = pair[_THREAD_LATEST]
    if not len(places):
        return -1
    live, latest = slice(lo, hi), int(places[-1])
    root, between, row = window.root[live], pair[_MINE_BETWEEN], pair[_MINE]
    row[:] = mine[live]
    np.cumsum(row[::-1], out=between[::-1])
    between -= row
    others -= between
    pair[_THREAD_MINE] = np.bincount(window.root[places], minlength=hi).take(root)
    exchange(pair, window, mine, places)
    pair[_MY_LATEST, latest - lo] = 1
    pair[_THREAD_IS_MINE] = mine.take(root)
    pair[_THREAD_IS_MY_LATEST] = root == window.root[latest]
    if 0 in pair[_SINCE].take(places - lo).tolist():
        theirs = (~mine[live]).nonzero()[0] + lo
        newest = np.full(hi, -1, np.intp)
        newest[window.root[theirs]] = theirs
        pair[_OTHERS_LATEST] = newest.take(root) == _PLACES[live]
    if any(window.naming[places].tolist()):
        named = window.rows(places) > 0
        pair[_MY_NAMES] = named.sum(axis=0)
        pair[_SAME_ADDRESSEE] = named[-1]
    return latest - lo


def _names(pair: Floats, look: Look, window: Window) -> int:
    """Fill in who names whom; return the latest place where the author of the message is named, -1 where there is none."""
    live, latest = slice(window.lo, window.hi), -1
    row, column = look.row, look.column
    pair[_NAMES_OTHER_BACK] = window.naming[live] > 0
    if np.count_nonzero(row):
        named = row > 0
        root = window.root[live]
        pair[_NAMES_THEM] = named
        pair[_NAMES_PLAINLY] = row > 1
        pair[_NAMED_LATEST, named.nonzero()[0][-1]] = 1
        np.subtract(1, pair[_NAMES_THEM], out=pair[_NAMES_OTHER])
        thread = np.zeros(window.hi, np.bool_)
        thread[root[named]] = True
        pair[_THREAD_NAMED] = thread.take(root)
        np.multiply(pair[_THREAD_NAMED], pair[_THREAD_LATEST], out=pair[_THREAD_NAMED_LATEST])
    if np.count_nonzero(column):
        named = column > 0
        author = window.author[live]
        latest = int(named.nonzero()[0][-1])
        pair[_THEIR_NAMES] = np.bincount(author, weights=named).take(author)
        pair[_NAMES_ME] = named
        pair[_NAMES_ME_PLAINLY] = column > 1
        pair[_LATEST_NAMING, latest] = 1
        pair[_NAMES_OTHER_BACK][named] = 0
    return latest


def _place_in_channel(
    whole: Floats, look: Look, window: Window, latest: tuple[int, int], gap: NDArray[np.float64], best: float
) -> None:
    """Fill in `CONTEXT`. `latest`: the author's own line, and one that names them, -1 where there is none; `gap`: seconds since each
    line; `best`: the most that a line shares.
    """
    message, n, (my_latest, last_named) = look.message, window.hi - window.lo, latest
    at, author = window.at[window.lo : window.hi], window.author[window.lo : window.hi]
    plainly = int(look.row.max()) if np.count_nonzero(look.row) else 0
    mine = int(np.count_nonzero(author == author[my_latest])) if my_latest >= 0 else 0
    since = float(gap[-1])
    whole[2 : 2 + len(CONTEXT)] = (
        plainly > 0, plainly >= 2, bool(look.traits.opens_with) and not plainly,
        math.log1p(gap[my_latest]) if my_latest >= 0 else LONG_AGO, math.log1p(since),
        math.log1p(max(0.0, float(at[-1] - at[max(0, n - 20)])) / min(20, n)), math.log1p(mine),
        math.log1p(len(set(author[-30:].tolist()))), my_latest < 0, math.log1p(gap[last_named]) if last_named >= 0 else LONG_AGO,
        best / 10, message.bot, message.team, n / 100,
        window.told[2, window.lo + my_latest] if my_latest >= 0 else 0, my_latest == n - 1, since < 1,
    )  # fmt: skip
