"""Preferences that several people argue over: sides taken, line by line, for options somebody named or the talk itself brought up."""

import math
import re
from collections import deque
from collections.abc import Iterable, Sequence

from bot.model import Because, Choice, Cue, Line, Split
from bot.read.choices import LIKELY, choice
from bot.read.options import MOST_OPTIONS
from bot.read.phrases import said
from bot.read.sides import (
    CUT,
    DENSE,
    LONGEST_STANCE,
    Side,
    agrees,
    empty_words,
    keys_of,
    same_option,
    sides,
    spaced,
    speaks_for,
    telling,
    telling_dense,
)
from bot.read.words import LONGEST, fold

LATEST = 40
PEOPLE = 3
SUPPORT = 4
_SOLID = re.compile("[\u30a1-\u30ff\u3400-\u9fffa-z]")


def split(lines: Sequence[Line]) -> Split | None:
    """Return what people are split over in the latest lines (oldest first), None where nothing new speaks for it."""
    return Stances(lines[:-1]).split(lines[-1]) if lines else None


class Stance:
    """What a line brings to an argument, worked out once, however many lines look back at it.

    `text`: its beginning, in lower case; `telling`, `phrases`: how many of the words and unspaced phrases it has by which sides are taken; `dense`: whether it is written
    without spaces; `human`: whether somebody said something; `tells`: whether it has any of them; `choice`: the options it puts to
    the channel, `asks`: that a side can be taken for one of them.
    """

    __slots__ = ("_sides", "asks", "choice", "dense", "human", "line", "phrases", "telling", "tells", "text")

    def __init__(self, line: Line) -> None:
        """Look at a line."""
        message = line.message
        self.line, self.human = line, not message.bot and message.text != ""
        begin = message.text[:LONGEST_STANCE]
        text = begin.lower()
        self.text = text = begin if text == begin else text  # most talk is in lower case: then it is kept once
        known, spoken = telling(), spaced(text).split()
        self.telling = 0 if known.isdisjoint(spoken) else sum(word in known for word in spoken)
        plain = text.isascii()
        self.dense = not plain and DENSE.search(text) is not None
        self.phrases = text.count("+1") if plain else sum(text.count(phrase) for phrase in telling_dense())
        self.tells = self.telling > 0 or (self.phrases > 0 and not plain)
        self._sides: list[Side] | None = None
        self.choice: Choice | None = choice(message, line.reading)
        self.asks = (
            self.human
            and self.choice is not None
            and self.choice.probability >= LIKELY / 2
            and _put(line.reading.question, message.text[:LONGEST])
        )

    def sides(self) -> list[Side]:
        """Return the sides that the line takes plainly, by words that name something."""
        if self._sides is None:
            taken = sides(self.line.message.text) if self.tells else []
            self._sides = [side for side in taken if side.plain and not side.keys <= empty_words()]
        return self._sides


def _put(question: float, text: str) -> bool:
    """Return whether a line may put something to others: by its reading, or by its marks."""
    return question >= 0.2 or "?" in text or "\n" in text or "？" in text or "؟" in text


class Stances:
    """The latest lines of a channel, as they matter to a split. A function of those lines alone.

    Most talk holds neither a choice nor words by which sides are taken: that is seen from sums, so that such a line costs next to nothing.
    """

    __slots__ = ("_asks", "_dense", "_kept", "_latest", "_phrases", "_telling")

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        """Rebuild from lines in order of arrival."""
        self._kept: deque[Stance] = deque()
        self._latest: Stance | None = None
        self._asks = self._dense = self._phrases = self._telling = 0
        for line in lines:
            self.push(line)

    def of(self, line: Line) -> Stance:
        """Look at a line; the latest look is kept, since what is heard is then pushed."""
        if self._latest is None or self._latest.line is not line:
            self._latest = Stance(line)
        return self._latest

    def push(self, line: Line, kept: Line | None = None) -> None:
        """Add the newest line. `kept`: the same, as the room keeps it."""
        stance = self.of(line)
        stance.line = kept or line
        self._kept.append(stance)
        self._count(stance, 1)
        if len(self._kept) == LATEST:
            self._count(self._kept.popleft(), -1)

    def replace(self, line: Line) -> None:
        """Put a line in the place of the earlier one of its id, if that is still among the latest."""
        self._latest = None
        for place, kept in enumerate(self._kept):
            if kept.line.message.ref.id == line.message.ref.id:
                self._count(kept, -1)
                self._kept[place] = Stance(line)
                self._count(self._kept[place], 1)

    def _count(self, stance: Stance, sign: int) -> None:
        self._asks += sign * stance.asks
        self._dense += sign * stance.dense
        self._phrases += sign * stance.phrases
        self._telling += sign * stance.telling

    def split(self, newest: Line) -> Split | None:
        """Return what people are split over, with this line after those that were pushed; None where nothing new speaks for it."""
        own = self.of(newest)
        outspoken = self._outspoken(own)
        if newest.message.bot or not (self._asks or outspoken):
            return None
        shared = _shared(own, " ".join(["", *[kept.text for kept in self._kept]])) if _takes_side(own) else []
        if not shared:
            return None
        known = [stance for stance in (*self._kept, own) if stance.human]
        latest = [stance.line for stance in known]
        if len({line.message.author.id for line in latest}) < PEOPLE:
            return None
        place = _asked(known, shared) if self._asks else None
        asked = known[place].choice if place is not None else None
        if place is not None and asked is not None:
            found = _support(asked.options, latest[place + 1 :])
            if found and _argued(found, latest, 1):
                return _made(asked.question, asked.options, found, latest, asked.probability)
        if not outspoken:
            return None
        options = _raised(known, shared)
        found = _support(options, latest) if len(options) > 1 else []
        return _made("", options, found, latest, 0.0) if found and _argued(found, latest, 2) else None

    def _outspoken(self, own: Stance) -> bool:
        """Return whether sides are taken by words several times in the talk."""
        if self._telling + own.telling >= SUPPORT - 1:
            return True
        return self._dense + own.dense > 0 and self._phrases + own.phrases > 1


def _takes_side(stance: Stance) -> bool:
    """Return whether a line could take a side at all: who asks takes none, nor does who goes on without a word for it."""
    return stance.text.rstrip()[-1:] not in "?？؟" and (len(stance.text) <= 60 or stance.telling > 0)


def _shared(own: Stance, earlier: str) -> list[str]:
    """Return the beginnings of words that a line, which could take a side, shares with those before; [""] where it agrees with one."""
    text = own.text
    if len(text) < 20 and agrees(text):
        return [""]
    if own.dense:
        pairs = {text[place : place + 2] for place in range(min(len(text), 12))}
        found = [
            pair
            for pair in pairs
            if _SOLID.match(pair) and (pair in earlier or (len(text) < 12 and pair[0] in earlier))
        ]
        return found + [part[:3] for part in CUT.split(text) if len(part) > 2 and part[:3] in earlier]
    empty = empty_words()
    found = []
    for raw in text.split()[:14]:
        word = raw.strip(".,!;:،")
        if word and word not in empty and word not in telling() and word[-1] != "?":
            stem = word[2:] if word.startswith("ال") and len(word) > 4 else word
            stem = stem[: max(4, len(stem) - 2)]
            if f" {stem}" in earlier:
                found.append(stem)
    return found


def _asked(latest: list[Stance], shared: list[str]) -> int | None:
    """Return the place of the latest choice put to the channel that has a word with the newest line."""
    for place in range(len(latest) - 2, -1, -1):
        if latest[place].asks:
            lower = latest[place].line.message.text[:LONGEST].lower()
            if any(stem in lower or (stem[:1] in lower and DENSE.match(stem)) for stem in shared):
                return place
    return None


def _raised(latest: list[Stance], shared: list[str]) -> tuple[str, ...]:
    """Return the options that the talk brought up by itself: somebody took their side plainly, and they are named in two lines.

    None where what the newest line shares with the others stands in no line that takes a side.
    """
    telling = [stance for stance in latest if stance.tells]
    if not (latest[-1].tells or any(stem in spaced(stance.text) for stance in telling for stem in shared)):
        return ()
    groups: list[list[Side]] = []
    for side in [side for stance in telling for side in stance.sides()]:
        home = next((group for group in groups if any(same_option(side.keys, other.keys) for other in group)), None)
        if home is not None:
            home.append(side)
        else:
            groups.append([side])
    texts = [fold(spaced(stance.text)) for stance in latest] if groups else []
    kept = [group for group in groups if len(group) > 1 or _recurs(group[0], texts)]
    return tuple(_named(group) for group in kept)[:MOST_OPTIONS]


def _recurs(side: Side, texts: list[str]) -> bool:
    """Return whether a side's longest word stands in two lines; `texts` are folded."""
    word = fold(max(side.text.lower().split(), key=len))
    return sum(word[: max(3, len(word) - 2)] in text for text in texts) > 1


def _named(group: list[Side]) -> str:
    """Return how an option is called: as a subject where it was one, by most, briefly."""
    texts = [side.text for side in group if side.bare] or [side.text for side in group]
    return min(texts, key=lambda text: (-texts.count(text), len(text), texts.index(text)))


def _support(options: tuple[str, ...], latest: list[Line]) -> list[list[Line]]:
    """Return the lines that speak for each option; none where the newest speaks for none."""
    keys = [keys_of(option) for option in options]
    shared = frozenset.intersection(*keys) if keys else frozenset()
    keys = [key - shared or key for key in keys]
    newest = latest[-1].message.text if latest else ""
    if speaks_for(newest, keys) is None and not agrees(newest):
        return []
    found: list[list[Line]] = [[] for _ in options]
    sided: dict[str, int] = {}
    for line in latest:
        spoken = speaks_for(line.message.text, keys)
        if spoken is None and agrees(line.message.text):
            parents = (line.message.reply_to,) if line.message.reply_to else line.reading.parents()
            spoken = next((sided[parent] for parent in parents if parent in sided), None)
        if spoken is not None:
            found[spoken].append(line)
            sided[line.message.ref.id] = spoken
    return found


def _argued(found: list[list[Line]], latest: list[Line], least: int) -> bool:
    """Return whether it is a split, and the newest line belongs to it."""
    sided = [line for lines in found for line in lines]
    if len(sided) < SUPPORT or sum(len(lines) >= least for lines in found) < 2:
        return False
    return latest[-1] in sided and len({line.message.author for line in sided}) >= PEOPLE


def _made(
    question: str, options: tuple[str, ...], found: list[list[Line]], latest: list[Line], certain: float
) -> Split:
    """Return the split, its probability by how many argue and by how much it sounds like a matter of fact."""
    kept = [(option, lines) for option, lines in zip(options, found, strict=True) if lines]
    sided = [line for _, lines in kept for line in lines]
    people = {line.message.author for line in sided}
    disputed = sum(said("dispute", fold(line.message.text[:LONGEST_STANCE])) != "" for line in latest)
    odds = (
        -1.0
        + 0.5 * (len(people) - 2)
        + 0.3 * (len(sided) - 3)
        + 2 * certain
        - 1.5 * disputed
        + (0 if question else 0.8)
    )
    because: Because = (
        Cue("argued", (("people", str(len(people))), ("lines", str(len(sided)))), tuple(line.message.ref.id for line in sided)),
        *(Cue("put_before") for _ in range(bool(question))),
        *(Cue("side", (("people", ", ".join(dict.fromkeys(line.message.name for line in lines))), ("option", option)),
              tuple(line.message.ref.id for line in lines)) for option, lines in kept),
    )  # fmt: skip
    support = tuple(tuple(line.message.ref.id for line in lines) for _, lines in kept)
    return Split(question, tuple(option for option, _ in kept), support, 1 / (1 + math.exp(-odds)), because)
