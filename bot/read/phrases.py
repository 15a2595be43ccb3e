"""The words by which choices and splits are told (choices.toml), how they are found in a text, and the words of a text in their places."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from bot.read.vocabulary import UNSPACED, vocabulary, whole
from bot.read.words import fold

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff66-\uff9f"
_KANA = re.compile("[\u3041-\u30ff]")
LETTER = re.compile(r"\w")


def table() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the words of choices.toml: group -> language -> phrases as they are written there."""
    return vocabulary("choices")


@cache
def single(group: str) -> frozenset[str]:
    """Return a group's phrases of all languages, folded, for looking up one word."""
    return frozenset(fold(phrase) for phrases in table()[group].values() for phrase in phrases)


_UNSPACED = re.compile(f"[{CJK}]")


def scope(text: str) -> str:
    """Return which languages' phrases a text can hold at all, so that no others are looked for."""
    return "ascii" if text.isascii() else "unspaced" if _UNSPACED.search(text) else "spaced"


@cache
def either(group: str, scope: str, folding: Callable[[str], str] = fold) -> str:
    """Return a pattern for a group's phrases: whole words, or anywhere where nobody separates words."""
    spaced = {folding(p) for tongue, many in table()[group].items() if tongue not in UNSPACED for p in many}
    inside = {folding(p) for tongue in UNSPACED for p in table()[group].get(tongue, ())}
    if scope != "spaced":
        spaced = {phrase for phrase in spaced if phrase.isascii()}
    return whole(spaced, inside if scope == "unspaced" else ())


@cache
def _compiled(group: str, scope: str) -> re.Pattern[str]:
    return re.compile(either(group, scope))


def said(group: str, text: str) -> str:
    """Return the first phrase of a group that stands in a folded text, "" where there is none."""
    match = _compiled(group, scope(text)).search(text)
    return match.group() if match else ""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence: its place in the text, folded, and whether it is an indefinite article ("a", which "à" is not)."""

    start: int
    end: int
    folded: str
    some: bool


@cache
def _splitter(japanese: bool) -> re.Pattern[str]:
    """Return what cuts a sentence into words; where nobody separates words, known ones and runs of one script, or single signs."""
    known = {w for g in ("stem", "tail") for w in table()[g]["ja" if japanese else "zh"]}
    listed = "|".join(re.escape(word) for word in sorted(known, key=lambda word: (-len(word), word)))
    stem = rf"[\u4e00-\u9fff]+(?:(?!{listed})[\u3041-\u309f])*|" if japanese else ""
    return re.compile(
        rf"{listed}|{stem}[\u30a0-\u30ff]+|(?:(?![{CJK}])[\w\u0900-\u0963\u064b-\u0652\u200c+#&@%$'’./:*=-])+|[{CJK}]"
    )


def japanese(text: str) -> bool:
    """Whether kana stand in a text: what of it is written in other signs is Japanese, too."""
    return _KANA.search(text) is not None


def words_of(text: str, *, part_of_japanese: bool = False) -> list[Word]:
    """Return the words of a text, without the marks around them. A part of a Japanese sentence may have no kana to tell by."""
    found, articles = [], _some()
    for match in _splitter(part_of_japanese or japanese(text)).finditer(text):
        raw = match.group()
        kept = raw.strip("'’./:*=-") if len(raw) > 1 else raw
        if kept and LETTER.search(kept):
            start = match.start() + raw.index(kept)
            found.append(Word(start, start + len(kept), fold(kept), kept.lower() in articles))
    return found


@cache
def _some() -> frozenset[str]:
    return frozenset(word for words in table()["some"].values() for word in words)
