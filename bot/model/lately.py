"""What a community lived through lately, of which a decision sees one channel; and who took up one message. Said once for every store."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.question import Question, Status
from bot.model.reading import Line
from bot.model.refs import ChannelRef, MemberRef, MessageRef

DAY, RECENT, WEEKS = timedelta(days=1), timedelta(days=14), timedelta(weeks=6)
"""Who is new wrote first within a DAY; the busiest channel is that of the RECENT days; questions are compared over so many WEEKS."""

MOST_ASKED, MOST_NEW, MOST_LATER = 150, 12, 500
ASKED_CHARACTERS = 200
LIKELY, LINKED = 0.5, timedelta(hours=2)
NO_QUESTION = (Status.DISMISSED, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Lately:
    """What a community lived through before a moment; told whole only where `channel` is its busiest one. `without`: channels left out."""

    channel: ChannelRef
    until: datetime
    without: tuple[ChannelRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who wrote for the first time."""

    member: MemberRef
    name: str


@dataclass(frozen=True, slots=True)
class AskedOnce:
    """A question to everyone, its words cut to ASKED_CHARACTERS."""

    ref: MessageRef
    asker: MemberRef
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A question that several members asked over weeks: in its latest words, how often it was asked, and where, the latest first."""

    words: str
    times: int
    questions: tuple[MessageRef, ...]


@dataclass(frozen=True, slots=True)
class FoundLately:
    """Answers `Lately`. `busiest`: the channel where most members (nobody of the team) wrote in the last 14 days.

    `members` and `messages`: how many there ever were, `since` the first; `newcomers`: who wrote first in the last day, at most MOST_NEW of
    `new`; `asked`: the latest MOST_ASKED questions of the last weeks, oldest first. Of another channel than the busiest one only that is told.
    """

    busiest: ChannelRef | None = None
    members: int = 0
    messages: int = 0
    since: datetime | None = None
    newcomers: tuple[Newcomer, ...] = ()
    new: int = 0
    asked: tuple[AskedOnce, ...] = ()


@dataclass(frozen=True, slots=True)
class Echo:
    """How many members took up a message: by a reply, a reaction, a vote, or in the thread under it.

    `team`: who is known to be of the team; neither the platform's reactions nor the votes kept tell that.
    """

    message: MessageRef
    team: tuple[MemberRef, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundEcho:
    """Answers `Echo`: how many different members, the author left out; None where the message does not stand any more."""

    members: int | None = None


def takes_up(line: Line, id: str, at: datetime) -> bool:
    """Whether a line responds to a message of its channel, said `at`: by the platform's mark, or, for some hours, more likely than not.

    After that a likely link says little: in a quiet room there is nothing else that a line could respond to.
    """
    if line.message.reply_to is not None:
        return line.message.reply_to == id
    links = line.reading.links
    near = line.message.at - at <= LINKED
    return near and bool(links) and links[0].parent == id and links[0].probability >= LIKELY


def echoed(
    asked: Echo, announcement: Line, later: Iterable[Line], thread: Iterable[Line], marked: Iterable[str]
) -> int:
    """Return how many members took up a message. `later`: lines after it; `thread`: those under it; `marked`: who reacted or voted."""
    id = announcement.message.ref.id
    spoke = [line for line in later if takes_up(line, id, announcement.message.at)]
    people = {line.message.author.id for line in (*spoke, *thread) if not (line.message.bot or line.message.team)}
    return len((people | set(marked)) - {announcement.message.author.id, *(member.id for member in asked.team)})


def comparable(question: Question) -> bool:
    """Whether a question may be one that comes back: put to everyone by a member, and its words are kept."""
    return (
        question.probability * question.channel >= LIKELY
        and not question.team
        and question.status not in NO_QUESTION
        and bool(question.text.strip())
    )


def asked_once(question: Question) -> AskedOnce:
    """Return what is told of a question."""
    return AskedOnce(question.ref, question.asker, question.asked_at, question.text[:ASKED_CHARACTERS])
