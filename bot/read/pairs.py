"""What stands between a message and each earlier line: the linker's features, one row of `n` values for each.

Times are in seconds, counts in lines; both go in as log(1 + x). The features follow the disentanglement literature (Kummerfeld et al.,
ACL 2019, appendix) and add the threads predicted so far.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.model import Message
from bot.read.traits import Floats, Traits, cue_names
from bot.read.weights import rarity
from bot.read.window import KEPT_CUES, Window

PAIR = (
    "gap", "same_time", "steps", "previous", "others_between", "theirs_between", "mine_between", "their_latest", "my_latest", "mine",
    "names_them", "names_them_plainly", "named_latest", "names_other", "they_name_me", "they_name_me_plainly", "latest_naming_me",
    "they_name_other", "same_addressee", "their_names_of_me", "my_names_of_them", "shared", "shared_best", "shared_rank", "shared_count",
    "asks", "put", "their_bot", "their_team", "alone", "sure", "thread_size", "thread_latest", "thread_lines_since", "thread_mine",
    "thread_gap", "thread_is_mine", "thread_people", "thread_is_my_latest", "thread_named", "thread_shared", "is_root", "answers_me",
    "children", "my_children", "others_children", "their_partner", "my_partner", "my_run", "thread_newest", "names_them_and_asks",
    "named_thread_latest",
)  # fmt: skip
WHOLE = (
    "asks", "put", "names_someone", "names_plainly", "names_stranger", "my_gap", "channel_gap", "pace", "my_lines", "people", "new_here",
    "named_lately", "shared_most", "bot", "team", "lines", "my_previous_asks", "previous_mine", "previous_gap",
)  # fmt: skip
WHOLE_CUES = (
    *KEPT_CUES,
    "has_mark",
    "ends_mark",
    "only_mark",
    "trails_off",
    "words",
    "agreeing",
    "opinion",
    "either",
    "last_asking",
    "hollow",
)


@dataclass(frozen=True, slots=True)
class Pairs:
    """`pair`: float32[len(PAIR) + len(KEPT_CUES), n], a column for each live line, oldest first. `whole`: float32 of the message alone."""

    pair: Floats
    whole: Floats
    row: NDArray[np.int8]


_WHOLE_PLACES: list[NDArray[np.int64]] = []


def whole_places() -> NDArray[np.int64]:
    """Return the places of `WHOLE_CUES` in `Traits.cues`."""
    if not _WHOLE_PLACES:
        _WHOLE_PLACES.append(np.array([cue_names().index(name) for name in WHOLE_CUES]))
    return _WHOLE_PLACES[0]


def roots(parent: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the place where each line's thread begins; `parent` is -1 for lines that begin one."""
    up = np.where(parent >= 0, parent, np.arange(len(parent)))
    for _ in range(7):
        up = up[up]
    return up


def shared_words(content: NDArray[np.uint16], lines: NDArray[np.uint16]) -> tuple[Floats, Floats]:
    """Return for each line the summed rarity of the words it shares with `content`, and their number."""
    mine = content[content > 0]
    if not len(mine):
        empty = np.zeros(len(lines), np.float32)
        return empty, empty
    hit = (lines[:, :, None] == mine).any(axis=1)
    return hit @ rarity()[mine], hit.sum(axis=1, dtype=np.float32)


def _last(mask: NDArray[np.bool_]) -> int:
    """Return the last place that is true, -1 where none is."""
    place = int(mask[::-1].argmax())
    return len(mask) - 1 - place if mask[-1 - place] else -1


def pairs(message: Message, seen: Traits, window: Window, asks: float, put: float) -> Pairs:
    """Return what stands between the message and each live line. `asks`, `put`: what was read of the message itself."""
    lo, hi = window.lo, window.hi
    n = hi - lo
    live = slice(lo, hi)
    pair = np.zeros((len(PAIR) + len(KEPT_CUES), n), np.float32)
    whole = np.zeros(len(WHOLE) + len(WHOLE_CUES), np.float32)
    whole[len(WHOLE) :] = seen.cues[whole_places()]
    row = window.names_in(message, seen)
    if not n:
        whole[[WHOLE.index(name) for name in ("my_gap", "channel_gap", "pace", "named_lately")]] = 12
        whole[:2], whole[WHOLE.index("new_here")] = (asks, put), 1
        return Pairs(pair, whole, row)
    at = message.at.timestamp()
    author = window.author[live]
    me = window.author_of(message)
    mine = author == me
    column = _named_me(window, message, mine)
    shared, count = shared_words(seen.content, window.content[live])
    _fill(pair, whole, window, at, author, mine, row, column, shared, count)
    whole[0], whole[1], whole[4] = asks, put, bool(seen.opens_with) and not row.any()
    whole[13], whole[14] = message.bot, message.team
    pair[len(PAIR) :] = window.cues[:, live]
    return Pairs(pair, whole, row)


def _named_me(window: Window, message: Message, mine: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Return how plainly each live line names the message's author."""
    if mine.any():
        return window.named[window.lo : window.hi, window.lo + _last(mine)]
    return window.names_me(message)


def _fill(
    pair: Floats,
    whole: Floats,
    window: Window,
    at: float,
    author: NDArray[np.int64],
    mine: NDArray[np.bool_],
    row: NDArray[np.int8],
    column: NDArray[np.int8],
    shared: Floats,
    count: Floats,
) -> None:
    live = slice(window.lo, window.hi)
    n = window.hi - window.lo
    place = np.arange(n)
    gap = np.maximum(0.0, at - window.at[live])
    named = window.named[live, live]
    parent = np.maximum(window.parent[live] - window.lo, -1)
    same = author[:, None] == author
    later = place[:, None] < place
    theirs_after = (same & later).sum(axis=1)
    steps = n - place
    mine_after = mine[::-1].cumsum()[::-1] - mine
    my_latest, named_row = _last(mine), row > 0
    named_latest = _last(named_row)
    # whom each line names at all, and whether it is me
    names_any = named.any(axis=1)
    root = roots(parent)
    together = root[:, None] == root
    size = np.bincount(root, minlength=n)[root]
    latest_in = np.zeros(n, np.int64)
    latest_in[root] = place
    thread_latest = latest_in[root]
    my_thread = root[my_latest] if my_latest >= 0 else -1
    child_of = np.flatnonzero(parent >= 0)
    children = np.bincount(parent[child_of], minlength=n)
    by_me = child_of[mine[child_of]]
    my_children = np.bincount(parent[by_me], minlength=n)
    parents_mine = np.zeros(n, bool)
    parents_mine[child_of] = mine[parent[child_of]]
    partner = author[parent[my_latest]] if my_latest >= 0 and parent[my_latest] >= 0 else -2
    first_of_author = (same & later.T).sum(axis=1) == 0
    people = np.bincount(root[first_in_thread(root, author, n)], minlength=n)[root] if n else size
    thread_mine = np.bincount(root[mine], minlength=n)[root]
    thread_named = np.bincount(root[named_row], minlength=n)[root]
    thread_shared = np.zeros(n, np.float32)
    np.maximum.at(thread_shared, root, shared)
    best = float(shared.max())
    newest = root == root[-1]
    values = (
        np.log1p(gap), gap < 1, np.log1p(steps), steps == 1, np.log1p(steps - 1 - mine_after), np.log1p(theirs_after), np.log1p(mine_after),
        theirs_after == 0, place == my_latest, mine,
        row > 0, row >= 2, place == named_latest, (row == 0) & named_row.any(), column > 0, column >= 2, place == _last(column > 0),
        names_any & (column == 0), (named[my_latest] > 0) if my_latest >= 0 else False, np.log1p((column > 0)[None, :] @ same)[0],
        np.log1p(mine.astype(np.float32) @ (named > 0)), shared / 10, (shared >= best) & (best > 0), shared / (best + 1), count / 4,
        window.asks[live], window.put[live], window.bot[live], window.team[live], window.alone[live], window.sure[live],
        np.log1p(size), place == thread_latest, np.log1p((together & later).sum(axis=1)), np.log1p(thread_mine),
        np.log1p(gap[thread_latest]), mine[root], np.log1p(people), root == my_thread, thread_named > 0, thread_shared[root] / 10,
        parent < 0, parents_mine, np.log1p(children), np.log1p(my_children), np.log1p(children - my_children),
        author == partner, parents_mine & ~mine, (mine_after == 0) & mine, newest, (row > 0) & (window.asks[live] > 0.5),
        (place == thread_latest) & (thread_named > 0),
    )  # fmt: skip
    for position, value in enumerate(values):
        pair[position] = value
    gaps = np.maximum(0.0, np.diff(window.at[live][-20:]))  # clocks may run backwards
    whole[2:13] = (
        row.max() > 0, row.max() >= 2, 0, np.log1p(gap[my_latest]) if my_latest >= 0 else 12, np.log1p(gap[-1]),
        np.log1p(gaps.mean()) if len(gaps) else 12, np.log1p(mine.sum()), np.log1p(first_of_author[-30:].sum()), my_latest < 0,
        np.log1p(gap[_last(column > 0)]) if column.any() else 12, best / 10,
    )  # fmt: skip
    whole[15:19] = n / 100, window.asks[live][my_latest] if my_latest >= 0 else 0, mine[-1], gap[-1] < 1


def first_in_thread(root: NDArray[np.int64], author: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Return the places of the lines with which an author enters a thread."""
    _, first = np.unique(root * 100_003 + author, return_index=True)
    return first
