"""The roster's rung: before the room is asked, one who enlisted is, if a question is about what they chose.

Whose turn it is: of those whose topics fit best, whoever was not asked for the longest time. Nobody is asked more often a day than
they said, off duty, or about their own question. When they do not take it on, the room comes next.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.actions import Decision, EntryKept, PostKept
from bot.decide.manners import Proposal, propose
from bot.decide.quote import NAME, QUOTE, cut
from bot.model import (
    Addressee,
    Because,
    Cue,
    Delivery,
    Enlistment,
    Entry,
    Kind,
    MemberRef,
    Outcome,
    Phrase,
    Post,
    Question,
    Verdict,
)
from bot.read.topics import topics_in
from bot.view import View

TAKEN = 6
"""Who takes a question on has so many times the usual spacing, before the room is asked all the same."""

IN_VAIN = 3
REST = timedelta(days=7)
"""After so many asked in vain in a row here, nobody is asked for so long."""


def refer(question: Question, because: Because, view: View) -> Decision | None:
    """Return the proposal to ask one of the roster; None where nobody is to be asked. `because`: why the question waits."""
    if question.referred_by is not None or asked_in_vain(view) is not None:
        return None
    found = whose_turn(question, view)
    if found is None:
        return None
    helper, topics = found
    again = f":{question.snoozed_until.timestamp():.0f}" if question.snoozed_until else ""
    why = Cue("roster_topic", (("topics", ", ".join(topics)),)) if topics else Cue("roster_anything")
    proposal = Proposal(
        f"ping:{question.id}{again}",
        Kind.ROSTER,
        asking(question),
        (*because, why, _turn(helper)),
        (question,),
        question.id,
        to=Addressee(helper.member, helper.name),
    )
    return propose(proposal, view)


def asking(question: Question) -> tuple[Phrase, ...]:
    """Return the words by which one of the roster is asked."""
    return (Phrase("nudge.roster", (("name", cut(question.name, NAME)), ("quote", cut(question.text, QUOTE)))),)


def _turn(helper: Enlistment) -> Cue:
    return Cue("roster_turn") if helper.pinged else Cue("roster_first_time")


def whose_turn(question: Question, view: View) -> tuple[Enlistment, tuple[str, ...]] | None:
    """Return whom of the roster to ask, and which of their topics fit; None where nobody is to be asked."""
    fitting = []
    for helper in view.community.roster.values():
        topics = topics_in(helper.topics, question.text)
        if (topics or not helper.topics) and helper.member != question.asker and on_call(helper.member, view):
            fitting.append((helper, topics))
    return min(fitting, key=lambda pair: (not pair[1], *_turn_of(pair[0])), default=None)


def _turn_of(helper: Enlistment) -> tuple[bool, datetime, str]:
    """Return what orders those who fit equally well: never asked before long ago asked, then who enlisted first."""
    return bool(helper.pinged), helper.pinged[-1] if helper.pinged else helper.since, helper.member.id


def on_call(member: MemberRef, view: View) -> bool:
    """Whether a member is on the roster and on duty, and was not asked as often today as they said."""
    helper = view.community.roster.get(member.id)
    if helper is None or not helper.on_duty:
        return False
    zone = ZoneInfo(view.policy.timezone)
    today = view.now.astimezone(zone).date()
    return sum(at.astimezone(zone).date() == today for at in helper.pinged) < helper.per_day


def held(question: Question, view: View) -> bool:
    """Whether the room has to wait for one of the roster."""
    return question.held_until is not None and question.held_until > view.now


def asked_in_vain(view: View) -> datetime | None:
    """Return until when nobody of the roster is asked here, since the last ones did not take it on; None where they may be."""
    judged = [
        post
        for post in view.room.posts.values()
        if post.kind is Kind.ROSTER and post.outcome is not Outcome.PENDING and post.at + REST > view.now
    ][-IN_VAIN:]
    vain = len(judged) == IN_VAIN and all(post.outcome is Outcome.IGNORED for post in judged)
    return judged[-1].at + REST if vain else None


def was_referred(question: Question, view: View) -> Because:
    """Return what came of asking the roster, for the reasons of asking the room."""
    if question.taken_by is not None:
        return (Cue("roster_took_it"),)
    if question.referred_by is not None:
        return (Cue("roster_did_not_take_it"),)
    return (Cue("roster_rests"),) if view.community.roster and asked_in_vain(view) is not None else ()


def waited_enough(question: Question, view: View) -> Decision:
    """One of the roster had their time. Note that they did not take it on; asking the room is for `bring_back`."""
    post = post_of(question, view)
    if post is None or post.outcome is not Outcome.PENDING or post.delivery not in (Delivery.SENT, Delivery.UNKNOWN):
        return Decision()
    entry = Entry(view.now, view.room.channel, Verdict.OUTCOME, post.key, (Cue("roster_did_not_take_it"),))
    return Decision((PostKept(replace(post, outcome=Outcome.IGNORED)), EntryKept(entry)))


def post_of(question: Question, view: View) -> Post | None:
    """Return the post that put a question to one of the roster."""
    return view.room.posts.get(question.referred_by or "")
