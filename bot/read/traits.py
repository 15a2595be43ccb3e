"""What can be told of a message from its own text: words, shape, and what the lexicon hears. Nothing here knows the channel."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.read.features import KEPT_CUES
from bot.read.tongues import meant
from bot.read.weights import rarity
from bot.read.words import bare, calm, find, fold, joined, lexicon, plain, unspaced, words

Floats = NDArray[np.float32]
Hashes = NDArray[np.uint16]

TOKENS = 12
"""Content words of a line that are compared with other lines' (the rarest first)."""
STEM = 5
"""Letters of a word that are compared: "installs" and "installed" speak of one thing. Crude, but alike in every language with an ending."""
BUCKETS = 1 << 16
ORDINARY = 7.6
"""Words in more than one of 2,000 lines are ordinary (−ln 1/2000)."""
LEADING = 3
"""Words after a greeting or an address within which a question word is taken to lead."""
EDGES = ":,;.!?()\"'<>~…*“”«»،、。，！？：；"
MOST_WORDS = 300

SHAPES = (
    "has_mark", "ends_mark", "many_marks", "only_mark", "mark_inside", "starts_command", "exclaims", "trails_off", "link", "code",
    "addressed", "at_sign", "quotes", "digits", "length", "words", "one_word", "capitals", "leads_asking", "leads_verb",
    "unspaced", "latin", "paths", "last_asking", "clauses",
)  # fmt: skip
SHAPE = {name: position for position, name in enumerate(SHAPES)}
_FILLERS = (
    "so and but also well then btw um uh oh please pls plz und aber also dann y pero entonces e mas então entao et mais alors donc "
    "и но так а ve ama peki و ولی پس तो और aur to toh lekin"
)
FILLERS = frozenset(_FILLERS.split())
_STOP = (
    "the is to it and of in that for on you with have be not but this are my do if can or at so me just an as was what how im its "
    "codecode httplink"
)
STOP = frozenset(_STOP.split())
_DIGIT = re.compile(r"\d")
_PATH = re.compile(r"(?:^|\s)[/~-]\w|\\\w")


@dataclass(frozen=True, slots=True)
class Traits:
    """One text, looked at once.

    `cues`: shapes then the lexicon's groups, float32 in 0..2. `hashes`: words and pairs of words, none where there are no words.
    `content`: hashes of the `TOKENS` rarest words, 0 where there are fewer. `handles`: how the text may name somebody, bare
    handle -> strength (3 as an address or with "@", 2 first or last, 1 elsewhere). `opens_with`: the handle that the text begins with
    as an address, or "". `said`: the folded words; `hits`: (position of a word, groups of the lexicon as bits).
    """

    cues: Floats
    hashes: NDArray[np.intp]
    content: Hashes
    handles: dict[str, int]
    opens_with: str
    said: list[str]
    hits: list[tuple[int, int]]


@cache
def cue_names() -> tuple[str, ...]:
    """Return what each place of `Traits.cues` means."""
    return (*SHAPES, *lexicon().groups)


@cache
def kept_cues() -> NDArray[np.intp]:
    """Return the places in `Traits.cues` of those that a window keeps."""
    return np.array([cue_names().index(name) for name in KEPT_CUES])


@cache
def group_bit(name: str) -> int:
    """Return the bit of a group of the lexicon."""
    return 1 << lexicon().groups.index(name)


def handles(text: str) -> tuple[dict[str, int], str]:
    """Return the words of a bare text that might name somebody -> strength, and the one it opens with as an address ("nick: ...")."""
    pieces = text.split()[:400]
    found = {piece if piece.isalnum() else piece.strip(EDGES): 1 for piece in pieces}
    found.pop("", None)
    if not pieces:
        return found, ""
    opens = ""
    first, last = pieces[0], pieces[-1]
    if last.strip(EDGES):
        found[last.strip(EDGES)] = 3 if len(pieces) > 1 and pieces[-2][-1] == "," else 2
    bare = first.strip(EDGES)
    if bare and bare != "@":
        plainly = first[-1] in ":,>" or first[0] == "@"
        found[bare] = 3 if plainly else 2
        opens = bare.removeprefix("@") if plainly else ""
    if "@" in text:
        for piece in pieces:
            if piece[0] == "@" and piece.strip(EDGES) != "@":
                found[piece[1:].strip(EDGES)] = 3
    if "'s" in text:
        for piece in pieces:
            if piece.endswith("'s"):
                found.setdefault(piece[:-2], 1)
    return found, opens


def word_hash(word: str) -> int:
    """Return a word's bucket, 1..65535."""
    return crc32(word.encode("utf-8", "surrogatepass")) & 0xFFFF or 1


def pieces(said: list[str]) -> list[str]:
    """Return the words for hashing, without marks: runs of Chinese or Japanese come as pairs of characters."""
    out = []
    for word in said:
        char = word[0]
        if char in "?!":
            continue
        if char > "\u3000" and unspaced(word):
            run = word[:120]
            out += [run[i : i + 2] for i in range(max(1, len(run) - 1))]
        else:
            out.append(word if len(word) < 24 else word[:24])
    return out


@cache
def _lexicon_words() -> frozenset[str]:
    return frozenset(word for word, (bits, _) in lexicon().spaced.items() if bits)


def ordinary(word: str) -> bool:
    """Whether a word is common in talk (so that, as a name, it needs more than to stand in a line)."""
    folded = fold(word)
    return folded in _lexicon_words() or float(rarity()[word_hash(folded)]) < ORDINARY


def traits(text: str) -> Traits:
    """Look at one text."""
    looked = plain(text)
    low = bare(looked)
    named, opens = handles(low)
    folded = joined(low)
    said = calm(words(folded)[:MOST_WORDS], folded)
    hits = meant(looked, said, find(said))
    skip = len(words(fold(opens))) if opens else 0
    cues = np.empty(len(cue_names()), np.float32)
    cues[: len(SHAPES)], cues[len(SHAPES) :] = _shapes(looked, said, hits, skip, opens), _groups(_heard(hits))
    tokens = pieces(said[skip:])
    singles = [word_hash(token) for token in tokens]
    pairs = [(a * 31 + b * 17 + 7) & 0xFFFF for a, b in zip([2, *singles], [*singles, 3], strict=True)]
    hashes = np.array(singles + pairs if singles else [], np.intp)
    return Traits(cues, hashes, _content(tokens), named, opens, said, hits)


def _content(tokens: list[str]) -> Hashes:
    """Return the hashes of the rarest words' stems, 0 in the places left over."""
    unique = list({word_hash(token[:STEM]): None for token in tokens if len(token) > 1 and token not in STOP})
    if len(unique) > TOKENS:
        rare = rarity().take(unique).tolist()
        order = sorted(range(len(unique)), key=rare.__getitem__, reverse=True)[:TOKENS]
        unique = [unique[i] for i in order]
    return np.array(unique + [0] * (TOKENS - len(unique)), np.uint16)


@cache
def _light_and_heavy() -> tuple[int, int]:
    """Return the bits of groups that a clause may have before it begins, and of those that begin it all the same."""
    light = group_bit("greeting") | group_bit("agreeing") | group_bit("someone")
    return light, group_bit("asking") | group_bit("verb_first") | group_bit("seeking")


def _lead(said: list[str], hits: list[tuple[int, int]], skip: int) -> int:
    """Return the position where the clause begins: after an address, greetings and fillers."""
    light, heavy = _light_and_heavy()
    at = dict(hits)
    while skip < len(said):
        bits = at.get(skip, 0)
        if not (said[skip] in FILLERS or (bits & light and not bits & heavy)):
            break
        skip += 1
    return skip


def _shapes(text: str, said: list[str], hits: list[tuple[int, int]], skip: int, opens: str) -> list[float]:
    """Return the shapes, in the order of `SHAPES`."""
    marks = (
        [i for i, word in enumerate(said) if word[0] in "?!" and "?" in word]
        if "?" in text or not text.isascii()
        else []
    )
    body = [i for i, word in enumerate(said) if word[0] not in "?!"] if marks else range(len(said))
    stripped = text.strip()
    first, last = stripped[:1], stripped[-1:]
    asking = group_bit("asking")
    return [
        *(_mark_cues(said, marks, body) if marks else (0, 0, 0, 0, 0)),
        first in ("!", "/", "$", ".") and stripped[1:2].isalpha(),
        last == "!",
        last in (".", "…") and stripped.endswith(("...", "..", "…")),
        "httplink" in said,
        "codecode" in said,
        bool(opens),
        "@" in text,
        first == ">" or text.count('"') >= 2,
        _DIGIT.search(text) is not None,
        min(2.0, len(text) / 100),
        min(2.0, len(body) / 15),
        len(body) <= 1,
        len(text) > 6 and text.isupper(),
        *_lead_cues(said, hits, _lead(said, hits, skip)),
        not text.isascii() and any(unspaced(word) for word in said),
        text.isascii(),
        any([mark in text for mark in "/~-\\"]) and _PATH.search(text) is not None,
        bool(len(body)) and any(position >= body[-1] - 1 and bits & asking for position, bits in hits),
        min(2.0, (text.count(", ") + text.count(". ")) / 2),
    ]


def _heard(hits: list[tuple[int, int]]) -> int:
    """Return the bits of all groups that were heard."""
    bits = 0
    for _, found in hits:
        bits |= found
    return bits


@lru_cache(maxsize=4096)
def _groups(bits: int) -> Floats:
    """Return 1 for each group of the lexicon whose bit is set, else 0."""
    return np.array([bits >> place & 1 for place in range(len(lexicon().groups))], np.float32)


def _mark_cues(said: list[str], marks: list[int], body: "list[int] | range") -> tuple[float, ...]:
    """Return the first five shapes of a text with a question mark."""
    ends = marks[-1] >= len(said) - 2 and (not body or marks[-1] > body[-1] - 2)
    return (
        1.0,
        float(ends),
        float(any(len(said[i]) > 1 for i in marks)),
        float(not body),
        float(bool(body) and marks[0] < body[-1]),
    )


def _lead_cues(said: list[str], hits: list[tuple[int, int]], lead: int) -> tuple[float, float]:
    """Return how near to its beginning a clause asks, and whether it begins with a verb that asks."""
    asking, verb = 0.0, 0.0
    asks, begins = group_bit("asking"), group_bit("verb_first")
    for position, bits in hits:
        if lead <= position < lead + LEADING and bits & asks:
            asking = max(asking, 1 - 0.3 * (position - lead))
        if position == lead and bits & begins:
            verb = 1.0
    return asking, verb
