"""Preferences that several people argue over: sides taken, line by line, for options somebody named or the talk itself brought up."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bot.model import Because, Cue, Line, Split
from bot.read.choices import LIKELY, choice
from bot.read.options import LONGEST_OPTION, MOST_OPTIONS, Word, either, may_offer, said, scope, single, table, words_of
from bot.read.words import LONGEST, fold, unspaced

LATEST = 40
PEOPLE = 3
SUPPORT = 4
LONGEST_STANCE = 240
"""Characters of a line that can be a side taken: who argues in earnest writes more, but begins with it."""
_CUT = re.compile(r"[,;.!?؟،、，。；！？:\n]+(?:\s|$)|[、，。；！？،]|\s[-–—]\s")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
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
def _first_words() -> frozenset[str]:
    """Return the single words, one of which stands in every line that takes a side by the tables."""
    return frozenset(
        word for g in ("before", "after") for t, many in table()[g].items() if t not in ("ja", "zh")
        for phrase in many for word in [phrase.split()[0]]
    ) | {"+1"}  # fmt: skip


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
    return frozenset(word for word in spoken if word not in _small()) or frozenset(spoken)


@cache
def _small() -> frozenset[str]:
    """Return words that name nothing by themselves."""
    return single("article") | single("some") | single("prep")


@cache
def _empty() -> frozenset[str]:
    """Return words that name no option, and that recur in any talk."""
    return _small() | single("nothing") | single("stem") | single("aside") | single("tail")


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
    return [side for part in _CUT.split(text) if (side := _side(part)) is not None]


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
    if not named or (len(named) > 6 and not unspaced(named[0].folded)):
        return None
    chosen = part[start + named[0].start : start + named[-1].end]
    return Side(chosen, keys_of(chosen), plain, bare) if len(chosen) <= LONGEST_OPTION else None


def split(lines: Sequence[Line]) -> Split | None:
    """Return what people are split over in the latest lines (oldest first), None where nothing new speaks for it.

    Called for every message: looks further only where the newest line could itself take a side.
    """
    newest = lines[-1].message if lines else None
    if newest is None or newest.bot or not _may_lean(newest.text, lines):
        return None
    latest = [line for line in lines[-LATEST:] if not line.message.bot and line.message.text]
    if len({line.message.author for line in latest}) < PEOPLE:
        return None
    asked = _asked(latest)
    if asked is not None:
        place, question, options, certain = asked
        found = _support(options, latest[place + 1 :])
        if _argued(found, latest, 1):
            return _made(question, options, found, latest, certain)
    if not _outspoken(latest):
        return None
    options = _raised(latest)
    found = _support(options, latest)
    if not _argued(found, latest, 2):
        return None
    return _made("", options, found, latest, 0.0)


def _may_lean(text: str, lines: Sequence[Line]) -> bool:
    """Return whether a line could take a side: short, or it says so; and it has a word with others in the latest lines."""
    text = text[:LONGEST_STANCE].lower()
    spoken = text.split()
    if len(text) > 60 and _first_words().isdisjoint(spoken):
        return False
    earlier = "\n".join([line.message.text[:LONGEST_STANCE] for line in lines[-LATEST:-1]]).lower()
    if not text.isascii() and _DENSE.search(text):
        return any(text[place : place + 2] in earlier for place in range(min(len(text), 12)))
    empty = _empty()
    return any(
        word[: max(4, len(word) - 2)].strip(".,!;:،") in earlier
        for word in (raw.strip(".,!;:،") for raw in spoken[:14])
        if word and word not in empty
    )


def _asked(latest: list[Line]) -> tuple[int, str, tuple[str, ...], float] | None:
    """Return (place, question, options, probability) of the latest choice put to the channel before the newest line."""
    for place in range(len(latest) - 2, -1, -1):
        line = latest[place]
        text = line.message.text[:LONGEST]
        likely = line.reading.question >= 0.2 or "?" in text or "\n" in text or "？" in text or "؟" in text
        if likely and may_offer(text):
            found = choice(line.message, line.reading)
            if found is not None and found.probability >= LIKELY / 2:
                return place, found.question, found.options, found.probability
    return None


def _outspoken(latest: list[Line]) -> bool:
    """Return whether enough lines take a side by their words for options to come of it."""
    first, plain = _first_words(), 0
    for line in latest:
        text = line.message.text[:LONGEST_STANCE].lower()
        plain += not first.isdisjoint(text.split()) or (not text.isascii() and _DENSE.search(text) is not None)
    return plain >= SUPPORT - 1


def _raised(latest: list[Line]) -> tuple[str, ...]:
    """Return the options that the talk brought up by itself, in the order of their first mention: named plainly, then named again."""
    groups: list[list[Side]] = []
    for line in latest:
        for side in sides(line.message.text):
            if side.keys <= _empty():
                continue
            home = next((group for group in groups if any(_alike(side.keys, other.keys) for other in group)), None)
            if home is not None:
                home.append(side)
            else:
                groups.append([side])
    empty = _empty()
    told = [
        g for g in groups if len(g) > 1 and any(side.plain for side in g) and not all(side.keys <= empty for side in g)
    ]
    return tuple(_named(group) for group in told[:MOST_OPTIONS])


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    """Return whether two options are one: every word of the shorter in the longer."""
    few, many = (a, b) if len(a) <= len(b) else (b, a)
    return all(any(_same(word, other) for other in many) for word in few)


def _named(group: list[Side]) -> str:
    """Return how an option is called: as a subject where it was one, by most, briefly."""
    texts = [side.text for side in group if side.bare] or [side.text for side in group]
    return min(texts, key=lambda text: (-texts.count(text), len(text), texts.index(text)))


def _support(options: tuple[str, ...], latest: list[Line]) -> list[list[Line]]:
    """Return the lines that speak for each option."""
    keys = [keys_of(option) for option in options]
    shared = frozenset.intersection(*keys) if keys else frozenset()
    keys = [key - shared or key for key in keys]
    found: list[list[Line]] = [[] for _ in options]
    sided: dict[str, int] = {}
    for line in latest:
        spoken = _for(line.message.text, keys)
        if spoken is None and _agrees(line.message.text):
            parents = (line.message.reply_to,) if line.message.reply_to else line.reading.parents()
            spoken = next((sided[parent] for parent in parents if parent in sided), None)
        if spoken is not None:
            found[spoken].append(line)
            sided[line.message.ref.id] = spoken
    return found


def _agrees(text: str) -> bool:
    match = _edge("agree", scope(text[:60]))[0].match(_even(text[:60]))
    return match is not None and len(text) <= match.end() + 8


def _for(text: str, keys: list[frozenset[str]]) -> int | None:
    """Return which option a text speaks for, None for none or where it cannot be told."""
    if text.rstrip()[-1:] in "?？؟":
        return None
    named: list[int] = []
    early: list[int] | None = None
    for part in _CUT.split(text[:LONGEST_STANCE]):
        spoken, folded = [_stem(word) for word in words_of(part)], fold(part)
        here = [place for place, key in enumerate(keys) if _names(spoken, folded, key)]
        if len(here) == 1 and not said("against", folded):
            key, side = keys[here[0]], _side(part)
            if side is not None and (side.plain or len(side.keys) <= len(key) + 1):
                return here[0]
        if early is None and spoken:
            early = [place for place in here if _names(spoken[:6], folded, keys[place])]
        named += here
    if len(set(named)) != 1 or not early or len(text) > LONGEST_STANCE // 2 or said("against", fold(text)):
        return None
    return named[0]


def _names(spoken: list[str], folded: str, key: frozenset[str]) -> bool:
    """Return whether words name an option: by one word that only this option has."""
    if any(unspaced(word) for word in key):
        return any(word in folded.replace(" ", "") for word in key)
    return any(_same(word, other) or (len(word) > 3 and other.startswith(word)) for word in key for other in spoken)


def _argued(found: list[list[Line]], latest: list[Line], least: int) -> bool:
    """Return whether it is a split, and the newest line belongs to it."""
    sided = [line for lines in found for line in lines]
    if len(sided) < SUPPORT or sum(len(lines) >= least for lines in found) < 2:
        return False
    return latest[-1] in sided and len({line.message.author for line in sided}) >= PEOPLE


def _made(
    question: str, options: tuple[str, ...], found: list[list[Line]], latest: list[Line], certain: float
) -> Split:
    """Return the split, its probability by how many argue and by how much it sounds like a matter of fact."""
    kept = [(option, lines) for option, lines in zip(options, found, strict=True) if lines]
    sided = [line for _, lines in kept for line in lines]
    people = {line.message.author for line in sided}
    disputed = sum(said("dispute", fold(line.message.text[:LONGEST_STANCE])) != "" for line in latest)
    odds = (
        -1.0
        + 0.5 * (len(people) - 2)
        + 0.3 * (len(sided) - 3)
        + 2 * certain
        - 1.5 * disputed
        + (0 if question else 0.8)
    )
    because: Because = (
        Cue("argued", (("people", str(len(people))), ("lines", str(len(sided)))), tuple(line.message.ref.id for line in sided)),
        *(Cue("put_before") for _ in range(bool(question))),
        *(Cue("side", (("people", ", ".join(dict.fromkeys(line.message.name for line in lines))), ("option", option)),
              tuple(line.message.ref.id for line in lines)) for option, lines in kept),
    )  # fmt: skip
    support = tuple(tuple(line.message.ref.id for line in lines) for _, lines in kept)
    return Split(question, tuple(option for option, _ in kept), support, 1 / (1 + math.exp(-odds)), because)
