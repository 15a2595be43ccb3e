"""Lines that say one small thing only: a greeting, "same here", a laugh, "up". None of them answers a question."""

import re
from collections.abc import Iterable
from functools import cache

from bot.read.names import keys
from bot.read.traits import SHAPE, Traits, group_bit
from bot.read.vocabulary import vocabulary, whole
from bot.read.window import Window
from bot.read.words import bare, fold, lexicon, unspaced

MOST_WORDS, FEW = 8, 4
"""Words, and runs of marks, of a small line; of one that only laughs or brings a question back."""
FAINT = 0.05
"""What is left of the link of a line that only greets to one that asks: it goes to somebody, but responds to no question."""
_LAUGH = (
    r"(?<!\w)(?:[hjaeiоах]?(?:(?:ha){2,}|(?:he){2,}|(?:hi){2,}|(?:ah){2,}|(?:ja){3,}|(?:je){2,}|(?:ха){2,}|(?:хе){2,}|(?:хи){2,}|(?:ах){2,})"
    r"[hjaeх]?|k{3,}|(?:rs){2,}|ه{2,}|خ{3,}|w{2,})(?!\w)"
)
_FACES = "😂🤣😆😅😹💀😄😁"
"""Signs that laugh. Others may well answer: ✅, 👎, 🔵."""


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """Return the phrases of small.toml, folded: group -> phrases of all languages."""
    groups = vocabulary("small").items()
    return {group: tuple(fold(phrase) for listed in by.values() for phrase in listed) for group, by in groups}


def _known(group: str) -> set[str]:
    """Return the lexicon's phrases of a group, folded."""
    bit, known = group_bit(group), lexicon()
    found = {word for word, (bits, _) in known.spaced.items() if bits & bit}
    found |= {" ".join(p) for _, more in known.spaced.values() for p, bits in (more or {}).items() if bits & bit}
    return found | {phrase for phrase, bits in known.inside.items() if bits & bit}


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    """Return a pattern of the phrases that a kind of small line holds: "greets", "same", "laughs" or "nudges"."""
    if kind == "greets":
        return _any_of(_known("greeting") - set(_table()["answers"]))
    return _any_of(_known("same") if kind == "same" else _table()[kind])


@cache
def _laughing() -> re.Pattern[str]:
    return re.compile(rf"(?:{_LAUGH}|{_pattern('laughs').pattern}|\W)+")


def _only_laughs(text: str, folded: str) -> bool:
    """Return whether a line laughs and says nothing else: in letters, or by faces alone."""
    if folded:
        return _laughing().fullmatch(folded) is not None
    signs = {sign for sign in text if not sign.isspace() and sign.isprintable() and sign != "\ufe0f"}
    return bool(signs) and signs <= set(_FACES)


@cache
def _beside(kind: str) -> re.Pattern[str]:
    return _any_of({"greets": _table()["besides"], "same": (*_table()["agreeing"], *_table()["laughs"])}[kind])


@cache
def _bits() -> tuple[tuple[str, int], ...]:
    return ("greets", group_bit("greeting")), ("same", group_bit("same"))


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for phrases: whole words, or anywhere where nobody separates words."""
    known = set(phrases)
    inside = {phrase for phrase in known if unspaced(phrase)}
    return re.compile(whole(known - inside, inside))


def small(text: str, seen: Traits, window: Window) -> str:
    """Return what a line says if it says nothing else: "greets", "same", "laughs" or "nudges"; "" for any other. `seen`: its traits."""
    said = seen.said
    if len(said) > MOST_WORDS or not text.strip() or any([word[0] == "?" for word in said]):
        return ""
    folded = " ".join([word for word in said if word[0] != "!"])
    if len(said) <= FEW:
        if _only_laughs(text, folded):
            return "laughs"
        if _pattern("nudges").fullmatch(folded):
            return "nudges"
    for kind, bit in _bits():
        if (
            any([bits & bit for _, bits in seen.hits])
            and _says_only(kind, folded, window)
            and (folded != "1" or "+" in text)
        ):
            return kind
    return ""


def _says_only(kind: str, folded: str, window: Window) -> bool:
    """Return whether folded words hold phrases of a kind and nothing besides, but small words and names."""
    rest, times = _pattern(kind).subn(" ", folded)
    left = re.findall(r"\w+", _beside(kind).sub(" ", rest)) if times else []
    return times > 0 and (not left or _names_only(left, window))


def announces(seen: Traits) -> bool:
    """Return whether a question only opens an announcement with a link: "Missed it? Watch it here: ...". `seen`: the traits of a line by the team."""
    opens = seen.cues[SHAPE["has_mark"]] and not seen.cues[SHAPE["ends_mark"]]
    return bool(opens and seen.cues[SHAPE["link"]]) and _pattern("tell_us").search(" ".join(seen.said)) is None


def _names_only(left: list[str], window: Window) -> bool:
    """Return whether words are nothing but names of those who wrote lately."""
    names = {
        key for message in window.messages[window.lo : window.hi] for key in (*keys(message.name), bare(message.name))
    }
    return all(word in names for word in left) or " ".join(left) in names
