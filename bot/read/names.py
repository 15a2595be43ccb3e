"""Names in the text: what a member may be called, and how plainly a word in a line means them."""

import re
from functools import lru_cache

from bot.read.traits import FILLERS, STOP, ordinary

_TAIL = re.compile(r"[\W_\d]+$")
_WORDS = re.compile(r"[^\s(),|]+")
SHORTEST = 3


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
