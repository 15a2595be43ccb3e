"""The latest lines of a channel, as arrays for the linker.

Everything here is a function of the latest `KEPT` lines, and of nothing older: a window rebuilt from them reads exactly as the one that
lived through them. So names are resolved between pairs of kept lines, threads are worked out anew for each reading, and what is
counted per line counts later lines only, which leave the window after it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.model import Line, Link, Message
from bot.read.features import AFTER, DREW, FACE, IS_ROOT, KEPT_CUES, OTHERS_DREW, PEOPLE, SINCE, SIZE, STATE
from bot.read.names import keys, named_by, named_in
from bot.read.sense import SENSE, Sense, sense
from bot.read.traits import TOKENS, Floats, Hashes, Traits, kept_cues, traits

KEPT = 100
ROOM = 104
"""Places in the arrays: when they are full, the kept lines move to the front, once in four messages. `ROOM - KEPT` is a multiple of four,
and places and authors' numbers fit in a byte."""
HUNDRED = 100
"""A cue, 0..2, is kept in hundredths."""
PARENTS = 5
"""At most so many links of a line are kept, the likeliest."""
CERTAIN = 250
"""A chance of 1; those of links are kept in a byte each."""

ABSENT = -2
"""Stands for the number of an author who is not in the window."""
Places = NDArray[np.intp]
Small = NDArray[np.int8]
"""Places in the arrays and numbers of authors, a byte each."""
_ONLY = tuple((number,) for number in range(ROOM))
"""Numbers that a name stands for: nearly every name is one author's."""
_SHIFTS = np.array([1, 4, 16, 64], np.uint8)
"""Four numbers 0..3 times these, summed, are a byte of `Window.named`."""
_FOUR = (np.arange(256)[:, None] // _SHIFTS % 4).astype(np.int8)
_EACH = np.ascontiguousarray(_FOUR.T)
"""[256, 4] and [4, 256]: a byte's four numbers."""


@dataclass(frozen=True, slots=True)
class Look:
    """A message beside the live lines: how plainly it names each line's author (`row`), and each line its author (`column`), 0..3.

    `hi`: where the live lines ended. `sense`: see `bot.read.sense`.
    """

    message: Message
    hi: int
    traits: Traits
    row: NDArray[np.int8]
    column: NDArray[np.int8]
    sense: Sense


class Window:
    """The latest lines of a channel. Only the room that owns it pushes.

    Arrays hold `ROOM` places; the live ones are `lo` to `hi`, oldest first. `face` [len(FACE) + len(STATE), ROOM]: those features of each
    line that hold for every newer message, amounts as they are; `told` is its last rows, what was read of each line. `cues`
    [len(KEPT_CUES), ROOM]: what its text gives away, in hundredths; `senses` [ROOM, SENSE]: what it speaks of.
    `named`: how plainly line i names the author of line j, 0..3, in two bits each (`row`, `column`); `naming[i]`: of how many lines line i names the author; `called[i]`:
    by how many lines its author was named, some of which may have left. `parents`, `chances` [PARENTS, ROOM]: places that each line responds
    to, and how likely, in parts of `CERTAIN`; a place whose chance is 0, or that lies before `lo`, says nothing. `parent[i]`: place of the
    likeliest parent, or -1; `root[i]`, `newest[i]`: places where its thread begins and ends; `author[i]`: a small number
    for its author, -1 once the line has left.
    """

    __slots__ = (
        "_authors", "_keys", "_latest", "_speakers", "_who", "at", "author", "called", "chances", "content", "cues", "face", "hi", "lo",
        "messages", "named", "naming", "newest", "parent", "parents", "root", "senses", "speaker", "told",
    )  # fmt: skip

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        """Rebuild from lines in order of arrival."""
        self.lo = self.hi = 0
        self.messages: list[Message] = []
        self._speakers: dict[tuple[str, str], int] = {}
        self._keys: dict[str, tuple[int, ...]] = {}
        self._who: list[str] = []
        self._authors: dict[str, int] = {}
        self._latest: Look | None = None
        self.at = np.zeros(ROOM, np.float64)
        self.speaker: Small = np.zeros(ROOM, np.int8)
        self.author: Small = np.zeros(ROOM, np.int8)
        self.parent: Small = np.full(ROOM, -1, np.int8)
        self.parents: Small = np.zeros((PARENTS, ROOM), np.int8)
        self.chances: NDArray[np.uint8] = np.zeros((PARENTS, ROOM), np.uint8)
        self.root: Small = np.zeros(ROOM, np.int8)
        self.newest: Small = np.zeros(ROOM, np.int8)
        self.naming: NDArray[np.uint8] = np.zeros(ROOM, np.uint8)
        self.called: NDArray[np.uint8] = np.zeros(ROOM, np.uint8)
        self.face: Floats = np.zeros((len(FACE) + len(STATE), ROOM), np.float32)
        self.told: Floats = self.face[len(FACE) :]
        self.cues: NDArray[np.uint8] = np.zeros((len(KEPT_CUES), ROOM), np.uint8)
        self.content: Hashes = np.zeros((ROOM, TOKENS), np.uint16)
        self.senses: Sense = np.zeros((ROOM, SENSE), np.int8)
        self.named: NDArray[np.uint8] = np.zeros((ROOM, ROOM // 4), np.uint8)
        for line in lines:
            self.push(line)

    def look(self, message: Message) -> Look:
        """Look at a message beside the live lines; the latest look is kept, since what is read is then pushed."""
        if self._latest is None or self._latest.message is not message or self._latest.hi != self.hi:
            seen = traits(message.text)
            row, column = self._names_in(message, seen), self._names_me(message)
            self._latest = Look(message, self.hi, seen, row, column, sense(seen))
        return self._latest

    def place(self, id: str) -> int:
        """Return the place of the live line with an id, -1 where there is none."""
        return self._places((id,)).get(id, -1)

    def author_of(self, message: Message) -> int:
        """Return the author's number in `author`, `ABSENT` for one who is not in the window."""
        return self._authors.get(message.author.id, ABSENT)

    def column(self, place: int) -> NDArray[np.int8]:
        """Return how plainly each live line names the author of the line at a place, 0..3."""
        named: NDArray[np.int8] = _EACH[place & 3].take(self.named[self.lo : self.hi, place >> 2])
        return named

    def rows(self, places: Places) -> NDArray[np.int8]:
        """Return [places, live lines]: how plainly the lines at some places name the author of each live line, 0..3."""
        return _FOUR.take(self.named.take(places, axis=0), axis=0).reshape(-1, ROOM)[:, self.lo : self.hi]

    def push(self, line: Line) -> None:
        """Add the newest line."""
        look = self.look(line.message)
        if self.hi == ROOM:
            self._move()
        message, here, seen = line.message, self.hi, look.traits
        self.messages.append(message)
        self.at[here] = message.at.timestamp()
        self.content[here], self.senses[here] = seen.content, look.sense
        self._name(here, look)
        self._tell(here, line, seen)
        self.hi, self._latest = here + 1, None
        if self.hi - self.lo > KEPT:
            self._leave()

    def _names_in(self, message: Message, seen: Traits) -> NDArray[np.int8]:
        """Return how plainly a message names the author of each live line, 0..3."""
        found = named_in(message, seen.handles, self._keys, self._who)
        if message.mentions:
            meant = {member.id for member in message.mentions} - {message.author.id}
            found |= {number: 3 for (author, _), number in self._speakers.items() if author in meant}
        row = np.zeros(self.hi - self.lo, np.int8)
        live = self.speaker[self.lo : self.hi]
        for number, plainness in found.items():
            if plainness:
                row[live == number] = plainness
        return row

    def _names_me(self, message: Message) -> NDArray[np.int8]:
        """Return how plainly each live line names the author of a message that is not in the window yet, 0..3."""
        live = slice(self.lo, self.hi)
        same = np.flatnonzero(self.speaker[live] == self._speakers.get((message.author.id, message.name), -1))
        if len(same):
            # the author's latest line was held against the older lines when it came, and the newer ones against it
            return self.column(self.lo + int(same[-1]))
        column = np.zeros(self.hi - self.lo, np.int8)
        for place, plainness in named_by(self.messages[self.lo : self.hi], message).items():
            column[place] = plainness
        return column

    def _name(self, here: int, look: Look) -> None:
        """Fill in who wrote the new line, whom it names, and which of the older lines name its author."""
        message = look.message
        before = slice(self.lo, here)
        self.naming[here], self.called[here] = np.count_nonzero(look.row), np.count_nonzero(look.column)
        if self.naming[here]:
            row = np.zeros(ROOM, np.uint8)
            row[before] = look.row
            self.named[here] = row.reshape(-1, 4).dot(_SHIFTS)
            self.called[before] += look.row > 0
        if self.called[here]:
            self.named[before, here >> 2] |= look.column.view(np.uint8) * _SHIFTS[here & 3]
            self.naming[before] += look.column > 0
        number, author = self._number(message)
        self.speaker[here] = number
        self.face[AFTER, before] += self.author[before] == author
        self.author[here], self.face[AFTER, here] = author, 0

    def _number(self, message: Message) -> tuple[int, int]:
        """Return the small numbers of who wrote it, as somebody under this name and as an author; new ones where they are new."""
        who = (message.author.id, message.name)
        number = self._speakers.get(who)
        if number is None:
            number = self._speakers[who] = len(self._who)
            self._who.append(message.author.id)
            for key in keys(message.name):
                known = self._keys.get(key)
                self._keys[key] = (*known, number) if known else _ONLY[number]
        return number, self._authors.setdefault(message.author.id, number)

    def _tell(self, here: int, line: Line, seen: Traits) -> None:
        """Fill in what was read of the new line."""
        message, reading = line.message, line.reading
        places = self._link(here, reading.links)
        best = reading.links[0] if reading.links else None
        sure = best.probability if best is not None else 0.0
        alone = max(0.0, 1 - sum(link.probability for link in reading.links))
        parent = places.get(best.parent, -1) if best is not None and sure > alone else -1
        self.parent[here] = parent
        self._join(here, parent)
        self.told[:, here] = sure, alone, reading.question, reading.channel, message.bot, message.team
        self.cues[:, here] = np.rint(seen.cues.take(kept_cues()) * HUNDRED)

    def _link(self, here: int, links: Sequence[Link]) -> dict[str, int]:
        """Keep whom the new line responds to, by links with the likeliest first; return the places of those that are live."""
        places = self._places({link.parent for link in links})
        self.parents[:, here] = self.chances[:, here] = 0
        self.face[DREW : OTHERS_DREW + 1, here] = 0
        for turn, link in enumerate(links[:PARENTS]):
            place = places.get(link.parent, -1)
            if place < 0:
                continue
            parts = self.chances[turn, here] = round(link.probability * CERTAIN)
            self.parents[turn, here] = place
            self.face[DREW, place] += parts / CERTAIN
            if self.author[place] != self.author[here]:
                self.face[OTHERS_DREW, place] += parts / CERTAIN
        return places

    def _places(self, ids: Collection[str]) -> dict[str, int]:
        """Return the places of the live lines with some ids; parents are near the end, so it looks from there."""
        found: dict[str, int] = {}
        for place in range(self.hi - 1, self.lo - 1, -1):
            if len(found) == len(ids):
                break
            if (id := self.messages[place].ref.id) in ids:
                found[id] = place
        return found

    def _join(self, here: int, parent: int) -> None:
        """Count the new line into its parent's thread, or let it begin one."""
        face = self.face
        face[SINCE, here], face[IS_ROOT, here] = 0, parent < 0
        self.newest[here] = here
        if parent < 0:
            self.root[here], face[SIZE, here], face[PEOPLE, here] = here, 1, 1
            return
        root = self.root[here] = self.root[parent]
        before = slice(self.lo, here)
        thread = self.root[before] == root
        face[SIZE : SINCE + 1, before] += thread
        face[SIZE, here] = face[SIZE, parent]
        if not (thread & (self.author[before] == self.author[here])).any():
            face[PEOPLE, before] += thread
        face[PEOPLE, here] = face[PEOPLE, parent]
        self.newest[before][thread] = here

    def _leave(self) -> None:
        """Let the oldest line go; what responded to it begins threads of its own."""
        gone = self.lo
        self.lo, self.messages[gone] = gone + 1, self.messages[gone + 1]  # so that its words are not kept
        live = slice(self.lo, self.hi)
        if self.called[gone]:
            self.naming[live] -= self.column(gone) > 0
        self.author[gone] = -1
        if not self.face[SINCE, gone]:  # the oldest line of all begins its thread; this one is the whole of it
            return
        threads: dict[int, list[int]] = {}
        begins: dict[int, int] = {}
        for place in (self.lo + np.flatnonzero(self.root[live] == gone)).tolist():
            parent = int(self.parent[place])
            if parent == gone:
                self.parent[place], self.face[IS_ROOT, place], parent = -1, 1, place
            begins[place] = begins.get(parent, place)
            threads.setdefault(begins[place], []).append(place)
        for root, thread in threads.items():
            self.root[thread], self.newest[thread], self.face[SIZE, thread] = root, thread[-1], len(thread)
            self.face[SINCE, thread] = range(len(thread) - 1, -1, -1)
            self.face[PEOPLE, thread] = len(set(self.author[thread].tolist()))

    def _move(self) -> None:
        """Move the kept lines to the front of the arrays, and number speakers and authors anew."""
        lo, size = self.lo, self.hi - self.lo
        for array in (self.at, self.speaker, self.author, self.content, self.senses, self.naming, self.called):
            array[:size] = array[lo : lo + size]
        for array in (self.parent, self.root, self.newest):
            array[:size] = np.maximum(array[lo : lo + size] - lo, -1)
        self.chances[:, :size] = self.chances[:, lo : lo + size] * (self.parents[:, lo : lo + size] >= lo)
        self.parents[:, :size] = np.maximum(self.parents[:, lo : lo + size] - lo, 0)
        for rows in (self.face, self.cues):
            rows[:, :size] = rows[:, lo : lo + size].copy()
        # Both bounds are multiples of four, so that four lines move as one byte.
        self.named[:size, : size // 4] = self.named[lo : lo + size, lo // 4 : (lo + size) // 4].copy()
        self.named[size:], self.named[:size, size // 4 :] = 0, 0
        self.messages = self.messages[lo:]
        self.lo, self.hi = 0, size
        self._speakers, self._authors, self._keys, self._who = {}, {}, {}, []
        numbers = [self._number(message) for message in self.messages]
        self.speaker[:size], self.author[:size] = np.array(numbers, np.int8).reshape(size, 2).T
