"""Deciding, purely: (event, view) -> Decision. One behaviour, one file; the order of things is visible in one match."""

from typing import assert_never

from bot.actions import ChannelKept, Decision, VoteKept
from bot.decide import (
    claims,
    digest,
    earlier_desk,
    polls,
    polls_desk,
    polls_follow,
    polls_way,
    privacy,
    prompts_announce,
    prompts_desk,
    prompts_died,
    prompts_way,
    put,
    roster,
    roster_desk,
    stopword,
    team,
    thanks,
    trials,
    turned,
    weekly,
)
from bot.decide.corrections import commanded
from bot.decide.drafts import pressed
from bot.decide.earlier import noticed
from bot.decide.gaps import unread
from bot.decide.listening import close, deleted, edited, heard
from bot.decide.nudges import bring_back, patience_ran_out
from bot.decide.posts import judge, settled
from bot.decide.reactions import reacted
from bot.decide.retention import keep_watch, texts_expire
from bot.decide.signed import signed
from bot.decide.waits import counted
from bot.decide.watching import put_off_no_more, watched
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
    return counted(watched(noticed(polls.taken_back(_decided(event, view), view), view), view), view)


def _decided(event: Event, view: View) -> Decision:
    match event:
        case MessageSeen() if stopword.ordered(event):
            return stopword.heard(event, view) + keep_watch(view)
        case MessageSeen():
            line = heard(event, view)
            line += put.heard(line, view)
            line += prompts_way.heard(line, view)
            return (
                line
                + polls.suggested(line, view)
                + polls_way.heard(event, view)
                + trials.heard(line, view)
                + keep_watch(view)
                + weekly.heard(event, view)
            )
        case MessageEdited():
            reread = edited(event, view)
            return reread + polls.edited(event, reread, view) + keep_watch(view)
        case MessageDeleted():
            gone = deleted(event, view)
            gone += polls.deleted(event, gone, view) + polls_way.removed(event, view)
            return gone + put.deleted(event, view) + prompts_announce.deleted(event, view)
        case ReactionSeen():
            return reacted(event, view) + prompts_announce.marked(event, view)
        case VoteSeen(ref=ref, member=member, options=options):
            voted = Decision((VoteKept(ref, member, options),)) + polls_way.voted(event, view)
            return voted + trials.voted(event, view) + prompts_announce.marked(event, view)
        case PollClosed():
            return polls_way.closed(event, view)
        case ButtonPressed():
            return _pressed(event, view)
        case CommandGiven():
            return _commanded(event, view)
        case TimerDue(timer=timer):
            return time_came(timer, view)
        case ActionSettled():
            told = settled(event, view) + polls_way.settled(event, view) + polls_follow.settled(event, view)
            told += prompts_way.settled(event, view)
            told += earlier_desk.settled(event, view)
            told += weekly.settled(event, view) + turned.settled(event, view)
            return told + digest.settled(event, view) + thanks.settled(event, view)
        case GapFound():
            return unread(event, view)
        case ChannelNamed(channel=channel, name=name, open=is_open):
            return Decision((ChannelKept(channel, name, is_open),))
        case ForgetAsked():
            return privacy.forgotten(event, view)
        case _:
            assert_never(event)


def _pressed(event: ButtonPressed, view: View) -> Decision:
    if roster_desk.takes(event):
        return roster_desk.taken(event, view)
    if earlier_desk.concerns(event):
        return signed(event, earlier_desk.pressed(event, view))
    if team.concerns(event):
        return signed(event, team.pressed(event, view))
    if prompts_desk.presses(event):
        return signed(event, prompts_desk.pressed(event, view))
    if polls_follow.concerns(event):
        return signed(event, polls_follow.pressed(event, view))
    return signed(event, pressed(event, view))


def _commanded(event: CommandGiven, view: View) -> Decision:
    if event.name in polls_desk.COMMANDS:
        return signed(event, polls_desk.commanded(event, view))
    if event.name in prompts_desk.COMMANDS:
        return signed(event, prompts_desk.commanded(event, view))
    if event.name in polls_follow.COMMANDS:
        return signed(event, polls_follow.commanded(event, view))
    if event.name in stopword.COMMANDS:
        return signed(event, stopword.commanded(event, view))
    if event.name in roster_desk.COMMANDS:
        return roster_desk.commanded(event, view)
    if event.name in claims.COMMANDS:
        return signed(event, claims.commanded(event, view))
    if event.name in privacy.COMMANDS:
        return privacy.handed_over(event, view)
    done = signed(event, commanded(event, view))
    done += turned.chosen(event, view)
    return done + digest.moved(event, view) + weekly.moved(event, view)


def time_came(timer: Timer, view: View) -> Decision:
    """Return what a timer leads to."""
    question = view.room.questions.get(timer.subject)
    match timer.purpose:
        case Purpose.PATIENCE:
            out = patience_ran_out(question, view) if question is not None else Decision()
            return out + prompts_died.flagged(out, view)
        case Purpose.EXPIRY:
            return close(question, view, Cue("expired")) if question is not None else Decision()
        case Purpose.AGAIN:
            return bring_back(view) + (put_off_no_more(question, view) if question is not None else Decision())
        case Purpose.OUTCOME:
            return judge(timer.subject, view)
        case Purpose.RETENTION:
            return texts_expire(view)
        case Purpose.ROSTER:
            over = roster.waited_enough(question, view) if question is not None else Decision()
            return over + bring_back(view)
        case Purpose.EARLIER:
            return earlier_desk.time_came(question, view) if question is not None else Decision()
        case Purpose.POLL:
            return polls_way.time_came(timer.subject, view)
        case Purpose.PROMPT:
            return prompts_way.time_came(timer, view)
        case Purpose.WHAT_NOW:
            return polls_follow.time_came(timer.subject, view)
        case Purpose.TEAM:
            return team.bring_up(question, view) if question is not None else Decision()
        case Purpose.PUT:
            return put.time_came(timer.subject, view)
        case Purpose.PUT_SHOWN:
            return Decision()
        case Purpose.DIGEST:
            return digest.time_came(view)
        case Purpose.REPORT:
            return weekly.time_came(view)
        case Purpose.THANKS:
            return thanks.time_came(view)
        case Purpose.TRIAL:
            return trials.time_came(timer.subject, view)
        case _:
            assert_never(timer.purpose)
