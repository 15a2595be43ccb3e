"""Policy: what a community chose. Every knob has a default that a cautious community manager would pick."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.model.hours import SetHour


class Mode(StrEnum):
    """How far the bot may go with one kind of post."""

    WATCH = "watch"
    SUGGEST = "suggest"
    ACT = "act"


class Kind(StrEnum):
    """The kinds of post that have a mode and count against the budget."""

    NUDGE = "nudge"
    POLL = "poll"
    PROMPT = "prompt"
    DIGEST = "digest"
    ROSTER = "roster"
    """A nudge to one who enlisted: of the same mode as those to the room."""
    EARLIER = "earlier"
    """An earlier answer, offered to who asks: of the same mode, too."""
    THANKS = "thanks"
    """A word of thanks to members who answered."""


class Votes(StrEnum):
    """Whether people see who voted for what."""

    OPEN = "open"
    ANONYMOUS = "anonymous"


ANY_VOICE = "any"
MINIMUM_PATIENCE = timedelta(minutes=5)
MAXIMUM_PATIENCE = timedelta(hours=12)
DEFAULT_PATIENCE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Policy:
    """What a community, or one channel of it, chose.

    `patience` and `announcement_wait`: None means "auto", from the channel's own rhythm. `quiet_hours`: local start and end, None
    for none; the end may lie on the next day. `timezone`: an IANA name. `budget_per_day`: bot posts a channel and local day.
    `holdout`: 0..1. `team_channel`: a channel's id or name, "" for none. `team`: ids of the roles and members that speak for the
    brand; while there are none, whoever may manage the community on its platform. `spacing`: least time between two nudges in a
    channel, so that questions that come due together share one line. `poll_lasts`: how long a poll
    takes votes, as far as its platform allows. `poll_votes`: whether they are anonymous, where the platform has such polls.
    `tidy_after`: after how long commands and their answers are taken out of the channel, None for never. `prompt_at`: when openers are due whatever the talk does; set for a whole community, they go
    to its busiest channel. `report_at`: when the week in figures goes to the team's channel: one hour of a weekday, or none. `voice`: a `Voice`, or "any". `avoid`: openers that hold one of these words are not used. `retention`: how long words are kept; None, which no knob says,
    where nothing grows old (a replay).
    """

    nudge: Mode = Mode.SUGGEST
    poll: Mode = Mode.SUGGEST
    prompt: Mode = Mode.SUGGEST
    digest: Mode = Mode.SUGGEST
    patience: timedelta | None = None
    announcement_wait: timedelta | None = None
    prompt_at: tuple[SetHour, ...] = ()
    voice: str = ANY_VOICE
    avoid: tuple[str, ...] = ()
    spacing: timedelta = timedelta(minutes=10)
    quiet_hours: tuple[time, time] | None = (time(22), time(8))
    timezone: str = "UTC"
    language: str = "en"
    budget_per_day: int = 6
    holdout: float = 0.2
    team_channel: str = ""
    team: tuple[str, ...] = ()
    poll_lasts: timedelta = timedelta(hours=24)
    poll_votes: Votes = Votes.OPEN
    tidy_after: timedelta | None = None
    digest_at: time = time(9)
    report_at: tuple[SetHour, ...] = (SetHour(time(9), weekday=0),)
    thanks: Mode = Mode.SUGGEST
    paused_until: datetime | None = None
    retention: timedelta | None = timedelta(days=30)

    def mode(self, kind: Kind) -> Mode:
        """Return how far the bot may go with this kind of post."""
        match kind:
            case Kind.NUDGE | Kind.ROSTER | Kind.EARLIER:
                return self.nudge
            case Kind.POLL:
                return self.poll
            case Kind.PROMPT:
                return self.prompt
            case Kind.DIGEST:
                return self.digest
            case Kind.THANKS:
                return self.thanks
