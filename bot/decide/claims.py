"""Somebody of the team takes a question on: nothing is drafted or posted about it until they had their time, or give it back."""

from dataclasses import replace

from bot.actions import Decision, EntryKept, QuestionKept
from bot.decide import again
from bot.decide.corrections import notice, reopen
from bot.decide.nudges import responded
from bot.decide.team import CLAIMED
from bot.decide.team_cards import buttons, changed, taken
from bot.events import CommandGiven
from bot.model import FINAL, Cue, Entry, Question, Status, Verdict
from bot.view import View

COMMANDS = ("claim", "release")


def commanded(event: CommandGiven, view: View) -> Decision:
    """Take a question on, or give it back."""
    if not event.team:
        return notice(event, view, "notice.team_only")
    question = view.room.questions.get(event.argument("question"))
    if question is None or question.status in (Status.ANSWERED, *FINAL):
        return notice(event, view, "notice.question_gone" if question is None else "notice.roster_over")
    if event.name == "release":
        return _release(question, view)
    theirs = question.taken_by is not None and question.put_off(view.now)
    if theirs and question.taken_by != event.member:
        return notice(event, view, "notice.roster_taken")
    return Decision() if theirs else _claim(event, question, view)


def _claim(event: CommandGiven, question: Question, view: View) -> Decision:
    until = view.now + CLAIMED
    # Put off until then, so that its next nudge has a name of its own and is not taken for one that was made before.
    after = replace(question, taken_by=event.member, snoozed_until=until, nudged_by=None)
    entry = EntryKept(Entry(view.now, view.room.channel, Verdict.CORRECTED, question.id, (Cue("claimed"),)))
    claimed = Decision((QuestionKept(after), again.put_off(after, view), entry)) + responded((after,), view)
    return claimed + taken(after, event.by, view)


def _release(question: Question, view: View) -> Decision:
    if question.taken_by is None:
        return Decision()
    free = replace(question, taken_by=None)
    waits = question.put_off(view.now) and question.status is Status.OPEN
    freed = reopen(free, view) if waits else Decision((QuestionKept(free),))
    return freed + changed(free, "card.team_head", view, buttons=buttons(free.ref, view))
