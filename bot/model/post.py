"""What the bot says or would say: drafts that await the team, posts that went out, and the ledger of both."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import blake2s
from zoneinfo import ZoneInfo

from bot.model.policy import Kind
from bot.model.reading import Because
from bot.model.refs import ChannelRef, MessageRef
from bot.model.roster import Addressee
from bot.model.words import Phrase


class DraftState(StrEnum):
    """What the team, or the course of the talk, made of a draft."""

    WAITING = "waiting"
    POSTED = "posted"
    SKIPPED = "skipped"
    WITHDRAWN = "withdrawn"
    SHOWN = "shown"
    """There is nothing to post: it stands for a card by which the team is told of something, and buttons find it by that."""


class Delivery(StrEnum):
    """How far a post got. `UNKNOWN`: it may have been sent, so it is never sent again."""

    QUEUED = "queued"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


IN_DOUBT = "unknown:"
"""Begins the key of what says to the team that a post may have gone out or not; its own key follows. It also marks the question of such a poll."""


class Outcome(StrEnum):
    """What the people did with a post."""

    PENDING = "pending"
    RESPONDED = "responded"
    IGNORED = "ignored"
    REMOVED = "removed"


def short_id(key: str) -> str:
    """Return 16 hexadecimal digits that stand for a key where room is scarce (a button's value on Telegram holds 64 bytes)."""
    return blake2s(key.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Draft:
    """A post that awaits the team. `key` is the post's own key; `id` its short form, which buttons carry. `to`: the one it calls.

    `arm`: what was chosen for it, where there was a choice (see `decide.learning`). `link`: a line it quotes, to lead to.
    """

    key: str
    channel: ChannelRef
    kind: Kind
    words: tuple[Phrase, ...]
    at: datetime
    reply_to: str | None = None
    questions: tuple[str, ...] = ()
    because: Because = ()
    state: DraftState = DraftState.WAITING
    snoozed_until: datetime | None = None
    to: Addressee | None = None
    arm: str = ""
    link: MessageRef | None = None

    @property
    def id(self) -> str:
        """The draft's short name."""
        return short_id(f"{self.channel} {self.key}")

    @property
    def ready(self) -> bool:
        """Whether it could be posted as it stands: a poll's words are its question and then its options, two at least."""
        return self.kind is not Kind.POLL or len(self.words) > 2


@dataclass(frozen=True, slots=True)
class Post:
    """Something the bot published, or is about to. `key` is unique in its channel; `message` is set by the receipt.

    `under`: the id of the message that it was put under. `owed`: people wait for it (a poll's result), so it is no part of the budget.
    """

    key: str
    channel: ChannelRef
    kind: Kind
    at: datetime
    questions: tuple[str, ...] = ()
    message: MessageRef | None = None
    delivery: Delivery = Delivery.QUEUED
    outcome: Outcome = Outcome.PENDING
    owed: bool = False
    under: str | None = None

    @property
    def subject(self) -> str:
        """What the ledger knows it by: a poll's result stands under the poll."""
        return self.key.removeprefix(RESULT).removeprefix(OUTCOME)


SPENDING = (Delivery.QUEUED, Delivery.SENT, Delivery.UNKNOWN)
"""What may stand in the channel counts; what was refused or cancelled does not."""


def spent_on(day: date, zone: ZoneInfo, posts: Iterable[Post]) -> int:
    """Return how many of a channel's posts count against the budget of a local day. What people wait for is no part of it."""
    return sum(post.delivery in SPENDING and not post.owed and post.at.astimezone(zone).date() == day for post in posts)


RESULT = "result:"
"""Begins the key of the post that says a poll's result; the poll's own key follows."""

OUTCOME = "outcome:"
"""Begins the key of the post that says what the team makes of a poll's result; the poll's own key follows."""


CARDS = ("team:", "put:", "digest:")
"""Begin what the ledger knows the team's own cards by: nothing of them is posted for members."""


class Verdict(StrEnum):
    """What a ledger entry records."""

    FLAGGED = "flagged"
    SHOWN = "shown"
    DRAFTED = "drafted"
    POSTED = "posted"
    WAITING = "waiting"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    OUTCOME = "outcome"
    CLOSED = "closed"
    PRIVACY = "privacy"
    """A member's wish about what is kept of them was carried out. Says neither whose nor where."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger: what was decided about which subject (a question id or a post key), and why.

    Entries are unique by (channel, at, verdict, subject): deciding the same thing twice at the same moment is one entry.
    """

    at: datetime
    channel: ChannelRef
    verdict: Verdict
    subject: str
    because: Because = ()
