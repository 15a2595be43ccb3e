"""Preferences that several people argue over: sides taken, line by line, for options somebody named or the talk itself brought up."""

import math
import re
from collections.abc import Sequence

from bot.model import Because, Cue, Line, Split
from bot.read.choices import LIKELY, choice
from bot.read.options import MOST_OPTIONS, may_offer
from bot.read.phrases import said
from bot.read.sides import (
    CUT,
    DENSE,
    LONGEST_STANCE,
    Side,
    agrees,
    empty_words,
    keys_of,
    same_option,
    sides,
    spaced,
    speaks_for,
    telling,
    telling_dense,
)
from bot.read.words import LONGEST, fold

LATEST = 40
PEOPLE = 3
SUPPORT = 4
_SOLID = re.compile("[\u30a1-\u30ff\u3400-\u9fffa-z]")


def split(lines: Sequence[Line]) -> Split | None:
    """Return what people are split over in the latest lines (oldest first), None where nothing new speaks for it.

    Called for every message: looks further only where the newest line could itself take a side.
    """
    newest = lines[-1].message if lines else None
    if newest is None or newest.bot:
        return None
    earlier = " ".join(["", *(line.message.text[:LONGEST_STANCE] for line in lines[-LATEST:-1])]).lower()
    shared = _shared(newest.text[:LONGEST_STANCE].lower(), earlier)
    if not shared:
        return None
    latest = [line for line in lines[-LATEST:] if not line.message.bot and line.message.text]
    if len({line.message.author.id for line in latest}) < PEOPLE:
        return None
    asked = _asked(latest, shared)
    if asked is not None:
        place, question, options, certain = asked
        found = _support(options, latest[place + 1 :])
        if found and _argued(found, latest, 1):
            return _made(question, options, found, latest, certain)
    if not _outspoken(f"{earlier} {newest.text[:LONGEST_STANCE].lower()}"):
        return None
    options = _raised(latest, shared)
    found = _support(options, latest) if len(options) > 1 else []
    return _made("", options, found, latest, 0.0) if found and _argued(found, latest, 2) else None


def _outspoken(talk: str) -> bool:
    """Return whether sides are taken by words several times in the talk, in lower case."""
    known, plain = telling(), 0
    for word in spaced(talk).split():
        if word in known:
            plain += 1
            if plain >= SUPPORT - 1:
                return True
    return DENSE.search(talk) is not None and sum(talk.count(phrase) for phrase in telling_dense()) > 1


def _shared(text: str, earlier: str) -> list[str]:
    """Return the beginnings of words that a line, which could take a side, shares with those before; [""] where it agrees with one."""
    spoken = text.split()
    if len(text) > 60 and telling().isdisjoint(spaced(text).split()):
        return []
    if text.rstrip()[-1:] in "?？؟":
        return []
    if len(text) < 20 and agrees(text):
        return [""]
    if not text.isascii() and DENSE.search(text):
        pairs = {text[place : place + 2] for place in range(min(len(text), 12))}
        found = [
            pair
            for pair in pairs
            if _SOLID.match(pair) and (pair in earlier or (len(text) < 12 and pair[0] in earlier))
        ]
        return found + [part[:3] for part in CUT.split(text) if len(part) > 2 and part[:3] in earlier]
    empty = empty_words()
    found = []
    for raw in spoken[:14]:
        word = raw.strip(".,!;:،")
        if word and word not in empty and word not in telling() and word[-1] != "?":
            stem = word[2:] if word.startswith("ال") and len(word) > 4 else word
            stem = stem[: max(4, len(stem) - 2)]
            if f" {stem}" in earlier:
                found.append(stem)
    return found


def _asked(latest: list[Line], shared: list[str]) -> tuple[int, str, tuple[str, ...], float] | None:
    """Return (place, question, options, probability) of the latest choice put to the channel that has a word with the newest line."""
    for place in range(len(latest) - 2, -1, -1):
        line = latest[place]
        text = line.message.text[:LONGEST]
        if line.reading.question >= 0.2 or "?" in text or "\n" in text or "？" in text or "؟" in text:
            lower = text.lower()
            if any(stem in lower or (stem[:1] in lower and DENSE.match(stem)) for stem in shared) and may_offer(text):
                found = choice(line.message, line.reading)
                if found is not None and found.probability >= LIKELY / 2:
                    return place, found.question, found.options, found.probability
    return None


def _raised(latest: list[Line], shared: list[str]) -> tuple[str, ...]:
    """Return the options that the talk brought up by itself: somebody took their side plainly, and they are named in two lines.

    None where what the newest line shares with the others stands in no line that takes a side.
    """
    groups: list[list[Side]] = []
    texts = [spaced(line.message.text[:LONGEST_STANCE].lower()) for line in latest]
    places = [place for place, text in enumerate(texts) if _tells(text)]
    own = bool(places) and places[-1] == len(texts) - 1
    if not own and not any(stem in texts[place] for place in places for stem in shared):
        return ()
    for line in [latest[place] for place in places]:
        for side in sides(line.message.text):
            if side.plain and not side.keys <= empty_words():
                home = next(
                    (group for group in groups if any(same_option(side.keys, other.keys) for other in group)), None
                )
                if home is not None:
                    home.append(side)
                else:
                    groups.append([side])
    kept = [group for group in groups if len(group) > 1 or _recurs(group[0], texts)]
    return tuple(_named(group) for group in kept)[:MOST_OPTIONS]


def _tells(text: str) -> bool:
    """Return whether a line, in lower case, has one of the words by which sides are taken."""
    return not telling().isdisjoint(text.split()) or (
        not text.isascii() and any(phrase in text for phrase in telling_dense())
    )


def _recurs(side: Side, texts: list[str]) -> bool:
    """Return whether a side's longest word stands in two lines."""
    word = fold(max(side.text.lower().split(), key=len))
    return sum(word[: max(3, len(word) - 2)] in fold(text) for text in texts) > 1


def _named(group: list[Side]) -> str:
    """Return how an option is called: as a subject where it was one, by most, briefly."""
    texts = [side.text for side in group if side.bare] or [side.text for side in group]
    return min(texts, key=lambda text: (-texts.count(text), len(text), texts.index(text)))


def _support(options: tuple[str, ...], latest: list[Line]) -> list[list[Line]]:
    """Return the lines that speak for each option; none where the newest speaks for none."""
    keys = [keys_of(option) for option in options]
    shared = frozenset.intersection(*keys) if keys else frozenset()
    keys = [key - shared or key for key in keys]
    newest = latest[-1].message.text if latest else ""
    if speaks_for(newest, keys) is None and not agrees(newest):
        return []
    found: list[list[Line]] = [[] for _ in options]
    sided: dict[str, int] = {}
    for line in latest:
        spoken = speaks_for(line.message.text, keys)
        if spoken is None and agrees(line.message.text):
            parents = (line.message.reply_to,) if line.message.reply_to else line.reading.parents()
            spoken = next((sided[parent] for parent in parents if parent in sided), None)
        if spoken is not None:
            found[spoken].append(line)
            sided[line.message.ref.id] = spoken
    return found


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
