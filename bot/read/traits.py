"""What can be told of a message from its own text: words, shape, and what the lexicon hears. Nothing here knows the channel."""

from dataclasses import dataclass
from functools import cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.read.weights import rarity
from bot.read.words import LONGEST, find, fold, lexicon, plain, unspaced, words

Floats = NDArray[np.float32]
Hashes = NDArray[np.uint16]

TOKENS = 12
"""Content words of a line that are compared with other lines' (the rarest first)."""
BUCKETS = 1 << 16
ORDINARY = 7.6
"""Words in more than one of 2,000 lines are ordinary (−ln 1/2000)."""
LEADING = 3
"""Words after a greeting or an address within which a question word is taken to lead."""
EDGES = ":,;.!?()\"'<>~…*“”«»،、。，！？：；"

SHAPES = (
    "ends_mark", "has_mark", "many_marks", "only_mark", "mark_inside", "starts_command", "exclaims", "trails_off", "link", "code",
    "addressed", "at_sign", "quotes", "digits", "length", "words", "one_word", "capitals", "leads_asking", "leads_verb",
    "unspaced", "latin", "paths", "last_asking", "acts", "clauses",
)  # fmt: skip
SHAPE = {name: position for position, name in enumerate(SHAPES)}


@dataclass(frozen=True, slots=True)
class Traits:
    """One text, looked at once.

    `cues`: shapes then the lexicon's groups, float32 in 0..about 2. `hashes`: words and pairs of words for hashed models, uint16.
    `content`: hashes of the `TOKENS` rarest words, 0 where there are fewer. `handles`: how the text may name somebody, folded handle ->
    strength (2 at the start or end or with "@", 1 elsewhere). `opens_with`: the handle that the text begins with as an address, or "". `said`: the folded words; `hits`: (position of a
    word, groups of the lexicon as bits).
    """

    cues: Floats
    hashes: Hashes
    content: Hashes
    handles: dict[str, int]
    opens_with: str
    said: list[str]
    hits: list[tuple[int, int]]


@cache
def cue_names() -> tuple[str, ...]:
    """Return what each place of `Traits.cues` means."""
    return (*SHAPES, *lexicon()[3])


@cache
def _bits_to_groups() -> dict[int, tuple[int, ...]]:
    return {}


def groups(bits: int) -> tuple[int, ...]:
    """Return the positions of the bits that are set."""
    known = _bits_to_groups()
    found = known.get(bits)
    if found is None:
        found = known[bits] = tuple(place for place in range(bits.bit_length()) if bits >> place & 1)
    return found


@cache
def group_bit(name: str) -> int:
    """Return the bit of a group of the lexicon."""
    return 1 << lexicon()[3].index(name)


def handles(text: str) -> tuple[dict[str, int], str]:
    """Return the folded words that might name somebody -> strength, and the one the text opens with as an address ("nick: ...")."""
    pieces = text[:LONGEST].lower().split()
    found: dict[str, int] = {}
    opens = ""
    last = len(pieces) - 1
    for position, piece in enumerate(pieces[:400]):
        bare = piece.strip(EDGES).removeprefix("@").removesuffix("'s") if piece[0] != "@" else piece[1:].strip(EDGES)
        if not bare:
            continue
        strength = 2 if position in (0, last) or piece[0] == "@" else 1
        if position == 0 and piece[-1] in ":,>" and piece[0] != "@":
            opens, strength = bare, 3
        elif piece[0] == "@":
            strength = 3
            opens = opens or (bare if position == 0 else "")
        elif position == last and last > 0 and pieces[-2][-1] in ",":
            strength = 3
        if found.get(bare, 0) < strength:
            found[bare] = strength
    return found, opens


def _hash(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass")) & 0xFFFF or 1


@cache
def _lexicon_words() -> frozenset[str]:
    return frozenset(lexicon()[0])


def ordinary(word: str) -> bool:
    """Whether a word is common in talk (so that, as a name, it needs more than to stand in a line)."""
    folded = fold(word)
    return folded in _lexicon_words() or float(rarity()[_hash(folded)]) < ORDINARY


def pieces(said: list[str]) -> list[str]:
    """Return the words for hashing, without marks: runs of Chinese or Japanese come as pairs of characters."""
    out = []
    for word in said:
        if unspaced(word):
            run = word[:120]
            out += [run[i : i + 2] for i in range(max(1, len(run) - 1))]
        elif word[0] not in "?!":
            out.append(word[:24])
    return out


def _content(hashes: list[int]) -> Hashes:
    chosen = np.zeros(TOKENS, np.uint16)
    unique = list(dict.fromkeys(hashes))
    if len(unique) > TOKENS:
        order = np.argsort(-rarity()[unique], kind="stable")[:TOKENS]
        unique = [unique[i] for i in order]
    chosen[: len(unique)] = unique
    return chosen


def _lead(said: list[str], hits: list[tuple[int, int]], skip: int) -> int:
    """Return the position where the clause begins: after an address, greetings and fillers."""
    light = group_bit("greeting") | group_bit("agreeing") | group_bit("someone")
    heavy = group_bit("asking") | group_bit("verb_first") | group_bit("seeking")
    at = dict(hits)
    while skip < len(said) and (said[skip] in FILLERS or (at.get(skip, 0) & light and not at.get(skip, 0) & heavy)):
        skip += 1
    return skip


FILLERS = frozenset(
    [
        "so",
        "and",
        "but",
        "also",
        "well",
        "then",
        "btw",
        "um",
        "uh",
        "oh",
        "please",
        "pls",
        "plz",
        "und",
        "aber",
        "also",
        "dann",
        "y",
        "pero",
        "entonces",
        "e",
        "mas",
        "então",
        "então",
        "entao",
        "et",
        "mais",
        "alors",
        "donc",
        "и",
        "но",
        "так",
        "а",
        "ve",
        "ama",
        "peki",
        "و",
        "ولی",
        "پس",
        "तो",
        "और",
        "aur",
        "to",
        "toh",
        "lekin",
    ]
)


def traits(text: str) -> Traits:
    """Look at one text."""
    looked = plain(text)
    named, opens = handles(looked)
    said = words(fold(looked))[:300]
    hits = find(said)
    cues = np.zeros(len(cue_names()), np.float32)
    base = len(SHAPES)
    for _, bits in hits:
        for group in groups(bits):
            cues[base + group] = 1.0
    skip = len(words(fold(opens))) if opens else 0
    _shape(cues, looked, said, hits, _lead(said, hits, skip), bool(opens))
    bare = said[skip:]
    tokens = pieces(bare)
    singles = [_hash(token) for token in tokens]
    pairs = [(a * 31 + b * 17 + 7) & 0xFFFF for a, b in zip([2, *singles], [*singles, 3], strict=True)]
    content = _content([h for h, token in zip(singles, tokens, strict=True) if len(token) > 1 and token not in STOP])
    return Traits(cues, np.array(singles + pairs, np.uint16), content, named, opens, said, hits)


STOP = frozenset(["the", "is", "to", "it", "and", "of", "in", "that", "for", "on", "you", "with", "have", "be", "not", "but", "this", "are", "my", "do", "if", "can", "or", "at", "so", "me", "just", "an", "as", "was", "what", "how", "??", "???", "!!", "!!!", "?!", "im", "its", "codecode", "httplink"])  # fmt: skip


def _shape(cues: Floats, text: str, said: list[str], hits: list[tuple[int, int]], lead: int, addressed: bool) -> None:
    """Fill in the shapes."""
    marks = [i for i, word in enumerate(said) if "?" in word]
    body = [i for i, word in enumerate(said) if word[0] not in "?!"]
    stripped = text.strip()
    if marks:
        cues[SHAPE["has_mark"]] = 1
        cues[SHAPE["ends_mark"]] = marks[-1] >= len(said) - 2 and (not body or marks[-1] > body[-1] - 2)
        cues[SHAPE["many_marks"]] = any(len(said[i]) > 1 for i in marks)
        cues[SHAPE["only_mark"]] = not body
        cues[SHAPE["mark_inside"]] = bool(body) and marks[0] < body[-1]
    first, last = stripped[:1], stripped[-1:]
    cues[SHAPE["starts_command"]] = first in ("!", "/", "$", ".") and stripped[1:2].isalpha()
    cues[SHAPE["exclaims"]] = last == "!"
    cues[SHAPE["trails_off"]] = stripped.endswith(("...", "..", "…"))
    cues[SHAPE["link"]] = "httplink" in said
    cues[SHAPE["code"]] = "codecode" in said
    cues[SHAPE["addressed"]] = addressed
    cues[SHAPE["at_sign"]] = "@" in text
    cues[SHAPE["quotes"]] = first == ">" or text.count('"') >= 2
    cues[SHAPE["digits"]] = any(char.isdigit() for char in text)
    cues[SHAPE["length"]] = min(2.0, len(text) / 100)
    cues[SHAPE["words"]] = min(2.0, len(body) / 15)
    cues[SHAPE["one_word"]] = len(body) <= 1
    cues[SHAPE["capitals"]] = len(text) > 6 and text.isupper()
    cues[SHAPE["unspaced"]] = any(unspaced(word) for word in said)
    cues[SHAPE["latin"]] = text.isascii()
    cues[SHAPE["paths"]] = " /" in text or "\\" in text or " -" in text
    cues[SHAPE["acts"]] = first == "*"
    cues[SHAPE["clauses"]] = min(2.0, (text.count(", ") + text.count(". ")) / 2)
    asking, verb = group_bit("asking"), group_bit("verb_first")
    for position, bits in hits:
        if lead <= position < lead + LEADING and bits & asking:
            cues[SHAPE["leads_asking"]] = max(cues[SHAPE["leads_asking"]], 1 - 0.3 * (position - lead))
        if position == lead and bits & verb:
            cues[SHAPE["leads_verb"]] = 1
        if body and position >= body[-1] - 1 and bits & asking:
            cues[SHAPE["last_asking"]] = 1
