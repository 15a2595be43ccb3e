"""The real python-telegram-bot listens: messages, topics, channels, members, polls, presses, reactions, migration."""

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.ext import ApplicationBuilder

from tests.fakes.telegram.client import running
from tests.fakes.telegram.people import NotPossible, text_mention


@pytest.fixture
def home(fake):
    """A group with two members."""
    group = fake.people.supergroup()
    return group, fake.people.join(group, "Ada", "ada_l"), fake.people.join(group, "Bo")


def said(messages):
    return [one for one in messages if one.text or one.caption]


async def test_a_message_and_its_edit_arrive(fake, home):
    group, ada, _ = home
    async with running(fake) as client:
        asked = group.say(ada, "How do I export?")
        fake.edit(asked, "How do I export, @ada_l?")
        edited = (await client.hears("edited_message"))[0]
        heard = said(client.all("message"))
        assert (heard[0].text, heard[0].chat.id, heard[0].from_user.full_name) == ("How do I export?", group.id, "Ada")
        assert (edited.message_id, edited.entities[0].type) == (asked.id, "mention")
        await fake.heard()
        assert fake.updates.confirmed == fake.updates.made[-1].id


async def test_replies_quotes_mentions_captions_and_forwards(fake, home):
    group, ada, bo = home
    async with running(fake) as client:
        asked = fake.say(group, ada, "How do I export my 😀 data?")
        fake.say(group, bo, "like this", reply_to=asked, quote="data")
        fake.say(group, bo, "😀 ask Ada", entities=(text_mention(ada, "😀 ask Ada"),))
        fake.say(group, ada, "see #this", photo=True)
        fake.say(group, ada, "what he said", forward=asked)
        fake.say(group, ada, "and she", forward="Somebody")
        await fake.heard()
        await client.until(lambda: len(said(client.all("message"))) == 6)
        _, reply, named, photo, forwarded, hidden = said(client.all("message"))
        assert (reply.reply_to_message.message_id, reply.quote.text, reply.quote.position) == (asked.id, "data", 22)
        assert reply.message_thread_id == asked.id
        assert not reply.is_topic_message
        assert named.parse_entity(named.entities[0]) == "Ada"
        assert named.entities[0].user.id == ada.id
        assert (photo.caption, photo.caption_entities[0].type, photo.photo[-1].width) == ("see #this", "hashtag", 800)
        assert (forwarded.forward_origin.sender_user.id, hidden.forward_origin.sender_user_name) == (ada.id, "Somebody")


async def test_topics_carry_their_number_and_general_none(fake):
    forum = fake.people.forum("Home", "Help")
    topic = next(iter(forum.topics.values()))
    ada = fake.people.join(forum, "Ada")
    async with running(fake) as client:
        general = fake.say(forum, ada, "in General")
        fake.say(forum, ada, "answer in General", reply_to=general)
        fake.say(forum, ada, "in Help", topic=topic)
        await client.until(lambda: len(said(client.all("message"))) == 3)
        first, second, third = said(client.all("message"))
        assert (first.message_thread_id, first.is_topic_message) == (None, None)
        assert (second.message_thread_id, second.is_topic_message) == (general.id, None)
        assert (third.message_thread_id, third.is_topic_message) == (topic.id, True)
        assert third.reply_to_message.forum_topic_created.name == "Help"
        fake.people.close_topic(forum, topic)
        assert (await client.hears("message", 7))[-1].forum_topic_closed is not None
        with pytest.raises(NotPossible):
            fake.say(forum, ada, "too late", topic=topic)


async def test_a_channels_post_appears_in_its_group_and_is_commented(fake, home):
    group, ada, _ = home
    channel = fake.people.channel("News", group)
    owner = fake.people.owner(channel)
    async with running(fake) as client:
        post = fake.say(channel, owner, "We have a new release")
        comment = fake.comment(post, ada, "Finally!")
        fake.edit(post, "We have two new releases")
        told = (await client.hears("channel_post"))[0]
        heard = [one for one in await client.hears("message", 3) if one.is_automatic_forward]
        assert (told.chat.id, told.from_user, told.sender_chat.id) == (channel.id, None, channel.id)
        assert (heard[0].sender_chat.id, heard[0].from_user.id) == (channel.id, 777000)
        assert heard[0].forward_origin.message_id == post.id
        assert comment.thread == post.forwarded.id
        assert (await client.hears("edited_channel_post"))[0].text == "We have two new releases"
        assert (await client.hears("edited_message"))[0].message_id == post.forwarded.id


async def test_anonymous_administrators_and_channels_write_as_chats(fake, home):
    group, ada, _ = home
    fake.people.promote(ada, anonymous=True, title="Founder")
    channel = fake.people.channel("News", with_bot=False)
    async with running(fake) as client:
        fake.say(group, ada, "from the team")
        fake.say(group, channel, "from the channel")
        await client.until(lambda: len(said(client.all("message"))) == 2)
        team, other = said(client.all("message"))
        assert (team.sender_chat.id, team.from_user.username) == (group.id, "GroupAnonymousBot")
        assert team.author_signature == "Founder"
        assert (other.sender_chat.id, other.from_user.username) == (channel.id, "Channel_Bot")


async def test_privacy_mode_hides_what_is_not_meant_for_the_bot(fake):
    fake.privacy = True
    group = fake.people.supergroup()
    ada, other = fake.people.join(group, "Ada"), fake.people.join(group, "Robo", "other_bot", bot=True)
    async with running(fake) as client:
        assert not (await client.bot.get_me()).can_read_all_group_messages
        sent = await client.bot.send_message(group.id, "Hello")
        fake.say(group, ada, "hidden")
        fake.say(group, ada, "answer", reply_to=group.messages[sent.message_id])
        fake.say(group, ada, "/start")
        fake.say(group, other, "I am a bot too")
        fake.say(group, ada, "/stop")
        fake.say(group, ada, "/why@twoway_bot")
        fake.say(group, ada, "ask @Twoway_bot")
        fake.privacy = False
        fake.say(group, ada, "hidden still: it was here before")
        fake.people.remove_bot(group)
        fake.people.add_bot(group)
        fake.say(group, ada, "read")
        await client.until(lambda: client.all("message") and client.all("message")[-1].text == "read")
        words = [one.text for one in said(client.all("message"))]
        assert words == ["answer", "/start", "/why@twoway_bot", "ask @Twoway_bot", "read"]


async def test_an_administrator_reads_all_in_spite_of_privacy_mode(fake):
    fake.privacy = True
    group = fake.people.supergroup()
    ada = fake.people.join(group, "Ada")
    async with running(fake) as client:
        fake.say(group, ada, "hidden")
        fake.people.promote(fake.people.bot_in(group))
        fake.say(group, ada, "read")
        await client.hears("my_chat_member", 2)
        await client.until(lambda: said(client.all("message")))
        assert [one.text for one in said(client.all("message"))] == ["read"]


async def test_members_and_reactions_are_told_to_administrators_only(fake, home):
    group, ada, bo = home
    asked = fake.say(group, ada, "Who?")
    async with running(fake) as client:
        fake.react(asked, bo, "👍")
        fake.people.leave(bo)
        fake.people.promote(fake.people.bot_in(group))
        fake.react(asked, ada, "❤")
        fake.react(asked, ada)
        fake.people.join(group, "Cy")
        changes = await client.hears("message_reaction", 2)
        assert [[one.emoji for one in change.new_reaction] for change in changes] == [["❤"], []]
        joined = await client.hears("chat_member")
        assert [(one.new_chat_member.user.first_name, one.new_chat_member.status) for one in joined] == [
            ("Cy", "member")
        ]
        mine = client.all("my_chat_member")
        assert mine[-1].new_chat_member.can_delete_messages


async def test_kinds_come_only_when_asked_for(fake, home):
    group, ada, _ = home
    fake.people.promote(fake.people.bot_in(group))
    async with running(fake, allowed=["message"]) as client:
        asked = fake.say(group, ada, "Who?")
        fake.edit(asked, "Who else?")
        fake.react(asked, ada, "❤")
        fake.say(group, ada, "last")
        await client.until(lambda: client.all("message")[-1:] and client.all("message")[-1].text == "last")
        assert {kind for update in client.heard for kind in update.to_dict()} & {
            "edited_message",
            "message_reaction",
        } == set()


async def test_channel_reactions_come_as_counts(fake):
    channel = fake.people.channel()
    owner = fake.people.owner(channel)
    async with running(fake) as client:
        post = fake.say(channel, owner, "News")
        fake.react(post, owner, "👍")
        counts = (await client.hears("message_reaction_count"))[0]
        assert [(one.type.emoji, one.total_count) for one in counts.reactions] == [("👍", 1)]


async def test_a_group_becomes_a_supergroup(fake):
    group = fake.people.group()
    ada = fake.people.join(group, "Ada")
    async with running(fake) as client:
        moved = fake.people.migrate(group)
        fake.say(moved, moved.members[ada.id], "still here")
        await client.until(lambda: said(client.all("message")))
        moves = [one for one in client.all("message") if one.migrate_to_chat_id or one.migrate_from_chat_id]
        assert next((one.chat.id, one.migrate_to_chat_id) for one in moves) == (group.id, moved.id)
        assert (moves[1].chat.id, moves[1].migrate_from_chat_id) == (moved.id, group.id)


async def test_a_private_chat_is_opened_blocked_and_unblocked(fake):
    ada = fake.people.account("Ada", language="fa")
    async with running(fake) as client:
        fake.people.start(ada)
        assert (await client.hears("message"))[0].from_user.language_code == "fa"
        fake.people.block(ada)
        fake.people.block(ada, blocked=False)
        told = await client.hears("my_chat_member", 2)
        assert [one.new_chat_member.status for one in told] == ["kicked", "member"]


async def test_presses_votes_and_the_end_of_a_poll_arrive(fake, home):
    group, ada, bo = home
    async with running(fake) as client:
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y:1")]])
        await client.bot.send_message(group.id, "Sure?", reply_markup=keyboard)
        press = fake.press(group.last, "Yes", ada)
        query = (await client.hears("callback_query"))[0]
        await query.answer("Noted", show_alert=True)
        assert ((await fake.answered(press)).text, press.alert, query.data) == ("Noted", True, "y:1")

        sent = await client.bot.send_poll(group.id, "Which day?", ["Fri", "Sat"], is_anonymous=False, open_period=600)
        poll = group.last
        fake.vote(poll, ada, "Fri")
        fake.vote(poll, bo, "Sat")
        fake.vote(poll, ada, "Sat")
        fake.vote(poll, bo)
        votes = await client.hears("poll_answer", 4)
        assert [one.option_ids for one in votes] == [(0,), (1,), (1,), ()]
        assert votes[0].option_persistent_ids == (sent.poll.options[0].persistent_id,)
        fake.pass_time(minutes=10)
        await client.until(lambda: client.all("poll") and client.all("poll")[-1].is_closed)
        assert [one.voter_count for one in client.all("poll")[-1].options] == [0, 1]


async def test_a_press_on_a_message_that_is_gone(fake, home):
    group, ada, _ = home
    async with running(fake) as client:
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y:1")]])
        await client.bot.send_message(group.id, "Sure?", reply_markup=keyboard)
        card = group.last
        fake.people.delete(card)
        fake.press(card, 0, ada)
        assert not (await client.hears("callback_query"))[0].message.is_accessible


async def test_what_is_told_while_nobody_listens_waits_for_a_day(fake, home):
    group, ada, _ = home
    fake.say(group, ada, "old")
    fake.pass_time(hours=13)
    fake.say(group, ada, "new")
    fake.pass_time(hours=12)
    async with running(fake) as client:
        await fake.heard()
        await client.until(lambda: said(client.all("message")))
        assert [one.text for one in said(client.all("message"))] == ["new"]


async def test_unconfirmed_updates_come_again(fake, home):
    group, ada, _ = home
    fake.say(group, ada, "once")
    application = ApplicationBuilder().token(fake.token).base_url(fake.base_url).build()
    async with application:
        first = await application.bot.get_updates()
        again = await application.bot.get_updates()
        assert [one.update_id for one in first] == [one.update_id for one in again]
        assert await application.bot.get_updates(offset=first[-1].update_id + 1) == ()
        fake.say(group, ada, "a")
        fake.say(group, ada, "b")
        assert [one.message.text for one in await application.bot.get_updates(offset=-1)] == ["b"]


async def test_anonymous_administrators_vote_and_react_in_the_groups_name(fake, home):
    group, ada, _ = home
    fake.people.promote(fake.people.bot_in(group))
    fake.people.promote(ada, anonymous=True)
    async with running(fake) as client:
        await client.bot.send_poll(group.id, "Which day?", ["Fri", "Sat"], is_anonymous=False, allows_revoting=False)
        fake.vote(group.last, ada, "Fri")
        fake.react(group.last, ada, "👍")
        vote, reaction = (await client.hears("poll_answer"))[0], (await client.hears("message_reaction"))[0]
        assert (vote.user, vote.voter_chat.id) == (None, group.id)
        assert (reaction.user, reaction.actor_chat.id) == (None, group.id)
        with pytest.raises(NotPossible):
            fake.vote(group.last, ada, "Sat")
