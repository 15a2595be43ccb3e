"""The door: `open_export` finds out what a file is and gives an Export, which is iterated over for events as often as wished."""

from collections.abc import Callable, Collection, Iterator
from datetime import tzinfo
from errno import ENOENT
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adapters.exports.detect import FORMATS, detect
from adapters.exports.minter import Minter
from adapters.exports.native import NativeIds
from adapters.exports.passage import Format, Passage
from adapters.exports.source import Pace
from adapters.exports.tally import ExportTally, WrongExport
from bot.events import Event
from bot.model import CommunityRef


class Export:
    """A chat export as a stream of events: ChannelNamed, MessageSeen, ReactionSeen.

    Channels are put together by time, since whoever plays them has one clock; where each channel's lines are by
    time, its own order stands. Each iteration reads the file anew, gives the same events and fills `tally` anew; one at a time. `format`:
    "discord", "telegram", "slack", "irc" or "jsonl". `bytes_total`: what `progress` counts up to. Iterating raises WrongExport at
    the end if the file is cut or has broken records and not one message could be read.
    """

    def __init__(
        self, path: Path, kind: Format, team: Collection[str], progress: Callable[[int, int], None] | None, zone: tzinfo
    ) -> None:
        self.path = path
        self.format = kind.name
        self.community = CommunityRef("export", kind.community(path))
        self.tally = ExportTally()
        self.bytes_total = kind.size(path)
        self._kind = kind
        self._team = tuple(team)
        self._progress = progress
        self._zone = zone
        self._native = NativeIds(kind.ids)

    def __iter__(self) -> Iterator[Event]:
        self.tally.clear()
        passage = Passage(
            self.path,
            Pace(self.bytes_total, self._progress),
            self.tally,
            Minter(self.community, self.tally, self._team),
            self._native,
            self._zone,
        )
        return self._events(passage)

    def _events(self, passage: Passage) -> Iterator[Event]:
        yield from self._kind.read(passage)
        tally = self.tally
        if tally.read or not (tally.cut or tally.broken):
            return
        why = tally.cut or f"the first: {tally.broken[0]}"
        raise WrongExport(f"{self.path}: expected {self._kind.title}; found no message that can be read ({why})")

    def native_id(self, ref_id: str) -> int | str:
        """Return a message's id as it was in the file: a number where it was a number. Known once the message was iterated over."""
        return self._native.native(ref_id)


def open_export(
    path: Path,
    *,
    format: str | None = None,
    team: Collection[str] = (),
    progress: Callable[[int, int], None] | None = None,
    zone: str = "UTC",
) -> Export:
    """Open a chat export: a file, a Slack zip, or a folder of files.

    `format` overrules what the content looks like. `team`: names or ids of the brand's people, in any case. `progress` is told
    (bytes done, bytes in all). `zone`: the IANA zone of clocks that name none (IRC logs, old Telegram exports).
    Raises WrongExport (a ValueError) for a file that is none of the known exports, saying what was expected and what was found;
    ValueError for an unknown format or zone; OSError if the file cannot be read.
    """
    if format is not None and format not in FORMATS:
        raise ValueError(f"unknown format {format!r}: expected one of {', '.join(sorted(FORMATS))}")
    try:
        clock_zone = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"unknown time zone {zone!r}: expected an IANA name such as Europe/Berlin") from None
    if not path.exists():
        raise FileNotFoundError(ENOENT, "no such file or folder", str(path))
    return Export(path, FORMATS[format or detect(path)], team, progress, clock_zone)
