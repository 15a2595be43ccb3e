"""Deciding, purely: (event, view) -> Decision. One behaviour, one file; the order of things is visible in one match."""

from typing import assert_never

from bot.actions import ChannelKept, Decision, MemberErased, VoteKept
from bot.decide import polls, polls_desk, polls_way, roster, roster_desk
from bot.decide.corrections import commanded
from bot.decide.drafts import pressed
from bot.decide.gaps import unread
from bot.decide.listening import close, deleted, edited, heard
from bot.decide.nudges import bring_back, patience_ran_out
from bot.decide.posts import judge, settled
from bot.decide.reactions import reacted
from bot.decide.retention import keep_watch, texts_expire
from bot.decide.signed import signed
from bot.decide.waits import counted
from bot.events import (
    ActionSettled,
    ButtonPressed,
    ChannelNamed,
    CommandGiven,
    Event,
    ForgetAsked,
    GapFound,
    MessageDeleted,
    MessageEdited,
    MessageSeen,
    PollClosed,
    ReactionSeen,
    TimerDue,
    VoteSeen,
)
from bot.model import Cue, Purpose, Timer
from bot.view import View

__all__ = ["decide"]


def decide(event: Event, view: View) -> Decision:
    """Return what one event leads to. Looks at nothing but its arguments, changes nothing."""
    return counted(_decided(event, view), view)


def _decided(event: Event, view: View) -> Decision:
    match event:
        case MessageSeen():
            line = heard(event, view)
            return line + polls.suggested(line, view) + polls_way.heard(event, view) + keep_watch(view)
        case MessageEdited():
            return edited(event, view) + polls.edited(event, view) + keep_watch(view)
        case MessageDeleted():
            return deleted(event, view) + polls.deleted(event, view) + polls_way.removed(event, view)
        case ReactionSeen():
            return reacted(event, view)
        case VoteSeen(ref=ref, member=member, options=options):
            return Decision((VoteKept(ref, member, options),)) + polls_way.voted(event, view)
        case PollClosed():
            return polls_way.closed(event, view)
        case ButtonPressed() if roster_desk.takes(event):
            return roster_desk.taken(event, view)
        case ButtonPressed():
            return signed(event, pressed(event, view))
        case CommandGiven(name=name) if name in polls_desk.COMMANDS:
            return signed(event, polls_desk.commanded(event, view))
        case CommandGiven(name=name) if name in roster_desk.COMMANDS:
            return roster_desk.commanded(event, view)
        case CommandGiven():
            return signed(event, commanded(event, view))
        case TimerDue(timer=timer):
            return time_came(timer, view)
        case ActionSettled():
            return settled(event, view) + polls_way.settled(event, view)
        case GapFound():
            return unread(event, view)
        case ChannelNamed(channel=channel, name=name):
            return Decision((ChannelKept(channel, name),))
        case ForgetAsked(member=member):
            return Decision((MemberErased(member),))
        case _:
            assert_never(event)


def time_came(timer: Timer, view: View) -> Decision:
    """Return what a timer leads to."""
    question = view.room.questions.get(timer.subject)
    match timer.purpose:
        case Purpose.PATIENCE:
            return patience_ran_out(question, view) if question is not None else Decision()
        case Purpose.EXPIRY:
            return close(question, view, Cue("expired")) if question is not None else Decision()
        case Purpose.AGAIN:
            return bring_back(view)
        case Purpose.OUTCOME:
            return judge(timer.subject, view)
        case Purpose.RETENTION:
            return texts_expire(view)
        case Purpose.ROSTER:
            over = roster.waited_enough(question, view) if question is not None else Decision()
            return over + bring_back(view)
        case Purpose.POLL:
            return polls_way.time_came(timer.subject, view)
        case _:
            assert_never(timer.purpose)
