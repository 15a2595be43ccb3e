"""Where the chats of a whole account stand in its file: each is read from its own place, by turns."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any

from adapters.exports.order import FIRST
from adapters.exports.passage import moment
from adapters.exports.records import BrokenRecord, Fault, JsonWalk
from adapters.exports.source import Pace

LISTS = ("chats", "left_chats")


@dataclass(slots=True)
class Found:
    """A chat's bytes [start, end) in the file, `end` None where the file ends within it. `id`: for a chat that names none."""

    id: str
    start: int
    end: int | None = None
    begins: datetime = FIRST


def at_of(record: dict[str, Any], zone: tzinfo) -> datetime:
    """Return when a message or a reaction was made, in UTC. ValueError: it does not say."""
    seconds = record.get("date_unixtime")
    if isinstance(seconds, str) and seconds.isdecimal():
        seconds = int(seconds)
    return moment(record.get("date") if seconds is None else seconds, zone)


def zone_of(record: dict[str, Any], at: datetime, zone: tzinfo) -> tzinfo:
    """Return the zone that a message's local time is in, where it has both times: a reaction has the local one only."""
    with suppress(ValueError, TypeError):
        ahead = datetime.fromisoformat(record.get("date") or "").replace(tzinfo=UTC) - at
        if record.get("date_unixtime") and abs(ahead) < timedelta(days=1):
            return timezone(ahead)
    return zone


def chats_of(path: Path, zone: tzinfo) -> tuple[list[Found], str]:
    """Return an account's chats, in the order of the file, and where the file is cut ("": nowhere).

    No chats: the file is one chat, or one whose bytes cannot be told from its text (it is not UTF-8), to be read from front to end.
    """
    noted: list[str] = []
    chats: list[Found] = []
    with path.open("rb") as file:
        walk = JsonWalk(file, Pace(0, None), noted.append)
        try:
            for key in walk.fields():
                if key == "messages":
                    return [], ""
                if key in LISTS and walk.starts() == "{":
                    for found in _list(walk, key, zone):
                        chats.append(found)
                else:
                    walk.skip()
        except Fault as error:
            return ([], "") if noted else (chats, str(error))
    return ([], "") if noted else (chats, "")


def _list(walk: JsonWalk, key: str, zone: tzinfo) -> Iterator[Found]:
    """Yield the chats of one list, each as soon as it begins."""
    for inner in walk.fields():
        if inner != "list" or walk.starts() != "[":
            walk.skip()
            continue
        for number in walk.items():
            walk.starts()
            found = Found(f"{key}-{number}", walk.byte())
            yield found
            _through(walk, found, zone)
            found.end = walk.byte()


def _through(walk: JsonWalk, found: Found, zone: tzinfo) -> None:
    """Go to a chat's end, and note when its first message was written."""
    for field in walk.fields():
        if field != "messages" or walk.starts() != "[":
            walk.skip()
            continue
        for number in walk.items():
            if number:
                walk.skip()
                continue
            with suppress(BrokenRecord, ValueError, TypeError, AttributeError):
                found.begins = at_of(walk.value(), zone)
