"""What happened. Every input of the core is one of these: nothing calls back, a vote or a timer is just another event.

`at` is aware and comes from the platform (or from the clock that fired); the core reads no clock.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.model import ChannelRef, MemberRef, Message, MessageRef, Settlement, Timer


@dataclass(frozen=True, slots=True)
class MessageSeen:
    """Somebody wrote. Seen twice (same ref), it counts once."""

    message: Message

    @property
    def at(self) -> datetime:
        """When it was written."""
        return self.message.at

    @property
    def channel(self) -> ChannelRef:
        """Where."""
        return self.message.ref.channel


@dataclass(frozen=True, slots=True)
class MessageEdited:
    """A message now reads otherwise."""

    at: datetime
    ref: MessageRef
    text: str

    @property
    def channel(self) -> ChannelRef:
        """Where."""
        return self.ref.channel


@dataclass(frozen=True, slots=True)
class MessageDeleted:
    """A message is gone, by whosever hand."""

    at: datetime
    ref: MessageRef

    @property
    def channel(self) -> ChannelRef:
        """Where."""
        return self.ref.channel


@dataclass(frozen=True, slots=True)
class ReactionSeen:
    """A member put an emoji on a message (`added`), or took it back."""

    at: datetime
    ref: MessageRef
    member: MemberRef
    emoji: str
    added: bool = True

    @property
    def channel(self) -> ChannelRef:
        """Where."""
        return self.ref.channel


@dataclass(frozen=True, slots=True)
class VoteSeen:
    """A member's whole vote on the poll that hangs on a message, as option ids; empty means taken back. `team` as in ButtonPressed."""

    at: datetime
    ref: MessageRef
    member: MemberRef
    options: tuple[str, ...]
    team: bool = False

    @property
    def channel(self) -> ChannelRef:
        """Where."""
        return self.ref.channel


@dataclass(frozen=True, slots=True)
class PollClosed:
    """The poll that hangs on a message takes no more votes. Its counts may come later."""

    at: datetime
    ref: MessageRef

    @property
    def channel(self) -> ChannelRef:
        """Where."""
        return self.ref.channel


@dataclass(frozen=True, slots=True)
class ButtonPressed:
    """A member pressed a button of ours. `value` is what the button carries: "verb:draft id".

    `channel` is where the button stands (often the team's); the engine finds the channel that owns the draft. `team`: whether the
    platform's adapter knows the member to be of the team. `text`: what the member typed, where the button asked for it. `by`: the
    name that the ledger is to show for it, "" for none.
    """

    at: datetime
    channel: ChannelRef
    member: MemberRef
    value: str
    team: bool = False
    text: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class CommandGiven:
    """A member gave a command in, or about, a channel: a correction of a question, a change of policy. `by` as in ButtonPressed."""

    at: datetime
    channel: ChannelRef
    member: MemberRef
    name: str
    arguments: tuple[tuple[str, str], ...] = ()
    team: bool = False
    by: str = ""

    def argument(self, name: str) -> str:
        """Return one argument, "" where it is missing."""
        return dict(self.arguments).get(name, "")


@dataclass(frozen=True, slots=True)
class TimerDue:
    """A timer's time has come."""

    at: datetime
    timer: Timer

    @property
    def channel(self) -> ChannelRef:
        """Whose timer."""
        return self.timer.channel


@dataclass(frozen=True, slots=True)
class ActionSettled:
    """The courier tried an action of this channel's, and this came of it."""

    at: datetime
    channel: ChannelRef
    key: str
    settlement: Settlement


@dataclass(frozen=True, slots=True)
class GapFound:
    """What was said between two moments could not be read. It is never counted as silence."""

    at: datetime
    channel: ChannelRef
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class ChannelNamed:
    """A channel is called this now. `open`: surely everybody of the community may read it."""

    at: datetime
    channel: ChannelRef
    name: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class ForgetAsked:
    """A member wishes to be forgotten: their words and their name go, everywhere, at once.

    `channel` is where the wish was expressed; it holds for the whole community. `hand`: who of the team carries out a wish that came
    another way (by mail, say), called `by`; None where the member asked here themselves.
    """

    at: datetime
    channel: ChannelRef
    member: MemberRef
    hand: MemberRef | None = None
    by: str = ""


Event = (
    MessageSeen
    | MessageEdited
    | MessageDeleted
    | ReactionSeen
    | VoteSeen
    | PollClosed
    | ButtonPressed
    | CommandGiven
    | TimerDue
    | ActionSettled
    | GapFound
    | ChannelNamed
    | ForgetAsked
)
