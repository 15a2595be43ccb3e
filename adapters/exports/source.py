"""Bytes to text: one file read in chunks, its encoding found out, progress told, memory bounded by the chunk and the longest line."""

import codecs
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from adapters.exports.tally import ExportTally

CHUNK = 1 << 18
SMALLEST_CHUNK = 1 << 11
AT_ONCE = 1 << 22
LONGEST_LINE = 1 << 26

Progress = Callable[[int, int], None]
Note = Callable[[str], None]

UNFIT = re.compile("[\0\ud800-\udfff]")


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are not UTF-8 the way Windows would have written them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(bytes([byte]).decode("cp1252", "replace") for byte in wrong), error.end


codecs.register_error("twoway.cp1252", _as_cp1252)


def clean(text: str) -> str:
    """Return the text with NUL and lone surrogates, which no store can keep, as U+FFFD."""
    if text.isascii():
        return text.replace("\0", "\ufffd") if "\0" in text else text
    return UNFIT.sub("\ufffd", text)


def encoding_of(head: bytes) -> str:
    """Return "utf-8", "utf-8-sig", "utf-16-le" or "utf-16-be" for a file that begins so (its byte order mark, or where its NULs stand)."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    sample = head[:200]
    if len(sample) >= 4 and sample[1::2].count(0) > len(sample) // 4 and not sample[0::2].count(0):
        return "utf-16-le"
    if len(sample) >= 4 and sample[0::2].count(0) > len(sample) // 4 and not sample[1::2].count(0):
        return "utf-16-be"
    return "utf-8"


class Pace:
    """Tells a listener how many bytes of the whole are done, over one file or many."""

    def __init__(self, total: int, progress: Progress | None, whole: "Pace | None" = None) -> None:
        self.total = total
        self.done = 0
        self._progress = progress
        self._whole = whole

    def part(self) -> "Pace":
        """Return the pace of one file, from 0, which moves this one along. Several may be under way."""
        return Pace(self.total, None, self)

    def forward(self, count: int) -> None:
        """Count bytes as done."""
        self.done += count
        if self._whole:
            self._whole.forward(count)
        if self._progress:
            self._progress(self.done, self.total)


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, at most so many, b"" at the end."""


class Stretch:
    """A file, or the bytes [start, end) of it. It is opened for each read only: of many that take turns, none is kept open."""

    def __init__(self, path: Path, start: int = 0, end: int | None = None) -> None:
        self._path = path
        self._at = start
        self._end = path.stat().st_size if end is None else end

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        pass

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, at most so many (all that are left where it is negative), b"" at the end."""
        left = max(0, self._end - self._at)
        with self._path.open("rb", buffering=0) as file:
            file.seek(self._at)
            found = file.read(left if size < 0 else min(size, left)) or b""
        self._at += len(found)
        return found


def chunk_for(count: int) -> int:
    """Return how many bytes to read at a time from each of so many files that may all be under way at once."""
    return max(SMALLEST_CHUNK, min(CHUNK, AT_ONCE // max(1, count)))


def decoded(file: Readable, pace: Pace, note: Note, chunk: int = CHUNK) -> Iterator[str]:
    """Yield a binary file's text in pieces of at most `chunk` bytes.

    UTF-8 (with or without a mark) and UTF-16 are told apart; single bytes that are not UTF-8 are read as Windows-1252. Both are noted.
    """
    pending = file.read(chunk)
    encoding = encoding_of(pending)
    if encoding.startswith("utf-16"):
        note(f"the file is {encoding.upper()}, not UTF-8; read as such")
    if pending.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        mark = 3 if encoding == "utf-8-sig" else 2
        pending = pending[mark:]
        pace.forward(mark)
    decode = codecs.utf_8_decode
    if encoding == "utf-16-le":
        decode = codecs.utf_16_le_decode
    elif encoding == "utf-16-be":
        decode = codecs.utf_16_be_decode
    final = False
    while not final:
        more = file.read(chunk)
        final = not more
        try:
            text, used = decode(pending, "strict", final)
        except UnicodeDecodeError as error:
            wide = encoding.startswith("utf-16")
            note(
                f"some bytes are not {encoding.upper()} and became U+FFFD"
                if wide
                else f"some bytes are not UTF-8 (the first about byte {pace.done + error.start}); read as Windows-1252"
            )
            text, used = decode(pending, "replace" if wide else "twoway.cp1252", final)
        pace.forward(used)
        pending = pending[used:] + more
        if text:
            yield text


def lines(
    file: Readable, pace: Pace, tally: ExportTally, number: int = 0, chunk: int = CHUNK
) -> Iterator[tuple[int, str]]:
    """Yield (number, line without its end) of a binary file. A line beyond 64 million characters is reported and left out.

    `number`: the first line's.
    """
    size, lost = 0, False
    waiting: list[str] = []  # the pieces of a line whose end has not come
    for piece in decoded(file, pace, tally.note, chunk):
        found = piece.split("\n")
        found[0] = "".join([*waiting, found[0]]) if len(found) > 1 else found[0]
        for line in found[:-1]:
            if lost:
                lost = False
            else:
                yield number, line.removesuffix("\r")
            number += 1
        waiting, size = (waiting, size) if len(found) == 1 else ([], 0)
        waiting.append(found[-1])
        size += len(found[-1])
        if size > LONGEST_LINE and not lost:
            tally.broke(f"line {number + 1}", "is longer than 64 million characters")
            lost = True
        if lost:
            waiting.clear()
    if size and not lost:
        yield number, "".join(waiting).removesuffix("\r")


def read_head(path: Path, size: int = CHUNK) -> str:
    """Return the beginning of a file as text, whatever its encoding."""
    with path.open("rb") as file:
        head = file.read(size)
    encoding = encoding_of(head)
    if encoding.startswith("utf-16"):
        return head.decode(encoding, "replace").lstrip("\ufeff")
    return head.decode("utf-8", "twoway.cp1252").lstrip("\ufeff")
