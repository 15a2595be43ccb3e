"""When openers may be said: not while the kind rests, not close upon another, never into talk of something else; and when it is looked for them."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.actions import Change, TimerSet
from bot.decide.holding import OUTCOME_WAIT, Wait, crowding, hold, paused
from bot.decide.learning import best_hour
from bot.decide.patience import patience
from bot.model import Cue, Draft, Kind, Mode, Occasion, Outcome, Policy, Post, Purpose, Timer
from bot.model.hours import SetHour, next_hour
from bot.view import View

LOOK = "look"
"""The daily look at what the community lived through."""

DATE = "date"
LOOK_AT = time(17)
"""When that is, by the community's clock: people are up, and quiet hours have not begun."""

LIVELY = timedelta(days=14)
"""Where nobody wrote for so long, nothing is looked for any more until somebody does."""

PAUSE = timedelta(days=7)
IGNORED_IN_A_ROW = 2
GAP, LONG_GAP = timedelta(hours=1), timedelta(hours=20)
"""Between two openers in a channel: under announcements, and for everything else."""

NOTHING_KNOWN: Mapping[str, int] = {}
NOTHING_SAID = ("",)
"""What an opener is about that comes out of no line: any talk is of something else."""

LEAST, MOST, TIMES = timedelta(hours=1), timedelta(hours=24), 4


def announcement_wait(view: View) -> timedelta:
    """Return how long an announcement may stand alone: as the team chose, else four times a question's patience here, 1 to 24 hours."""
    if view.policy.announcement_wait is not None:
        return view.policy.announcement_wait
    return min(MOST, max(LEAST, TIMES * patience(view)[0]))


def openers(view: View) -> list[Post | Draft]:
    """Return what was drafted and posted here to open discussions, oldest first; of one key the post."""
    made: dict[str, Post | Draft] = {draft.key: draft for draft in view.room.drafts.values() if _opens(draft)}
    made |= {post.key: post for post in view.room.posts.values() if _opens(post)}
    return sorted(made.values(), key=lambda one: (one.at, one.key))


def _opens(one: Post | Draft) -> bool:
    return one.kind is Kind.PROMPT


def resting(view: View) -> Wait | None:
    """Return that openers rest for a week: two in a row were ignored, or somebody removed one; None where they do not."""
    posts = [one for one in openers(view) if isinstance(one, Post) and one.outcome is not Outcome.PENDING]
    last = [post.outcome for post in posts[-IGNORED_IN_A_ROW:]]
    if last[-1:] == [Outcome.REMOVED]:
        return _rest(posts[-1].at + PAUSE, "prompt_removed", view)
    if last == [Outcome.IGNORED] * IGNORED_IN_A_ROW:
        return _rest(posts[-1].at + OUTCOME_WAIT + PAUSE, "prompts_ignored", view)
    return None


def _rest(until: datetime, cue: str, view: View) -> Wait | None:
    return Wait(until, Cue(cue)) if until > view.now else None


def not_now(occasion: Occasion, about: tuple[str, ...], view: View) -> Wait | None:
    """Return why no opener may be proposed at this moment, and until when; None when one may. `about`: ids of the lines it is about."""
    if view.policy.prompt is Mode.WATCH:
        return None
    rest = resting(view)
    if rest is not None:
        return rest
    made = openers(view)
    gap = GAP if occasion is Occasion.ANNOUNCEMENT else LONG_GAP
    if made and made[-1].at + gap > view.now:
        return Wait(made[-1].at + gap, Cue("prompt_just_now"))
    if view.policy.prompt is not Mode.ACT:
        return paused(view)
    return hold(view) or crowding(view, about or NOTHING_SAID)


def watch(view: View, policy: Policy | None = None) -> tuple[Change, ...]:
    """Return the timers that are to be set where people talk: for the daily look, and for the hours that the team set."""
    chosen = policy or view.policy
    changes: list[Change] = []
    if (Purpose.PROMPT, LOOK) not in view.room.timers:
        changes.append(TimerSet(_timer(LOOK, next_look(view.now, chosen.timezone, view.community.counts), view)))
    if chosen.prompt_at:
        due = _due(chosen.prompt_at, view.now.replace(second=0, microsecond=0), chosen.timezone)
        set_before = view.room.timers.get((Purpose.PROMPT, DATE))
        if due is not None and (set_before is None or set_before.due != due):
            changes.append(TimerSet(_timer(DATE, due, view)))
    return tuple(changes)


@lru_cache(1024)
def _due(hours: tuple[SetHour, ...], minute: datetime, timezone: str) -> datetime | None:
    return next_hour(hours, minute, timezone)


def next_look(now: datetime, timezone: str, counts: Mapping[str, int] = NOTHING_KNOWN) -> datetime:
    """Return when it is looked next (UTC): at the usual hour, or where another has drawn more, then. `counts`: the community's."""
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    moments = [
        datetime.combine(day, time(best_hour(counts, LOOK_AT.hour, day.isoformat())), zone).astimezone(ZoneInfo("UTC"))
        for day in (today + timedelta(days=days) for days in (0, 1, 2))
    ]
    return next(moment for moment in moments if moment > now)


def lively(view: View) -> bool:
    """Whether anybody wrote here lately."""
    return any(
        not line.message.bot and line.message.at > view.now - LIVELY for line in reversed(view.room.lines.values())
    )


def _timer(subject: str, due: datetime, view: View) -> Timer:
    return Timer(view.room.channel, Purpose.PROMPT, subject, due)


def timer(subject: str, due: datetime, view: View) -> TimerSet:
    """Return that something about openers is looked at again."""
    return TimerSet(_timer(subject, due, view))
