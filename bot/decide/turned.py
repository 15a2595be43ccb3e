"""A knob that says when and how often may be spoken is turned, or a pause ends: what waits is looked at again at once, in every channel.

A decision sees one channel, so the records are asked in which others something waits; then each of those is told to look. So are the
channels that openers go to at set hours, where the hours are moved.
"""

from datetime import datetime, timedelta

from bot.actions import NOTHING, Change, Consult, Decision, TimerSet
from bot.decide import again, prompts_room
from bot.decide.corrections import policy_by
from bot.decide.team import wait
from bot.events import ActionSettled, CommandGiven
from bot.model import Purpose, Receipt, Timer
from bot.model.inquiry import FoundWaiting, Standing, StillWaiting
from bot.model.knobs import EVERYWHERE
from bot.model.lately import FoundLately, Lately
from bot.view import View

KNOBS = ("budget.per_day", "quiet_hours", "timezone", "spacing", "paused_until")
WHERE, HERE = "turned:", "turned-here:"
"""Begin the keys of what asks where something waits, and of what tells a channel to look; what was turned, and when, follow."""

OPENERS = "openers"
"""Stands in such a key where it is asked to which channel openers go."""

SOON = timedelta(seconds=5)
"""So that knobs that are turned together all hold by then."""

MOST = 200
"""Of so many questions that wait elsewhere the channels look again at once; the others at their time."""


def chosen(event: CommandGiven, view: View) -> Decision:
    """The team turned a knob: look again where it holds."""
    knob = event.argument("knob")
    if policy_by(event, (*KNOBS, *prompts_room.HOURS), view) is None:
        return NOTHING
    here, others = prompts_room.chosen(event, view), NOTHING
    if knob in KNOBS:
        here, others = here + look(view.now + SOON, view), elsewhere(knob, view)
    if knob in prompts_room.HOURS and view.deck:
        others += _openers(view)
    only_here = event.argument("scope") == "channel" and knob not in EVERYWHERE
    return here if only_here else here + others


def elsewhere(what: str, view: View) -> Decision:
    """Ask in which channels something waits."""
    channel = view.room.channel
    key = f"{WHERE}{what}:{view.now.timestamp():.3f}"
    return Decision(actions=(Consult(key, channel, channel, StillWaiting(channel.community, MOST)),))


def _openers(view: View) -> Decision:
    """Ask to which other channel openers would go."""
    channel = view.room.channel
    without = (channel,) if view.team_channel is None else (channel, view.team_channel)
    inquiry = Lately(channel, view.now, without)
    return Decision(actions=(Consult(f"{WHERE}{OPENERS}:{view.now.timestamp():.3f}", channel, channel, inquiry),))


def settled(event: ActionSettled, view: View) -> Decision:
    """The records told where something waits, or where openers go: these channels look again. Or this is one of them."""
    if not isinstance(event.settlement, Receipt):
        return NOTHING
    found, what = event.settlement.found, event.key.partition(":")[2]
    if event.key.startswith(HERE):
        return look(view.now + SOON, view) + prompts_room.keep_watch(view)
    if not event.key.startswith(WHERE):
        return NOTHING
    match found:
        case FoundWaiting(waiting):
            channels = dict.fromkeys(each.question.ref.channel for each in waiting)
        case FoundLately(busiest):
            channels = dict.fromkeys(([busiest] if busiest is not None else []) + prompts_room.of_their_own(view))
        case _:
            return NOTHING
    others = [channel for channel in channels if channel != view.room.channel]
    return Decision(actions=tuple(Consult(f"{HERE}{what}", other, other, Standing(())) for other in others))


def look(due: datetime, view: View) -> Decision:
    """Have what waits in this channel looked at by then: what would be posted, and what the team is to be shown.

    Polls and openers come at their own time: a moment that was chosen for one is not to be told from one that it has to wait for.
    """
    timers, changes = view.room.timers, list[Change]()
    if timers.of(Purpose.AGAIN):
        changes += again.channel_at(due, view)
    for timer in timers.of(Purpose.TEAM):
        question = view.room.questions.get(timer.subject)
        if question is not None and question.flagged_at is not None:
            soonest = max(due, question.flagged_at + wait(view))
            if soonest < timer.due:
                changes.append(TimerSet(Timer(timer.channel, timer.purpose, timer.subject, soonest)))
    return Decision(tuple(changes))
