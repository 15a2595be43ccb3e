"""Names in the text: what a member may be called, and how plainly a word in a line means them."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from bot.model import Message
from bot.read.traits import EDGES, FILLERS, STOP, handles, ordinary
from bot.read.words import LONGEST, bare, unspaced

_TAIL = re.compile(r"[\W_\d]+$")
_WORDS = re.compile(r"[^\s(),|]+")
SHORTEST = 3
_TITLE = re.compile(r"さん|くん|ちゃん|さま|様|氏|先生|老师|大佬|[君哥姐总]")
_BEGINNING = 100
_STOPS = frozenset(",:、!>")
"""What is said to somebody by name goes on after one of these; a name alone stands before any mark or space."""
AROUND = f"{EDGES}@"
"""What may stand beside a handle, apart from space."""


@lru_cache(maxsize=4096)
def keys(name: str) -> tuple[str, ...]:
    """Return the folded handles by which people call a member: the whole name, its first word, and either without trailing marks."""
    low = bare(name.strip()[:80]).strip()
    found = {low} if low and " " not in low else set()
    parts = _WORDS.findall(low)
    if parts:
        found.add(parts[0])
    for key in list(found):
        core = _TAIL.sub("", key).lstrip("_-^|`[{")
        if len(core) >= SHORTEST or (len(core) == 2 and unspaced(core)):
            found.add(core)
    return tuple(sorted(key for key in found if key))


@lru_cache(maxsize=4096)
def common(key: str) -> bool:
    """Whether a handle is an ordinary word, or too short to be told from one."""
    short = len(key) < (2 if unspaced(key) else SHORTEST)
    return short or key in STOP or key in FILLERS or key.isdigit() or ordinary(key)


def named(key: str, strength: int) -> int:
    """Return how plainly a handle found in a text means its owner: 0..3. An ordinary word must stand as an address."""
    if strength >= 3:
        return 3
    return 0 if common(key) else strength


def names(older: Message, newer: Message, wanted: Sequence[str]) -> int:
    """Return how plainly an older message names the author of a newer one, who is called by the `wanted` handles, 0..3."""
    if older.mentions and any(member.id == newer.author.id for member in older.mentions):
        return 3 * (older.author.id != newer.author.id)
    if not wanted or older.author.id == newer.author.id:
        return 0
    low = bare(older.text[:LONGEST])
    opens = max([opening(key, low) for key in wanted], default=0)
    present = [key for key in wanted if stands(key, low)]
    if not present:
        return opens
    found, _ = handles(low)
    return max(opens, *(named(key, found[key]) for key in present if key in found), 0)


def named_by(lines: Sequence[Message], newer: Message) -> dict[int, int]:
    """Return which of some older lines may name the author of a newer one: their places, and how plainly, 0..3."""
    wanted = keys(newer.name)
    low = [bare(line.text[:LONGEST]) for line in lines]
    together = "\n".join(low)
    present = [key for key in wanted if (key in together if unspaced(key) else stands(key, together))]
    mentioning = [place for place, line in enumerate(lines) if line.mentions]
    places = {*mentioning, *(place for key in present for place, text in enumerate(low) if key in text)}
    return {place: names(lines[place], newer, present) for place in places}


def named_in(
    message: Message, said: Mapping[str, int], known: Mapping[str, Sequence[int]], who: Sequence[str]
) -> dict[int, int]:
    """Return whom a message names in its text: their numbers, and how plainly, 0..3; nobody names themselves.

    `said`: the handles in the text, and how plainly each stands there; `known`: the numbers that a handle means; `who`: the member with each number.
    """
    found: dict[int, int] = {}
    for handle, strength in said.items():
        for number in known.get(handle, ()):
            if who[number] != message.author.id:
                found[number] = max(found.get(number, 0), named(handle, strength))
    for number, plainness in opened_with(message.text, known):
        if who[number] != message.author.id:
            found[number] = max(found.get(number, 0), plainness)
    return found


def opening(key: str, low: str) -> int:
    """Return how plainly a bare text of a language without spaces begins with a name, by itself or with a title ("高橋さん"), 0..3."""
    if not unspaced(key) or not low.startswith((key, f"@{key}")):
        return 0
    after = low[low.index(key) + len(key) :][:8]
    title = _TITLE.match(after)
    after = after[title.end() :] if title else after
    if after[:1] in _STOPS and after:
        return 3 if title or not common(key) else 0
    alone = not after or after[0].isspace() or not after[0].isalnum()
    return (2 if title or not common(key) else 0) if alone else 0


def opened_with(text: str, known: Mapping[str, Sequence[int]]) -> list[tuple[int, int]]:
    """Return (number, how plainly) for those of `known` (handle -> numbers) with whose name a text begins that puts no space after it."""
    low = bare(text[:_BEGINNING])
    if not unspaced(low.removeprefix("@") or " "):
        return []
    opened = [(opening(key, low), numbers) for key, numbers in known.items()]
    return [(number, plainness) for plainness, numbers in opened if plainness for number in numbers]


def stands(key: str, low: str) -> bool:
    """Whether a handle may stand in a bare text as a word of its own: a quick look before `handles` takes the text apart."""
    begin = low.find(key)
    while begin >= 0:
        before, after = low[begin - 1 : begin], low[begin + len(key) : begin + len(key) + 1]
        if (after in AROUND or after.isspace()) and (before in AROUND or before.isspace()):
            return True
        begin = low.find(key, begin + 1)
    return False
