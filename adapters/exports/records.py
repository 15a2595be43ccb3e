"""A JSON document of any size, walked as a stream: the outer objects by hand, each record by the standard library's own parser.

Two things are had this way that a token stream does not give: a record with a fault in it is left out and the rest goes on, and
the fault has its place. Memory is bounded by one chunk and the longest record.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from adapters.exports.source import CHUNK, Note, Pace, Readable, decoded

LONGEST = 1 << 26

SPACE = re.compile(r"[ \t\r\n]*")
TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[\]{}"]', re.DOTALL)
SCALAR = re.compile(r"[^\s,\]}]+")
ESCAPE = re.compile(r'\\(?:(["\\/bfnrt]|u[0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|)', re.DOTALL)
DECODER = json.JSONDecoder(strict=False)


class Fault(Exception):
    """The document is not as JSON should be."""


class Cut(Fault):
    """The document ends too early, or goes wrong in a way that hides where the next record begins."""


class BrokenRecord(Fault):
    """One value is no JSON. The walk stands behind it and can go on. `place` is where it began."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(why)
        self.place = place


def mended(text: str) -> str:
    """Return JSON with escapes that JSON does not know put right: Telegram writes control characters as `\\x1F`."""
    return ESCAPE.sub(lambda m: m[0] if m[1] else (f"\\u00{m[2]}" if m[2] else "\\\\"), text)


class JsonWalk:
    """A cursor in a JSON file. Whoever is given a key or an item takes its value by one of `value`, `skip`, `fields` or `items`."""

    def __init__(self, file: Readable, pace: Pace, note: Note, chunk: int = CHUNK, base: int = 0) -> None:
        """`base`: where in the file the first byte of what is read stands."""
        self._pieces = decoded(file, pace, note, chunk)
        self._pace = pace
        self._start = pace.done - base
        self._note = note
        self._text = ""
        self._at = 0

    def byte(self, at: int | None = None) -> int:
        """Return the offset in the file (exact for UTF-8) of the cursor."""
        behind = self._text[self._at if at is None else at :]
        return self._pace.done - self._start - len(behind.encode("utf-8", "replace"))

    def fields(self) -> Iterator[str]:
        """Yield the keys of the object that begins here."""
        self._take("{")
        if self._peek() == "}":
            self._take("}")
            return
        while True:
            key = self.value()
            if not isinstance(key, str):
                raise Cut(f"a key that is no text stands before byte {self.byte()}")
            self._take(":")
            yield key
            if self._take(",}") == "}":
                return

    def items(self) -> Iterator[int]:
        """Yield the numbers, from 0, of the items of the list that begins here."""
        self._take("[")
        if self._peek() == "]":
            self._take("]")
            return
        number = 0
        while True:
            yield number
            number += 1
            if self._take(",]") == "]":
                return

    def value(self) -> Any:
        """Return the value that begins here. BrokenRecord: it is no JSON, and was stepped over. Cut: it does not end."""
        self._peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                close = self._close()
                if close is None:
                    self._grow()
                    continue
                return self._mend(close, error)
            # a number may go on behind the end of what was read so far
            if end == len(self._text) and not isinstance(value, dict | list | str) and self._read(1):
                continue
            self._at = end
            return value

    def skip(self) -> None:
        """Step over the value that begins here, keeping nothing of it."""
        if self._peek() not in "[{":
            self.value()
            return
        depth = 0
        while True:
            for token in TOKEN.finditer(self._text, self._at):
                found = token[0]
                if found == '"':
                    self._at = token.start()
                    self._grow()
                    break
                self._at = token.end()
                depth += (found in "[{") - (found in "]}")
                if not depth:
                    return
            else:
                self._at = len(self._text)
                self._grow()

    def starts(self) -> str:
        """Return the character that the next value begins with."""
        return self._peek()

    def _peek(self) -> str:
        while True:
            end = SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]  # matches always, if only nothing
            if end < len(self._text):
                self._at = end
                return self._text[end]
            self._at = end
            self._grow()

    def _take(self, wanted: str) -> str:
        found = self._peek()
        if found not in wanted:
            raise Cut(f"at byte {self.byte()} stands {found!r}, expected {' or '.join(wanted)}")
        self._at += 1
        return found

    def _close(self) -> int | None:
        """Return where the value at the cursor ends, None if that is not to be seen yet."""
        text, at = self._text, self._at
        if text[at] not in '{["':
            found = SCALAR.match(text, at)
            if found is None:
                raise Cut(f"at byte {self.byte()} stands {text[at]!r}, expected a value")
            return found.end() if found.end() < len(text) else None
        open_ends: list[str] = []
        for token in TOKEN.finditer(text, at):
            found_text = token[0]
            if found_text == '"':
                return None
            if found_text in "{[":
                open_ends.append("}" if found_text == "{" else "]")
            elif found_text in "}]" and (not open_ends or open_ends.pop() != found_text):
                raise Cut(
                    f"the record at byte {self.byte()} is broken beyond its end (a {found_text!r} that closes nothing)"
                )
            if not open_ends:
                return token.end()
        return None

    def _mend(self, close: int, error: Exception) -> Any:
        place, text = f"byte {self.byte()}", self._text[self._at : close]
        self._at = close
        try:
            value = DECODER.decode(mended(text))
        except (ValueError, RecursionError):
            why = (
                f"is not JSON: {error.msg}"
                if isinstance(error, json.JSONDecodeError)
                else "is no JSON that can be read"
            )
            raise BrokenRecord(place, why) from None
        self._note("escapes that JSON does not know were mended")
        return value

    def _grow(self) -> None:
        """Read on, as much again as waits already, so that a long record is not copied over and over. Cut: there is no more."""
        waiting = len(self._text) - self._at
        if waiting > LONGEST:
            raise Cut(f"the record at byte {self.byte()} does not end within {LONGEST // 1_000_000} million characters")
        if not self._read(max(1, waiting)):
            raise Cut(
                f"the file is cut: it ends at byte {self._pace.done - self._start}, within what began at byte {self.byte()}"
            )

    def _read(self, least: int) -> bool:
        parts, count = [self._text[self._at :]], 0
        while count < least and (piece := next(self._pieces, "")):
            parts.append(piece)
            count += len(piece)
        self._text, self._at = "".join(parts), 0
        return count > 0
