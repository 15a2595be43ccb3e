"""Corrections: one tap puts the bot right, can be undone, and shifts this community's thresholds by counts."""

from collections.abc import Collection
from dataclasses import replace

from bot.actions import CountAdded, Decision, EntryKept, KnobSet, LineKept, Notice, QuestionKept, TimerSet
from bot.decide import again
from bot.decide.holding import local_day
from bot.decide.nudges import bring_back, responded, why_waiting
from bot.decide.patience import patience
from bot.decide.polls import choices_over
from bot.decide.quote import KEPT, cut
from bot.decide.thresholds import LIFETIME, LIKELY
from bot.decide.wording import wordless
from bot.events import ButtonPressed, CommandGiven
from bot.model import (
    FINAL,
    Cue,
    Entry,
    Need,
    Phrase,
    Policy,
    Purpose,
    Question,
    Status,
    Timer,
    Verdict,
    WrongKnob,
    duration,
    set_knob,
)
from bot.model.forgetting import buried
from bot.model.knobs import EVERYWHERE
from bot.view import View

OF_THE_ASKER = ("answered", "not_question", "reopen")
"""What whoever asked may say of their own question: also that it waits again."""


def notice(
    event: ButtonPressed | CommandGiven, view: View, phrase: str, values: tuple[tuple[str, str], ...] = ()
) -> Decision:
    """Answer the member alone. The key holds the moment, so that the same press, delivered twice, is answered once."""
    key = f"notice:{phrase}:{event.member.id}:{event.at.timestamp():.3f}"
    words = (Phrase(phrase, values),)
    return Decision(actions=(Notice(key, view.room.channel, event.channel, event.member, words, view.policy.language),))


def commanded(event: CommandGiven, view: View) -> Decision:
    """Carry out a correction or a change of policy."""
    question = view.room.questions.get(event.argument("question"))
    if not (event.team or (question is not None and question.asker == event.member and event.name in OF_THE_ASKER)):
        return notice(event, view, "notice.team_only")
    if event.name == "set":
        return _set(event, view)
    if event.name == "needs_answer":
        return _needs_answer(event, view)
    if question is None:
        return notice(event, view, "notice.question_gone")
    match event.name:
        case "answered":
            return answered(question, view)
        case "not_question":
            return dismiss(question, view)
        case "snooze":
            return _snooze(event, question, view)
        case "reopen" if wordless(question, view):
            return notice(event, view, "notice.message_gone")
        case "reopen":
            return reopen(question, view)
        case _:
            return notice(event, view, "notice.command_unknown", (("name", event.name),))


def _entry(question: Question, view: View, cue: str) -> EntryKept:
    return EntryKept(Entry(view.now, view.room.channel, Verdict.CORRECTED, question.id, (Cue(cue),)))


def answered(question: Question, view: View) -> Decision:
    """It was answered, as a person knows better."""
    if question.status in (Status.ANSWERED, *FINAL):
        return Decision()
    after = replace(
        question,
        status=Status.ANSWERED,
        silence=0.0,
        unanswered=0.0,
        strongest=1.0,
        responded_at=question.responded_at or view.now,
        answered_at=question.answered_at or view.now,
    )
    count = CountAdded(view.room.channel.community, "answered_here")
    kept = Decision((QuestionKept(after), count, _entry(question, view, "corrected_answered")))
    return kept + responded((after,), view) + choices_over((after,), view, kept)


def dismiss(question: Question, view: View, *, with_drafts: bool = True) -> Decision:
    """It was no question. Counted once, however often it is said."""
    if question.status is Status.DISMISSED:
        return Decision()
    after = replace(question, status=Status.DISMISSED)
    count = CountAdded(view.room.channel.community, "not_question")
    decision = Decision((QuestionKept(after), count, _entry(question, view, "corrected_not_a_question")))
    return decision + responded((after,), view) if with_drafts else decision


def _snooze(event: CommandGiven, question: Question, view: View) -> Decision:
    try:
        until = view.now + duration(event.argument("for") or "1h")
    except WrongKnob as wrong:
        return notice(event, view, "notice.wrong_value", (("reason", str(wrong)),))
    after = replace(question, snoozed_until=until, nudged_by=None)
    changes = (QuestionKept(after), again.put_off(after, view), _entry(question, view, "snoozed"))
    return Decision(changes) + responded((after,), view)


def reopen(question: Question, view: View) -> Decision:
    """Undo: the question waits again, what the correction taught is untaught, and what it took back unposted is proposed anew."""
    snoozed = question.put_off(view.now)
    if question.status is Status.OPEN and not snoozed:
        return Decision()
    taught = {Status.DISMISSED: "not_question", Status.ANSWERED: "answered_here"}.get(question.status)
    known = taught is not None and view.community.counts.get(taught, 0) > 0
    after = replace(
        question.waiting_again(),
        # Over, not unsaid: its next nudge is named by it, and a name that was used before would be taken for the same post.
        snoozed_until=view.now if snoozed else question.snoozed_until,
    )
    decision = Decision((QuestionKept(after), _entry(question, view, "reopened"), *again.over((after,), view)))
    if known and taught:
        decision += Decision((CountAdded(view.room.channel.community, taught, -1),))
    if question.flagged_at is None:
        # As if nothing had been said: its patience runs from when it was asked.
        due = max(view.now, question.asked_at + patience(view)[0])
        return decision + Decision((TimerSet(Timer(view.room.channel, Purpose.PATIENCE, question.id, due)),))
    return decision + bring_back(view, (after,))


def _needs_answer(event: CommandGiven, view: View) -> Decision:
    """A person says that a line waits for an answer: it is flagged at once, whatever the models thought."""
    line = view.room.lines.get(event.argument("message"))
    if line is None or buried(line.message):
        return notice(event, view, "notice.message_gone")
    message, id = line.message, line.message.ref.id
    before = view.room.questions.get(id)
    if before is not None and before.flagged_at is not None and before.status is Status.OPEN:
        return Decision()
    question = before or Question(
        message.ref,
        message.author,
        message.name,
        cut(message.text, KEPT),
        message.at,
        1.0,
        1.0,
        Need.HELP,
        lines=(id,),
        team=message.team,
    )
    question = replace(
        question.waiting_again(),
        probability=1.0,
        channel=1.0,
        flagged_at=view.now,
        because=(Cue("marked_by_person"),),
    )
    entry = Entry(view.now, view.room.channel, Verdict.FLAGGED, id, why_waiting(question, view))
    expiry = TimerSet(Timer(view.room.channel, Purpose.EXPIRY, id, view.now + LIFETIME))
    missed = (CountAdded(view.room.channel.community, "missed"),) if line.reading.question < LIKELY else ()
    # The line is kept as part of the question's thread, so that replies to it are followed.
    threads = (*(pair for pair in line.about if pair[0] != id), (id, 1.0))
    kept = (LineKept(replace(line, about=threads)), QuestionKept(question), EntryKept(entry), expiry, *missed)
    return Decision(kept) + bring_back(view, (question,))


def policy_by(event: CommandGiven, knobs: Collection[str], view: View) -> Policy | None:
    """Return the channel's policy as the team turned one of these knobs; None where it turned none of them."""
    knob = event.argument("knob")
    if event.name != "set" or not event.team or knob not in knobs:
        return None
    try:
        return set_knob(view.policy, knob, event.argument("value"))
    except WrongKnob:
        return None


def _set(event: CommandGiven, view: View) -> Decision:
    knob, value = event.argument("knob"), event.argument("value")
    try:
        until = set_knob(view.policy, knob, value).paused_until
    except WrongKnob as wrong:
        return notice(event, view, "notice.wrong_value", (("reason", str(wrong)),))
    here = event.argument("scope") == "channel"
    channel = view.room.channel if here and knob not in EVERYWHERE else None
    chose = Cue("knob_set", (("knob", knob), ("value", value)))
    entry = Entry(view.now, view.room.channel, Verdict.CORRECTED, f"knob:{knob}", (chose,))
    kept = (KnobSet(view.room.channel.community, channel, knob, value), EntryKept(entry))
    if knob == "paused_until" and here and until is not None and until > view.now:
        # Asked for one channel, it holds in all of them.
        return Decision(kept) + notice(
            event, view, "pause.until", (("until", local_day(until, view.now, view.policy.timezone)),)
        )
    return Decision(kept) + notice(
        event,
        view,
        "notice.knob_set",
        (("knob", knob), ("value", value)),
    )
