"""What follows from a question's new state, whoever brought it about: the team is to hear of one that waits, and to thank for answers."""

from bot.actions import Decision, QuestionKept
from bot.decide import digest, team, thanks
from bot.model import Question, Status
from bot.model.question import PUT_AS_POLL
from bot.view import View

ANSWERED = (Status.ANSWERED, Status.SETTLED)


def watched(decision: Decision, view: View) -> Decision:
    """Return the decision with what it leads to for the team."""
    last = {change.question.id: change.question for change in decision.changes if isinstance(change, QuestionKept)}
    for id, question in last.items():
        before = view.room.questions.get(id)
        fresh = question.flagged_at == view.now and (before is None or before.flagged_at != question.flagged_at)
        if fresh or (before is not None and _let_go(before, question)):
            decision += _flagged(question, view)
        elif question.status in ANSWERED and (before is None or before.status not in ANSWERED):
            decision += thanks.look_forward(view)
    return decision


def _let_go(before: Question, question: Question) -> bool:
    """Whether a flagged question waits for the team's eye again, since the poll that was to bring it back does not."""
    was, now = [(one.nudged_by or "").startswith(PUT_AS_POLL) for one in (before, question)]
    return was and not now and question.flagged_at is not None and question.status is Status.OPEN


def put_off_no_more(question: Question, view: View) -> Decision:
    """The time is over for which a question was put off: the digest, which left it out and may sleep since, is to list it."""
    waits = question.flagged_at is not None and question.status is Status.OPEN
    return digest.wake(view) if waits and not question.team and view.room.channel != view.team_channel else Decision()


def _flagged(question: Question, view: View) -> Decision:
    if question.team or view.team_channel in (None, view.room.channel):
        return Decision()
    return team.watch_over(question, view) + digest.wake(view)
