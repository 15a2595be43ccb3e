"""The options in a sentence: where "or" stands, lists over lines, and what a poll can carry."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from bot.model import SMALLEST
from bot.read.alike import best_cut, trimmed
from bot.read.phrases import CJK, LETTER, single, table, words_of
from bot.read.tongues import is_article
from bot.read.words import LONGEST, fold

LONGEST_OPTION = SMALLEST.poll_option_characters
MOST_OPTIONS = SMALLEST.poll_options
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_FENCED = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_SENTENCE = re.compile(r"[^?!？！؟。;；\n.…]*(?:\.(?=\w)[^?!？！؟。;；\n.…]*)*[?!？！؟。;；.…]*")
_HARD = re.compile(r"[()\[\]{}]|(?<!\d):|:(?!\d)|：|\s[-–—]\s|¿|¡")
_CHUNK = re.compile(r"[,،、，()\[\]{}\"“”«»„]|(?<!\d):|:(?!\d)|：|\s[-–—]\s|¿|¡")
_ITEM = re.compile(r"\s{0,8}(?:[-*•·▪]|\(?(?:\d{1,2}|[A-Ja-j])[.)]|[①-⑩]|\d\ufe0f?\u20e3)\s{1,4}(\S[^\n]{0,200})")


@dataclass(frozen=True, slots=True)
class Offered:
    """Options found in a text. `form`: "or", "versus" or "list"; `word`: what stands between the options; `fit`: how alike they are built,
    about -4..8; `bare`: nothing but the options stands in the sentence; `asked`: it ends like a question; `clause`: a whole new
    clause follows ("or should I ...")."""

    question: str
    options: tuple[str, ...]
    form: str
    word: str
    fit: float
    bare: bool
    asked: bool
    clause: bool


@cache
def _between() -> tuple[frozenset[str], re.Pattern[str]]:
    """Return what stands between options: the words to look for first, and a pattern that finds them in place."""
    by = table()["or"]
    spaced = {word for tongue, many in by.items() if tongue not in ("ja", "zh") for word in many}
    listed = "|".join(re.escape(word) for word in sorted(spaced, key=lambda word: (-len(word), word)))
    inside = "还是|還是|或者|それとも"
    return frozenset(spaced | {"ya", "da"}), re.compile(
        rf"(?<=[\s,،])(?:ya da|{listed})(?=[\s,،]|$)|[、，,]?(?:{inside})[、，,]?|(?<=\S)(?:か、?|と)(?=[^？?]+?(?:どっち|どちら|どれ))"
        rf"|(?<=[{CJK}])か(?=[{CJK}]+か)|(?<=\S)[vV][sS](?=[{CJK}])|(?<=[{CJK}])還(?=[{CJK}])"
    )


_PARTICLES = frozenset({"mi", "mu"})
"""Turkish asks with these, after each option (folded: mi, mı, mu, mü)."""
_ASKING = frozenset({"mı", "mü", "mi", "mu", "mı?", "mi?", "mu?", "mü?"})
_QUICK = ("还是", "還", "或者", "それとも", "どっち", "どちら", "どれ", "\n")


def may_offer(text: str) -> bool:
    """Return whether a text could hold options at all: a look at its words, made for every line."""
    for mark in _QUICK if not text.isascii() else ("\n",):
        if mark in text:
            return True
    said = text.lower().split()
    return not (_between()[0].isdisjoint(said) and (text.isascii() or _ASKING.isdisjoint(said)))


def offered(text: str) -> list[Offered]:
    """Return the options that a text holds, one entry for each sentence or list with some."""
    text = text[:LONGEST]
    if not may_offer(text):
        return []
    text = _CONTROL.sub(" ", _FENCED.sub(" ", text).replace("\r", "\n").replace("`", ""))
    listed = _listed(text)
    if listed is not None:
        return [listed]
    found = []
    text = re.sub(r"[?？][ 、]?(?=それとも)", "、", text)
    for match in _SENTENCE.finditer(text):
        sentence = match.group().strip()
        if len(sentence) > 4 and not sentence.startswith(">"):
            one = _turkish(sentence) or _joined(sentence)
            if one is not None:
                found.append(one)
    return found[:4]


def _listed(text: str) -> Offered | None:
    """Return the options of a list over lines, the line before it being what asks."""
    if text.count("\n") < 1:
        return None
    lines = [line for line in text.split("\n") if line.strip()]
    at = [place for place, line in enumerate(lines) if _ITEM.match(line)]
    if len(at) < 2 or at != list(range(at[0], at[0] + len(at))):
        return None
    items = [match.group(1).strip() for line in lines if (match := _ITEM.match(line))]
    around = " ".join(lines[: at[0]] + lines[at[-1] + 1 :]).strip()
    options = distinct(items)
    if not around or len(options) < 2 or len(options) < len(items):
        return None
    return Offered(around[:300], options, "list", "", 0.0, False, "?" in fold(around), False)


def distinct(texts: list[str]) -> tuple[str, ...]:
    """Return options as a poll can carry them: trimmed, none twice in any spelling, none too long to keep its sense; at most ten."""
    kept: dict[str, str] = {}
    for text in texts:
        option = " ".join(text.split()).strip(" ,.;:!?？！。、，؟¿¡\"'“”«»*_~-")
        if option and LETTER.search(option):
            if len(option) > LONGEST_OPTION:
                return ()
            kept.setdefault(fold(option), option)
    return tuple(kept.values()) if len(kept) <= MOST_OPTIONS else ()


def _joined(sentence: str) -> Offered | None:
    """Return the options around "or" (or "vs"), the last of them in the sentence; more before it when they are set off by commas."""
    places = list(_between()[1].finditer(f"{sentence} "))
    asked = "?" in fold(sentence) or sentence.rstrip("。. ").endswith(("か", "呢"))
    if len(places) > MOST_JOINTS:
        return None  # no choice holds so many, and each would be looked at with all words before it
    places = _joints(places, sentence)
    if not places:
        return None
    first, last = places[0], places[-1]
    tail = sentence[last.end() :]
    cut = _CHUNK.search(tail, 1)
    if cut is not None:
        tail = tail[: cut.start()]
    tail_words = words_of(tail)
    chunks = _chunks(sentence[: first.start()])
    for before, after in pairwise(places):
        chunks += [(before.end() + start, text) for start, text in _chunks(sentence[before.end() : after.start()])]
    if not chunks or not tail_words or tail_words[0].folded in single("never"):
        return None
    word = last.group().strip(" ,、，")
    found = best_cut(chunks[-1][1], tail, word.lower() in _topical())
    if found is None:
        return None
    fit, left, right, whole = found
    options = [left, right]
    for position in range(len(chunks) - 2, -1, -1):
        more = _item(chunks[position][1], options[0]) if whole else None
        if more is None:
            whole = False
            break
        options.insert(0, more)
    form = "versus" if word.lower().startswith("vs") or word == "versus" else "or"
    kept = distinct(options)
    if len(kept) < 2:
        return None
    bare = whole and len(chunks) == len(options) - 1
    clause = any(one.folded in single("person") for one in tail_words[:2])
    return Offered(sentence[:300].strip(), kept, form, word, fit, bare, asked, clause)


@cache
def _topical() -> frozenset[str]:
    """Return what joins options in languages where a topic may stand right before them without a mark or a small word."""
    by = table()["or"]
    return frozenset(
        {"か", "と", "還", "ya da"}.union(*(by[tongue] for tongue in ("tr", "ar", "fa", "hi", "hi-latn", "ja", "zh")))
    )


MOST_JOINTS = 40
_DOUBTFUL = frozenset({"o", "u", "ya"})
_SPANISH = frozenset({"el", "la", "lo", "los", "que", "esta", "no", "de", "se"})
"""Beside one of these "ya" is the Spanish "already"."""
_BEFORE_O = re.compile(r"\s*(?:h?o|8|11)")
"""What the Spanish "u" stands before; elsewhere it is the English "you"."""


def _joints(places: list[re.Match[str]], sentence: str) -> list[re.Match[str]]:
    """Return those places where options are joined: without the Portuguese article "o", the English "u", the Spanish "ya"."""
    if not any(place.group().strip().lower() in _DOUBTFUL for place in places):
        return places
    said = words_of(sentence)
    folded, ends = [word.folded for word in said], [word.end for word in said]
    kept = []
    for place in places:
        word, before = place.group().strip().lower(), bisect_right(ends, place.start())
        if word == "ya":
            joins = _SPANISH.isdisjoint(folded)
        elif word == "u":
            joins = _BEFORE_O.match(fold(sentence[place.end() : place.end() + 8])) is not None
        else:
            joins = word != "o" or not is_article(sentence, folded, folded[before - 1] if before else "")
        if joins:
            kept.append(place)
    return kept


def _chunks(text: str) -> list[tuple[int, str]]:
    """Return the parts between commas, after the last colon, bracket or dash, with their places; empty ones left out."""
    ends = (mark.end() for mark in reversed(list(_HARD.finditer(text))))
    parts, start = [], next((end for end in ends if LETTER.search(text, end)), 0)
    for mark in _CHUNK.finditer(text, start):
        parts.append((start, text[start : mark.start()]))
        start = mark.end()
    parts.append((start, text[start:]))
    return [(place, part) for place, part in parts if LETTER.search(part)]


def _item(chunk: str, beside: str) -> str | None:
    """Return a part before a comma as one more option, None where it is what leads to the options."""
    said, other = words_of(chunk), words_of(beside)
    if not said or any(word.folded in single("stem") for word in said) or "の" in chunk:
        return None
    said = trimmed(said)
    if not said or len(said) > 2 * len(other) + 1:
        return None
    return chunk[said[0].start : said[-1].end]


_VERB = re.compile(r"(?:(?<=[^\W\d_]{2})(?:s[ae][mk]|[ae]y[iı]m)|al[iı]m|el[iı]m|s[iı]n|sun|[iıuü]yor\w*|[ıiuü]yo)$")


def _turkish(sentence: str) -> Offered | None:
    """Return the options before "mi ... mi"; the verb may stand after the first."""
    said = words_of(sentence)
    marks = [place for place, word in enumerate(said) if word.folded in _PARTICLES]
    if len(marks) != 2 or marks[0] == 0:
        return None
    between = said[marks[0] + 1 : marks[1]]
    joins = [place for place, word in enumerate(between) if word.folded in ("yoksa", "ya", "veya", "da")]
    if joins:
        between = between[joins[-1] + 1 :]
    while len(between) > 1 and (between[0].folded in single("tail") or _VERB.search(between[0].folded)):
        between = between[1:]
    if not between or between[0].folded in single("never"):
        return None
    start = max([0, *(m.end() for m in _CHUNK.finditer(sentence[: said[marks[0]].start]))])
    found = best_cut(sentence[start : said[marks[0]].start], sentence[between[0].start : between[-1].end], True)
    if found is None:
        return None
    fit, left, right, whole = found
    kept = distinct([left, right])
    verbs = _VERB.search(fold(left)) is not None and _VERB.search(fold(right)) is not None
    if len(kept) < 2 or verbs:
        return None
    return Offered(sentence[:300].strip(), kept, "or", "mi", fit, whole and start == 0, True, False)
