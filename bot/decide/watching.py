"""What follows from a question's new state, whoever brought it about: the team is to hear of one that waits, and to thank for answers."""

from bot.actions import Decision, QuestionKept
from bot.decide import digest, team, thanks
from bot.model import Question, Status
from bot.view import View

ANSWERED = (Status.ANSWERED, Status.SETTLED)


def watched(decision: Decision, view: View) -> Decision:
    """Return the decision with what it leads to for the team."""
    last = {change.question.id: change.question for change in decision.changes if isinstance(change, QuestionKept)}
    for id, question in last.items():
        before = view.room.questions.get(id)
        if question.flagged_at == view.now and (before is None or before.flagged_at != question.flagged_at):
            decision += _flagged(question, view)
        elif question.status in ANSWERED and (before is None or before.status not in ANSWERED):
            decision += thanks.look_forward(view)
    return decision


def _flagged(question: Question, view: View) -> Decision:
    if question.team or view.team_channel in (None, view.room.channel):
        return Decision()
    return team.watch_over(question, view) + digest.wake(view)
