"""The ledger as a table for spreadsheets: a row a decision, with what came of it. Nothing in a cell can run as a formula."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from bot.model import COIN, Because, Entry, Sieve, Trial, Verdict

COLUMNS = (
    *("at", "channel", "channel_id", "kind", "subject", "verdict", "mode", "by"),
    *("because", "spoke_after_2h", "answered_after_2h", "spoke_after_24h", "answered_after_24h"),
)
"""Times are UTC. The last four count different members; empty where nobody counted, or the time is not over yet."""

BYTE_ORDER_MARK = "\ufeff"
"""Begins a file for spreadsheets that take a file without it for another alphabet."""

PAGE = 500
TICK = timedelta(microseconds=1)
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the beginning of a formula."""


class Walk:
    """Walks over a whole ledger, newest first, a page at a time, although many entries may have the same moment."""

    def __init__(self, page: int = PAGE) -> None:
        """Begin at the end. `page`: so many entries at a time, more only where they share a moment."""
        self.sieve, self.over = Sieve(), False
        self.limit = self._page = page

    def take(self, page: Sequence[Entry]) -> Sequence[Entry]:
        """Return the entries of a page that can be told now; those of its last moment come with the next, where they may go on."""
        if len(page) < self.limit:
            self.over = True
            return page
        last = page[-1].at
        told = [entry for entry in page if entry.at != last]
        self.sieve = Sieve(before=last + TICK)
        self.limit = self._page if told else 2 * self.limit
        return told


def span(entries: Sequence[Entry]) -> tuple[datetime, datetime]:
    """Return from when until when the trials of these entries began; entries are newest first, one at least."""
    return entries[-1].at, entries[0].at + TICK


def table(
    entries: Iterable[Entry],
    trials: Iterable[Trial],
    channels: Mapping[str, str],
    say: Callable[[Because], Iterable[str]],
) -> str:
    """Return the rows of some entries. `channels`: id -> name; `say` puts reasons into sentences."""
    known = {(trial.channel, trial.key): trial for trial in trials}
    lines = []
    for entry in entries:
        trial = None
        if entry.verdict in (Verdict.POSTED, Verdict.HELD):
            key = entry.subject if entry.verdict is Verdict.POSTED else f"{COIN}{entry.subject}"
            trial = known.get((entry.channel, key))
        lines.append(_row(entry, trial, channels, say))
    return "".join(map(line, lines))


def _row(
    entry: Entry, trial: Trial | None, channels: Mapping[str, str], say: Callable[[Because], Iterable[str]]
) -> list[str]:
    hidden = entry.verdict is Verdict.PRIVACY  # says neither whose nor where
    kind, colon, _ = entry.subject.partition(":")
    return [
        entry.at.astimezone(UTC).isoformat(timespec="seconds"),
        "" if hidden else channels.get(entry.channel.id, ""),
        "" if hidden else entry.channel.id,
        kind if colon else "question",
        "" if hidden else entry.subject,
        entry.verdict.value,
        mode_of(entry.because),
        _by(entry.because),
        " ".join(say(tuple([cue for cue in entry.because if cue.phrase != "done_by"]))),
        *_counted(trial),
    ]


def mode_of(because: Because) -> str:
    """Return the mode under which something was decided; "hand" where a person decided, "" where neither is said."""
    for cue in because:
        if cue.phrase.startswith("mode_"):
            return cue.phrase.split("_")[1]
    return "hand" if any(cue.phrase in BY_HAND for cue in because) else ""


BY_HAND = frozenset({"approved", "approved_edited", "asked_by_team", "skipped", "snoozed", "done_by"})


def _by(because: Because) -> str:
    return next((dict(cue.values).get("name", "") for cue in because if cue.phrase == "done_by"), "")


def _counted(trial: Trial | None) -> list[str]:
    if trial is None or trial.blind:
        return ["", "", "", ""]
    return [str(number) for pair in (trial.early, trial.late) for number in pair or ()] + (
        ["", ""] * ((trial.early is None) + (trial.late is None))
    )


def line(cells: Iterable[str]) -> str:
    """Return a row as text (RFC 4180), its cells made harmless."""
    out = io.StringIO()
    csv.writer(out).writerow([harmless(cell) for cell in cells])
    return out.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet runs: what looks like the beginning of a formula gets an apostrophe before it."""
    plain = cell.replace("\x00", "")
    return f"'{plain}" if plain.lstrip(" \u00a0").startswith(RUNS) else plain


def heading() -> str:
    """Return the first row."""
    return line(COLUMNS)
