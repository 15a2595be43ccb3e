"""Names in the text: what a member may be called, and how plainly a word in a line means them."""

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.model import Message
from bot.read.traits import EDGES, FILLERS, STOP, handles, ordinary
from bot.read.words import LONGEST

_TAIL = re.compile(r"[\W_\d]+$")
_WORDS = re.compile(r"[^\s(),|]+")
SHORTEST = 3
AROUND = f"{EDGES}@"
"""What may stand beside a handle, apart from space."""


@lru_cache(maxsize=4096)
def keys(name: str) -> tuple[str, ...]:
    """Return the folded handles by which people call a member: the whole name, its first word, and either without trailing marks."""
    low = name.strip().lower()[:80]
    found = {low} if low and " " not in low else set()
    parts = _WORDS.findall(low)
    if parts:
        found.add(parts[0])
    for key in list(found):
        bare = _TAIL.sub("", key).lstrip("_-^|`[{")
        if len(bare) >= SHORTEST:
            found.add(bare)
    return tuple(sorted(key for key in found if key))


@lru_cache(maxsize=4096)
def common(key: str) -> bool:
    """Whether a handle is an ordinary word, or too short to be told from one."""
    return len(key) < SHORTEST or key in STOP or key in FILLERS or key.isdigit() or ordinary(key)


def named(key: str, strength: int) -> int:
    """Return how plainly a handle found in a text means its owner: 0..3. An ordinary word must stand as an address."""
    if strength >= 3:
        return 3
    return 0 if common(key) else strength


def names(older: Message, newer: Message, wanted: Sequence[str]) -> int:
    """Return how plainly an older message names the author of a newer one, who is called by the `wanted` handles, 0..3."""
    if older.mentions and any(member.id == newer.author.id for member in older.mentions):
        return 3 * (older.author.id != newer.author.id)
    if not wanted or older.author.id == newer.author.id:
        return 0
    low = older.text[:LONGEST].lower()
    present = [key for key in wanted if stands(key, low)]
    if not present:
        return 0
    found, _ = handles(older.text)
    return max([named(key, found[key]) for key in present if key in found], default=0)


def stands(key: str, low: str) -> bool:
    """Whether a handle may stand in a lower-case text as a word of its own: a quick look before `handles` takes the text apart."""
    begin = low.find(key)
    while begin >= 0:
        before, after = low[begin - 1 : begin], low[begin + len(key) : begin + len(key) + 1]
        if (after in AROUND or after.isspace()) and (before in AROUND or before.isspace()):
            return True
        begin = low.find(key, begin + 1)
    return False
