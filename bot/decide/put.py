"""What is put to the team: somebody mentions it, or replies to what it wrote, and asks something.

Where the team does not respond, its own channel gets a silent card: one for each, changed when it was dealt with and never posted anew,
and at most one a day for a channel. The members see nothing of it. All that was put to the team stands in its digest, too.
"""

from datetime import datetime, timedelta

from bot.actions import NOTHING, ActionCancelled, Amend, Decision, EntryKept, LineKept, Say, TimerCleared, TimerSet
from bot.decide.digest import wake
from bot.decide.holding import hushed
from bot.decide.manners import mode_cue
from bot.decide.members import team_here
from bot.decide.quote import NAME, QUOTE, cut
from bot.decide.team import wait
from bot.events import MessageDeleted
from bot.model import Cue, Entry, Kind, Line, Message, Mode, Phrase, Purpose, Status, Timer, Verdict
from bot.view import View

CARD = "put"
"""Begins the keys of these cards; the message's id follows."""

A_DAY = timedelta(hours=24)
LIKELY = 0.5
OVER = (Status.ANSWERED, Status.SETTLED, Status.WITHDRAWN, Status.DISMISSED)


def heard(decision: Decision, view: View) -> Decision:
    """Watch what is put to the team; where the team responds, its card becomes a note. `decision`: what was decided on the line so far."""
    line = next((change.line for change in decision.changes if isinstance(change, LineKept)), None)
    if line is None or line.message.bot or view.team_channel in (None, view.room.channel):
        return NOTHING
    if line.message.team:
        return _responded(line, view)
    asks = line.reading.question >= LIKELY and line.reading.settled < LIKELY
    if not asks or not put_to_team(line.message, view):
        return NOTHING
    timer = Timer(view.room.channel, Purpose.PUT, line.message.ref.id, view.now + wait(view))
    return Decision((TimerSet(timer),)) + wake(view)


def put_to_team(message: Message, view: View) -> bool:
    """Whether a message names somebody who wrote here for the team, or replies to what the team wrote."""
    answered = view.room.lines.get(message.reply_to or "")
    if answered is not None and answered.message.team:
        return True
    return bool(message.mentions) and not team_here(view).isdisjoint(message.mentions)


def _responds(line: Line, to: Line) -> bool:
    """Whether a line of the team's responds to what a member put to it: a reply to it, or to what they said later, or their name."""
    if not line.message.team or line.message.at < to.message.at:
        return False
    if line.message.reply_to == to.message.ref.id or to.message.author in line.message.mentions:
        return True
    return to.message.ref.id in line.reading.parents() or dict(line.about).get(to.message.ref.id, 0.0) >= LIKELY


def time_came(id: str, view: View) -> Decision:
    """The team had its time: show it what still waits for it, unless that is listed elsewhere, or is no matter any more."""
    room, line = view.room, view.room.lines.get(id)
    if line is None or not line.message.text or view.team_channel in (None, room.channel):
        return NOTHING
    question = room.questions.get(id)
    known = question is not None and (question.status in OVER or question.flagged_at is not None)
    if known or any(_responds(other, line) for other in room.lines.values()):
        return NOTHING
    if room.timers.of(Purpose.PUT_SHOWN):
        return _written(id, Verdict.WAITING, (Cue("put_one_a_day"),), view)
    quiet = hushed(view)
    if quiet is not None:
        return Decision((TimerSet(Timer(room.channel, Purpose.PUT, id, quiet.until)),))
    if view.policy.digest is Mode.WATCH:
        return _written(id, Verdict.SHOWN, (Cue("put_to_team"), mode_cue(Kind.DIGEST, Mode.WATCH)), view)
    words = (_said("card.put_head", view), _quote(line.message))
    leads = (None, line.message.ref)
    assert view.team_channel is not None, "seen to above"
    say = Say(_key(id), room.channel, view.team_channel, words, view.policy.language, silent=True, leads=leads)
    return Decision((_stands(id, view.now + A_DAY, view),), (say,)) + _written(
        id, Verdict.SHOWN, (Cue("put_to_team"),), view
    )


def _key(id: str) -> str:
    return f"{CARD}:{id}"


def _stands(id: str, until: datetime, view: View) -> TimerSet:
    """A card stands, and for a day it is the only one from this channel."""
    return TimerSet(Timer(view.room.channel, Purpose.PUT_SHOWN, id, until))


def _written(id: str, verdict: Verdict, because: tuple[Cue, ...], view: View) -> Decision:
    return Decision((EntryKept(Entry(view.now, view.room.channel, verdict, _key(id), because)),))


def _said(phrase: str, view: View) -> Phrase:
    name = view.community.channels.get(view.room.channel.id, view.room.channel.id)
    return Phrase(phrase, (("channel", name),))


def _quote(message: Message) -> Phrase:
    return Phrase("nudge.item", (("name", cut(message.name, NAME)), ("quote", cut(message.text, QUOTE))))


def _responded(line: Line, view: View) -> Decision:
    """The team responded to what has a card: the card says so."""
    decision = NOTHING
    for timer in view.room.timers.of(Purpose.PUT_SHOWN):
        asked = view.room.lines.get(timer.subject)
        if asked is not None and _responds(line, asked):
            decision += _over(timer, "card.put_done", (_quote(asked.message),), view)
    return decision


def deleted(event: MessageDeleted, view: View) -> Decision:
    """What was put to the team is gone, and so are its words on the card."""
    decision, timers = NOTHING, view.room.timers
    if waiting := timers.get((Purpose.PUT, event.ref.id)):
        decision += Decision((TimerCleared(waiting),))
    if shown := timers.get((Purpose.PUT_SHOWN, event.ref.id)):
        decision += _over(shown, "card.put_gone", (), view)
    return decision


def _over(timer: Timer, phrase: str, words: tuple[Phrase, ...], view: View) -> Decision:
    """Turn a card into a note. Its timer stays, so that it remains the day's only one."""
    if view.team_channel is None:
        return NOTHING
    channel, key = view.room.channel, _key(timer.subject)
    note = Amend(
        f"{phrase.rpartition('.')[2]}:{timer.subject}",
        channel,
        view.team_channel,
        key,
        (_said(phrase, view), *words),
        view.policy.language,
    )
    return Decision((ActionCancelled(channel, key),), (note,))
