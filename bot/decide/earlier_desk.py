"""What becomes of an earlier answer: found or not, shown, and "Did this help?"."""

from dataclasses import replace

from bot.actions import Amend, Decision, EntryKept, PostKept, QuestionKept, TimerCleared, TimerSet
from bot.decide import again, drafts
from bot.decide.corrections import notice
from bot.decide.earlier import SEEK, best, offer
from bot.decide.manners import propose
from bot.decide.nudges import bring_back, responded, why_waiting
from bot.decide.quote import NAME, cut
from bot.events import ActionSettled, ButtonPressed
from bot.model import (
    FINAL,
    Cue,
    Delivery,
    Entry,
    Outcome,
    Phrase,
    Post,
    Purpose,
    Question,
    Receipt,
    Status,
    Timer,
    Verdict,
    short_id,
)
from bot.model.inquiry import FoundEarlier
from bot.view import View

HELPED, NOT_HELPED = "helped", "nothelped"
"""The verbs of the buttons under an earlier answer; the question's id follows, in its short form."""

PATIENT = 6
"""Where somebody else says that it helps, the next rung waits so many times the usual spacing for who asked."""


def settled(event: ActionSettled, view: View) -> Decision:
    """Go on with what the records said."""
    found = event.settlement.found if isinstance(event.settlement, Receipt) else None
    if event.key.startswith(SEEK) and isinstance(found, FoundEarlier):
        return _looked_up(event.key, found, view)
    return drafts.looked(event, view)


def _looked_up(key: str, found: FoundEarlier, view: View) -> Decision:
    """Offer what fits, or go on to the next rung. What was answered meanwhile, or waited for no longer, needs nothing."""
    question = next((each for each in view.room.questions.values() if each.sought_by == key), None)
    if question is None:
        return bring_back(view)
    over = TimerCleared(Timer(view.room.channel, Purpose.EARLIER, question.id, view.now))
    question = replace(question, sought_by=None)
    snoozed = question.put_off(view.now)
    if question.status is not Status.OPEN or snoozed or question.nudged_by is not None:
        return Decision((QuestionKept(question), over)) + bring_back(view, (question,))
    fitting = best(found.answers, question)
    if fitting is None:
        return Decision((over,)) + _none(question, view)
    others = any(each.id != question.id and _waits(each) for each in view.room.questions.values())
    look = again.channel_at(view.now + view.policy.spacing, view) if others else ()
    changes = (QuestionKept(question), over, *look)
    return Decision(changes) + propose(offer(question, *fitting, why_waiting(question, view), view), view)


def _waits(question: Question) -> bool:
    return question.flagged_at is not None and question.status is Status.OPEN and question.nudged_by is None


def _none(question: Question, view: View) -> Decision:
    """Nothing is offered. While others are looked up, the room is not asked yet, so that they can share a line."""
    question = replace(question, sought_by=None, offered_by="")
    if any(each.sought_by is not None and each.id != question.id for each in view.room.questions.values()):
        return Decision((QuestionKept(question),))
    return Decision((QuestionKept(question),)) + bring_back(view, (question,))


def time_came(question: Question, view: View) -> Decision:
    """The records did not answer in time, or who asked had time to look at what was offered: the next rung's turn."""
    if question.sought_by is not None:
        return _none(question, view)
    key = question.offered_by or ""
    if key in view.room.drafts:
        return Decision()
    if question.nudged_by == key and key not in view.room.posts:  # a draft that went with somebody who was forgotten
        return _none(replace(question, nudged_by=None), view)
    post = view.room.posts.get(key)
    return (_in_vain(post, Cue("earlier_did_not_help"), view) if post is not None else Decision()) + bring_back(view)


def _in_vain(post: Post, cue: Cue, view: View) -> Decision:
    if post.outcome is not Outcome.PENDING or post.delivery not in (Delivery.SENT, Delivery.UNKNOWN):
        return Decision()
    return _outcome(post, Outcome.IGNORED, cue, view)


def _outcome(post: Post, outcome: Outcome, cue: Cue, view: View) -> Decision:
    entry = Entry(view.now, view.room.channel, Verdict.OUTCOME, post.key, (cue,))
    return Decision((PostKept(replace(post, outcome=outcome)), EntryKept(entry)))


def concerns(event: ButtonPressed) -> bool:
    """Whether a press says that an earlier answer helped, or did not."""
    return event.value.partition(":")[0] in (HELPED, NOT_HELPED)


def pressed(event: ButtonPressed, view: View) -> Decision:
    """Who asked (or the team) says whether it helped; of others a "yes" is a hint that buys some time."""
    verb, _, short = event.value.partition(":")
    question = next((each for id, each in view.room.questions.items() if short_id(id) == short), None)
    post = view.room.posts.get(question.offered_by or "") if question is not None else None
    if question is None or post is None or question.status in (*FINAL, Status.ANSWERED):
        return notice(event, view, "notice.earlier_over")
    if event.member != question.asker and not event.team:
        return _hint(event, question, post, verb == HELPED, view)
    if verb == HELPED:
        return _helped(event, question, post, view)
    if post.outcome is Outcome.IGNORED and question.held_until is None:
        return notice(event, view, "notice.earlier_thanks_no")
    return _not_helped(event, question, post, view)


def _hint(event: ButtonPressed, question: Question, post: Post, helped: bool, view: View) -> Decision:
    thanks = notice(event, view, "notice.earlier_noted", (("name", cut(question.name, NAME)),))
    until = view.now + PATIENT * view.policy.spacing
    held = question.held_until is not None and question.held_until > view.now
    if not helped or not held or post.outcome is not Outcome.PENDING:
        return thanks
    timer = Timer(view.room.channel, Purpose.EARLIER, question.id, until)
    entry = Entry(view.now, view.room.channel, Verdict.OUTCOME, post.key, (Cue("earlier_hint"),))
    return thanks + Decision((QuestionKept(replace(question, held_until=until)), TimerSet(timer), EntryKept(entry)))


def _helped(event: ButtonPressed, question: Question, post: Post, view: View) -> Decision:
    """It is settled. Nobody responded, so the waits of this channel do not count it as a response."""
    after = replace(question, status=Status.SETTLED, answered_at=view.now, held_until=None)
    over = TimerCleared(Timer(view.room.channel, Purpose.EARLIER, question.id, view.now))
    decision = Decision((QuestionKept(after), over)) + _outcome(post, Outcome.RESPONDED, Cue("earlier_helped"), view)
    return decision + responded((after,), view) + notice(event, view, "notice.earlier_thanks_yes")


def _not_helped(event: ButtonPressed, question: Question, post: Post, view: View) -> Decision:
    """Take it back quietly, and let the next rung have its turn."""
    channel = view.room.channel
    free = replace(question, held_until=None)
    over = TimerCleared(Timer(channel, Purpose.EARLIER, question.id, view.now))
    note = Phrase("nudge.earlier_taken_back", (("name", cut(question.name, NAME)),))
    taken = Amend(f"takenback:{post.key}", channel, channel, post.key, (note,), view.policy.language)
    decision = notice(event, view, "notice.earlier_thanks_no") + Decision((QuestionKept(free), over), (taken,))
    if post.outcome is Outcome.PENDING:
        decision += _outcome(post, Outcome.IGNORED, Cue("earlier_said_no"), view)
    return decision + bring_back(view, (free,))
