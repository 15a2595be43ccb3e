"""What is decided: a Decision is changes to remember, actions to do, and because."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model import (
    Because,
    ChannelRef,
    CommunityRef,
    Draft,
    Entry,
    Line,
    MemberRef,
    MessageRef,
    Phrase,
    Post,
    Question,
    Timer,
    short_id,
)


@dataclass(frozen=True, slots=True)
class LineKept:
    """Remember a message and its meaning (new, or read again after an edit)."""

    line: Line


@dataclass(frozen=True, slots=True)
class LineErased:
    """Forget a message that its platform no longer shows."""

    ref: MessageRef


@dataclass(frozen=True, slots=True)
class QuestionKept:
    """Remember a question as it stands now."""

    question: Question


@dataclass(frozen=True, slots=True)
class DraftKept:
    """Remember a draft as it stands now."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class PostKept:
    """Remember a post as it stands now."""

    post: Post


@dataclass(frozen=True, slots=True)
class TimerSet:
    """Set a timer, in place of an earlier one with the same channel, purpose and subject."""

    timer: Timer


@dataclass(frozen=True, slots=True)
class TimerCleared:
    """Take a timer away, whether it fired or is no longer wanted. One that is not there is no matter."""

    timer: Timer


@dataclass(frozen=True, slots=True)
class EntryKept:
    """Write a line in the ledger."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class ReactionKept:
    """Remember a reaction, or that it was taken back."""

    ref: MessageRef
    member: MemberRef
    emoji: str
    added: bool


@dataclass(frozen=True, slots=True)
class VoteKept:
    """Remember a member's whole vote on a poll; empty means none."""

    ref: MessageRef
    member: MemberRef
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GapKept:
    """Remember that a stretch of talk could not be read."""

    channel: ChannelRef
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class ChannelKept:
    """Remember a channel's name."""

    channel: ChannelRef
    name: str


@dataclass(frozen=True, slots=True)
class CountAdded:
    """Add to one of a community's counts (what corrections taught). Addition commutes, so any channel may do it."""

    community: CommunityRef
    name: str
    amount: int = 1


@dataclass(frozen=True, slots=True)
class KnobSet:
    """Remember that a community (or one channel of it) chose a policy knob's value, in the policy file's own notation."""

    community: CommunityRef
    channel: ChannelRef | None
    knob: str
    value: str


@dataclass(frozen=True, slots=True)
class ActionTold:
    """The engine has heard what came of an action: the courier need not tell again."""

    channel: ChannelRef
    key: str


@dataclass(frozen=True, slots=True)
class ActionCancelled:
    """Do not do an action that is still waiting in the outbox. One already claimed is no longer ours to stop."""

    channel: ChannelRef
    key: str


@dataclass(frozen=True, slots=True)
class MemberErased:
    """Forget a member: their words, their name and their id, in every table."""

    member: MemberRef


@dataclass(frozen=True, slots=True)
class TextsExpired:
    """Forget what was said in a channel before a moment. Words go; who wrote when, and how questions fared, stays for the measures."""

    channel: ChannelRef
    before: datetime


Change = (
    LineKept
    | LineErased
    | QuestionKept
    | DraftKept
    | PostKept
    | TimerSet
    | TimerCleared
    | EntryKept
    | ReactionKept
    | VoteKept
    | GapKept
    | ChannelKept
    | CountAdded
    | KnobSet
    | ActionTold
    | ActionCancelled
    | MemberErased
    | TextsExpired
)


def condensed(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return changes with the same final effect, of each question only its last state. A batch says most of them many times over."""
    if any(isinstance(change, MemberErased) for change in changes):
        return tuple(changes)
    last = {change.question.ref: index for index, change in enumerate(changes) if isinstance(change, QuestionKept)}
    return tuple(
        change
        for index, change in enumerate(changes)
        if not isinstance(change, QuestionKept) or last[change.question.ref] == index
    )


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a post: its label's phrase, and the value it carries back (at most `Limits.button_bytes`).

    `asks`: the phrase of a question to answer in writing before the press counts, "" for none; `prefill` is the text to start from.
    """

    label: str
    value: str
    asks: str = ""
    prefill: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Say:
    """Post words in a channel. `words` are joined by line breaks. `to`: the channel to post in; `channel` owns the action.

    `reply_to`: id of a message in `to` that this replies to. `silent`: without a notification where the platform can.
    """

    key: str
    channel: ChannelRef
    to: ChannelRef
    words: tuple[Phrase, ...]
    language: str = "en"
    reply_to: str | None = None
    buttons: tuple[Button, ...] = ()
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Amend:
    """Replace the words and buttons of an earlier `Say` of ours, named by its key."""

    key: str
    channel: ChannelRef
    to: ChannelRef
    target: str
    words: tuple[Phrase, ...]
    language: str = "en"
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Tell one member something that nobody else sees (the answer to a button or command)."""

    key: str
    channel: ChannelRef
    to: ChannelRef
    member: MemberRef
    words: tuple[Phrase, ...]
    language: str = "en"


Action = Say | Amend | Notice
"""Every action has a `key`, unique in its `channel`, derived from its cause: the same cause never acts twice."""


def nonce(action: Action) -> str:
    """Return 16 hexadecimal digits that name the action on platforms that refuse repeats (Discord's nonce holds 25)."""
    return short_id(f"{action.channel} {action.key}")


@dataclass(frozen=True, slots=True)
class Decision:
    """What one event leads to. Decisions add up; order is kept."""

    changes: tuple[Change, ...] = ()
    actions: tuple[Action, ...] = ()
    because: Because = ()

    def __add__(self, other: "Decision") -> "Decision":
        """Return both decisions as one."""
        return Decision(self.changes + other.changes, self.actions + other.actions, self.because + other.because)


NOTHING = Decision()
