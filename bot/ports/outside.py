"""The doors of all else: platforms, pictures, the clock, where events wait, and who looks on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.actions import Decision, Deed
from bot.events import Event
from bot.model import Drawn, Limits, MessageRef, Picture, Receipt, Settlement, Unknown
from bot.ports.faults import Unavailable


class Platform(Protocol):
    """One chat platform's mouth."""

    @property
    def limits(self) -> Limits:
        """What the platform allows."""

    async def perform(self, action: Deed, target: MessageRef | None) -> Settlement:
        """Do it. `target`: for an Amend, EndPoll or CountPoll, the message it is about. Raise Unavailable when trying again later may help."""

    async def find(self, action: Deed) -> Receipt | Unknown | None:
        """Look up an action that may have been done: its receipt, None when it surely was not, Unknown when there is no telling."""


class Painter(Protocol):
    """What draws the pictures beside posts."""

    async def paint(self, picture: Picture, language: str) -> Drawn | None:
        """Return a picture in a language; None, within seconds, where it could not be drawn: the words beside it tell the same.

        Never raises, and never holds up a post for longer than that.
        """


class Clock(Protocol):
    """The only source of the time."""

    def now(self) -> datetime:
        """Return the time, aware."""

    async def sleep_until(self, when: datetime) -> None:
        """Return when the time has come (at once when it has passed)."""


@dataclass(slots=True)
class Batch:
    """Events taken from a log, in order. `source` and `position` as in Commit."""

    events: tuple[Event, ...]
    source: str | None = None
    position: int = 0


class EventLog(Protocol):
    """Where events wait for the engine. In order per channel; an event is done only when its batch is committed."""

    async def append(self, *events: Event) -> None:
        """Add events; return when they are committed. Raise Unavailable when they cannot be."""

    async def take(self, limit: int) -> Batch:
        """Wait for events, and return up to `limit` of them."""

    def done(self, batch: Batch) -> None:
        """Say that a batch is committed."""

    def failed(self, batch: Batch, why: Unavailable) -> None:
        """Say that a batch could not be committed."""


class Witness(Protocol):
    """Somebody who may look at what is decided, once it is committed: the log, the playground, a replay's decision file."""

    def saw(self, event: Event, decision: Decision) -> None:
        """Take note. Must not raise; must not change anything."""
