"""Timers: rows with a due time, never a sleeping task."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.refs import ChannelRef


class Purpose(StrEnum):
    """What is to be looked at when the time has come."""

    PATIENCE = "patience"
    EXPIRY = "expiry"
    AGAIN = "again"
    OUTCOME = "outcome"
    RETENTION = "retention"
    POLL = "poll"
    ROSTER = "roster"
    EARLIER = "earlier"
    PROMPT = "prompt"
    TRIAL = "trial"
    TEAM = "team"
    WHAT_NOW = "what_now"
    PUT = "put"
    PUT_SHOWN = "put_shown"
    DIGEST = "digest"
    REPORT = "report"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class Timer:
    """At `due`, look at `subject` (a question id, a post key, "texts", a survey's key) of the channel again. One timer a (channel, purpose, subject)."""

    channel: ChannelRef
    purpose: Purpose
    subject: str
    due: datetime


class Timers(Mapping[tuple[Purpose, str], Timer]):
    """A channel's timers by purpose and subject. A room has dozens, so that only their moments are kept; each is made when it is asked for."""

    __slots__ = ("_channel", "_due")

    def __init__(self, channel: ChannelRef, timers: Iterable[Timer] = ()) -> None:
        """All are of that channel."""
        self._channel = channel
        self._due: dict[Purpose, dict[str, datetime]] = {}
        for timer in timers:
            self.set(timer)

    def set(self, timer: Timer) -> None:
        """Set a timer, in place of the one with its purpose and subject."""
        self._due.setdefault(timer.purpose, {})[timer.subject] = timer.due

    def clear(self, purpose: Purpose, subject: str) -> datetime | None:
        """Take a timer away; return when it was due, None where there was none."""
        return self._due.get(purpose, {}).pop(subject, None)

    def earliest(self) -> datetime | None:
        """Return when the first of them is due."""
        return min((due for dues in self._due.values() for due in dues.values()), default=None)

    def by(self, until: datetime) -> list[Timer]:
        """Return those due by a moment, earliest first, ties by purpose and subject."""
        found = [
            Timer(self._channel, purpose, subject, due)
            for purpose, dues in self._due.items()
            for subject, due in dues.items()
            if due <= until
        ]
        return sorted(found, key=lambda timer: (timer.due, timer.purpose, timer.subject))

    def of(self, purpose: Purpose) -> list[Timer]:
        """Return those of a purpose."""
        return [Timer(self._channel, purpose, subject, due) for subject, due in self._due.get(purpose, {}).items()]

    def __contains__(self, key: object) -> bool:
        """Tell whether there is one of a (purpose, subject)."""
        match key:
            case (Purpose() as purpose, subject):
                return subject in self._due.get(purpose, {})
            case _:
                return False

    def __getitem__(self, key: tuple[Purpose, str]) -> Timer:
        """Return a timer; KeyError where there is none."""
        purpose, subject = key
        return Timer(self._channel, purpose, subject, self._due[purpose][subject])

    def __iter__(self) -> Iterator[tuple[Purpose, str]]:
        """Walk over (purpose, subject)."""
        return ((purpose, subject) for purpose, dues in self._due.items() for subject in dues)

    def __len__(self) -> int:
        """How many there are."""
        return sum(map(len, self._due.values()))
