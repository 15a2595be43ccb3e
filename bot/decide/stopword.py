"""The stop word: somebody of the team asks for silence, by a line in any channel or by a command, and the bot keeps it everywhere.

The pause is a knob of the community, so it outlives restarts, and ends by itself. It is said once, where it was asked for.
"""

from datetime import datetime, timedelta

from bot.actions import Decision, EntryKept, KnobSet, LineKept, Say
from bot.decide import turned
from bot.decide.corrections import notice
from bot.decide.holding import local_day
from bot.events import CommandGiven, MessageSeen
from bot.model import Cue, Entry, Line, Phrase, Reading, Verdict, WrongKnob, duration
from bot.read.orders import order_in
from bot.view import View

KNOB = "paused_until"
COMMANDS = ("pause", "resume")

USUAL = timedelta(days=1)
"""How long a pause lasts where nobody says."""

LONGEST = timedelta(days=365)


def ordered(event: MessageSeen) -> bool:
    """Whether a line is nothing but the stop word, by somebody of the team. From anybody else it is talk like any other."""
    return event.message.team and not event.message.bot and order_in(event.message.text) is not None


def heard(event: MessageSeen, view: View) -> Decision:
    """Obey a line that is the stop word. It is kept, but it is said to the bot: it answers nobody."""
    message, order = event.message, order_in(event.message.text)
    assert order is not None, "seen to by `ordered`"
    until = view.now + min(order.span or USUAL, LONGEST) if order.pause else None
    channel, language = view.room.channel, view.policy.language
    key = f"{'paused' if order.pause else 'resumed'}:{message.ref.id}"
    words = (Phrase("pause.until", _when(until, view)),) if until is not None else (Phrase("pause.over"),)
    say = Say(key, channel, channel, words, language, message.ref.id, silent=True)
    return Decision((LineKept(Line(message, Reading())),), (say,)) + _chosen(until, view)


def commanded(event: CommandGiven, view: View) -> Decision:
    """Obey the commands /pause and /resume; what comes of them only who gave them is told."""
    if not event.team:
        return notice(event, view, "notice.team_only")
    if event.name == "resume":
        return _chosen(None, view) + notice(event, view, "pause.over")
    try:
        span = duration(event.argument("for")) if event.argument("for").strip() else USUAL
    except WrongKnob as wrong:
        return notice(event, view, "notice.wrong_value", (("reason", str(wrong)),))
    until = view.now + min(span, LONGEST)
    return _chosen(until, view) + notice(event, view, "pause.until", _when(until, view))


def _chosen(until: datetime | None, view: View) -> Decision:
    """Keep the pause, or its end; what would have been posted meanwhile is looked at again at once, the rest within two hours."""
    channel = view.room.channel
    cue = Cue("pause_asked", _when(until, view)) if until is not None else Cue("pause_ended")
    entry = Entry(view.now, channel, Verdict.CORRECTED, f"knob:{KNOB}", (cue,))
    value = until.isoformat() if until is not None else ""
    chosen = Decision((KnobSet(channel.community, None, KNOB, value), EntryKept(entry)))
    return chosen if until is not None else chosen + turned.look(view.now, view) + turned.elsewhere(KNOB, view)


def _when(until: datetime, view: View) -> tuple[tuple[str, str], ...]:
    return (("until", local_day(until, view.now, view.policy.timezone)),)
