"""What pages ask a store to list, and how a store says that it fares."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.post import Verdict
from bot.model.question import Status
from bot.model.refs import ChannelRef, MessageRef


@dataclass(frozen=True, slots=True)
class Sought:
    """Which questions to list: those that count as such (flagged, or probability × channel of 0.5 or more), in any of these states.

    One that was asked anew is not listed beside the one that took its place.

    `words`: all of these are in the question or its asker's name, in any case. `after`: only those that come later by (asked_at, ref).
    """

    statuses: tuple[Status, ...]
    since: datetime
    channel: ChannelRef | None = None
    words: tuple[str, ...] = ()
    after: tuple[datetime, MessageRef] | None = None


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which ledger entries to list: with these verdicts (none: any), made before a moment, at or after `since`."""

    verdicts: tuple[Verdict, ...] = ()
    channel: ChannelRef | None = None
    before: datetime | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """How a store fares: actions that wait to be claimed, are claimed, are settled and not told; since when the oldest has waited;
    timers that are overdue."""

    pending: int = 0
    claimed: int = 0
    untold: int = 0
    oldest: datetime | None = None
    overdue: int = 0
