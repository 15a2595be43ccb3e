"""The team's rung: a question that nobody answered, though it was brought back, gets a card in the team's channel; then comes the digest.

So does one that could not be brought back: people talked of something else, or the bot rests. A card is the team's own business: it
costs the channel's members no attention, and so none of their budget; but there are at most as many a day, and none in quiet hours.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.actions import NOTHING, Change, Decision, EntryKept, QuestionKept, TimerSet
from bot.decide import again
from bot.decide.corrections import answered, dismiss, notice
from bot.decide.digest import shown_anew, tomorrow
from bot.decide.holding import OURS, hushed
from bot.decide.manners import mode_cue, why
from bot.decide.nudges import why_waiting
from bot.decide.patience import patience
from bot.decide.team_cards import CLAIM, HERE, LATER, NONE, card, handle, later, name_of, taken
from bot.events import ButtonPressed
from bot.model import (
    FINAL,
    Cue,
    Draft,
    Entry,
    Kind,
    Mode,
    Purpose,
    Question,
    Status,
    Timer,
    Verdict,
)
from bot.model.post import IN_DOUBT
from bot.model.question import is_theirs
from bot.view import View

CLAIMED = timedelta(hours=24)
"""So long a question is left to who took it on; if it still waits then, it is brought up again."""

AT_LEAST = 6
"""After a question was brought back it has as long again as its patience, or so many times the spacing between nudges."""


def wait(view: View) -> timedelta:
    """Return how long a question that was brought back, or flagged, waits until the team is shown it."""
    return max(patience(view)[0], AT_LEAST * view.policy.spacing)


def watch_over(question: Question, view: View) -> Decision:
    """See to it that a question that was flagged now is looked at once more, for the team."""
    return _look(question, view.now + wait(view), view)


def _look(question: Question, due: datetime, view: View) -> Decision:
    return Decision((TimerSet(Timer(view.room.channel, Purpose.TEAM, question.id, due)),))


def bring_up(question: Question, view: View) -> Decision:
    """Show the team that a question still waits, unless it knows already or is to be left alone for now."""
    if not _forgotten(question, view) or view.team_channel in (None, view.room.channel):
        return NOTHING
    then = _not_yet(question, view)
    if then is not None:
        return _look(question, then, view)
    because = (*why_waiting(question, view), *_tried(question, view))
    if view.policy.digest is Mode.WATCH:
        return _written(question, Verdict.SHOWN, (*because, mode_cue(Kind.DIGEST, Mode.WATCH)), view)
    if _cards_today(view) >= view.policy.budget_per_day:
        return _written(question, Verdict.WAITING, (Cue("team_cards_enough"),), view)
    carded = QuestionKept(replace(question, carded_at=view.now))
    shown = card(question, why(because), view)
    return Decision((carded,)) + shown + _written(question, Verdict.SHOWN, because, view)


def _tried(question: Question, view: View) -> tuple[Cue, ...]:
    """Return what came of bringing it back: nobody answered, or there was no good moment; nothing where that was not for the bot, or nobody knows."""
    if (question.nudged_by or "").startswith(IN_DOUBT):
        return ()
    post = view.room.posts.get(question.nudged_by or "")
    if post is not None and post.delivery in OURS:
        return (Cue("brought_back"),)
    return (Cue("not_brought_back"),) if view.policy.nudge is Mode.ACT else ()


def _written(question: Question, verdict: Verdict, because: tuple[Cue, ...], view: View) -> Decision:
    return Decision((EntryKept(Entry(view.now, view.room.channel, verdict, f"team:{question.id}", because)),))


def _forgotten(question: Question, view: View) -> bool:
    """Whether a question waits, and the team has nothing before it that says so."""
    drafts, brings = view.room.drafts, question.nudged_by or ""
    drafted = brings in drafts or any(question.id in draft.questions for draft in drafts.values())
    waits = question.flagged_at is not None and question.status is Status.OPEN and question.closed_at is None
    return waits and is_theirs(question, view.room.surveys.get(brings)) and question.carded_at is None and not drafted


def _not_yet(question: Question, view: View) -> datetime | None:
    """Return when to look again: it was put off, somebody took it on, it was brought back just now, or nobody is to be disturbed."""
    moments = [question.snoozed_until, question.held_until]
    post = view.room.posts.get(question.nudged_by or "")
    if post is not None and post.delivery in OURS:
        moments.append(post.at + wait(view))
    quiet = hushed(view)
    moments.append(quiet.until if quiet is not None else None)
    return max((moment for moment in moments if moment is not None and moment > view.now), default=None)


def _cards_today(view: View) -> int:
    zone = ZoneInfo(view.policy.timezone)
    today = view.now.astimezone(zone).date()
    shown = [question.carded_at for question in view.room.questions.values()]
    return sum(at is not None and at.astimezone(zone).date() == today for at in shown)


def concerns(event: ButtonPressed) -> bool:
    """Whether a button is one of those under a card about a question, or under the digest."""
    return event.value.partition(":")[0] in (CLAIM, HERE, NONE, LATER)


def pressed(event: ButtonPressed, view: View) -> Decision:
    """Do what the team says of a question. The digest, where it lists it, is brought up to date."""
    verb, _, id = event.value.partition(":")
    if not event.team:
        return notice(event, view, "notice.team_only")
    found = (each for each in view.room.questions.values() if _handle(each, view).id == id)
    question = next(found, None)
    if question is None:
        return notice(event, view, "notice.question_gone")
    if question.status in (Status.ANSWERED, *FINAL):
        return notice(event, view, "notice.roster_over")
    match verb:
        case "claim":
            done = _claim(event, question, view)
        case "later":
            put_off = replace(question, snoozed_until=tomorrow(view))
            done = _kept(put_off, "put_off_a_day", view) + later(put_off, view) + notice(event, view, "notice.tomorrow")
        case "here":
            done = answered(question, view)
        case _:
            done = dismiss(question, view)
    return done + shown_anew(event, view)


def _handle(question: Question, view: View) -> Draft:
    return handle(question.ref, view)


def _claim(event: ButtonPressed, question: Question, view: View) -> Decision:
    """Leave it to them for a day: until then it is in no digest, and nothing is posted about it."""
    theirs = question.taken_by is not None and question.put_off(view.now)
    if theirs:
        return notice(event, view, "notice.claimed" if question.taken_by == event.member else "notice.roster_taken")
    until = view.now + CLAIMED
    mine = replace(question, taken_by=event.member, snoozed_until=until)
    name = event.by or name_of(event.member, view)
    return _kept(mine, "claimed", view) + taken(mine, name, view) + notice(event, view, "notice.claimed")


def _kept(question: Question, cue: str, view: View) -> Decision:
    entry = Entry(view.now, view.room.channel, Verdict.CORRECTED, question.id, (Cue(cue),))
    kept: tuple[Change, ...] = (QuestionKept(question), EntryKept(entry))
    if question.snoozed_until is None:
        return Decision(kept)
    # When the time is over, if it still waits, the room is asked, unless it was, and the digest lists it again.
    return Decision((*kept, again.put_off(question, view)))
