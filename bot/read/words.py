"""Words of a text, folded so that spelling habits do not matter, and the lexicon that says what they do in talk."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LONGEST = 2000
"""Characters of a text that are looked at; what a message wants is said by then."""

_URL = re.compile(r"(?:https?://|www\.|ftp://|<?#?/?/[\w.-]+\.\w{2,}/)\S+")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]{1,400}`", re.DOTALL)
_APOSTROPHE = re.compile(r"(?<=\w)['’‘`´](?=\w)")
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff66-\uff9f"
_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"
_WORD = re.compile(rf"[{_CJK}ー]+|(?:[^\W_{_CJK}]|[{_MARKS}])+|[?!]+")
_LETTERS = {
    "ß": "ss",
    "ı": "i",
    "İ": "i",
    "ي": "ی",
    "ك": "ک",
    "ة": "ه",
    "ى": "ی",
    "؟": "?",
    "؛": ";",
    "\u200c": "",
    "…": "...",
}
_KANA_MARKS = "\u3099\u309a"
LONGEST_PHRASE = 5
LONGEST_RUN = 7


class _Folding(dict[int, str]):
    """Character -> its folded form, worked out once per character: compatibility forms and accents go, kana keep their voice."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in _LETTERS:
            folded = _LETTERS[char]
        elif "\uac00" <= char <= "\ud7a3" or "\u0900" <= char <= "\u0963":
            folded = char
        else:
            parts = unicodedata.normalize("NFKD", char)
            kept = [part for part in parts if not unicodedata.combining(part) or part in _KANA_MARKS]
            folded = unicodedata.normalize("NFC", "".join(kept))
            folded = "".join(_LETTERS.get(part, part) for part in folded)
        if len(self) < 30_000:
            self[code] = folded
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Return the text in lower case, without accents and apostrophes inside words, with one kind of question mark."""
    text = text.lower()
    if not text.isascii():
        text = text.translate(_FOLDING)
    return (
        _APOSTROPHE.sub("", text) if "'" in text or "’" in text or "`" in text or "‘" in text or "´" in text else text
    )


def plain(text: str) -> str:
    """Return what is looked at: the beginning of the text, addresses and code replaced by a word that says so."""
    text = text[:LONGEST]
    if "`" in text:
        text = _CODE.sub(" codecode ", text)
    if "//" in text or "www." in text:
        text = _URL.sub(" httplink ", text)
    return text


def words(folded: str) -> list[str]:
    """Return the words, runs of Chinese or Japanese, and runs of marks ("?", "!"), in order."""
    return _WORD.findall(folded)


def unspaced(word: str) -> bool:
    """Whether a word is a run of Chinese or Japanese, whose words nobody separates."""
    return "\u3040" <= word[0] <= "\u9fff" or "\uff66" <= word[0] <= "\uff9f"


Phrases = dict[tuple[str, ...], int]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`spaced`: a word -> the groups it stands in, and the longer phrases it begins; `inside`: unspaced phrases -> groups.

    Groups are bits: 1 << position of the group's name in `groups`.
    """

    spaced: dict[str, tuple[int, Phrases | None]]
    inside: dict[str, int]
    groups: tuple[str, ...]


@cache
def lexicon() -> Lexicon:
    """Return the lexicon, read once."""
    groups = tomllib.loads((Path(__file__).parent / "lexicon.toml").read_text(encoding="utf-8"))
    single: dict[str, int] = {}
    longer: dict[str, Phrases] = {}
    inside: dict[str, int] = {}
    for position, languages in enumerate(groups.values()):
        for language, phrases in languages.items():
            for phrase in phrases.split(" | "):
                found = tuple(words(fold(phrase)))
                if language in ("ja", "zh"):
                    key = fold(phrase).replace(" ", "")
                    inside[key] = inside.get(key, 0) | 1 << position
                elif len(found) == 1:
                    single[found[0]] = single.get(found[0], 0) | 1 << position
                elif found:
                    rest = longer.setdefault(found[0], {})
                    rest[found] = rest.get(found, 0) | 1 << position
    spaced = {word: (single.get(word, 0), longer.get(word)) for word in {*single, *longer}}
    return Lexicon(spaced, inside, tuple(groups))


def find(said: list[str]) -> list[tuple[int, int]]:
    """Return (position of a word, groups as bits) for every phrase of the lexicon that stands in the words."""
    spaced = lexicon().spaced
    hits = []
    for position, word in enumerate(said):
        entry = spaced.get(word)
        bits = 0
        if entry is not None:
            bits, rest = entry
            if rest is not None:
                for length in range(2, LONGEST_PHRASE + 1):
                    bits |= rest.get(tuple(said[position : position + length]), 0)
        elif word[0] > "\u3000" and unspaced(word):
            bits = _inside(word[:120] + ("?" if said[position + 1 : position + 2] == ["?"] else ""))
        if bits:
            hits.append((position, bits))
    return hits


def _inside(run: str) -> int:
    """Return the groups of every phrase inside a run of Chinese or Japanese."""
    inside, bits = lexicon().inside, 0
    for start in range(len(run)):
        for end in range(start + 1, min(len(run), start + LONGEST_RUN) + 1):
            bits |= inside.get(run[start:end], 0)
    return bits
