"""The real python-telegram-bot speaks: replies, topics, edits, pictures, polls, pins, commands, rights."""

import struct
import zlib
from datetime import timedelta

import pytest
from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChatAdministrators,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReactionTypeEmoji,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.fakes.telegram.client import a_bot


@pytest.fixture
async def bot(fake):
    """A real bot."""
    async with a_bot(fake) as opened:
        yield opened


@pytest.fixture
def home(fake):
    """A group with one member."""
    group = fake.people.supergroup()
    return group, fake.people.join(group, "Ada", "ada_l")


def png(width, height):
    """Return the smallest picture of a size."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\0" * ((width + 7) // 8)) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def test_a_reply_in_html_is_edited_and_deleted(fake, bot, home):
    group, ada = home
    asked = fake.say(group, ada, "How do I export?")
    sent = await bot.send_message(
        group.id,
        f'Still open: <a href="tg://user?id={ada.id}">Ada</a> &lt;b&gt; <b>bold</b> @ada_l\n',
        parse_mode=ParseMode.HTML,
        reply_parameters=ReplyParameters(asked.id, quote="export"),
        disable_notification=True,
    )
    assert group.last.text == "Still open: Ada <b> bold @ada_l"
    assert [one["type"] for one in group.last.entities] == ["text_mention", "bold", "mention"]
    assert sent.entities[0].user.first_name == "Ada"
    assert (group.last.reply_to, group.last.silent, group.last.quote["text"]) == (asked, True, "export")
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Settled", callback_data="s")]])
    await sent.edit_text("Answered", reply_markup=keyboard)
    assert (group.last.text, group.last.buttons[0]["text"]) == ("Answered", "Settled")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_text("Answered", reply_markup=keyboard)
    await sent.edit_reply_markup()
    assert group.last.buttons == []
    await sent.delete()
    assert group.last is asked
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await sent.edit_text("x")
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await sent.delete()


async def test_a_reply_to_what_is_gone(fake, bot, home):
    group, ada = home
    asked = fake.say(group, ada, "How do I export?")
    fake.people.delete(asked)
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(group.id, "x", reply_parameters=ReplyParameters(asked.id))
    sent = await bot.send_message(
        group.id, "x", reply_parameters=ReplyParameters(asked.id, allow_sending_without_reply=True)
    )
    assert sent.reply_to_message is None


async def test_topics_general_closed_and_gone(fake, bot):
    forum = fake.people.forum("Home", "Help", "Ideas")
    help_topic, ideas = forum.topics.values()
    ada = fake.people.join(forum, "Ada")
    asked = fake.say(forum, ada, "How?", topic=help_topic)
    sent = await bot.send_message(forum.id, "So", message_thread_id=help_topic.id)
    assert (sent.message_thread_id, sent.is_topic_message) == (help_topic.id, True)
    inherited = await bot.send_message(forum.id, "So", reply_parameters=ReplyParameters(asked.id))
    assert inherited.message_thread_id == help_topic.id
    assert (await bot.send_message(forum.id, "General")).message_thread_id is None
    for wrong in (1, 9999, asked.id):
        with pytest.raises(BadRequest, match="Message thread not found"):
            await bot.send_message(forum.id, "x", message_thread_id=wrong)
    fake.people.close_topic(forum, help_topic)
    fake.people.delete_topic(forum, ideas)
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(forum.id, "x", message_thread_id=help_topic.id)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(forum.id, "x", message_thread_id=ideas.id)
    fake.people.promote(fake.people.bot_in(forum))
    await bot.send_message(forum.id, "x", message_thread_id=help_topic.id)
    made = await bot.create_forum_topic(forum.id, "New")
    await bot.close_forum_topic(forum.id, made.message_thread_id)
    assert forum.topics[made.message_thread_id].closed
    await bot.reopen_forum_topic(forum.id, made.message_thread_id)


async def test_pictures_and_files(fake, bot, home):
    group, _ = home
    sent = await bot.send_photo(group.id, png(64, 32), caption="<b>Result</b>", parse_mode=ParseMode.HTML)
    assert (sent.caption, sent.photo[-1].width, sent.photo[-1].height) == ("Result", 64, 32)
    assert bytes(await (await sent.photo[-1].get_file()).download_as_bytearray()) == png(64, 32)
    await sent.edit_caption("Final")
    assert group.last.caption == "Final"
    again = await bot.send_photo(group.id, sent.photo[-1].file_id)
    assert again.photo[0].file_id == sent.photo[-1].file_id
    filed = await bot.send_document(group.id, b"a,b", filename="ledger.csv")
    assert (filed.document.file_name, filed.document.file_size) == ("ledger.csv", 3)
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await bot.send_photo(group.id, "nothing")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await sent.edit_text("x")


async def test_a_poll_is_asked_voted_on_and_stopped(fake, bot, home):
    group, ada = home
    sent = await bot.send_poll(group.id, "Which day?", ["Fri", "Sat"], is_anonymous=False, allows_multiple_answers=True)
    fake.vote(group.last, ada, "Fri", "Sat")
    stopped = await bot.stop_poll(group.id, sent.message_id)
    assert ([one.voter_count for one in stopped.options], stopped.total_voter_count, stopped.is_closed) == (
        [1, 1],
        1,
        True,
    )
    assert [one.persistent_id for one in stopped.options] == [one.persistent_id for one in sent.poll.options]
    assert fake.updates.of("poll")[-1]["is_closed"]
    with pytest.raises(BadRequest, match="Poll has already been closed"):
        await bot.stop_poll(group.id, sent.message_id)
    theirs = fake.people.ask_poll(group, ada, "Mine?", "a", "b")
    with pytest.raises(BadRequest, match="Poll can't be stopped"):
        await bot.stop_poll(group.id, theirs.id)
    with pytest.raises(BadRequest, match="Message with poll to stop not found"):
        await bot.stop_poll(group.id, 999)


async def test_an_anonymous_poll_names_nobody(fake, bot, home):
    group, ada = home
    await bot.send_poll(group.id, "Which day?", ["Fri", "Sat"])
    fake.vote(group.last, ada, 0)
    assert fake.updates.of("poll_answer") == []
    assert fake.updates.of("poll")[-1]["total_voter_count"] == 1


async def test_channels_need_rights_and_posts_are_forwarded(fake, bot, home):
    group, _ = home
    channel = fake.people.channel("News", group, username="the_news")
    sent = await bot.send_message("@the_news", "Release")
    assert (sent.from_user, sent.sender_chat.id) == (None, channel.id)
    assert fake.updates.of("message")[-1]["is_automatic_forward"]
    assert (await bot.get_chat(channel.id)).linked_chat_id == group.id
    fake.people.promote(fake.people.bot_in(channel), "can_invite_users")
    with pytest.raises(BadRequest, match="Need administrator rights in the channel chat"):
        await bot.send_message(channel.id, "x")


async def test_where_the_bot_may_not_write(fake, bot, home):
    group, _ = home
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(-100123, "x")
    stranger = fake.people.account("Stranger")
    fake.people.private(stranger)
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(stranger.id, "x")
    fake.people.start(stranger)
    await bot.send_message(stranger.id, "x")
    fake.people.block(stranger)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(stranger.id, "x")
    fake.people.restrict(fake.people.bot_in(group), "can_send_messages")
    await bot.send_message(group.id, "x")
    with pytest.raises(BadRequest, match="Not enough rights to send polls to the chat"):
        await bot.send_poll(group.id, "Which?", ["a", "b"])
    fake.people.remove_bot(group)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group.id, "x")
    small = fake.people.group()
    moved = fake.people.migrate(small)
    with pytest.raises(ChatMigrated) as refused:
        await bot.send_message(small.id, "x")
    assert refused.value.new_chat_id == moved.id
    await bot.leave_chat(moved.id)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(moved.id, "x")


async def test_deleting_and_pinning_take_rights(fake, bot, home):
    group, ada = home
    theirs = fake.say(group, ada, "/why")
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(group.id, theirs.id)
    with pytest.raises(BadRequest, match="Not enough rights to manage pinned messages"):
        await bot.pin_chat_message(group.id, theirs.id)
    mine = await bot.send_message(group.id, "old")
    fake.pass_time(hours=48)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await mine.delete()
    fake.people.promote(fake.people.bot_in(group))
    await bot.pin_chat_message(group.id, theirs.id)
    assert (await bot.get_chat(group.id)).pinned_message.message_id == theirs.id
    await bot.unpin_chat_message(group.id, theirs.id)
    await bot.delete_messages(group.id, [theirs.id, mine.message_id, 9999])
    assert group.last is None


async def test_members_are_described(fake, bot, home):
    group, ada = home
    fake.people.join(group, "Robo", bot=True)
    fake.people.promote(group.members[ada.id], title="Founder")
    admins = await bot.get_chat_administrators(group.id)
    assert [one.user.first_name for one in admins] == ["Owner", "Ada"]
    assert (await bot.get_chat_member(group.id, ada.id)).custom_title == "Founder"
    outsider = fake.people.account("Out")
    assert (await bot.get_chat_member(group.id, outsider.id)).status == "left"
    with pytest.raises(BadRequest, match="User not found"):
        await bot.get_chat_member(group.id, 4)
    assert await bot.get_chat_member_count(group.id) == 4
    me = await bot.get_chat_member(group.id, bot.id)
    assert me.status == "member"


async def test_commands_are_kept_by_scope_and_language(fake, bot, home):
    group, ada = home
    why, setup = BotCommand("why", "Why this?"), BotCommand("setup", "Set up")
    await bot.set_my_commands([why])
    await bot.set_my_commands([BotCommand("why", "Warum?")], language_code="de")
    await bot.set_my_commands([setup], scope=BotCommandScopeChatAdministrators(group.id))
    await bot.set_my_commands([why], scope=BotCommandScopeAllGroupChats())
    assert [one.description for one in await bot.get_my_commands(language_code="de")] == ["Warum?"]
    assert await bot.get_my_commands(language_code="fr") == ()
    assert fake.people.commands_for(group, ada) == [{"command": "why", "description": "Why this?"}]
    fake.people.promote(ada)
    assert fake.people.commands_for(group, ada)[0]["command"] == "setup"
    await bot.delete_my_commands(scope=BotCommandScopeChatAdministrators(group.id))
    assert fake.people.commands_for(group, ada)[0]["command"] == "why"


async def test_the_bot_reacts_and_types(fake, bot, home):
    group, ada = home
    asked = fake.say(group, ada, "How?")
    await bot.set_message_reaction(group.id, asked.id, [ReactionTypeEmoji("👀")])
    assert asked.reactions == {fake.bot.id: ["👀"]}
    await bot.send_chat_action(group.id, "typing")
    with pytest.raises(BadRequest, match="Message to react not found"):
        await bot.set_message_reaction(group.id, 999, "👀")


async def test_a_press_is_answered_once_and_in_time(fake, bot, home):
    group, ada = home
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
    await bot.send_message(group.id, "?", reply_markup=keyboard)
    first, late = fake.press(group.last, "Yes", ada), fake.press(group.last, "y", ada)
    await bot.answer_callback_query(first.id)
    fake.pass_time(minutes=2)
    for press in (first, late):
        with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
            await bot.answer_callback_query(press.id)


async def test_a_poll_can_end_at_a_given_time(fake, bot, home):
    group, _ = home
    await bot.send_poll(group.id, "Which?", ["a", "b"], close_date=fake.clock.now() + timedelta(minutes=5))
    poll = group.last.poll
    fake.pass_time(minutes=4)
    assert not poll.closed
    fake.pass_time(minutes=1)
    assert poll.closed
