"""Talk through the real wire: heard, committed, and brought back once where nobody answers."""

from bot.events import MessageSeen
from tests.telegram.house import ASK, open_house, place, who


async def test_a_question_in_a_topic_waits_and_is_brought_back_once_in_its_topic(fake):
    group = fake.people.forum("Home", "Help", "Ideas")
    help_topic = next(iter(group.topics.values()))
    ada = fake.people.join(group, "Ada")
    async with open_house(fake) as house:
        asked = fake.say(group, ada, ASK, topic=help_topic)
        (event,) = await house.hears(MessageSeen)
        assert event.message.ref.channel == place(group, help_topic)
        assert event.message.author == who(group, ada)
        assert event.message.reply_to is None
        fake.pass_time(hours=13)
        (nudge,) = await house.posted(group)
        assert nudge.reply_to is asked
        assert (nudge.thread, nudge.in_topic) == (help_topic.id, True)
        assert "Still open, from Ada" in nudge.text


async def test_somebody_answers_and_nothing_is_posted(fake):
    group = fake.people.supergroup("Home")
    ada, bo = fake.people.join(group, "Ada"), fake.people.join(group, "Bo")
    async with open_house(fake) as house:
        asked = fake.say(group, ada, ASK)
        fake.say(group, bo, "File, then Export, and choose WAV in the list at the top", reply_to=asked)
        await house.hears(MessageSeen, 2)
        fake.pass_time(hours=13)
        fake.say(group, bo, "morning all")
        await house.hears(MessageSeen, 3)
        await fake.heard()
        assert house.posts(group) == []


async def test_comments_under_a_channels_post_are_its_echo_and_a_question_there_is_brought_back_under_it(fake):
    group = fake.people.supergroup("Talk")
    news = fake.people.channel("News", group)
    ada = fake.people.join(group, "Ada")
    async with open_house(fake) as house:
        post = fake.say(news, fake.people.owner(news), "The new mixer is out today.")
        asked = fake.comment(post, ada, ASK)
        await house.hears(MessageSeen, 2)
        fake.pass_time(hours=13)
        (nudge,) = await house.posted(group)
        assert nudge.reply_to is asked
        assert nudge.thread == post.forwarded.id, "it stands among the comments"


async def test_a_message_has_an_address_where_telegram_has_one(fake):
    forum, basic = fake.people.forum("Home", "Help"), fake.people.group("Small")
    topic = next(iter(forum.topics.values()))
    ada, bo = fake.people.join(forum, "Ada"), fake.people.join(basic, "Bo")
    async with open_house(fake) as house:
        said = fake.say(forum, ada, "morning all", topic=topic)
        fake.say(basic, bo, "morning all")
        first, second = await house.hears(MessageSeen, 2)
        bare = -1_000_000_000_000 - forum.id
        assert house.telegram.link(first.message.ref) == f"https://t.me/c/{bare}/{topic.id}/{said.id}"
        assert house.telegram.link(second.message.ref) == "", "basic groups have none"
    assert house.telegram.link(first.message.ref) == "", "nobody listens any more"
