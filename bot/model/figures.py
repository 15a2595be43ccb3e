"""What measures count from, and what they come to: messages without their words, figures with their intervals, weeks."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.model.refs import ChannelRef, MessageRef

ANEW = timedelta(hours=1)
"""Within this time one's own line may be gone on with."""


@dataclass(frozen=True, slots=True)
class To:
    """The message that a reply is to: which, by whom, when. `bot`: a bot wrote it, so it counts for nothing."""

    ref: MessageRef
    author: str
    at: datetime
    team: bool = False
    bot: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a person's as the measures see it: who, when, to whom; no words.

    `author`, `mentions`, `voters`: member ids. `reply`: it replies to something, by the platform's own mark or by a link of probability
    0.5 or more; `to` is what, where that is still known. `settles`: it only says that the matter is settled ("thanks, that worked").
    `voters`: who voted in the poll that hangs on it. `asks`: of what the team wrote, whether it asks (more likely a question than not,
    or with a poll).
    """

    ref: MessageRef
    author: str
    at: datetime
    team: bool = False
    reply: bool = False
    to: To | None = None
    mentions: tuple[str, ...] = ()
    settles: bool = False
    voters: tuple[str, ...] = ()
    asks: bool = False


def begun_anew(said: Said, marked: bool) -> Said:
    """Return a line as no reply where only the linker (not the author's mark) ties it to the author's own line of more than `ANEW` before.

    A team's next announcement is worded like its last one; it is a post all the same.
    """
    to = said.to
    if marked or to is None or to.author != said.author or said.at - to.at <= ANEW:
        return said
    return replace(said, reply=False, to=None)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What people said in a community during a stretch of time, by (at, ref). `team`: ids of all who ever wrote as the team there.

    `gaps`: (channel, since, until) that could not be read.
    """

    lines: tuple[Said, ...] = ()
    team: frozenset[str] = frozenset()
    gaps: tuple[tuple[ChannelRef, datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and its 95 % interval; `value` is None while fewer than ten `cases` were counted: not enough data yet."""

    value: float | None
    low: float
    high: float
    cases: int


@dataclass(frozen=True, slots=True)
class Week:
    """A community's week in figures. The four parts are shares 0..1; `index` is 0..100, and counts as many cases as its smallest part.

    `began`: its Monday, midnight in the community's zone; `ended`: the Monday after. `asking`: of the team's posts, the share that ask;
    None in weeks that were kept before that was counted.
    """

    began: datetime
    ended: datetime
    answered: Figure
    heard: Figure
    echo: Figure
    mesh: Figure
    index: Figure
    asking: Figure | None = None

    @property
    def parts(self) -> tuple[tuple[str, Figure], ...]:
        """The four parts with their names, in the order in which they are told."""
        return ("answered", self.answered), ("heard", self.heard), ("echo", self.echo), ("mesh", self.mesh)
