"""Why: what the ledger has to say of a message, a post, a card, and which question a message is about."""

from collections.abc import Collection, Iterable

from bot.model import Because, ChannelRef, Draft, Entry, MessageRef, Post, Question, Verdict
from bot.view import Snapshot

SHOWN, OUTCOMES = 3, 2
CUES, LAST = 8, 2
LIKELY = 0.3


def subjects(
    message: MessageRef, posts: Iterable[Post | Draft], drafts: Collection[str]
) -> set[tuple[ChannelRef, str]]:
    """Return the (channel, ledger subject) pairs that one of our own messages stands for. `drafts`: ids of those it shows."""
    found = set()
    for post in posts:
        ours = post.message == message if isinstance(post, Post) else post.id in drafts
        if ours:
            found.add((post.channel, post.subject if isinstance(post, Post) else post.key))
            found.update((post.channel, question) for question in post.questions)
    return found


def said_of(
    entries: Iterable[Entry], channel: ChannelRef, about: Collection[tuple[ChannelRef, str]] | None
) -> list[Entry]:
    """Return the latest ledger entries about these subjects, newest first; where none are given, those of the channel.

    What came of a post never takes the place of why it was made, and by whose hand.
    """
    if about is None:
        return [entry for entry in entries if entry.channel == channel][:SHOWN]
    found = [entry for entry in entries if (entry.channel, entry.subject) in about]
    outcomes = [entry for entry in found if entry.verdict is Verdict.OUTCOME][:OUTCOMES]
    decided = [entry for entry in found if entry.verdict is not Verdict.OUTCOME][:SHOWN]
    return [entry for entry in found if entry in outcomes or entry in decided]


def told_of(because: Because) -> Because:
    """Return the cues that are shown: of many the first, and the last two, for those say how it was decided, and by whose hand."""
    return because if len(because) <= CUES else (*because[: CUES - LAST], *because[-LAST:])


def meant_by(id: str, snapshot: Snapshot) -> str:
    """Return the question that a message is, answers or brought back; the message itself where there is none."""
    known = {question.id for question in snapshot.questions}
    if id in known:
        return id
    for post in snapshot.posts:
        if post.message is not None and post.message.id == id and post.questions:
            return post.questions[0]
    line = next((line for line in snapshot.lines if line.message.ref.id == id), None)
    about = [pair for pair in line.about if pair[0] in known and pair[1] >= LIKELY] if line else []
    return max(about, key=lambda pair: pair[1])[0] if about else id


def question_of(id: str, channel: ChannelRef, questions: Iterable[Question]) -> Question | None:
    """Return the question that a message is."""
    return next((question for question in questions if question.id == id and question.ref.channel == channel), None)
