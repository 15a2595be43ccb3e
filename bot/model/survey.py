"""A poll of the bot's own, from its cause until its result was said: each step once, whatever crashes or comes late."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.poll import Poll, Tally
from bot.model.reading import Because
from bot.model.refs import ChannelRef, MessageRef


class SurveyState(StrEnum):
    """How far a poll of the bot's has come."""

    IDEA = "idea"
    """Worth asking; it waits for a better moment."""
    DRAFTED = "drafted"
    """The team has its draft."""
    POSTED = "posted"
    """On its way into the channel."""
    OPEN = "open"
    """It stands in the channel and takes votes."""
    CLOSED = "closed"
    """It takes no more votes; the platform counts."""
    TOLD = "told"
    """Its result was said."""
    SHOWN = "shown"
    """Only the team was shown that it might be asked."""
    SKIPPED = "skipped"
    """The team did not want it."""
    WITHDRAWN = "withdrawn"
    """Its cause went away before it was asked."""
    REMOVED = "removed"
    """Somebody took it out of the channel: nothing is said of it any more."""
    DROPPED = "dropped"
    """It could not be posted, or counted, or is older than words are kept."""


ASKING = frozenset({SurveyState.IDEA, SurveyState.DRAFTED})
"""Not asked yet: what changes in the talk may still change it."""

STANDING = frozenset({SurveyState.POSTED, SurveyState.OPEN, SurveyState.CLOSED})
"""Before the room, and its result is owed."""


@dataclass(frozen=True, slots=True)
class Survey:
    """A poll that the bot asks, or thought of asking.

    `key` names its cause, and is its draft's, its post's and its action's key. `poll.question` is "" where the talk asked none in words.
    `seconds`: how long it takes votes. `lines`: ids of the messages it came from; no other poll comes from these. `reply_to`: the
    message it is put under. `asked`: a person wanted it. `counted`: how often its counts were asked for.
    """

    key: str
    channel: ChannelRef
    poll: Poll
    at: datetime
    seconds: int
    state: SurveyState = SurveyState.IDEA
    lines: tuple[str, ...] = ()
    reply_to: str | None = None
    asked: bool = False
    message: MessageRef | None = None
    closes_at: datetime | None = None
    counted: int = 0
    tallies: tuple[Tally, ...] = ()
    because: Because = ()

    @property
    def live(self) -> bool:
        """Whether anything is still to come of it."""
        return self.state in ASKING or self.state in STANDING
