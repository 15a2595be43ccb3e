"""Sides that a line takes: for an option it names by itself ("I prefer X", "X all the way"), or for one of options already known."""

import re
from dataclasses import dataclass
from functools import cache

from bot.read.options import LONGEST_OPTION
from bot.read.phrases import Word, either, said, scope, single, table, words_of
from bot.read.words import fold, unspaced

LONGEST_STANCE = 240
"""Characters of a line that can be a side taken: who argues in earnest writes more, but begins with it."""
CUT = re.compile(r"[,;.!?؟،、，。；！？:\n]+(?:\s|$)|[、，。；！？،]|\s[-–—]\s")
DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_OF = frozenset({"of", "de", "du", "des", "do", "da", "del", "von"})
_MARKS = str.maketrans({"’": "'", "‘": "'", "`": "'", "\u200c": " "})


class _Even(dict[int, str]):
    """Character -> folded to exactly one character, so that places in the folded text are places in the text."""

    def __missing__(self, code: int) -> str:
        one = fold(chr(code))
        kept = one if len(one) == 1 else chr(code)
        if len(self) < 30_000:
            self[code] = kept
        return kept


_EVEN = _Even()


def _even(text: str) -> str:
    return text.translate(_MARKS).translate(_EVEN)


@cache
def _edge(group: str, scope: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return patterns of a group's phrases: at the beginning of a text, at its end, anywhere."""
    any_of = either(group, scope, _even)
    return re.compile(rf"\s*{any_of}"), re.compile(rf"{any_of}\s*$"), re.compile(any_of)


@cache
def telling() -> frozenset[str]:
    """Return words, one of which stands in every spaced line that takes a side by the tables: the most telling of each phrase."""
    many = [p for g in ("before", "after") for t, of in table()[g].items() if t not in ("ja", "zh") for p in of]
    common = empty_words()
    told = {max(p.split(), key=lambda word: (len(word) > 3, fold(word) not in common, len(word), word)) for p in many}
    return frozenset(word for word in told if fold(word) not in small_words() or word == "за") - {"я", "je", "my"}


@cache
def telling_dense() -> tuple[str, ...]:
    """Return phrases, one of which stands in every unspaced line that takes a side by the tables."""
    many = {phrase for g in ("before", "after") for tongue in ("ja", "zh") for phrase in table()[g][tongue]}
    return tuple(sorted(p for p in many if not any(other in p and other != p for other in many)))


@dataclass(frozen=True, slots=True)
class Side:
    """A side taken in a line: the words for it, whether the line says so plainly, and whether they are its subject (`bare`)."""

    text: str
    keys: frozenset[str]
    plain: bool
    bare: bool


def keys_of(text: str) -> frozenset[str]:
    """Return the words that name an option, folded; a run of Chinese or Japanese is one."""
    if any(unspaced(char) for char in text):
        return frozenset({fold(text).replace(" ", "")})
    spoken = [_stem(word) for word in words_of(text)]
    return frozenset(word for word in spoken if word not in small_words()) or frozenset(spoken)


@cache
def small_words() -> frozenset[str]:
    """Return words that name nothing by themselves."""
    return single("article") | single("some") | single("prep")


@cache
def empty_words() -> frozenset[str]:
    """Return words that name no option, and that recur in any talk."""
    return small_words() | single("nothing") | single("stem") | single("aside") | single("tail")


def _stem(word: Word) -> str:
    """Return a word without the Arabic article."""
    return word.folded[2:] if word.folded.startswith("ال") and len(word.folded) > 4 else word.folded


def _same(a: str, b: str) -> bool:
    """Return whether two words are one, whatever their endings."""
    if a == b:
        return True
    least = min(len(a), len(b))
    if least < 4 or a[0].isdigit():
        return False
    common = next((place for place in range(least) if a[place] != b[place]), least)
    return common >= 4 and common >= least - (1 if least < 6 else 2) and abs(len(a) - len(b)) <= 3


def sides(text: str) -> list[Side]:
    """Return the sides that a text may take, one for each of its parts."""
    text = text[:LONGEST_STANCE]
    if text.rstrip()[-1:] in "?？؟":
        return []
    return [side for part in CUT.split(text) if (side := _side(part)) is not None]


def _side(part: str) -> Side | None:
    """Return the side a part of a line takes: what is left when the words that take sides are taken off."""
    folded, start, end, plain, bare = _even(part), 0, len(part), False, True
    tongues = scope(part)
    first, filler, then = _edge("before", tongues)[0], _edge("aside", tongues), _edge("after", tongues)[2]
    while True:
        before, aside = first.match(folded, start, end), filler[0].match(folded, start, end)
        match = before or aside
        if match is None or match.end() >= end or match.end() == start:
            break
        plain, bare, start = plain or before is not None, bare and before is None, match.end()
    after = then.search(folded, start, end)
    if after is not None and after.start() > start:
        plain, end = True, after.start()
    while (match := filler[1].search(folded, start, end)) is not None and match.start() > start:
        end = match.start()
    named = words_of(part[start:end])
    while len(named) > 1 and (named[0].some or named[0].folded in single("prep")):
        named = named[1:]
    for place, word in enumerate(named):
        if place and word.folded in single("prep") and word.folded not in _OF:
            named = named[:place]
            break
    if not named or (len(named) > 6 and not unspaced(named[0].folded)):
        return None
    chosen = part[start + named[0].start : start + named[-1].end]
    return Side(chosen, keys_of(chosen), plain, bare) if len(chosen) <= LONGEST_OPTION else None


def spaced(text: str) -> str:
    """Return a text whose commas and full stops do not cling to words."""
    return text.replace(",", " ").replace(".", " ").replace("،", " ")


def same_option(a: frozenset[str], b: frozenset[str]) -> bool:
    """Return whether two options are one: every word of the shorter in the longer."""
    few, many = (a, b) if len(a) <= len(b) else (b, a)
    return all(any(_same(word, other) for other in many) for word in few)


def agrees(text: str) -> bool:
    """Return whether a text says no more than that it agrees with another."""
    match = _edge("agree", scope(text[:60]))[0].match(_even(text[:60]))
    return match is not None and len(text) <= match.end() + 8


def speaks_for(text: str, keys: list[frozenset[str]]) -> int | None:
    """Return which option a text speaks for, None for none or where it cannot be told."""
    if text.rstrip()[-1:] in "?？؟":
        return None
    named: list[int] = []
    early: list[int] | None = None
    for part in CUT.split(text[:LONGEST_STANCE]):
        spoken, folded = [_stem(word) for word in words_of(part)], fold(part)
        here = [place for place, key in enumerate(keys) if _names(spoken, folded, key)]
        if len(here) == 1 and not said("against", folded):
            key, side = keys[here[0]], _side(part)
            if side is not None and (side.plain or len(side.keys) <= min(len(key), 2) + 1):
                return here[0]
        if early is None and spoken:
            early = [place for place in here if len(keys[place]) < 3 and _names(spoken[:6], folded, keys[place])]
        named += here
    if len(set(named)) != 1 or not early or len(text) > LONGEST_STANCE // 2 or said("against", fold(text)):
        return None
    return named[0]


def _names(spoken: list[str], folded: str, key: frozenset[str]) -> bool:
    """Return whether words name an option: by one word that only this option has."""
    if any(unspaced(word) for word in key):
        return any(word in folded.replace(" ", "") for word in key)
    return any(_same(word, other) or (len(word) > 3 and other.startswith(word)) for word in key for other in spoken)
