"""The letters in which a phrase of the lexicon stands in a text: what a reason may show of a line, and no more of it."""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from bot.read.traits import Traits, group_bit
from bot.read.words import fold, phrases_at, places, plain, run_at, spans, unspaced

MOST = 40
"""Letters that are shown of a phrase."""
RUN = 8
"""Signs of a whole run that may be shown where nobody separates words."""
WORD = 4
"""Letters of a word that two lines share, at least."""
SHARED = 3


class Letters:
    """A text and where its words stand in it, worked out when they are first asked for. `seen`: what can be told of the text."""

    __slots__ = ("_at", "_found", "_looked", "_seen", "_text")

    def __init__(self, text: str, seen: Traits) -> None:
        """Look at nothing yet."""
        self._text, self._seen, self._looked = text, seen, ""
        self._at: Sequence[int] = ()
        self._found: list[tuple[int, int]] = []

    def said(self, group: str) -> str:
        """Return the first phrase that the lexicon put into a group, as it is written; "" where there is none."""
        bit = group_bit(group)
        for position, bits in self._seen.hits:
            if bits & bit:
                return self._phrase(position, bit)
        return ""

    def shared(self, other: str) -> tuple[str, ...]:
        """Return the first words that stand in another text, too, as they are written in this one, at most `SHARED`."""
        there = fold(other)
        common = {
            word: place
            for place, word in reversed(list(enumerate(self._seen.said)))
            if len(word) >= WORD and (len(word) <= RUN or not unspaced(word)) and word in there
        }
        return tuple([self._words(place, place + 1) for place in sorted(common.values())[:SHARED]])

    def _phrase(self, position: int, bit: int) -> str:
        said = self._seen.said
        run = unspaced(said[position])
        here = places(run_at(said, position)) if run else phrases_at(said, position)
        fits = [(begin, end) for begin, end, bits in here if bits & bit]
        if not fits:
            return ""
        first = min(fits)[0]
        last = max(end for begin, end in fits if begin == first)
        if not run:
            return self._words(first, last)
        self._look()
        begin, end = self._found[position]
        # a run is looked through with an edge before it
        return _shown(self._looked, self._at, [(max(begin, begin + first - 1), min(end, begin + last - 1))])

    def _words(self, first: int, last: int) -> str:
        self._look()
        return _shown(self._looked, self._at, self._found[first:last])

    def _look(self) -> None:
        if not self._looked:
            self._looked = plain(self._text)
            self._at, self._found = spans(self._looked)


def _shown(text: str, at: Sequence[int], words: list[tuple[int, int]]) -> str:
    """Return words, (begin, end) in the folded text, as they are written, with what joins two of them if it is one sign ("что-то")."""
    written = [(at[begin], _end(text, at[end - 1] + 1)) for begin, end in words]
    joints = [text[end:begin] for (_, end), (begin, _) in pairwise(written)]
    parts = [text[begin:end] + joint for (begin, end), joint in zip(written, (*map(_joint, joints), ""), strict=True)]
    return "".join(parts)[:MOST]


def _joint(between: str) -> str:
    return between if len(between) == 1 and not between.isspace() else " "


def _end(text: str, end: int) -> int:
    """Return where a letter ends that marks of its own may follow."""
    while end < len(text) and unicodedata.category(text[end]) in ("Mn", "Mc"):
        end += 1
    return end
