"""The latest lines of a channel, as arrays for the linker.

Everything here is a function of the latest `KEPT` lines, and of nothing older: a window rebuilt from them reads exactly as the one that
lived through them. So names are resolved between pairs of kept lines, and threads are worked out anew for each reading.
"""

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bot.model import Line, Message
from bot.read.names import keys, named
from bot.read.traits import TOKENS, Floats, Traits, cue_names, handles, traits

KEPT = 100
ROOM = 160
"""Places in the arrays: when they are full, the kept lines move to the front, once in sixty messages."""

KEPT_CUES = (
    "has_mark", "leads_asking", "leads_verb", "seeking", "trouble", "advice", "agreeing", "thanks", "greeting", "works",
    "took_back", "same", "dunno", "link", "length", "starts_command", "addressed", "exclaims", "you", "someone", "me", "one_word",
)  # fmt: skip


class Window:
    """The latest lines of a channel. Only the room that owns it pushes.

    Arrays hold `ROOM` places; the live ones are `lo` to `hi`, oldest first. `named[i, j]`: how plainly line i names the author of
    line j, 0..3. `parent[i]`: place of the likeliest parent, or -1; `alone[i]`: the chance that line i started something new.
    """

    __slots__ = (
        "_authors", "_latest", "_next", "_speakers", "alone", "asks", "at", "author", "bot", "content", "cues", "hi", "ids", "lo", "messages", "named", "parent", "place",
        "put", "speaker", "sure", "team",
    )  # fmt: skip

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        """Rebuild from lines in order of arrival."""
        self.lo = self.hi = 0
        self.ids: list[str] = []
        self.messages: list[Message] = []
        self.place: dict[str, int] = {}
        self._speakers: dict[tuple[str, str], int] = {}
        self._authors: dict[str, int] = {}
        self._next = 0
        self._latest: tuple[Message, Traits] | None = None
        self.at = np.zeros(ROOM, np.float64)
        self.speaker = np.zeros(ROOM, np.int64)
        self.author = np.zeros(ROOM, np.int64)
        self.cues: Floats = np.zeros((len(KEPT_CUES), ROOM), np.float32)
        self.content = np.zeros((ROOM, TOKENS), np.uint16)
        self.named: NDArray[np.int8] = np.zeros((ROOM, ROOM), np.int8)
        self.parent = np.full(ROOM, -1, np.int64)
        self.sure: Floats = np.zeros(ROOM, np.float32)
        self.alone: Floats = np.ones(ROOM, np.float32)
        self.asks: Floats = np.zeros(ROOM, np.float32)
        self.put: Floats = np.zeros(ROOM, np.float32)
        self.bot: Floats = np.zeros(ROOM, np.float32)
        self.team: Floats = np.zeros(ROOM, np.float32)
        for line in lines:
            self.push(line)

    def traits(self, message: Message) -> Traits:
        """Look at a message's text; the latest look is kept, since what is read is then pushed."""
        if self._latest is None or self._latest[0] is not message:
            self._latest = (message, traits(message.text))
        return self._latest[1]

    def author_of(self, message: Message) -> int:
        """Return the author's number in `author`, -1 for one who is not in the window."""
        return self._authors.get(message.author.id, -1)

    def push(self, line: Line) -> None:
        """Add the newest line."""
        if self.hi == ROOM:
            self._move()
        message, reading, here = line.message, line.reading, self.hi
        seen = self.traits(message)
        row = self.names_in(message, seen)
        self.ids.append(message.ref.id)
        self.messages.append(message)
        self.place[message.ref.id] = here
        self.at[here] = message.at.timestamp()
        self.cues[:, here] = seen.cues[kept_cues()]
        self.content[here] = seen.content
        self._name(here, message, row)
        best = max(reading.links, key=lambda link: link.probability, default=None)
        told = sum(link.probability for link in reading.links)
        self.parent[here] = self.place.get(best.parent, -1) if best is not None and best.probability > 1 - told else -1
        self.sure[here] = best.probability if best is not None else 0.0
        self.alone[here] = max(0.0, 1 - told)
        self.asks[here], self.put[here] = reading.question, reading.channel
        self.bot[here], self.team[here] = message.bot, message.team
        self.hi = here + 1
        if self.hi - self.lo > KEPT:
            del self.place[self.ids[self.lo]]
            self.lo += 1

    def names_in(self, message: Message, seen: Traits) -> NDArray[np.int8]:
        """Return how plainly a message names the author of each live line, 0..3."""
        row = np.zeros(self.hi - self.lo, np.int8)
        live = self.speaker[self.lo : self.hi]
        for (author, name), number in self._speakers.items():
            plainness = 0
            for key in keys(name):
                if key in seen.handles:
                    plainness = max(plainness, named(key, seen.handles[key]))
            if message.mentions and any(member.id == author for member in message.mentions):
                plainness = 3
            if plainness and author != message.author.id:
                row[live == number] = plainness
        return row

    def names_me(self, message: Message) -> NDArray[np.int8]:
        """Return how plainly each live line names the author of a message that is not in the window yet, 0..3."""
        return np.array([_names(older, message) for older in self.messages[self.lo : self.hi]], np.int8)

    def _name(self, here: int, message: Message, row: NDArray[np.int8]) -> None:
        """Fill in whom the new line names, and which of the older lines name its author."""
        self.named[here, : self.lo] = 0
        self.named[here, self.lo : here] = row
        who = (message.author.id, message.name)
        known = self._speakers.setdefault(who, self._next)
        self._next = max(self._next, known + 1)
        same = np.flatnonzero(self.speaker[self.lo : here] == known)
        if len(same):
            # the author's latest line was held against the older lines when it came, and the newer ones against it
            self.named[self.lo : here, here] = self.named[self.lo : here, self.lo + same[-1]]
        else:
            self.named[self.lo : here, here] = [_names(older, message) for older in self.messages[self.lo : here]]
        self.named[here, here] = 0
        self.speaker[here] = known
        self.author[here] = self._authors.setdefault(message.author.id, known)

    def _move(self) -> None:
        """Move the kept lines to the front of the arrays."""
        lo, size = self.lo, self.hi - self.lo
        for array in (
            self.at,
            self.speaker,
            self.content,
            self.sure,
            self.alone,
            self.asks,
            self.put,
            self.bot,
            self.team,
        ):
            array[:size] = array[lo : lo + size]
        self.cues[:, :size] = self.cues[:, lo : lo + size].copy()
        self.named[:size, :size] = self.named[lo : lo + size, lo : lo + size].copy()
        self.parent[:size] = np.maximum(self.parent[lo : lo + size] - lo, -1)
        self.ids, self.messages = self.ids[lo:], self.messages[lo:]
        self.lo, self.hi = 0, size
        self.place = {id: place for place, id in enumerate(self.ids)}
        alive = set(self.speaker[:size].tolist())
        self._speakers = {who: number for who, number in self._speakers.items() if number in alive}
        present = {who[0] for who in self._speakers}
        self._authors = {id: number for id, number in self._authors.items() if id in present}


@cache
def kept_cues() -> NDArray[np.int64]:
    """Return the places of `KEPT_CUES` in `Traits.cues`."""
    return np.array([cue_names().index(name) for name in KEPT_CUES])


def _names(older: Message, newer: Message) -> int:
    """Return how plainly an older message names the author of a newer one, 0..3."""
    if older.author.id == newer.author.id:
        return 0
    if any(member.id == newer.author.id for member in older.mentions):
        return 3
    low = older.text.lower()
    wanted = [key for key in keys(newer.name) if key in low]
    if not wanted:
        return 0
    found, _ = handles(older.text)
    return max((named(key, found[key]) for key in wanted if key in found), default=0)
