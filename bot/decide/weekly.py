"""The weekly report: at the day and hour that the team chose its channel gets the week in figures, in words and as a picture.

Once a week, whatever restarts: its key is the week. A week in which nobody said anything has none. Each channel that talks wakes at that
hour, and the first to wake has the records asked; what they say comes to the team's own channel.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.actions import NOTHING, Consult, Decision, EntryKept, Say, TimerSet
from bot.charts import index_picture, index_words
from bot.decide.corrections import policy_by
from bot.decide.holding import paused
from bot.events import ActionSettled, CommandGiven, MessageSeen
from bot.model import Cue, Entry, Policy, Purpose, Receipt, Timer, Verdict
from bot.model.hours import SetHour, next_hour
from bot.model.weeks import FoundWeek, WeekFigures
from bot.view import View

LOOK, REPORT = "week:", "weekly:"
"""Begin the keys of what the records are asked, and of the report; the week follows."""

SUBJECT = "week"
HOURS = ("report_at", "timezone")
"""Knobs that move its hour."""

LATE = timedelta(days=2)
"""A report that could not be made at its hour is made up to so long after it; then the next week has the next."""


def heard(event: MessageSeen, view: View) -> Decision:
    """Somebody spoke: see to it that this channel wakes at the report's hour. Bots are nobody, or each report would bring the next."""
    policy = view.policy
    if event.message.bot or view.team_channel is None or not policy.report_at:
        return NOTHING
    return _wakes(policy, view)


def moved(event: CommandGiven, view: View) -> Decision:
    """The team chose another hour: it holds at once, whether or not anybody writes."""
    policy = policy_by(event, HOURS, view)
    return _wakes(policy, view) if policy is not None and view.team_channel is not None else NOTHING


def _wakes(policy: Policy, view: View) -> Decision:
    due = _due(policy.report_at, view.now.replace(second=0, microsecond=0), policy.timezone)
    known = view.room.timers.get((Purpose.REPORT, SUBJECT))
    # What wakes sooner stays: it was put off by a pause, or finds by itself that the hour was moved.
    return _at(due, view) if known is None or (due is not None and due < known.due) else NOTHING


@lru_cache(1024)
def _due(hours: tuple[SetHour, ...], minute: datetime, timezone: str) -> datetime | None:
    return next_hour(hours, minute, timezone)


def time_came(view: View) -> Decision:
    """The hour has come: have the records asked, once for the whole community, unless the hour was moved or the team wants silence."""
    team, policy = view.team_channel, view.policy
    due = next_hour(policy.report_at, view.now - LATE, policy.timezone)
    if team is None or due is None or due > view.now:
        return NOTHING  # whoever speaks next sets the hour that holds then
    silent = paused(view)
    if silent is not None:
        return _at(silent.until, view)
    inquiry = WeekFigures(team.community)
    return Decision(actions=(Consult(f"{LOOK}{_week(due, view)}", team, team, inquiry),))


def settled(event: ActionSettled, view: View) -> Decision:
    """Say what the records say."""
    channel, settlement = view.room.channel, event.settlement
    found = settlement.found if isinstance(settlement, Receipt) else None
    if not event.key.startswith(LOOK) or not isinstance(found, FoundWeek) or not found.weeks:
        return NOTHING
    if channel != view.team_channel:
        return NOTHING  # it is the team's no more
    key = f"{REPORT}{event.key.removeprefix(LOOK)}"
    entry = EntryKept(Entry(view.now, channel, Verdict.POSTED, key, (Cue("report_hour"),)))
    say = Say(key, channel, channel, index_words(found), view.policy.language, picture=index_picture(found))
    return Decision((entry,), (say,))


def _week(due: datetime, view: View) -> str:
    year, week, _ = due.astimezone(ZoneInfo(view.policy.timezone)).isocalendar()
    return f"{year}-{week:02}"


def _at(due: datetime | None, view: View) -> Decision:
    if due is None:
        return NOTHING
    return Decision((TimerSet(Timer(view.room.channel, Purpose.REPORT, SUBJECT, due)),))
