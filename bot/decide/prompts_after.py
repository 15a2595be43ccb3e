"""After an opener: somebody takes it up, and when the talk has come to rest one more question may follow, once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.actions import Decision, EntryKept, PostKept
from bot.decide.holding import OUTCOME_WAIT, Wait, crowding, hold, paused
from bot.decide.manners import Proposal, propose
from bot.decide.prompts_choice import follow_up, opener_of
from bot.decide.prompts_when import timer
from bot.decide.thresholds import LIKELY
from bot.model import Cue, Delivery, Entry, Kind, Line, Mode, Outcome, Post, Verdict, short_id
from bot.model.lately import takes_up
from bot.view import View

FOLLOWS = "follow:"
"""Begins the key of a follow-up, and the subject of the timer that looks for its moment."""

AT_REST = timedelta(minutes=30)
"""Talk has come to rest when nobody has written for so long."""

OVER = timedelta(hours=12)
RESPONDED = 2
"""So many members responded before a follow-up is asked."""


def heard(line: Line, view: View) -> Decision:
    """Note that somebody took up an opener."""
    if line.message.bot or line.message.team:
        return Decision()
    decision = Decision()
    for post in _standing(view):
        if post.outcome in (Outcome.PENDING, Outcome.IGNORED) and _responds(line, post, view):
            entry = Entry(view.now, post.channel, Verdict.OUTCOME, post.key, (Cue("prompt_taken_up"),))
            decision += Decision((PostKept(replace(post, outcome=Outcome.RESPONDED)), EntryKept(entry)))
            decision += _will_follow(post, view)
    return decision


def _standing(view: View) -> Iterator[Post]:
    for post in view.room.posts.values():
        if post.kind is Kind.PROMPT and post.delivery is Delivery.SENT and post.message is not None:
            yield post


def _responds(line: Line, post: Post, view: View) -> bool:
    """Whether a line takes up an opener: it answers it, or what it was put under, or is the first that anybody says after it."""
    if post.message is not None and takes_up(line, post.message.id, post.at):
        return True
    if post.under is not None and takes_up(line, post.under, post.at):
        return True
    if line.message.reply_to is not None or line.message.at - post.at > OUTCOME_WAIT:
        return False
    if line.reading.links and line.reading.links[0].probability >= LIKELY:
        return False
    return not any(not other.message.bot and other.message.at > post.at for other in view.room.lines.values())


def _will_follow(post: Post, view: View) -> Decision:
    trial = view.room.trials.get(post.key)
    opener = opener_of(trial.arm, view) if trial is not None else None
    if opener is None or not opener.follow_ups:
        return Decision()
    return Decision((timer(f"{FOLLOWS}{opener.id}:{post.key}", view.now + AT_REST, view),))


def time_came(subject: str, view: View) -> Decision:
    """The talk under an opener may have come to rest: ask once more, if people responded."""
    id, _, key = subject.removeprefix(FOLLOWS).partition(":")
    post, opener = view.room.posts.get(key), opener_of(f"opener:{id}", view)
    if post is None or opener is None or not opener.follow_ups or view.now - post.at > OVER:
        return Decision()
    since = [line.message for line in view.room.lines.values() if not line.message.bot and line.message.at >= post.at]
    latest = max((message.at for message in since), default=post.at)
    if latest + AT_REST > view.now:
        return Decision((timer(subject, latest + AT_REST, view),))
    members = {message.author for message in since if not message.team}
    if len(members) < RESPONDED or post.message is None:
        return Decision()
    wait = _not_now(view)
    if wait is not None:
        return Decision((timer(subject, wait.until, view),) if wait.until < post.at + OVER else ())
    words = follow_up(opener, int(short_id(key), 16) % len(opener.follow_ups))
    rested = Cue("prompt_at_rest", (("people", str(len(members))),))
    return propose(Proposal(f"{FOLLOWS}{key}", Kind.PROMPT, words, (rested,), reply_to=post.message.id), view)


def _not_now(view: View) -> Wait | None:
    """Return all that would make the follow-up wait. It is looked for again then: what only manners put off, nobody brings back."""
    match view.policy.prompt:
        case Mode.ACT:
            return hold(view) or crowding(view, ())
        case Mode.SUGGEST:
            return paused(view)
        case Mode.WATCH:
            return None
