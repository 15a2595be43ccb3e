"""Thanks: once a week at most, members who answered others' questions in a channel are thanked there, if the team likes the words.

Everybody who answered is named, in the order of the alphabet; nobody is counted, ranked or left out, and who did not answer is never
mentioned. The team may switch it off.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.actions import NOTHING, Consult, Decision, TimerSet
from bot.decide.holding import Wait, crowding, hold, paused
from bot.decide.manners import Proposal, propose
from bot.decide.quote import NAME, cut
from bot.events import ActionSettled
from bot.model import Cue, Kind, Mode, Phrase, Purpose, Receipt, Timer
from bot.model.inquiry import Answerers, FoundAnswerers
from bot.view import View

SUBJECT = "thanks"
ASKED, THANKS = "thanked:", "thanks:"
"""Begin the keys of what is asked of the records, and of the post; the week follows."""

WEEK = timedelta(days=7)
LATE = timedelta(days=1)
"""So long thanks wait for a better moment; then there are none that week."""

MOST = 12
"""So many are thanked by name; more than that are thanked together."""


def look_forward(view: View) -> Decision:
    """Somebody answered: their thanks are thought of when the week is over, at the hour of the digest."""
    known = (Purpose.THANKS, SUBJECT) in view.room.timers
    if known or view.policy.thanks is Mode.WATCH or view.team_channel in (None, view.room.channel):
        return NOTHING
    zone = ZoneInfo(view.policy.timezone)
    today = view.now.astimezone(zone).date()
    monday = today + timedelta(days=7 - today.weekday())
    due = datetime.combine(monday, view.policy.digest_at, zone).astimezone(ZoneInfo("UTC"))
    return Decision((TimerSet(Timer(view.room.channel, Purpose.THANKS, SUBJECT, due)),))


def time_came(view: View) -> Decision:
    """The week is over: ask the records who answered."""
    if view.policy.thanks is Mode.WATCH:
        return NOTHING
    channel = view.room.channel
    wait = _not_now(view)
    if wait is not None:
        again = Timer(channel, Purpose.THANKS, SUBJECT, wait.until)
        return Decision((TimerSet(again),) if wait.until <= _monday(view) + LATE else ())
    asked = Answerers(channel, view.now - WEEK, view.now)
    return Decision(actions=(Consult(f"{ASKED}{_week(view)}", channel, channel, asked),))


def _not_now(view: View) -> Wait | None:
    """Return what speaks against thanking at this moment."""
    if view.policy.thanks is Mode.ACT:
        return hold(view) or crowding(view, ())
    return paused(view)


def _monday(view: View) -> datetime:
    """Return when (UTC) the thanks of the week before are due."""
    zone = ZoneInfo(view.policy.timezone)
    today = view.now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    return datetime.combine(monday, view.policy.digest_at, zone).astimezone(ZoneInfo("UTC"))


def _week(view: View) -> str:
    year, week, _ = view.now.astimezone(ZoneInfo(view.policy.timezone)).date().isocalendar()
    return f"{year}-{week:02}"


def settled(event: ActionSettled, view: View) -> Decision:
    """Propose the words."""
    found = event.settlement.found if isinstance(event.settlement, Receipt) else None
    if not event.key.startswith(ASKED) or not isinstance(found, FoundAnswerers) or not found.answerers:
        return NOTHING
    names = [cut(each.name, NAME) for each in found.answerers]
    words = (
        Phrase("thanks.names", (("names", ", ".join(names)),), len(names))
        if len(names) <= MOST
        else Phrase("thanks.many", count=len(names))
    )
    because = (Cue("answered_this_week", (("count", str(len(names))),)),)
    key = f"{THANKS}{event.key.removeprefix(ASKED)}"
    return propose(Proposal(key, Kind.THANKS, (words,), because), view)
