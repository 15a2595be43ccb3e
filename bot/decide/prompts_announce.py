"""Announcements: what the team says to all and asks nothing with. One that nobody takes up gets an opener under it, or a poll."""

from datetime import timedelta

from bot.actions import Consult, Decision, TimerCleared
from bot.decide.members import of_the_team, team_here
from bot.decide.patience import minutes
from bot.decide.prompts import let_go, open_with, waits_alone
from bot.decide.prompts_choice import Occurrence, quoted, subject_of
from bot.decide.prompts_when import announcement_wait, timer
from bot.decide.thresholds import LIKELY, OPENED
from bot.events import ActionSettled, GapFound, MessageDeleted, ReactionSeen, VoteSeen
from bot.model import Cue, Line, Occasion, Purpose, Receipt
from bot.model.lately import Echo, FoundEcho, takes_up
from bot.read.words import unspaced
from bot.read.words import words as words_of
from bot.view import View

SHORTEST, SHORTEST_UNSPACED = 24, 10
"""An announcement has so many characters at least: "Good morning!" is none. Fewer where words stand without spaces."""

ONE_GO = timedelta(minutes=10)
"""What the team adds to an announcement within so long belongs to it."""

AN_EXCHANGE = timedelta(minutes=30)
STALE = timedelta(days=3)
ECHO = "echo:"
"""Begins the key by which the records are asked who took up a message; its id follows, then when it was asked."""


def announces(line: Line, view: View) -> bool:
    """Whether a line is the team's word to all: no reply to anybody, nothing asked, and enough said to speak of."""
    message, reading = line.message, line.reading
    if not message.team or message.bot or view.room.channel == view.team_channel or message.poll is not None:
        return False
    if message.reply_to is not None or message.mentions or reading.question >= OPENED:
        return False
    if reading.links and reading.links[0].probability >= LIKELY and _near(reading.links[0].parent, line, view):
        return False
    text = quoted(message.text, 200)
    dense = any(unspaced(word) for word in words_of(text.lower()))
    return len(text) >= (SHORTEST_UNSPACED if dense else SHORTEST) and bool(subject_of(message.text))


def _near(parent: str, line: Line, view: View) -> bool:
    """Whether what a line likely responds to was said a short while before: in a quiet room there is nothing else to respond to."""
    message = view.room.message(parent)
    return message is not None and line.message.at - message.at <= AN_EXCHANGE


def heard(line: Line, view: View) -> Decision:
    """Wait for somebody to take up an announcement; note that somebody did."""
    if line.message.bot:
        return Decision()
    if not line.message.team:
        return _taken_up(line, view)
    if not announces(line, view) or _goes_on(line, view):
        return Decision()
    due = max(view.now, line.message.at + announcement_wait(view))
    return Decision((timer(waits_alone(line.message.ref.id), due, view),))


def _goes_on(line: Line, view: View) -> bool:
    """Whether the team only goes on with an announcement that waits: nobody of the members spoke in between."""
    for earlier in reversed(view.room.lines.values()):
        if line.message.at - earlier.message.at > ONE_GO or not earlier.message.team:
            return False
        if (Purpose.PROMPT, waits_alone(earlier.message.ref.id)) in view.room.timers:
            return True
    return False


def _taken_up(line: Line, view: View) -> Decision:
    links = line.reading.links
    id = line.message.reply_to or (links[0].parent if links else None)
    message = view.room.message(id) if id is not None else None
    if id is None or message is None or not takes_up(line, id, message.at):
        return Decision()
    return let_go(id, Cue("no_longer_waits", lines=(line.message.ref.id,)), "card.withdrawn", view)


def marked(event: ReactionSeen | VoteSeen, view: View) -> Decision:
    """A member reacted to an announcement, or voted in it: it was taken up. What the team does under its own words says nothing."""
    gone = not event.added if isinstance(event, ReactionSeen) else not event.options
    if gone or of_the_team(event, view):
        return Decision()
    return let_go(event.ref.id, Cue("no_longer_waits"), "card.withdrawn", view)


def deleted(event: MessageDeleted, view: View) -> Decision:
    """What an opener was to be put under is gone."""
    return let_go(event.ref.id, Cue("prompt_cause_gone"), "card.prompt_withdrawn", view)


def unread(event: GapFound, view: View) -> Decision:
    """What was said in a gap is not known: of an announcement that stood in it nobody can say that it was not taken up."""
    begins, decision = waits_alone(""), Decision()
    for kept in view.room.timers.of(Purpose.PROMPT):
        if kept.subject.startswith(begins):
            message = view.room.message(kept.subject.removeprefix(begins))
            if message is None or message.at < event.until:
                decision += Decision((TimerCleared(kept),))
    return decision


def time_came(id: str, view: View) -> Decision:
    """An announcement stood alone here: ask the records whether anybody took it up, in a thread or by a sign of theirs."""
    line = view.room.lines.get(id)
    if line is None or view.now - line.message.at > STALE:
        return Decision()
    key = f"{ECHO}{id}:{view.now.timestamp():.3f}"
    team = tuple(sorted(team_here(view), key=lambda member: member.id))
    return Decision(actions=(Consult(key, view.room.channel, view.room.channel, Echo(line.message.ref, team)),))


def settled(event: ActionSettled, view: View) -> Decision:
    """The records told who took up an announcement: nobody did, so a discussion is opened under it."""
    found = event.settlement.found if isinstance(event.settlement, Receipt) else None
    id = event.key.removeprefix(ECHO).rpartition(":")[0]
    line = view.room.lines.get(id)
    if not isinstance(found, FoundEcho) or found.members != 0 or line is None or not announces(line, view):
        return Decision()
    stood = Cue("announcement_alone", (("minutes", minutes(view.now - line.message.at)),), (id,))
    subject = subject_of(line.message.text)
    came = Occurrence(
        *(Occasion.ANNOUNCEMENT, id, (stood,), {"subject": subject}),
        under=id,
        bare=True,
        lines=(id,),
    )
    return open_with(came, waits_alone(id), view)
