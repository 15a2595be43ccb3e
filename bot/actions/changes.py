"""What is remembered: changes, each saved by the store and, where rooms keep it, applied to the room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model import (
    ChannelRef,
    CommunityRef,
    DeckRow,
    Draft,
    Enlistment,
    Entry,
    Line,
    MemberRef,
    MessageRef,
    Post,
    Question,
    Survey,
    Timer,
    Trial,
    Waited,
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
class WaitCounted:
    """Add to a channel's pace. `amount`: 1, or -1 for a wait that was counted and turned out otherwise. Addition commutes."""

    channel: ChannelRef
    waited: Waited
    amount: int = 1


@dataclass(frozen=True, slots=True)
class DraftKept:
    """Remember a draft as it stands now."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class PostKept:
    """Remember a post as it stands now."""

    post: Post


@dataclass(frozen=True, slots=True)
class SurveyKept:
    """Remember a poll of the bot's as it stands now."""

    survey: Survey


@dataclass(frozen=True, slots=True)
class TrialKept:
    """Remember a trial as it stands now."""

    trial: Trial


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
    """Remember a channel's name, and whether it is open: surely everybody of the community may read it."""

    channel: ChannelRef
    name: str
    open: bool = False


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
class EnlistmentKept:
    """Remember a member's place on the roster as it stands now."""

    enlistment: Enlistment


@dataclass(frozen=True, slots=True)
class EnlistmentEnded:
    """Forget a member's place on the roster."""

    member: MemberRef


@dataclass(frozen=True, slots=True)
class DeckKept:
    """Remember what a community makes of an opener or a poll form, in the place of what stood under its id."""

    community: CommunityRef
    row: DeckRow


@dataclass(frozen=True, slots=True)
class DeckDropped:
    """Forget what a community made of an opener. One of the files then holds again; one of its own is gone."""

    community: CommunityRef
    id: str


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
    | WaitCounted
    | DraftKept
    | PostKept
    | SurveyKept
    | TrialKept
    | TimerSet
    | TimerCleared
    | EntryKept
    | ReactionKept
    | VoteKept
    | GapKept
    | ChannelKept
    | CountAdded
    | KnobSet
    | EnlistmentKept
    | EnlistmentEnded
    | DeckKept
    | DeckDropped
    | ActionTold
    | ActionCancelled
    | MemberErased
    | TextsExpired
)


def condensed(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return changes with the same final effect, of each question and trial only its last state. A batch says most of them many times over."""
    if any(isinstance(change, MemberErased) for change in changes):
        return tuple(changes)
    last: dict[object, int] = {}
    outdone: set[int] = set()
    for index, change in enumerate(changes):
        whole = _whole(change)
        if whole is not None:
            if whole in last:
                outdone.add(last[whole])
            last[whole] = index
    return tuple([change for index, change in enumerate(changes) if index not in outdone])


def _whole(change: Change) -> object:
    """Return what a change says the whole state of; None where it does not."""
    match change:
        case QuestionKept(question):
            return question.ref
        case TrialKept(trial):
            return trial.channel, trial.key
        case _:
            return None
