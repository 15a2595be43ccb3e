"""Gaps: talk that could not be read is never counted as silence."""

from dataclasses import replace

from bot.actions import Decision, GapKept, QuestionKept, TimerSet
from bot.decide import prompts_announce, trials
from bot.decide.patience import patience
from bot.events import GapFound
from bot.model import Cue, Purpose, Status, Timer
from bot.view import View


def unread(event: GapFound, view: View) -> Decision:
    """Questions that waited into the gap may have been answered in it: they get their patience anew from its end, and say so."""
    decision = Decision((GapKept(event.channel, event.since, event.until),))
    waits, _ = patience(view)
    for question in view.room.questions.values():
        if question.status is Status.OPEN and question.flagged_at is None and question.asked_at < event.until:
            doubt = replace(question, because=(*(cue for cue in question.because if cue.phrase != "gap"), Cue("gap")))
            timer = Timer(event.channel, Purpose.PATIENCE, question.id, event.until + waits)
            decision += Decision((QuestionKept(doubt), TimerSet(timer)))
    return decision + trials.unread(event, view) + prompts_announce.unread(event, view)
