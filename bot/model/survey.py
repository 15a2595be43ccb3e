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
    """Its result was said, and there is nothing more to say of it."""
    AWAITED = "awaited"
    """Its result was said, and the team was asked what comes of it."""
    DONE = "done"
    """The team said what comes of it, where it was asked."""
    LET_GO = "let_go"
    """The team was asked and reminded, and said nothing; it still may."""
    HELD = "held"
    """Held back by the coin, to learn what polls are worth here."""
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

ANSWERABLE = frozenset({SurveyState.TOLD, SurveyState.AWAITED, SurveyState.LET_GO})
"""Its result was said, and the team may still say what comes of it."""


@dataclass(frozen=True, slots=True)
class Survey:
    """A poll that the bot asks, or thought of asking.

    `key` names its cause, and is its draft's, its post's and its action's key. `poll.question` is "" where the talk asked none in words.
    `seconds`: how long it takes votes. `lines`: ids of the messages it came from; no other poll comes from these. `reply_to`: the
    message it is put under. `asked`: a person wanted it. `counted`: how often its counts were asked for.
    `formed`: its words are those of a form in a deck, put to what its lines say.
    `arm`: its form, of which is learnt what draws votes.
    `outcome`: what the team said comes of it, "" until then; `reminded`: how often it was asked for that again; `tried`: how often its
    words were refused by the platform.
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
    outcome: str = ""
    reminded: int = 0
    tried: int = 0
    arm: str = ""
    formed: bool = False

    @property
    def live(self) -> bool:
        """Whether anything is still to come of it."""
        return self.state in ASKING or self.state in STANDING or self.state is SurveyState.AWAITED
