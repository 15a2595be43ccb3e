"""The first rung: an earlier answer. Before anybody is asked, the community's own records are: was this answered before?

The records are asked by an action, since they reach across channels (only those that whoever sees the question may read); what they say
comes back as an event, and earlier_desk.py goes on from there. Meanwhile the question is held. It is looked up once; where the
moment is not right for a post, not at all until it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.actions import Consult, CountAdded, Decision, QuestionKept, TimerSet
from bot.decide.holding import hold
from bot.decide.manners import Proposal
from bot.decide.quote import NAME, QUOTE, cut
from bot.model import Because, ChannelRef, Cue, Kind, Mode, Outcome, Phrase, Purpose, Question, Timer
from bot.model.inquiry import AnsweredBefore, EarlierAnswers
from bot.read.earlier import fits, tells_enough
from bot.view import View

SEEK, OFFER = "earlier:", "offer:"
"""Begin the keys of what asks the records, and of what offers an answer; the question's id follows."""

FITS = 0.8
"""From this probability on an earlier answer is offered: of labelled pairs that were held back, nine in ten then fit (benchmarks/earlier.py)."""

ANSWER = 280
"""Characters of an answer that are quoted; the link leads to the rest."""

GIVE_UP = timedelta(minutes=5)
"""When records that do not answer are waited for no longer."""

ANSWERED = "answered"
"""The count that says whether a community has any answered question."""

MOST = 5
IN_VAIN = 3
REST = timedelta(days=7)
"""After so many offers in a row here that did not help, none is made for so long."""


def noticed(decision: Decision, view: View) -> Decision:
    """Return a decision with the note that a question of this community was answered, if it is the first: before, there is nothing to find."""
    if view.community.counts.get(ANSWERED, 0) > 0:
        return decision
    kept = (change.question for change in decision.changes if isinstance(change, QuestionKept))
    if not any(question.answered_at is not None and question.responses for question in kept):
        return decision
    return decision + Decision((CountAdded(view.room.channel.community, ANSWERED),))


def look_up(waiting: Iterable[Question], view: View) -> Decision | None:
    """Return the decision to ask the records about those that were not looked up yet; None where there is none, or it is no use now."""
    if view.community.counts.get(ANSWERED, 0) <= 0:
        return None
    fresh = [question for question in waiting if question.offered_by is None and question.sought_by is None]
    fresh = [question for question in fresh if tells_enough(question.text)][:MOST]
    if not fresh or rests(view) is not None or (view.policy.nudge is Mode.ACT and hold(view) is not None):
        return None
    channel, decision = view.room.channel, Decision()
    for question in fresh:
        key = f"{SEEK}{question.id}:{view.now.timestamp():.0f}"
        timer = Timer(channel, Purpose.EARLIER, question.id, view.now + GIVE_UP)
        ask = Consult(key, channel, channel, EarlierAnswers(question.ref, readable(view)))
        decision += Decision((QuestionKept(replace(question, sought_by=key)), TimerSet(timer)), (ask,))
    return decision


def readable(view: View) -> tuple[ChannelRef, ...]:
    """Return the channels that whoever sees this one may read, this one first. The team's is never among them."""
    here, community = view.room.channel, view.community
    others = [ChannelRef(community.ref, id) for id in sorted(community.open) if id != here.id]
    return (here, *[channel for channel in others if channel != view.team_channel])


def best(found: Sequence[AnsweredBefore], question: Question) -> tuple[AnsweredBefore, float] | None:
    """Return the earlier answer that fits best, and how likely it fits (0..1); None where none is likely enough."""
    rated = [(fits(question.text, one.text, one.likeness), -number, one) for number, one in enumerate(found)]
    sure, _, one = max(rated, key=lambda each: each[:2], default=(0.0, 0, None))
    return (one, sure) if one is not None and sure >= FITS else None


def offer(question: Question, found: AnsweredBefore, sure: float, because: Because, view: View) -> Proposal:
    """Return the proposal to show an earlier answer to who asks. `because`: why the question waits."""
    again = f":{question.snoozed_until.timestamp():.0f}" if question.snoozed_until else ""
    channel = view.community.channels.get(found.answer.channel.id, found.answer.channel.id)
    day = found.asked_at.astimezone(ZoneInfo(view.policy.timezone))
    when = Cue(
        "earlier_asked",
        (("channel", channel), ("date", f"{day:%Y-%m-%d}"), ("percent", f"{100 * sure:.0f}")),
    )
    words = (
        Phrase("nudge.earlier", (("name", cut(question.name, NAME)), ("quote", cut(found.text, QUOTE)))),
        Phrase("nudge.earlier_answer", (("answer", cut(found.words, ANSWER)),)),
        Phrase("nudge.earlier_helps"),
    )
    key = f"{OFFER}{question.id}{again}"
    return Proposal(key, Kind.EARLIER, words, (*because, when), (question,), question.id, link=found.answer)


def rests(view: View) -> datetime | None:
    """Return until when no earlier answer is offered here, since the last ones did not help; None where one may be."""
    judged = [
        post
        for post in view.room.posts.values()
        if post.kind is Kind.EARLIER and post.outcome is not Outcome.PENDING and post.at + REST > view.now
    ][-IN_VAIN:]
    vain = len(judged) == IN_VAIN and all(post.outcome is not Outcome.RESPONDED for post in judged)
    return judged[-1].at + REST if vain else None


def was_offered(question: Question, view: View) -> Because:
    """Return what came of looking for an earlier answer, for the reasons of the next rung."""
    if question.offered_by:
        return (Cue("earlier_did_not_help"),)
    if question.offered_by is not None:
        return (Cue("earlier_none"),)
    return (Cue("earlier_rests"),) if rests(view) is not None else ()
