"""What speaks against this moment: a pause, quiet hours, a rest, the day's budget, and talk that is not to be broken into."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model import Cue, Delivery, Kind, Line, Outcome, Post, spent_on
from bot.view import View

IGNORED_IN_A_ROW = 2
REST = timedelta(days=7)
"""After so many ignored posts in a row, or one that was removed, nothing is posted for so long."""

OUTCOME_WAIT = timedelta(hours=6)
"""How long a post has to draw a response; after that it was ignored."""

LIVE_TALK = timedelta(minutes=5)
TALKING = 3
"""So many lines within that time are a conversation."""

BREATHER = timedelta(minutes=10)
IN_A_ROW = timedelta(minutes=30)
"""How long nothing more is posted while nobody has said anything after the bot's last post; then it looks again."""

LOOK_AGAIN = timedelta(hours=2)
"""How long what waits for the end of a pause sleeps at most."""

OURS = (Delivery.QUEUED, Delivery.SENT, Delivery.UNKNOWN)
"""What stands in the channel, or may."""

LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now: `until` is when to look again, `cue` is why."""

    until: datetime
    cue: Cue


def hushed(view: View) -> Wait | None:
    """Return why nobody is to be disturbed now, wherever: somebody of the team asked for a pause, or it is quiet time."""
    policy = view.policy
    if policy.paused_until is not None and policy.paused_until > view.now:
        # The pause may be ended before its time, so it is looked at again.
        again = min(policy.paused_until, view.now + LOOK_AGAIN)
        return Wait(again, Cue("paused", (("until", local_day(policy.paused_until, view.now, policy.timezone)),)))
    if policy.quiet_hours is not None:
        end = quiet_until(view.now, policy.quiet_hours, policy.timezone)
        if end is not None:
            return Wait(end, Cue("quiet_hours", (("until", local_time(end, policy.timezone)),)))
    return None


def paused(view: View) -> Wait | None:
    """Return that somebody of the team asked for silence; None where nobody did."""
    wait = hushed(view)
    return wait if wait is not None and wait.cue.phrase == "paused" else None


def hold(view: View) -> Wait | None:
    """Return why nothing may be posted in this channel now, and until when; None when it may."""
    wait = hushed(view) or _rest(view)
    if wait is not None:
        return wait
    spent, tomorrow = spent_today(view)
    if spent >= view.policy.budget_per_day:
        return Wait(tomorrow, Cue("budget_spent", (("spent", str(spent)), ("budget", str(view.policy.budget_per_day)))))
    return None


def local_time(at: datetime, timezone: str) -> str:
    """Return hours and minutes as the community's clock shows them."""
    return f"{_there(at, timezone):%H:%M}"


def local_day(at: datetime, now: datetime, timezone: str) -> str:
    """Return hours and minutes as the community's clock shows them; the day too, where it is another one than now."""
    there, here = _there(at, timezone), _there(now, timezone)
    return f"{there:%H:%M}" if there.date() == here.date() else f"{there:%Y-%m-%d %H:%M}"


def _there(at: datetime, timezone: str) -> datetime:
    """Return a moment by the community's clock; as it is where no calendar has that day there."""
    try:
        return at.astimezone(ZoneInfo(timezone))
    except OverflowError:
        return at


def quiet_until(at: datetime, hours: tuple[time, time], timezone: str) -> datetime | None:
    """Return when the quiet hours that hold at this moment end (in UTC); None when they do not hold.

    The hours are wall-clock times of the community, each taken once: a start or end that falls into the hour that clocks skip
    moves on by that hour, one that comes twice means the first. So a night of quiet is an hour shorter or longer when clocks change.
    """
    zone, utc = ZoneInfo(timezone), ZoneInfo("UTC")
    start, end = hours
    today = at.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        last = day if start < end else day + timedelta(days=1)
        begins = datetime.combine(day, start, zone).astimezone(utc)
        over = datetime.combine(last, end, zone).astimezone(utc)
        if begins <= at < over:
            return over
    return None


def spent_today(view: View) -> tuple[int, datetime]:
    """Return how many posts this channel's local day has seen, and when (UTC) the next local day begins."""
    zone = ZoneInfo(view.policy.timezone)
    today = view.now.astimezone(zone).date()
    spent = spent_on(today, zone, view.room.posts.values())
    return spent, datetime.combine(today + timedelta(days=1), time(), zone).astimezone(ZoneInfo("UTC"))


def _rest(view: View) -> Wait | None:
    """Back off for a week after two ignored posts in a row, or one that was removed; and again after each that follows in vain."""
    judged = [
        post
        for post in view.room.posts.values()
        if post.outcome is not Outcome.PENDING
        and (
            post.kind not in (Kind.ROSTER, Kind.EARLIER) or post.outcome is Outcome.REMOVED
        )  # that one was busy, or helped or not by what was said before, says nothing of the room
    ]
    judged.sort(key=lambda post: (post.at, post.key), reverse=True)
    weight = 0
    for post in judged:
        if post.outcome is Outcome.RESPONDED:
            break
        weight += IGNORED_IN_A_ROW if post.outcome is Outcome.REMOVED else 1
    if weight < IGNORED_IN_A_ROW:
        return None
    gone = judged[0].outcome is Outcome.REMOVED
    until = judged[0].at + REST if gone else judged[0].at + OUTCOME_WAIT + REST
    return Wait(until, Cue("removed" if gone else "ignored")) if until > view.now else None


def last_word(view: View, newest: Line | None = None) -> Post | None:
    """Return the bot's post after which nobody has said anything; None where somebody has. `newest`: a line that the room has not yet."""
    people = _people(view, newest)
    ours = [post for post in view.room.posts.values() if post.delivery in OURS]
    last = max(ours, key=lambda post: (post.at, post.key), default=None)
    spoke = last is None or any(line.message.at > last.at for line in people)
    return None if spoke else last


def crowding(view: View, about: Collection[str], newest: Line | None = None) -> Wait | None:
    """Return why the bot should not speak up by itself: it had the last word already, or people talk of something else.

    `about`: ids of the questions and lines that the post is about; talk in which one of these has a part is on the matter.
    """
    now = view.now
    last = last_word(view, newest)
    if last is not None:
        return Wait(max(last.at, now) + IN_A_ROW, Cue("two_in_a_row"))
    talk = [line for line in _people(view, newest) if line.message.at > now - LIVE_TALK]
    elsewhere = bool(about) and len(talk) >= TALKING and not any(_on_it(line, about) for line in talk)
    return Wait(now + BREATHER, Cue("talk_of_something_else")) if elsewhere else None


def _people(view: View, newest: Line | None) -> list[Line]:
    return [line for line in view.room.lines.values() if not line.message.bot] + ([newest] if newest else [])


def _on_it(line: Line, about: Collection[str]) -> bool:
    return line.message.ref.id in about or any(id in about and share >= LIKELY for id, share in line.about)
