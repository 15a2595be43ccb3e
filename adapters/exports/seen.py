"""Which ids were seen: exact for numbers, eight bytes an id, since a large export holds tens of millions of them."""

from array import array
from bisect import bisect_left

import numpy as np

LOOSE = 50_000
LARGEST = 1 << 63


def numeric(text: str) -> bool:
    """Tell whether a text is a number in its one plain spelling: what `str(int)` would give."""
    return text.isascii() and text.isdigit() and (text[0] != "0" or text == "0")


def key_of(text: str) -> int:
    """Return a signed 64-bit key: small whole numbers are themselves, everything else is hashed to a negative number.

    Two hashed ids of the same channel share a key once in 10^19 pairs: ten million of them do so with a chance of 1 in 10^5.
    """
    if len(text) < 19 and numeric(text):
        return int(text)
    return (hash(text) & (LARGEST - 1)) - LARGEST


class SeenIds:
    """The ids of one channel. Rising ids go to the end of a sorted array; others wait in a set that is merged in when it grows."""

    def __init__(self) -> None:
        self._sorted = array("q")
        self._loose: set[int] = set()
        self._last = -LARGEST - 1

    def __len__(self) -> int:
        return len(self._sorted) + len(self._loose)

    def add(self, text: str) -> bool:
        """Remember an id; tell whether it is new."""
        key = key_of(text)
        if key > self._last:
            if key in self._loose:
                return False
            self._sorted.append(key)
            self._last = key
            return True
        at = bisect_left(self._sorted, key)
        if (at < len(self._sorted) and self._sorted[at] == key) or key in self._loose:
            return False
        self._loose.add(key)
        if len(self._loose) > max(LOOSE, len(self._sorted) // 32):
            self._merge()
        return True

    def _merge(self) -> None:
        # in place: two sorted runs, which the stable sort merges in linear time with room for the shorter one only
        self._sorted.extend(sorted(self._loose))
        self._loose.clear()
        np.frombuffer(self._sorted, dtype=np.int64).sort(kind="stable")
        self._last = self._sorted[-1]
