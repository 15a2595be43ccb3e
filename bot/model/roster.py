"""The roster: members who enlisted by themselves to be asked for help, and may leave at any time."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.refs import MemberRef

MOST_PINGS = 20
"""The most pings a day that anybody may choose."""

MOST_TOPICS, TOPIC_CHARACTERS = 12, 40


@dataclass(frozen=True, slots=True)
class Enlistment:
    """A member's place on the roster.

    `topics`: words they chose, as they wrote them; none for anything. `per_day`: most pings a local day, 1 to MOST_PINGS. `pinged`:
    when they were asked last, oldest first, at most MOST_PINGS of them.
    """

    member: MemberRef
    name: str
    since: datetime
    topics: tuple[str, ...] = ()
    per_day: int = 3
    on_duty: bool = True
    pinged: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Addressee:
    """The one member whom a post calls by the platform's own mark; `name` is how they are shown where there is none."""

    member: MemberRef
    name: str
