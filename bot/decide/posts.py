"""What became of the bot's own posts: receipts, refusals, and whether anybody cared."""

from dataclasses import replace

from bot.actions import ActionTold, Decision, EntryKept, PostKept, Say
from bot.events import ActionSettled
from bot.model import STANDING, Cue, Delivery, Entry, Outcome, Phrase, Post, Receipt, Refusal, Unknown, Verdict
from bot.model.post import IN_DOUBT
from bot.view import View


def settled(event: ActionSettled, view: View) -> Decision:
    """Take note of what came of an action. A refusal is a value; it goes into the ledger."""
    channel = view.room.channel
    told = Decision((ActionTold(channel, event.key),))
    post = view.room.posts.get(event.key)
    match event.settlement:
        case Receipt(message):
            if post is None:
                return told
            return told + Decision((PostKept(replace(post, message=message or post.message, delivery=Delivery.SENT)),))
        case Refusal(reason):
            delivery, verdict, cue = Delivery.REFUSED, Verdict.REFUSED, Cue("refused", (("reason", reason),))
        case Unknown():
            delivery, verdict, cue = Delivery.UNKNOWN, Verdict.UNKNOWN, Cue("unknown")
    entry = Decision((EntryKept(Entry(view.now, channel, verdict, event.key, (cue,))),))
    if post is None:
        return told + entry
    kept = Decision((PostKept(replace(post, delivery=delivery)),))
    return told + kept + entry + (_in_doubt(post, view) if delivery is Delivery.UNKNOWN else Decision())


def _in_doubt(post: Post, view: View) -> Decision:
    """Tell the team of a post of which nobody knows whether it went out: they can look, and it is never sent again."""
    if view.team_channel is None:
        return Decision()
    channel = post.channel
    name = view.community.channels.get(channel.id, channel.id)
    words = (Phrase("card.unknown", (("channel", name),)),)
    key = f"{IN_DOUBT}{post.key}"
    return Decision(actions=(Say(key, channel, view.team_channel, words, view.policy.language, silent=True),))


def removed(post: Post, view: View) -> Decision:
    """Somebody took our post away: that says more than silence."""
    entry = Entry(view.now, view.room.channel, Verdict.OUTCOME, post.key, (Cue("removed"),))
    return Decision((PostKept(replace(post, outcome=Outcome.REMOVED)), EntryKept(entry)))


def judge(key: str, view: View) -> Decision:
    """After some hours: a post whose questions nobody took up was ignored. Votes that nobody tells are waited for."""
    post, survey = view.room.posts.get(key), view.room.surveys.get(key)
    if survey is not None and survey.poll.anonymous and survey.state in STANDING:
        return Decision()
    if post is None or post.outcome is not Outcome.PENDING or post.delivery is not Delivery.SENT:
        return Decision()
    entry = Entry(view.now, view.room.channel, Verdict.OUTCOME, post.key, (Cue("ignored"),))
    return Decision((PostKept(replace(post, outcome=Outcome.IGNORED)), EntryKept(entry)))
