"""Every row of what is known of Discord (the project's PLATFORMS notes, Discord part) has a test that names it: here, or where it says."""

import re
from pathlib import Path

import pytest

from adapters.discord.answers import LIFE, Answers
from adapters.discord.limits import LIMITS
from adapters.discord.listen import intents
from adapters.discord.render import CONTENT, NOBODY
from adapters.discord.wire import Asked
from bot.actions import Notice
from bot.events import ActionSettled, CommandGiven, MessageSeen, VoteSeen
from bot.model import ChannelRef, CommunityRef, MemberRef, Refusal
from tests.discord.house import ACT, ask_poll, open_house
from tests.fakes.discord.permissions import May
from tests.fakes.discord.state import Kind

HERE = Path(__file__).parent
ROWS = {
    "policy 13: a post has a cause": "test_talk.py:test_somebody_answers_and_nothing_is_posted",
    "policy 16: no profiling, members decide": "test_commands.py:test_privacy_mydata_and_forgetme",
    "policy: deletion on request": "test_commands.py:test_privacy_mydata_and_forgetme",
    "intents: message content alone is asked for": "test_platform_facts.py:test_message_content_alone_is_asked_for",
    "intents: refused, it serves all the same": "test_faults.py:test_without_message_content_it_starts_all_the_same_and_serves_mentions_and_menus",
    "poll: limits": "test_platform_facts.py:test_limits",
    "poll: a missing result is unknown": "test_polls.py:test_late_counts_are_waited_for_and_missing_ones_are_not_zero",
    "poll: heard without results": "test_platform_facts.py:test_a_poll_without_results_is_heard",
    "poll: whole hours": "test_polls.py:test_the_payload_of_a_poll",
    "poll: only its author can end it": "test_polls.py:test_the_team_ends_a_poll_by_button_and_by_command",
    "poll: not editable": "test_polls.py:test_ask_the_room_asks_for_options_and_takes_them_in_a_window",
    "poll: votes come one by one": "test_translate.py:test_polls_votes_and_their_end",
    "poll: type 46 at the end": "test_translate.py:test_polls_votes_and_their_end",
    "poll: votes need no privileged intent": "test_platform_facts.py:test_votes_need_no_privileged_intent",
    "poll: needs SEND_POLLS": "test_polls.py:test_without_the_right_to_hold_polls_nothing_is_sent",
    "message: 2,000 characters": "test_escape.py:test_what_is_cut_is_cut_between_words_and_breaks_nothing",
    "message: enforced nonce": "test_faults.py:test_a_process_that_dies_while_posting_posts_once",
    "message: allowed_mentions none": "test_render.py:test_whatever_goes_out_calls_nobody",
    "message: silent posts": "test_talk.py:test_a_draft_is_shown_to_the_team_with_its_cause_and_links_and_posted_at_a_press",
    "rates: 429 without Via is not hammered": "test_talk.py:test_429_without_via_is_not_hammered",
    "rates: permissions before sending": "test_talk.py:test_permissions_are_asked_before_sending",
    "rates: a refusal stops its channel": "test_talk.py:test_a_refusal_stops_its_channel_until_permissions_change",
    "gateway: RESUME replays": "test_catch_up.py:test_a_resumed_connection_replays_and_nothing_is_asked_again",
    "gateway: else history by message id": "test_catch_up.py:test_a_lost_session_is_caught_up_before_what_is_heard_live",
    "gateway: shards": "test_faults.py:test_two_shards_are_caught_up_and_heard_each_in_order",
    "forum and media: only threads, the post's id is its first message's": "test_platform_facts.py:test_a_forum_posts_id_is_its_first_messages",
    "threads: SEND_MESSAGES_IN_THREADS": "test_platform_facts.py:test_in_threads_another_permission_counts",
    "threads: sending un-archives": "test_platform_facts.py:test_sending_wakes_a_sleeping_thread",
    "interactions: three seconds, or defer": "test_commands.py:test_commands_are_answered_in_time_even_when_nothing_can_be_saved",
    "interactions: the token lives fifteen minutes": "test_platform_facts.py:test_an_answer_after_fifteen_minutes_is_not_tried",
}


@pytest.mark.parametrize("row", ROWS)
def test_each_fact_has_a_test(row):
    file, _, name = ROWS[row].partition(":")
    assert re.search(rf"^(async )?def {name}\(", (HERE / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_limits():
    assert (LIMITS.poll_question_characters, LIMITS.poll_options, LIMITS.poll_option_characters) == (300, 10, 55)
    assert LIMITS.poll_seconds == (3600, 768 * 3600)
    assert LIMITS.message_characters == CONTENT == 2000
    assert NOBODY == {"parse": []}


def test_message_content_alone_is_asked_for():
    asked = intents(content=True)
    assert asked.message_content
    assert not asked.members
    assert not asked.presences
    without = intents(content=False)
    assert not without.message_content
    assert {name for name, wanted in without if wanted} == {
        "guilds",
        "guild_messages",
        "guild_reactions",
        "guild_polls",
    }


def furnished(fake):
    guild = fake.people.guild()
    return (
        guild,
        fake.people.channel(guild, "general"),
        fake.people.member(guild, "Ada"),
        fake.people.member(guild, "Bo"),
    )


async def test_a_poll_without_results_is_heard(fake):
    _, general, ada, _ = furnished(fake)
    fake.trouble.no_poll_results, fake.check_events = True, False  # the description does not know of it
    async with open_house(fake) as house:
        ask_poll(fake, general, ada, "Tea?", ["Yes", "No"])
        assert (await house.hears(MessageSeen))[0].message.poll.closed is False


async def test_votes_need_no_privileged_intent(fake):
    fake.privileged.clear()
    _, general, ada, bo = furnished(fake)
    async with open_house(fake) as house:
        poll = ask_poll(fake, general, ada, "Tea?", ["Yes", "No"])
        fake.people.vote(bo, poll, "Yes")
        assert (await house.hears(VoteSeen))[0].options == ("1",)


async def test_a_forum_posts_id_is_its_first_messages(fake):
    guild, _, ada, _ = furnished(fake)
    forum = fake.people.channel(guild, "help", Kind.FORUM)
    async with open_house(fake) as house:
        post = fake.people.thread(ada, forum, "WAV", "How do I export WAV?")
        ref = (await house.hears(MessageSeen))[0].message.ref
        assert (ref.channel.id, ref.id) == (str(post.id), str(post.id))


async def nudged(house, place, member):
    place.say(member, "Does anybody know how I can export a project as WAV?")
    await house.hears(MessageSeen)
    house.fake.pass_time(minutes=31)


async def test_in_threads_another_permission_counts(fake):
    guild, general, ada, _ = furnished(fake)
    thread = fake.people.thread(ada, general, "WAV")
    fake.people.forbid_bot(general, May.SEND_MESSAGES)
    async with open_house(fake) as house:
        await nudged(house, thread, ada)
        await house.posted(thread)
    assert guild is not None
    assert fake.refused == []


async def test_sending_wakes_a_sleeping_thread(fake):
    _, general, ada, _ = furnished(fake)
    thread = fake.people.thread(ada, general, "WAV")
    async with open_house(fake) as house:
        thread.say(ada, "Does anybody know how I can export a project as WAV?")
        await house.hears(MessageSeen)
        fake.people.archive(thread)
        await fake.heard()
        fake.pass_time(minutes=31)
        await house.posted(thread)
        assert not thread.archived


async def test_a_thread_that_slept_since_before_the_start_is_found(fake):
    _, general, ada, _ = furnished(fake)
    thread = fake.people.thread(ada, general, "WAV")
    async with open_house(fake) as house:
        thread.say(ada, "Does anybody know how I can export a project as WAV?")
        await house.hears(MessageSeen)
        store = house.store
    fake.people.archive(thread)
    fake.pass_time(minutes=31)
    async with open_house(fake, ACT, store) as house:
        await house.posted(thread)


async def test_a_locked_thread_is_left_alone(fake):
    _, general, ada, _ = furnished(fake)
    thread = fake.people.thread(ada, general, "WAV")
    async with open_house(fake) as house:
        thread.say(ada, "Does anybody know how I can export a project as WAV?")
        await house.hears(MessageSeen)
        fake.people.archive(thread, locked=True)
        await fake.heard()
        fake.pass_time(minutes=31)
        (settled,) = await house.hears(ActionSettled)
        assert settled.settlement == Refusal("the thread is locked")
        assert house.posts(thread) == []
        assert fake.refused == []


async def test_an_answer_after_fifteen_minutes_is_not_tried(fake):
    home = CommunityRef("discord", "1")
    channel, member, at = ChannelRef(home, "2"), MemberRef(home, "3"), fake.clock.now()
    answers, event = Answers(), CommandGiven(at, channel, member, "set")
    asked, notice = Asked(1, 2, "t", channel, member, at), Notice("n", channel, channel, member, ())
    answers.expect(event, asked, opened=True)
    assert answers.of(notice, at + LIFE) == (asked, True)
    answers.expect(event, asked)
    assert answers.of(notice, at + LIFE * 2) is None
    assert answers.of(notice, at) is None
