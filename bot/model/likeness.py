"""How alike two questions are, by the words they share: pure arithmetic, the same for every store."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain

from bot.model.small_words import SMALL

LONGEST = 600
"""Characters of a text that are looked at."""

STEM = 5
"""A longer word is known by its first letters: endings say how it is used, in most languages that have them."""

SHORTEST = 2
COMMON = 0.3
"""What stands in more than this share of a community's questions says what the community is about, not what a question is."""

_KANA, _HAN = "\u3041-\u309f", "\u3400-\u4dbf\u4e00-\u9fff"
_DENSE = f"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff{_KANA}{_HAN}\u30a1-\u30ff\uff66-\uff9f"
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_RUN = re.compile(
    rf"[{_KANA}]+|[\u30a1-\u30ff\uff66-\uff9f]+|[{_HAN}]+|[{_DENSE}]+|(?:[^\W_{_DENSE}]|[\u0900-\u0963\u200c])+"
)
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "ı": "i",
        "ё": "е",
        "ي": "ی",
        "ى": "ی",
        "ك": "ک",
        "ة": "ه",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "\u200c": None,
    }
)
_ARABIC = re.compile("^(?:وال|بال|لل|ال)(?=..)")
_ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=\w)")
_QUOTES = re.compile(r"(?<=\w)['’‘`´](?=\w)")
_GRAMMAR = re.compile(
    "[的了吗呢吧啊嘛么怎什何如可以能会想要你您我他她它们是在有没不还把被给和与对为就都也很请问谁哪这那个些说做用一下后前里上成再又或者]+"
)
"""Chinese letters that say how something is asked: words end there."""


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", _QUOTES.sub("", _ELIDED.sub(" ", text.casefold())))
    kept = "".join(
        mark
        for mark in plain
        if not unicodedata.combining(mark) or "\u0900" <= mark <= "\u0963" or mark in "\u3099\u309a"
    )
    return unicodedata.normalize("NFC", kept).translate(_LETTERS)


@cache
def _small() -> frozenset[str]:
    return frozenset(map(_folded, SMALL))


@lru_cache(16384)
def _stem(word: str) -> str:
    return _ARABIC.sub("", word)[:STEM]


@lru_cache(8192)
def terms(text: str) -> frozenset[str]:
    """Return what a text is about: its words without case, accents and endings, small words left out.

    Of scripts that write without spaces: pairs of letters; what is written in hiragana alone is grammar, and left out.
    """
    small = _small()
    found: set[str] = set()
    for run in _RUN.findall(_folded(_LINK.sub(" ", text[:LONGEST]))):
        if "\u3041" <= run[0] <= "\u309f":
            continue
        if _HAN_LETTER.match(run):
            found.update(pair for piece in _GRAMMAR.split(run) for pair in _pairs(piece) if pair not in small)
        elif run not in small and (len(run) >= SHORTEST or run.isdigit()):
            found.add(run if _DENSE_LETTER.match(run) else _stem(run))
    return frozenset(found)


_DENSE_LETTER, _HAN_LETTER = re.compile(f"[{_DENSE}]"), re.compile(f"[{_HAN}]")


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def standing(texts: Sequence[frozenset[str]]) -> Counter[str]:
    """Return in how many of the texts, each as its terms, each term stands."""
    return Counter(chain.from_iterable(texts))


def likeness(a: frozenset[str], b: frozenset[str], known: Mapping[str, int], texts: int) -> float:
    """Return 0..1 for the terms of two texts: how much of each is in both (weighed cosine), less where they share little in all.

    `known`: in how many of `texts` texts of the community a term stands; rare ones weigh more.
    """
    shared = a & b
    if not shared:
        return 0.0
    both = math.fsum(_weight(known.get(term, 0), texts) ** 2 for term in shared)
    one = math.fsum(_weight(known.get(term, 0), texts) ** 2 for term in a)
    other = math.fsum(_weight(known.get(term, 0), texts) ** 2 for term in b)
    return both / math.sqrt(one * other) * (1 - 0.5 ** len(shared))


def _weight(count: int, texts: int) -> float:
    """Return 0..1: near 1 for a term that hardly any text has, less for common ones; of few texts all weigh about the same."""
    return 1 / (1 + math.log1p(count * 8 / (texts + 20) * 4)) if count <= COMMON * texts or texts < 20 else 0.1


def most_alike(text: str, others: Sequence[str], limit: int) -> list[tuple[float, int]]:
    """Return (likeness, place) of the texts most like one, best first, of equals the later; those with nothing in common left out."""
    own, every = terms(text), [terms(other) for other in others]
    known, all = standing(every), len(every)
    scored = [(likeness(own, each, known, all), place) for place, each in enumerate(every) if not own.isdisjoint(each)]
    return sorted((pair for pair in scored if pair[0] > 0), reverse=True)[:limit]
