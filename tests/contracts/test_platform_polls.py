"""What every platform keeps to where it asks a poll."""

from dataclasses import replace

from bot.actions import AskPoll, CountPoll, EndPoll
from bot.events import VoteSeen
from bot.model import MessageRef, Option, Phrase, Poll, Receipt, Refusal, Tally, Unknown

POLL = Poll("Tea or coffee?", (Option("1", "Tea"), Option("2", "Coffee")))


def ask(mouth, key="poll:1", poll=POLL, **more):
    question = Phrase("verbatim.text", (("text", poll.question),))
    return AskPoll(key, mouth.here, mouth.here, question, poll, 3600, **more)


def count(mouth):
    return CountPoll("count:1", mouth.here, mouth.here, "poll:1")


def end(mouth):
    return EndPoll("end:1", mouth.here, mouth.here, "poll:1")


async def test_a_poll_is_asked_once_however_often_it_is_tried(mouth):
    asked = await mouth.says("Tea or coffee?")
    receipt = await mouth.platform.perform(ask(mouth, reply_to=asked), None)
    assert await mouth.platform.perform(ask(mouth, reply_to=asked), None) == receipt
    found = await mouth.platform.find(ask(mouth, reply_to=asked))
    assert isinstance(found, Unknown) or found == receipt
    (post,) = await mouth.posts()
    assert (post.ref, post.poll) == (receipt.message, ("Tea or coffee?", "Tea", "Coffee"))
    assert (post.reply_to, post.over, post.calls) == (asked, False, False)


async def test_votes_are_heard_by_the_options_own_ids_and_counted(mouth):
    receipt = await mouth.platform.perform(ask(mouth), None)
    await mouth.posts()
    await mouth.votes(receipt.message, "Coffee")
    (vote,) = [event for event in mouth.events if isinstance(event, VoteSeen)]
    assert (vote.ref, vote.member, vote.options, vote.team) == (receipt.message, mouth.ada, ("2",), False)
    counted = await mouth.platform.perform(count(mouth), receipt.message)
    assert counted == Receipt(receipt.message, (Tally("1", 0, False), Tally("2", 1, False)))


async def test_it_ends_once_and_what_is_counted_then_is_final(mouth):
    receipt = await mouth.platform.perform(ask(mouth), None)
    await mouth.posts()
    await mouth.votes(receipt.message, "Tea")
    for _ in range(2):  # one that ended already is no matter
        assert isinstance(await mouth.platform.perform(end(mouth), receipt.message), Receipt)
    (post,) = [post for post in await mouth.posts() if post.poll]
    assert post.over
    counted = await mouth.platform.perform(count(mouth), receipt.message)
    assert counted.tallies == (Tally("1", 1, True), Tally("2", 0, True))


async def test_a_poll_that_is_gone_or_has_nowhere_to_stand_is_refused_as_a_value(mouth):
    receipt = await mouth.platform.perform(ask(mouth), None)
    await mouth.posts()
    await mouth.takes_away(receipt.message)
    for action in (end(mouth), count(mouth)):
        for target in (receipt.message, None):
            assert isinstance(await mouth.platform.perform(action, target), Refusal)
    assert isinstance(await mouth.platform.perform(replace(ask(mouth, "poll:2"), to=mouth.gone), None), Refusal)
    assert isinstance(await mouth.platform.perform(replace(ask(mouth, "poll:3"), poll=Poll("", ())), None), Refusal)
    assert await mouth.posts() == []


async def test_a_poll_in_reply_to_what_is_gone_is_asked_without_the_mark_or_refused(mouth):
    asked = await mouth.says("Tea or coffee?")
    await mouth.takes_away(MessageRef(mouth.here, asked))
    settled = await mouth.platform.perform(ask(mouth, reply_to=asked), None)
    posts = await mouth.posts()
    assert isinstance(settled, Receipt if posts else Refusal)
    assert [post.reply_to for post in posts] in ([None], [])


async def test_options_call_nobody(mouth):
    hostile = tuple(Option(str(number), text[:55]) for number, text in enumerate(mouth.hostile, 1))
    await mouth.platform.perform(ask(mouth, poll=Poll("Which @everyone?", hostile)), None)
    (post,) = await mouth.posts()
    assert len(post.poll) == len(hostile) + 1
    assert (post.calls, post.marks) == (False, ())
