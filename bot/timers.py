"""A room's timers: what is kept of them in memory, and how they are found."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from bot.model import ChannelRef, Purpose, Timer


class Timers(Mapping[tuple[Purpose, str], Timer]):
    """A channel's timers by purpose and subject. A room has dozens, so that only their moments are kept; each is made when it is asked for."""

    __slots__ = ("_channel", "_due", "_next")

    def __init__(self, channel: ChannelRef, timers: Iterable[Timer] = ()) -> None:
        """All are of that channel."""
        self._channel = channel
        self._due: dict[Purpose, dict[str, datetime]] = {}
        self._next: datetime | None = None
        for timer in timers:
            self.set(timer)

    def set(self, timer: Timer) -> None:
        """Set a timer of the channel, in place of the one with its purpose and subject."""
        assert timer.channel == self._channel, "a room's timers are its own"
        self._due.setdefault(timer.purpose, {})[timer.subject] = timer.due
        self._next = timer.due if self._next is None else min(self._next, timer.due)

    def clear(self, purpose: Purpose, subject: str) -> None:
        """Take a timer away, where there is one."""
        gone = self._due.get(purpose, {}).pop(subject, None)
        if gone is not None and gone == self._next:
            self._next = self._earliest()

    def _earliest(self) -> datetime | None:
        return min((due for dues in self._due.values() for due in dues.values()), default=None)

    def by(self, until: datetime) -> list[Timer]:
        """Return those due by a moment, earliest first, ties by purpose and subject."""
        if self._next is None or self._next > until:
            return []
        found = [
            Timer(self._channel, purpose, subject, due)
            for purpose, dues in self._due.items()
            for subject, due in dues.items()
            if due <= until
        ]
        if not found:  # the earliest was put off
            self._next = self._earliest()
        return sorted(found, key=lambda timer: (timer.due, timer.purpose, timer.subject))

    def of(self, purpose: Purpose) -> list[Timer]:
        """Return those of a purpose, earliest first, ties by subject: in the same order in a room that was put together anew."""
        found = [Timer(self._channel, purpose, subject, due) for subject, due in self._due.get(purpose, {}).items()]
        return sorted(found, key=lambda timer: (timer.due, timer.subject))

    def holds(self, timer: Timer) -> bool:
        """Tell whether this very timer is set, at its moment."""
        return self._due.get(timer.purpose, {}).get(timer.subject) == timer.due

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
        """Walk over (purpose, subject), in no order that means anything: see `of` and `by`."""
        return ((purpose, subject) for purpose, dues in self._due.items() for subject in dues)

    def __len__(self) -> int:
        """How many there are."""
        return sum(map(len, self._due.values()))
