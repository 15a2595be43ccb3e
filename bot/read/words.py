"""Words of a text, folded so that spelling habits do not matter, and the lexicon that says what they do in talk."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bot.read.vocabulary import UNSPACED, vocabulary

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
    "…": "...",
    **dict.fromkeys("\u00ad\u0640\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u093c", ""),
    "\u0901": "\u0902",
    **dict(
        zip(
            "\u0958\u0959\u095a\u095b\u095c\u095d\u095e\u095f",
            "\u0915\u0916\u0917\u091c\u0921\u0922\u092b\u092f",
            strict=True,
        )
    ),
}
"""Letters that stand for others, and signs that are none: what stretches or joins letters, or says where they run; the nukta."""
_KANA_MARKS = "\u3099\u309a"
_QUOTED = re.compile(r"[«“„「『][^«»“”„「」『』\n]{1,200}[»”“」』]|(?<!\w)\"[^\"\n]{1,200}\"(?!\w)")
_ASIDE = re.compile(r"\w\W+\w")
_THRICE = re.compile(r"(\w)\1\1")
_STRETCHED = re.compile(rf"([^\W\d_{_CJK}])\1\1+")
LONGEST_PHRASE = 5
LONGEST_RUN = 7
RUN = 120
"""Characters of a run that are looked at."""
EDGE = "。"
"""Stands in the lexicon, and in no run, for where a run begins, and for where the last one ends."""


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


def bare(text: str) -> str:
    """Return the text in lower case, without accents: how names are compared."""
    text = text.lower()
    return text if text.isascii() else text.translate(_FOLDING)


def fold(text: str) -> str:
    """Return the text in lower case, without accents and apostrophes inside words, with one kind of question mark."""
    return joined(bare(text))


def joined(text: str) -> str:
    """Return the text without the apostrophes inside words."""
    return (
        _APOSTROPHE.sub("", text) if "'" in text or "’" in text or "`" in text or "‘" in text or "´" in text else text
    )


def plain(text: str) -> str:
    """Return what is looked at: the beginning of the text, addresses and code replaced by a word that says so, without quoted questions."""
    text = text[:LONGEST]
    if "`" in text:
        text = _CODE.sub(" codecode ", text)
    if "//" in text or "www." in text:
        text = _URL.sub(" httplink ", text)
    if ("?" in text or "؟" in text or "？" in text) and _QUOTED.search(text):
        text = _told(text)
    return text


def _told(text: str) -> str:
    """Return a text without the questions that it quotes between other words: who tells of a question asks none."""
    rest = _QUOTED.sub(
        lambda quoted: ' " " ' if {"?", "؟", "？"}.intersection(quoted.group()) else quoted.group(), text
    )
    return rest if _ASIDE.search(rest) else text


def words(folded: str) -> list[str]:
    """Return the words, runs of Chinese or Japanese, and runs of marks ("?", "!"), in order."""
    return _WORD.findall(folded)


def calm(said: list[str], folded: str) -> list[str]:
    """Return the words of a folded text without letters that are drawn out ("thaaanks"), but where the lexicon has them so."""
    return [_calmed(word) for word in said] if _THRICE.search(folded) else said


def _calmed(word: str) -> str:
    spaced = lexicon().spaced
    if word in spaced or not _STRETCHED.search(word):
        return word
    twice = _STRETCHED.sub(r"\1\1", word)
    return twice if twice in spaced else _STRETCHED.sub(r"\1", word)


def spans(text: str) -> tuple[Sequence[int], list[tuple[int, int]]]:
    """Return the place in a text of each letter of its folded form, and (begin, end) of each of its words in that form."""
    if text.isascii() and "'" not in text and "`" not in text:
        return range(len(text)), [match.span() for match in _WORD.finditer(text)]
    letters = [(place, letter) for place, char in enumerate(text) for letter in bare(char)]
    low = "".join(letter for _, letter in letters)
    gone = {match.start() for match in _APOSTROPHE.finditer(low)}
    kept = [pair for number, pair in enumerate(letters) if number not in gone]
    folded = "".join(letter for _, letter in kept)
    return [place for place, _ in kept], [match.span() for match in _WORD.finditer(folded)]


def unspaced(word: str) -> bool:
    """Whether a word is a run of Chinese or Japanese, whose words nobody separates."""
    return "\u3040" <= word[0] <= "\u9fff" or "\uff66" <= word[0] <= "\uff9f"


Phrases = dict[tuple[str, ...], int]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`spaced`: a word -> the groups it stands in, and the longer phrases it begins; `inside`: unspaced phrases -> groups.

    Groups are bits: 1 << position of the group's name in `groups`; those of `_TAKING` come after them, and are no cues.
    """

    spaced: dict[str, tuple[int, Phrases | None]]
    inside: dict[str, int]
    groups: tuple[str, ...]


_TAKING = ("idle", "offering")
_ASKS = ("asking", "verb_first", "someone")
_SEEKS = (*_ASKS, "seeking", "trouble")


@cache
def lexicon() -> Lexicon:
    """Return the lexicon, read once."""
    groups = vocabulary("lexicon")
    names = (*(name for name in groups if name not in _TAKING), *_TAKING)
    single: dict[str, int] = {}
    longer: dict[str, Phrases] = {}
    inside: dict[str, int] = {}
    for position, name in enumerate(names):
        for language, phrases in groups.get(name, {}).items():
            for phrase in phrases:
                found = tuple(words(fold(phrase)))
                if language in UNSPACED:
                    key = fold(phrase).replace(" ", "")
                    inside[key] = inside.get(key, 0) | 1 << position
                elif len(found) == 1:
                    single[found[0]] = single.get(found[0], 0) | 1 << position
                elif found:
                    rest = longer.setdefault(found[0], {})
                    rest[found] = rest.get(found, 0) | 1 << position
    spaced = {word: (single.get(word, 0), longer.get(word)) for word in {*single, *longer}}
    return Lexicon(spaced, inside, names[: -len(_TAKING)])


@cache
def _bits(names: tuple[str, ...]) -> int:
    """Return the bits of some groups."""
    order = (*lexicon().groups, *_TAKING)
    return sum(1 << order.index(name) for name in names)


def find(said: list[str]) -> list[tuple[int, int]]:
    """Return (position of a word, groups as bits) for every phrase of the lexicon that stands in the words."""
    spaced, taking = lexicon().spaced, _bits(_TAKING)
    hits, heard = [], 0
    for position, word in enumerate(said):
        entry = spaced.get(word)
        bits = 0
        if entry is not None:
            bits, rest = entry
            if rest is not None:
                for length in range(2, LONGEST_PHRASE + 1):
                    bits |= rest.get(tuple(said[position : position + length]), 0)
        elif word[0] > "\u3000" and unspaced(word):
            bits = _inside(run_at(said, position))
        if bits:
            hits.append((position, bits))
            heard |= bits
    return _taken(said, hits, heard) if heard & taking else hits


def run_at(said: list[str], position: int) -> str:
    """Return a run as it is looked through, with its edges: a mark belongs to it."""
    word = said[position]
    after = said[position + 1 : position + 2]
    return EDGE + word[:RUN] + ("?" if after == ["?"] else "" if after or len(word) < 2 else EDGE)


def _inside(run: str) -> int:
    """Return the groups of every phrase inside a run of Chinese or Japanese."""
    here, bits = places(run), 0
    for _, _, groups in here:
        bits |= groups
    return _awake(here, here) if bits & _bits(("idle",)) else bits


Place = tuple[int, int, int]
"""Where a phrase begins, where it ends, and its groups as bits."""


def places(run: str) -> list[Place]:
    """Return where each phrase stands inside a run of Chinese or Japanese."""
    inside = lexicon().inside
    ends = [(a, b) for a in range(len(run)) for b in range(a + 1, min(len(run), a + LONGEST_RUN) + 1)]
    return [(a, b, bits) for a, b in ends if (bits := inside.get(run[a:b], 0))]


def phrases_at(said: list[str], position: int) -> list[Place]:
    """Return the phrases that begin at a word, in words."""
    bits, rest = lexicon().spaced.get(said[position], (0, None))
    ends = range(position + 2, min(len(said), position + LONGEST_PHRASE) + 1)
    longer = [(position, end, rest.get(tuple(said[position:end]), 0)) for end in ends] if rest else []
    return [(position, position + 1, bits), *longer]


def _awake(places: list[Place], among: list[Place]) -> int:
    """Return the groups of phrases; those that ask only where they do not stand wholly inside a set phrase among others."""
    idle, asks, heard = _bits(("idle",)), _bits(_ASKS), 0
    over = [place for place in among if place[2] & idle]
    for a, b, bits in places:
        heard |= bits & ~asks if any(begin <= a and b <= end for begin, end, _ in over) else bits
    return heard


def _taken(said: list[str], hits: list[tuple[int, int]], heard: int) -> list[tuple[int, int]]:
    """Return the hits without what a set phrase or an offer of help takes away."""
    if heard & _bits(("offering",)) and not any("?" in word for word in said):
        gone = _bits(_SEEKS)
        return [(position, bits & ~gone) for position, bits in hits if bits & ~gone]
    if not heard & _bits(("idle",)):
        return hits
    spaced = [place for at, _ in hits if not unspaced(said[at]) for place in phrases_at(said, at)]
    left = []
    for position, bits in hits:
        here = [place for place in spaced if place[0] == position]
        left.append((position, _awake(here, spaced) if here else bits))
    return [(position, bits) for position, bits in left if bits]
