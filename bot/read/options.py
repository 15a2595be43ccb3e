"""The options in a sentence: where "or" stands, where the first begins and where the last ends, by how alike they are built."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.model import SMALLEST
from bot.read.words import LONGEST, fold

LONGEST_OPTION = SMALLEST.poll_option_characters
MOST_OPTIONS = SMALLEST.poll_options
WORDS_IN_OPTION = 8
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff66-\uff9f"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_FENCED = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_SENTENCE = re.compile(r"[^?!？！؟。;；\n.…]*(?:\.(?=\w)[^?!？！؟。;；\n.…]*)*[?!？！؟。;；.…]*")
_HARD = re.compile(r"[()\[\]{}]|(?<!\d):|:(?!\d)|：|\s[-–—]\s|¿|¡")
_CHUNK = re.compile(r"[,،、，()\[\]{}\"“”«»„]|(?<!\d):|:(?!\d)|：|\s[-–—]\s|¿|¡")
_ITEM = re.compile(r"\s{0,8}(?:[-*•·▪]|\(?(?:\d{1,2}|[A-Ja-j])[.)]|[①-⑩]|\d\ufe0f?\u20e3)\s{1,4}(\S[^\n]{0,200})")
_KANA = re.compile("[\u3041-\u30ff]")
_LETTER = re.compile(r"\w")


@cache
def table() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the words of choices.toml: group -> language -> phrases as they are written there."""
    read = tomllib.loads((Path(__file__).parent / "choices.toml").read_text(encoding="utf-8"))
    return {group: {tongue: tuple(text.split(" | ")) for tongue, text in by.items()} for group, by in read.items()}


@cache
def single(group: str) -> frozenset[str]:
    """Return a group's phrases of all languages, folded, for looking up one word."""
    return frozenset(fold(phrase) for phrases in table()[group].values() for phrase in phrases)


_UNSPACED = re.compile(f"[{_CJK}]")


def scope(text: str) -> str:
    """Return which languages' phrases a text can hold at all, so that no others are looked for."""
    return "ascii" if text.isascii() else "unspaced" if _UNSPACED.search(text) else "spaced"


@cache
def either(group: str, scope: str, folding: Callable[[str], str] = fold) -> str:
    """Return a pattern for a group's phrases: whole words, or anywhere where nobody separates words."""
    spaced = {folding(p) for tongue, many in table()[group].items() if tongue not in ("ja", "zh") for p in many}
    inside = {folding(p) for tongue in ("ja", "zh") for p in table()[group].get(tongue, ())}
    if scope != "spaced":
        spaced = {phrase for phrase in spaced if phrase.isascii()}
    listed = [
        "|".join(re.escape(p) for p in sorted(some, key=lambda p: (-len(p), p)))
        for some in (spaced, inside if scope == "unspaced" else ())
    ]
    return rf"(?:(?<!\w)(?:{listed[0]})(?!\w)" + (f"|{listed[1]})" if listed[1] else ")")


@cache
def _compiled(group: str, scope: str) -> re.Pattern[str]:
    return re.compile(either(group, scope))


def said(group: str, text: str) -> str:
    """Return the first phrase of a group that stands in a folded text, "" where there is none."""
    match = _compiled(group, scope(text)).search(text)
    return match.group() if match else ""


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
        rf"{listed}|{stem}[\u30a0-\u30ff]+|(?:(?![{_CJK}])[\w\u0900-\u0963\u064b-\u0652\u200c+#&@%$'’./:*=-])+|[{_CJK}]"
    )


def words_of(text: str) -> list[Word]:
    """Return the words of a text, without the marks around them."""
    found, articles = [], _some()
    for match in _splitter(_KANA.search(text) is not None).finditer(text):
        raw = match.group()
        kept = raw.strip("'’./:*=-") if len(raw) > 1 else raw
        if kept and _LETTER.search(kept):
            start = match.start() + raw.index(kept)
            found.append(Word(start, start + len(kept), fold(kept), kept.lower() in articles))
    return found


@cache
def _some() -> frozenset[str]:
    return frozenset(word for words in table()["some"].values() for word in words)


@cache
def _between() -> tuple[frozenset[str], re.Pattern[str]]:
    """Return what stands between options: the words to look for first, and a pattern that finds them in place."""
    by = table()["or"]
    spaced = {word for tongue, many in by.items() if tongue not in ("ja", "zh") for word in many}
    listed = "|".join(re.escape(word) for word in sorted(spaced, key=lambda word: (-len(word), word)))
    inside = "还是|還是|或者|それとも"
    return frozenset(spaced | {"ya", "da"}), re.compile(
        rf"(?<=[\s,،])(?:ya da|{listed})(?=[\s,،]|$)|[、，,]?(?:{inside})[、，,]?|(?<=\S)(?:か、?|と)(?=[^？?]+?(?:どっち|どちら|どれ))"
        rf"|(?<=[{_CJK}])か(?=[{_CJK}]+か)|(?<=\S)[vV][sS](?=[{_CJK}])|(?<=[{_CJK}])還(?=[{_CJK}])"
    )


_PARTICLES = frozenset({"mi", "mu"})
"""Turkish asks with these, after each option (folded: mi, mı, mu, mü)."""
_QUICK = ("还是", "還", "或者", "それとも", "どっち", "どちら", "どれ", "\n")


def may_offer(text: str) -> bool:
    """Return whether a text could hold options at all: a look at its words, made for every line."""
    for mark in _QUICK if not text.isascii() else ("\n",):
        if mark in text:
            return True
    said = set(text.lower().split())
    if not said.isdisjoint(_between()[0]):
        return True
    return not text.isascii() and not said.isdisjoint(("mı", "mü", "mi", "mu", "mı?", "mi?", "mu?", "mü?"))


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
        if option and _LETTER.search(option):
            if len(option) > LONGEST_OPTION:
                return ()
            kept.setdefault(fold(option), option)
    return tuple(kept.values()) if len(kept) <= MOST_OPTIONS else ()


def _joined(sentence: str) -> Offered | None:
    """Return the options around "or" (or "vs"), the last of them in the sentence; more before it when they are set off by commas."""
    places = list(_between()[1].finditer(f"{sentence} "))
    asked = "?" in fold(sentence) or sentence.rstrip("。. ").endswith(("か", "呢"))
    places = [place for place in places if not _is_article(place, sentence)]
    if not places:
        return None
    first, last = places[0], places[-1]
    tail = sentence[last.end() :]
    cut = _CHUNK.search(tail, 1)
    if cut is not None:
        tail = tail[: cut.start()]
    tail_words = words_of(tail)
    chunks = _chunks(sentence[: first.start()])
    for before, after in zip(places, places[1:], strict=False):
        chunks += [(before.end() + start, text) for start, text in _chunks(sentence[before.end() : after.start()])]
    if not chunks or not tail_words or tail_words[0].folded in single("never"):
        return None
    word = last.group().strip(" ,、，")
    found = _best(chunks[-1][1], tail, word.lower() in _topical())
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


def _is_article(place: re.Match[str], sentence: str) -> bool:
    """Return whether what could join options is another word here: the Portuguese article "o", the Spanish "ya"."""
    word = place.group().strip().lower()
    if word not in ("o", "u", "ya"):
        return False
    said = set(fold(sentence).split())
    if word == "ya":
        return bool(said & {"el", "la", "lo", "los", "que", "esta", "no", "de", "se"})
    return bool(
        said
        & {
            "nao",
            "voce",
            "voces",
            "vcs",
            "do",
            "da",
            "em",
            "um",
            "uma",
            "ou",
            "no",
            "na",
            "e",
            "pra",
            "pessoal",
            "galera",
        }
        - {"no", "e"}
    )


def _chunks(text: str) -> list[tuple[int, str]]:
    """Return the parts between commas, after the last colon, bracket or dash, with their places; empty ones left out."""
    parts, start = (
        [],
        max((mark.end() for mark in _HARD.finditer(text) if _LETTER.search(text[mark.end() :])), default=0),
    )
    for mark in _CHUNK.finditer(text, start):
        parts.append((start, text[start : mark.start()]))
        start = mark.end()
    parts.append((start, text[start:]))
    return [(place, part) for place, part in parts if _LETTER.search(part)]


def _item(chunk: str, beside: str) -> str | None:
    """Return a part before a comma as one more option, None where it is what leads to the options."""
    said, other = words_of(chunk), words_of(beside)
    if not said or any(word.folded in single("stem") for word in said) or "の" in chunk:
        return None
    said = _trimmed(said)
    if not said or len(said) > 2 * len(other) + 1:
        return None
    return chunk[said[0].start : said[-1].end]


def _trimmed(said: list[Word]) -> list[Word]:
    """Return words without those that only end a sentence, and without an indefinite article before them."""
    end = len(said)
    while end > 1 and said[end - 1].folded in single("tail"):
        end -= 1
    indefinite = end > 1 and said[0].some and said[1].folded not in single("article")
    return said[1 if indefinite else 0 : end]


def _best(left: str, right: str, topical: bool) -> tuple[float, str, str, bool] | None:
    """Return (fit, first option, second, whether the first fills its part) for the cut that makes the two most alike."""
    before, after = _trimmed(words_of(left))[-14:], words_of(right)[:14]
    if not before or not after:
        return None
    choices = []
    for start in range(max(0, len(before) - 2 * WORDS_IN_OPTION), len(before)):
        for end in range(1, min(len(after), 2 * WORDS_IN_OPTION) + 1):
            a, b = _trimmed(before[start:]), after[:end]
            score = _opens(before, start, topical) + _closes(after, end, right) + alike(a, b)
            choices.append((score, -end, -start, start, end))
    score, _, _, start, end = max(choices)
    a, b = _trimmed(before[start:]), _trimmed(after[:end])
    options = left[a[0].start : a[-1].end], right[b[0].start : b[-1].end]
    return score, options[0], options[1], start == 0


def _opens(said: list[Word], start: int, topical: bool) -> float:
    """Return how well an option begins at a word."""
    score = -2.0 if said[start].folded in single("stem") else 0.0
    if start == 0:
        return score + (0 if topical else 1)
    before = said[start - 1].folded
    if before in single("stem"):
        return score + 2
    if before in single("prep") or said[start - 1].some:
        return score + 1
    return score - (1.5 if before in single("article") else 0.2 if topical else 0.7)


def _closes(said: list[Word], end: int, text: str) -> float:
    """Return how well the last option ends before a word; a name in capitals goes on over a small word."""
    if end == len(said):
        return 1.0
    after = said[end].folded
    if (
        after in ("to", "of", "the")
        and end + 1 < len(said)
        and text[said[0].start].isupper()
        and text[said[end + 1].start].isupper()
    ):
        return -1.5
    if after in single("tail") or after in single("stem"):
        return 1.5
    return 1.0 if after in single("prep") else -1.5


def alike(a: list[Word], b: list[Word]) -> float:
    """Return how alike two options are built: length, first and last word, articles and prepositions, figures."""
    inner = sum(word.folded in single("stem") for word in a[1:]) + sum(word.folded in single("stem") for word in b)
    score = -0.85 * abs(len(a) - len(b)) - 1.2 * inner - 0.1 * (len(a) + len(b))
    if a[0].folded == b[0].folded and len(a) + len(b) > 2:
        score += 3
    elif len(a) > 1 and a[-1].folded == b[-1].folded:
        score += 1.5
    for group in ("article", "prep"):
        first, second = a[0].folded in single(group), b[0].folded in single(group)
        score += 1.5 if first and second else -1.0 if first or second else 0
    if a[0].folded[0].isdigit() and b[0].folded[0].isdigit():
        score += 2
    if b[-1].folded in single("prep") or b[-1].folded in single("article"):
        score -= 2
    return score


_VERB = re.compile(r"(?:al[iı]m|el[iı]m|s[iı]n|sun|[iıuü]yor\w*|[ıiuü]yo)$")


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
    found = _best(sentence[start : said[marks[0]].start], sentence[between[0].start : between[-1].end], True)
    if found is None:
        return None
    fit, left, right, whole = found
    kept = distinct([left, right])
    verbs = _VERB.search(fold(left)) is not None and _VERB.search(fold(right)) is not None
    if len(kept) < 2 or verbs:
        return None
    return Offered(sentence[:300].strip(), kept, "or", "mi", fit, whole and start == 0, True, False)
