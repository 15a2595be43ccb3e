"""The daily digest: at the hour that the team chose its channel gets one list of what still waits, wherever, and of what was put to it.

Whatever restarts, a day has at most one: its key is the day. Nothing waiting, no digest. It is made in the team's own channel, out of
what the community's records say: a question that is flagged anywhere wakes it for the next day, and it sleeps when nothing waits.
"""

from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.actions import (
    NOTHING,
    Action,
    Amend,
    Button,
    Change,
    Consult,
    Decision,
    DraftKept,
    EntryKept,
    PostKept,
    Say,
    TimerCleared,
    TimerSet,
)
from bot.decide.corrections import policy_by
from bot.decide.holding import paused
from bot.decide.manners import mode_cue
from bot.decide.quote import cut
from bot.decide.team_cards import CLAIM, LATER, handle
from bot.events import ActionSettled, ButtonPressed, CommandGiven
from bot.model import (
    ChannelRef,
    Cue,
    Delivery,
    Entry,
    Kind,
    MessageRef,
    Mode,
    Phrase,
    Post,
    Purpose,
    Receipt,
    Timer,
    Verdict,
)
from bot.model.inquiry import FoundWaiting, StillWaiting, Waiter
from bot.view import View, team_channel_of

DIGEST, WAKE, LOOK, AGAIN, MOVED = "digest:", "digest-wake:", "digest-look:", "digest-again:", "digest-moved:"
"""Begin the keys of a day's digest, and of what is asked of the records for it; the day follows, or the moment."""

KNOBS = ("digest_at", "timezone", "team_channel")
"""Knobs that move its hour, or where it is made."""

SUBJECT = "digest"

WAITING, PUT = 6, 4
"""So many questions, and things put to the team, are listed; the rest is counted."""

NAME, QUOTE = 24, 80

LATE = timedelta(hours=3)
"""A digest that could not be made at its hour is made up to so long after it; then the next day has the next."""

FRESH = timedelta(hours=24)
"""So long a digest is changed as the team deals with what it lists."""

HOUR = 3600


def moment_of(day: date, view: View) -> datetime:
    """Return when (UTC) the digest of a local day is due. An hour that clocks skip moves on, one that comes twice means the first."""
    zone = ZoneInfo(view.policy.timezone)
    return datetime.combine(day, view.policy.digest_at, zone).astimezone(ZoneInfo("UTC"))


def next_due(view: View) -> datetime:
    """Return when the next digest is due."""
    today = moment_of(_day(view.now, view), view)
    if today > view.now:
        return today
    return tomorrow(view)


def tomorrow(view: View) -> datetime:
    """Return when (UTC) the digest of the next local day is due."""
    return moment_of(_day(view.now, view) + timedelta(days=1), view)


def _day(at: datetime, view: View) -> date:
    return at.astimezone(ZoneInfo(view.policy.timezone)).date()


def wake(view: View) -> Decision:
    """Something waits: see to it that the team's channel makes the next digest. Asked once a day, by whatever channel comes first."""
    if view.team_channel is None:
        return NOTHING
    return _asked(f"{WAKE}{_day(next_due(view), view)}", view.team_channel, limit=1)


def _asked(key: str, team: ChannelRef, limit: int = 50) -> Decision:
    inside = team if limit > 1 else None
    return Decision(actions=(Consult(key, team, team, StillWaiting(team.community, limit, inside)),))


def moved(event: CommandGiven, view: View) -> Decision:
    """The team chose another hour: have its channel wake at the next that holds then, where that is sooner. Or another channel: have
    that wake, where no digest is due yet."""
    policy = policy_by(event, KNOBS, view)
    team = team_channel_of(policy, view.community) if policy is not None else None
    if team is None:
        return NOTHING
    begin = MOVED if team == view.team_channel else WAKE
    return _asked(f"{begin}{view.now.timestamp():.3f}", team, limit=1)


def time_came(view: View) -> Decision:
    """The hour has come: ask the records, unless the hour was moved, or the team wants silence. Where the team has another channel now,
    what they say comes there."""
    team = view.team_channel
    if team is None:
        return NOTHING
    today = _day(view.now, view)
    days = (today, today - timedelta(days=1))  # the hour may have come before midnight
    day = next((day for day in days if timedelta() <= view.now - moment_of(day, view) <= LATE), None)
    silent = paused(view)
    here = view.room.channel == team
    if day is None:
        return _timer(next_due(view), view) if here else wake(view)
    if silent is not None:
        return _timer(silent.until, view)
    # Where the hour or the channel was moved, that day's may have been made already: then nothing comes of asking again, and the next
    # day's stays due.
    return (_timer(next_due(view), view) if here else NOTHING) + _asked(f"{LOOK}{day}", team)


def _timer(due: datetime, view: View) -> Decision:
    return Decision((TimerSet(Timer(view.room.channel, Purpose.DIGEST, SUBJECT, due)),))


def settled(event: ActionSettled, view: View) -> Decision:
    """Take what the records say."""
    key, found = event.key, event.settlement.found if isinstance(event.settlement, Receipt) else None
    if not key.startswith((WAKE, LOOK, AGAIN, MOVED)):
        return NOTHING
    if view.room.channel != view.team_channel:
        return wake(view)  # the team has another channel now
    known, due = view.room.timers.get((Purpose.DIGEST, SUBJECT)), next_due(view)
    if key.startswith(WAKE):
        return NOTHING if known is not None else _timer(due, view)
    if key.startswith(MOVED):  # what wakes sooner finds by itself that the hour was moved
        return _timer(due, view) if known is not None and due < known.due else NOTHING
    if key.startswith(LOOK):
        day = key.removeprefix(LOOK)
        return _made(day, found, view) if isinstance(found, FoundWaiting) else _timer(due, view)
    if key.startswith(AGAIN) and isinstance(found, FoundWaiting):
        return _amended(found, event, view)
    return NOTHING


def _made(day: str, found: FoundWaiting, view: View) -> Decision:
    """Post the list of a day, and look again at the next hour; where nothing waits there is none, until something does."""
    waiting = _waiting(found)
    if not waiting and not found.put:
        known = view.room.timers.get((Purpose.DIGEST, SUBJECT))
        return NOTHING if known is None else Decision((TimerCleared(known),))
    channel, key = view.room.channel, f"{DIGEST}{day}"
    counted = Cue("digest_counted", (("waiting", str(found.all)), ("put", str(found.all_put))))
    mode = view.policy.digest
    why = mode_cue(Kind.DIGEST, Mode.WATCH) if mode is Mode.WATCH else Cue("digest_hour")
    entry = EntryKept(Entry(view.now, channel, Verdict.SHOWN, key, (counted, why)))
    again = _timer(next_due(view), view) + Decision((entry,))
    if mode is Mode.WATCH:
        return again
    words, leads, buttons = _listed(found, view)
    handles = tuple([DraftKept(handle(each.question.ref, view)) for each in waiting[:WAITING]])
    kept: tuple[Change, ...] = (PostKept(Post(key, channel, Kind.DIGEST, view.now, owed=True)), *handles)
    say = Say(key, channel, channel, words, view.policy.language, buttons=buttons, leads=leads)
    return again + Decision(kept, (say,))


def shown_anew(event: ButtonPressed, view: View) -> Decision:
    """Have the digest brought up to date, after somebody of the team has dealt with a question."""
    if view.team_channel is None or view.policy.digest is Mode.WATCH:
        return NOTHING
    return _asked(f"{AGAIN}{event.at.timestamp():.3f}:{event.value}", view.team_channel)


def _amended(found: FoundWaiting, event: ActionSettled, view: View) -> Decision:
    """Change the latest digest to what waits now."""
    posts = [post for post in view.room.posts.values() if post.kind is Kind.DIGEST and post.delivery is Delivery.SENT]
    latest = posts[-1] if posts and view.now - posts[-1].at < FRESH else None
    if latest is None:
        return NOTHING
    words, leads, buttons = _listed(found, view)
    if not _waiting(found) and not found.put:
        words, leads, buttons = (Phrase("digest.nothing"),), (), ()
    handles = tuple([DraftKept(handle(each.question.ref, view)) for each in _waiting(found)[:WAITING]])
    channel, language = view.room.channel, view.policy.language
    amend: Action = Amend(
        f"{event.key}:shown", channel, channel, latest.key, words, language, buttons=buttons, leads=leads
    )
    return Decision(handles, (amend,))


def _waiting(found: FoundWaiting) -> list[Waiter]:
    """Return what is listed: channel by channel, the one whose oldest waits longest first, oldest first in each."""
    first: dict[ChannelRef, int] = {}
    for place, each in enumerate(found.waiting):
        first.setdefault(each.question.ref.channel, place)
    return sorted(found.waiting, key=lambda each: (first[each.question.ref.channel], each.question.asked_at))


def _listed(
    found: FoundWaiting, view: View
) -> tuple[tuple[Phrase, ...], tuple[MessageRef | None, ...], tuple[Button, ...]]:
    """Return the list's words, to which message each leads, and its buttons."""
    lines: list[tuple[Phrase, MessageRef | None]] = []
    buttons: list[Button] = []
    shown, number = _waiting(found)[:WAITING], 0
    if shown:
        lines.append((Phrase("digest.head", count=found.all), None))
    for name, group in groupby(shown, key=lambda each: each.channel):
        lines.append((Phrase("digest.channel", (("channel", name),)), None))
        for each in group:
            number += 1
            question = each.question
            lines.append((_item(number, question.name, question.text, view.now - question.asked_at), question.ref))
            id = handle(question.ref, view).id
            buttons.append(Button("button.claim_number", f"{CLAIM}:{id}", number=number))
            buttons.append(Button("button.tomorrow_number", f"{LATER}:{id}", number=number))
    if found.all > len(shown) > 0:
        lines.append((Phrase("digest.more", count=found.all - len(shown)), None))
    if found.put:
        lines.append((Phrase("digest.put", count=found.all_put), None))
        for put in found.put[:PUT]:
            values = (("name", cut(put.name, NAME)), ("channel", put.channel), ("quote", cut(put.text, QUOTE)))
            lines.append((Phrase("digest.put_item", values), put.ref))
    words, leads = zip(*lines, strict=True) if lines else ((), ())
    return tuple(words), tuple(leads), tuple(buttons)


def _item(number: int, name: str, text: str, waited: timedelta) -> Phrase:
    """Return a question's line, with how long it has waited in whole hours, or minutes below two hours."""
    seconds = waited.total_seconds()
    phrase, count = (
        ("digest.item_hours", seconds // HOUR) if seconds >= 2 * HOUR else ("digest.item_minutes", seconds // 60)
    )
    values = (("number", str(number)), ("name", cut(name, NAME)), ("quote", cut(text, QUOTE)))
    return Phrase(phrase, values, max(1, int(count)))
