"""The pieces of a JSONL file that are in order: one, where its lines are by time; one a channel, where channels come one by one."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from adapters.exports.order import FIRST
from adapters.exports.passage import UTC, moment
from adapters.exports.source import CHUNK, Note, encoding_of

JITTER = timedelta(minutes=1)
"""So far back a line of another channel may be: who wrote them down as they came in was no stickler."""

MOST_PIECES = 20_000
LONGEST = 1 << 22
DECODER = json.JSONDecoder(strict=False)
NAME = b'"channel"'
MIXED = "the channels' lines are in no order of time: sort them by time, else waits are measured wrong"


@dataclass(slots=True)
class Piece:
    """The bytes [start, end) of a file, `end` None for the last, the number of its first line, and that line's time."""

    start: int = 0
    line: int = 0
    begins: datetime = FIRST
    end: int | None = None


def pieces_of(path: Path, note: Note, most: int = MOST_PIECES) -> list[Piece]:
    """Return the pieces, in the order of the file: another begins where another channel goes on, earlier than what was said before.

    Where each channel's lines are by time, their own order stands once the pieces are put together. A file in UTF-16 is one piece, and
    so is one of more than `most` pieces, which is noted.
    """
    with path.open("rb") as file:
        if encoding_of(file.read(CHUNK)).startswith("utf-16"):
            return [Piece()]
        file.seek(0)
        if not any(NAME in line for line in iter(lambda: file.readline(LONGEST), b"")):
            return [Piece()]
    pieces = [Piece()]
    before, high = "", FIRST
    for start, number, channel, at in _lines(path):
        if channel != before and high - at > JITTER:
            pieces[-1].end = start
            pieces.append(Piece(start, number, at))
            high = at
            if len(pieces) > most:
                note(MIXED)
                return [Piece()]
        elif pieces[-1].begins is FIRST:
            pieces[-1].begins = at
        before, high = channel, max(high, at)
    return pieces


def _lines(path: Path) -> Iterator[tuple[int, int, str, datetime]]:
    """Yield (byte, number, channel, time) of the lines that have all of them. What is longer than 4 MB is no such line."""
    start = number = 0
    whole = True
    with path.open("rb") as file:
        while line := file.readline(LONGEST):
            ends = line.endswith(b"\n")
            if whole and (ends or len(line) < LONGEST):
                try:
                    record = DECODER.decode(line.decode("utf-8-sig", "replace"))
                    yield start, number, str(record.get("channel")), moment(record.get("at"), UTC)
                except (ValueError, TypeError, AttributeError, RecursionError):
                    pass  # its reading says what is wrong with it
            start += len(line)
            number += ends
            whole = ends
