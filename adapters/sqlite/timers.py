"""What is due, by platform. Runs on the reader's thread. What waits for a platform that is not heard is passed by within an index."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from adapters.sqlite.codec import moment, ticks
from adapters.sqlite.reads import HOME, WHERE, Reads, home
from bot.model import Purpose, Timer

COLUMNS, ORDER = f"{HOME}, t.purpose, t.subject, t.due", f"ORDER BY t.due, {HOME}, t.purpose, t.subject LIMIT ?"
OTHERS = "communities m CROSS JOIN channels c ON c.community = m.id"
"""Walked from the few communities on, whatever the planner thinks."""


def due(reads: Reads, now: datetime, limit: int, platforms: Collection[str] | None) -> Sequence[Timer]:
    """Return timers due by now, earliest first."""
    ours, names = _of(platforms)
    sql = f"SELECT {COLUMNS} FROM timers t {WHERE} WHERE t.due <= ?{ours} {ORDER}"
    return [_timer(row) for row in reads.rows(sql, ticks(now), *names, limit)]


def next_due(reads: Reads, platforms: Collection[str] | None) -> datetime | None:
    """Return when the next timer is due."""
    ours, names = _of(platforms)
    row = reads.first(f"SELECT t.due FROM timers t WHERE TRUE{ours} ORDER BY t.due LIMIT 1", *names)
    return None if row is None else moment(row[0])


def elsewhere(reads: Reads, platforms: Collection[str], purpose: Purpose, limit: int) -> Sequence[Timer]:
    """Return timers of a purpose of all other platforms, earliest first."""
    sql = f"SELECT {COLUMNS} FROM {OTHERS} CROSS JOIN timers t ON t.channel = c.id WHERE {_not_in(platforms)} AND t.purpose = ? {ORDER}"
    return [_timer(row) for row in reads.rows(sql, *platforms, purpose, limit)]


def _of(platforms: Collection[str] | None) -> tuple[str, Collection[str]]:
    """Return a test, and its values: not of the channels of any other platform. Mostly there are none, and nothing is passed by."""
    if platforms is None:
        return "", ()
    return f" AND t.channel NOT IN (SELECT c.id FROM {OTHERS} WHERE {_not_in(platforms)})", platforms


def _not_in(platforms: Collection[str]) -> str:
    return f"m.platform NOT IN ({', '.join('?' * len(platforms))})"


def _timer(row: Sequence[Any]) -> Timer:
    return Timer(home(row), Purpose(row[3]), row[4], moment(row[5]))
