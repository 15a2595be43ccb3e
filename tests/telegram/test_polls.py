"""Anonymous polls, where the community chose so: nobody is told who voted, and the result comes from the poll itself."""

from dataclasses import replace

from adapters.memory import MemoryStore
from bot.events import PollClosed, VoteSeen
from bot.model import Kind, Mode, Outcome, Post
from bot.model.policy import Votes
from tests.telegram.house import SUGGEST, community, open_house

ANONYMOUS = replace(SUGGEST, poll=Mode.ACT, poll_votes=Votes.ANONYMOUS)


async def outcomes(house, group):
    """Return what became of the polls that were posted."""
    posts = await house.store.posts(community(group), 9)
    return [
        post.outcome for post in posts if isinstance(post, Post) and post.kind is Kind.POLL and post.key[:5] == "poll:"
    ]


async def test_nobody_is_told_of_votes_and_the_result_is_said_all_the_same(fake):
    group = fake.people.forum("Home", "team", admin=True)
    ada, bo = fake.people.join(group, "Ada"), fake.people.join(group, "Bo")
    store = MemoryStore()
    async with open_house(fake, ANONYMOUS, store=store) as house:
        fake.say(group, ada, "Shall we use the red logo or the blue logo?")
        await house.until(lambda: [post for post in house.posts(group) if post.poll])
        (asked,) = [post for post in house.posts(group) if post.poll]
        assert asked.poll.anonymous
        fake.vote(asked, ada, 1)
        fake.vote(asked, bo, 1)
        await fake.heard()
        assert house.all(VoteSeen) == []
        fake.pass_time(hours=7)
        fake.say(group, bo, "morning all")
        await fake.heard()
        assert await outcomes(house, group) == [Outcome.PENDING], "nobody knows yet whether anybody voted"
    async with open_house(fake, ANONYMOUS, store=store) as house:
        fake.pass_time(hours=20)
        await house.hears(PollClosed)
        await house.until(lambda: [post for post in house.posts(group) if post.reply_to is asked])
        result = next(post for post in house.posts(group) if post.reply_to is asked)
        assert "2 votes (100 %)" in result.text.replace("\u2060", "")
        assert await outcomes(house, group) == [Outcome.RESPONDED]


async def test_the_team_ends_one_and_nobody_voted(fake):
    group = fake.people.forum("Home", "team", admin=True)
    owner = fake.people.owner(group)
    async with open_house(fake, ANONYMOUS) as house:
        await house.told(group, owner, "/poll Tea or coffee?\nTea\nCoffee")
        await house.until(lambda: [post for post in house.posts(group) if post.poll])
        (asked,) = [post for post in house.posts(group) if post.poll]
        assert asked.poll.anonymous
        fake.pass_time(minutes=1)
        await house.told(group, owner, "/poll end")
        await house.until(lambda: [post for post in house.posts(group) if post.reply_to is asked])
        assert "Nobody voted" in next(post for post in house.posts(group) if post.reply_to is asked).text
        assert await outcomes(house, group) == [Outcome.IGNORED]


async def test_by_default_votes_are_open(fake):
    group = fake.people.forum("Home", "team", admin=True)
    ada = fake.people.join(group, "Ada")
    async with open_house(fake, replace(SUGGEST, poll=Mode.ACT)) as house:
        fake.say(group, ada, "Shall we use the red logo or the blue logo?")
        await house.until(lambda: [post for post in house.posts(group) if post.poll])
        assert not next(post for post in house.posts(group) if post.poll).poll.anonymous
