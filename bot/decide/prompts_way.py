"""Where what happens meets the openers: each kind of event, to those of prompts_* whom it concerns."""

from bot.actions import Decision, LineKept
from bot.decide import (
    prompts_after,
    prompts_announce,
    prompts_desk,
    prompts_died,
    prompts_room,
)
from bot.events import ActionSettled
from bot.model import Timer
from bot.view import View

LATELY = "lately:"


def heard(decision: Decision, view: View) -> Decision:
    """Somebody wrote. `decision`: what was decided on the line so far."""
    if not view.deck or view.room.channel == view.team_channel:
        return Decision()
    line = next((change.line for change in decision.changes if isinstance(change, LineKept)), None)
    if line is None or line.message.bot:
        return Decision()
    watched = Decision() if line.message.team else prompts_room.keep_watch(view)
    return prompts_announce.heard(line, view) + prompts_after.heard(line, view) + watched


def settled(event: ActionSettled, view: View) -> Decision:
    """The records said something."""
    if event.key.startswith(prompts_announce.ECHO):
        return prompts_announce.settled(event, view)
    return prompts_room.settled(event, view) if event.key.startswith(prompts_room.LATELY) else Decision()


def time_came(timer: Timer, view: View) -> Decision:
    """Something about openers is to be looked at."""
    kind, _, rest = timer.subject.partition(":")
    match kind:
        case "announcement":
            return prompts_announce.time_came(rest, view)
        case "died":
            return prompts_died.time_came(rest, view)
        case "follow":
            return prompts_after.time_came(timer.subject, view)
        case "card":
            return prompts_desk.time_came(rest, view)
        case _:
            return prompts_room.time_came(timer.subject, timer.due, view)
