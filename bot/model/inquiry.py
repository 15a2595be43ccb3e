"""What a decision may ask of its community's own records, and what is found: one inquiry, one finding for each kind.

A decision sees one channel. What lies in others is asked for by an action (`Consult`) and comes back with its settlement. An inquiry
names what it is about and holds no words; a finding holds words only until it is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime

from bot.model.heard import PutToTeam
from bot.model.lately import Echo, FoundEcho, FoundLately, Lately
from bot.model.question import Question
from bot.model.refs import ChannelRef, CommunityRef, MemberRef, MessageRef
from bot.model.weeks import FoundWeek, WeekFigures


@dataclass(frozen=True, slots=True)
class EarlierAnswers:
    """Which answered questions are most like one that waits, in these channels: those that all who see it may read."""

    question: MessageRef
    within: tuple[ChannelRef, ...]


@dataclass(frozen=True, slots=True)
class AnsweredBefore:
    """A question that was answered, and the line that answered it (`by` whom). `likeness`: 0..1, by the words that both questions share."""

    question: MessageRef
    text: str
    asked_at: datetime
    answer: MessageRef
    words: str
    by: MemberRef
    asker: MemberRef
    likeness: float


@dataclass(frozen=True, slots=True)
class FoundEarlier:
    """Answers `EarlierAnswers`: the most alike first, at most `MOST_EARLIER`."""

    answers: tuple[AnsweredBefore, ...] = ()


MOST_EARLIER = 5


@dataclass(frozen=True, slots=True)
class StillWaiting:
    """Which flagged questions of members still wait, in whatever channel of a community; at most `limit` are told.

    One that was put to the room as a poll has its answer there; while that poll is an idea or a draft, it waits.

    `inside`: the team's own channel, where its daily list is made: then what was put to the team itself is looked for, too.
    """

    community: CommunityRef
    limit: int = 20
    inside: ChannelRef | None = None


@dataclass(frozen=True, slots=True)
class Waiter:
    """A question that waits, and what its channel is called (its id where it has no name)."""

    question: Question
    channel: str


@dataclass(frozen=True, slots=True)
class FoundWaiting:
    """Answers `StillWaiting`: by (asked_at, ref); how many there are in `all`. What was put off (snoozed) is left out.

    `put`: what was put to the team, and how much of that there is in `all_put`.
    """

    waiting: tuple[Waiter, ...] = ()
    all: int = 0
    put: tuple[PutToTeam, ...] = ()
    all_put: int = 0


@dataclass(frozen=True, slots=True)
class Answerers:
    """Who, not of the team, answered other people's questions in a channel, of those that were answered in [since, until)."""

    channel: ChannelRef
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Answerer:
    """A member who answered, and what they are called."""

    member: MemberRef
    name: str


@dataclass(frozen=True, slots=True)
class FoundAnswerers:
    """Answers `Answerers`: each once, by name: nobody is ranked."""

    answerers: tuple[Answerer, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Which of these messages still stand: neither taken back nor forgotten nor past their time."""

    messages: tuple[MessageRef, ...]


@dataclass(frozen=True, slots=True)
class FoundStanding:
    """Answers `Standing`, in the order in which they were asked for."""

    messages: tuple[MessageRef, ...] = ()


Inquiry = EarlierAnswers | StillWaiting | Answerers | Lately | Echo | Standing | WeekFigures
Finding = FoundEarlier | FoundWaiting | FoundAnswerers | FoundLately | FoundEcho | FoundStanding | FoundWeek


def texts_in(value: object) -> Iterator[str]:
    """Yield every text that an inquiry or a finding holds, ids of references left out."""
    for part in _parts(value):
        if isinstance(part, str):
            yield part


def members_in(value: object) -> Iterator[MemberRef]:
    """Yield every member whom an inquiry or a finding names."""
    for part in _parts(value):
        if isinstance(part, MemberRef):
            yield part


def _parts(value: object) -> Iterator[object]:
    if isinstance(value, tuple):
        for each in value:
            yield from _parts(each)
    elif is_dataclass(value) and not isinstance(value, CommunityRef | ChannelRef | MemberRef | MessageRef):
        for field in fields(value):
            yield from _parts(getattr(value, field.name))
    else:
        yield value
