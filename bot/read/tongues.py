"""Words that ask or join in one language and do neither in another: which is it here?"""

import re
from functools import cache

from bot.read.vocabulary import vocabulary
from bot.read.words import fold, lexicon

_PORTUGUESE = re.compile("[ãõçêôàÃÕÇÊÔÀ]")
Hits = list[tuple[int, int]]
"""(position of a word, groups of the lexicon as bits)."""


@cache
def _table() -> dict[str, frozenset[str]]:
    """Return the words of tongues.toml, folded, by what they tell."""
    groups = vocabulary("tongues").items()
    return {group: frozenset(fold(word) for listed in by.values() for word in listed) for group, by in groups}


@cache
def _tricky() -> frozenset[str]:
    """Return the words that mean one thing here and another there."""
    return _table()["leads"] | {"o", "ou", "ne", "que"}


@cache
def _bits() -> tuple[int, int]:
    """Return the bits of what joins, and of what asks."""
    bit = {name: 1 << place for place, name in enumerate(lexicon().groups)}
    return bit["either"], bit["asking"] | bit["verb_first"]


def is_article(text: str, said: list[str], before: str = "") -> bool:
    """Return whether an "o" in a text is the Portuguese article rather than the Spanish "or"; `before`: the word right before it."""
    return (
        (said[:1] == ["o"] and said[1:2] != ["sea"])
        or _PORTUGUESE.search(text) is not None
        or not _table()["article"].isdisjoint(said)
        or (len(before) > 3 and before.endswith(tuple(_table()["before_article"])))
    )


def meant(text: str, said: list[str], hits: Hits) -> Hits:
    """Return what the lexicon heard in a text's words, without what they would only mean in another language."""
    if _tricky().isdisjoint(said):
        return hits
    joins, asks = _bits()
    low = text.lower()
    kept = []
    for position, bits in hits:
        word = said[position]
        if word in ("o", "ou"):
            bits &= ~(joins if _joins_nothing(word, position, low, said) else 0)
        elif word in _tricky() and _asks_nothing(word, position, low, said):
            bits &= ~asks
        if bits:
            kept.append((position, bits))
    return kept


def _joins_nothing(word: str, position: int, low: str, said: list[str]) -> bool:
    """Return whether an "o" is an article, an "ou" the French "where"."""
    if word == "ou":
        return "où" in low
    return is_article(low, said, said[position - 1] if position else "")


def _asks_nothing(word: str, position: int, low: str, said: list[str]) -> bool:
    """Return whether a word that asks in another language asks nothing in this one."""
    if word == "ne":
        return not _table()["negates"].isdisjoint(said)
    if word == "que":
        return (
            position > 0 and said[position - 1] not in _table()["before_what"] and "qué" not in low and "quê" not in low
        )
    if word == "am" and said[position + 1 : position + 2] == ["i"]:
        return False
    return position == 0 and (word != "ja" or "já" not in low)
