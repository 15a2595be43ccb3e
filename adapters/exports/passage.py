"""One passage over an export: everything a format's reader needs, made anew for each iteration."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from adapters.exports.minter import Minter
from adapters.exports.native import NativeIds
from adapters.exports.source import Pace
from adapters.exports.tally import ExportTally
from bot.events import Event

__all__ = ["EPOCH", "UTC", "Format", "Passage", "marks", "moment"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Passage:
    """What one reading works with. `zone`: where clocks without a zone stand."""

    path: Path
    pace: Pace
    tally: ExportTally
    minter: Minter
    native: NativeIds
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of export. `ids`: the type of its message ids in the file, None where it varies.

    `community` returns the community's id as the content gives it, "export" where it gives none. `size`: the
    bytes that a reading goes through.
    """

    name: str
    title: str
    read: Callable[[Passage], Iterator[Event]]
    community: Callable[[Path], str]
    ids: type[int] | type[str] | None = str
    size: Callable[[Path], int] = lambda path: path.stat().st_size


def moment(value: object, zone: tzinfo) -> datetime:
    """Return a time in UTC from epoch seconds or ISO 8601 text; text without an offset is in `zone`.

    ValueError: the value is no time, or lies outside the years 1 to 9999.
    """
    if isinstance(value, str):
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            raise ValueError(f"the time {value[:40]!r} is not ISO 8601") from None
        try:
            return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
        except OverflowError:
            raise ValueError(f"the time {value[:40]!r} is out of range") from None
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return datetime.fromtimestamp(value, UTC)
        except (ValueError, OverflowError, OSError):
            raise ValueError(f"the time {value!r:.40} is out of range (seconds since 1970 expected)") from None
    raise ValueError(f"the time is {'missing' if value is None else 'a ' + type(value).__name__}")


def marks(value: object, read: Callable[[Any], Iterable[Event]], tally: ExportTally, place: str) -> Iterator[Event]:
    """Yield what is made of each item of a list that hangs on a record. One that is broken costs only itself, and is told."""
    for item in value if isinstance(value, list) else [value]:
        try:
            found = list(read(item))
        except (ValueError, TypeError, AttributeError) as error:
            why = str(error) if isinstance(error, ValueError) else f"a JSON {type(item).__name__} of another shape"
            tally.broke(place, f"has a reaction that cannot be read: {why}")
        else:
            yield from found
