"""Reactions and votes: kept, and read where they say that a matter is settled."""

from dataclasses import replace

from bot.actions import Decision, QuestionKept, ReactionKept
from bot.decide.nudges import responded
from bot.events import ReactionSeen
from bot.model import FINAL, Question, Status
from bot.view import View

DONE = frozenset("✅☑✔👍🙏❤🎉💯")
"""What an asker puts on an answer that helped."""


def reacted(event: ReactionSeen, view: View) -> Decision:
    """Keep it. The asker's own sign of thanks on a response settles the question; anybody else's settles nothing."""
    decision = Decision((ReactionKept(event.ref, event.member, event.emoji, event.added),))
    if not event.added or event.emoji[:1] not in DONE:
        return decision
    for question in view.room.questions.values():
        thanked = event.member == question.asker and event.ref.id in question.responses
        if thanked and question.status not in FINAL:
            decision += _settle(question, view)
    return decision


def _settle(question: Question, view: View) -> Decision:
    after = replace(
        question,
        status=Status.SETTLED,
        responded_at=question.responded_at or view.now,
        answered_at=question.answered_at or view.now,
    )
    return Decision((QuestionKept(after),)) + responded((after,), view)
