"""What is decided: a Decision is changes to remember, actions to do, and because."""

from dataclasses import dataclass

from bot.actions.changes import (
    ActionCancelled,
    ActionTold,
    Change,
    ChannelKept,
    CountAdded,
    DeckDropped,
    DeckKept,
    DraftKept,
    EnlistmentEnded,
    EnlistmentKept,
    EntryKept,
    GapKept,
    KnobSet,
    LineErased,
    LineKept,
    MemberErased,
    PostKept,
    QuestionKept,
    ReactionKept,
    SurveyKept,
    TextsExpired,
    TimerCleared,
    TimerSet,
    TrialKept,
    VoteKept,
    WaitCounted,
    condensed,
)
from bot.actions.doing import (
    Action,
    Amend,
    AskPoll,
    Button,
    Consult,
    CountPoll,
    Deed,
    EndPoll,
    Notice,
    Say,
    addressed,
    draft_buttons,
    end_button,
    helped_buttons,
    nonce,
    nothing_left,
    outcome_buttons,
    quotes,
    quoting,
    spoken,
    suggestion_buttons,
    suggestion_key,
    take_button,
    waiting_buttons,
)
from bot.model import Because

__all__ = [
    "NOTHING",
    "Action",
    "ActionCancelled",
    "ActionTold",
    "Amend",
    "AskPoll",
    "Button",
    "Change",
    "ChannelKept",
    "Consult",
    "CountAdded",
    "CountPoll",
    "Decision",
    "DeckDropped",
    "DeckKept",
    "Deed",
    "DraftKept",
    "EndPoll",
    "EnlistmentEnded",
    "EnlistmentKept",
    "EntryKept",
    "GapKept",
    "KnobSet",
    "LineErased",
    "LineKept",
    "MemberErased",
    "Notice",
    "PostKept",
    "QuestionKept",
    "ReactionKept",
    "Say",
    "SurveyKept",
    "TextsExpired",
    "TimerCleared",
    "TimerSet",
    "TrialKept",
    "VoteKept",
    "WaitCounted",
    "addressed",
    "condensed",
    "draft_buttons",
    "end_button",
    "helped_buttons",
    "nonce",
    "nothing_left",
    "outcome_buttons",
    "quotes",
    "quoting",
    "spoken",
    "suggestion_buttons",
    "suggestion_key",
    "take_button",
    "waiting_buttons",
]


@dataclass(frozen=True, slots=True)
class Decision:
    """What one event leads to. Decisions add up; order is kept."""

    changes: tuple[Change, ...] = ()
    actions: tuple[Action, ...] = ()
    because: Because = ()

    def __add__(self, other: "Decision") -> "Decision":
        """Return both decisions as one."""
        # Most behaviours have nothing to say of most events, and a message adds up a dozen of them.
        if not (other.changes or other.actions or other.because):
            return self
        if not (self.changes or self.actions or self.because):
            return other
        return Decision(self.changes + other.changes, self.actions + other.actions, self.because + other.because)


NOTHING = Decision()
