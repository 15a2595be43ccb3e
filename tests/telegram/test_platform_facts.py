"""Every row of what is known of Telegram (the project's PLATFORMS notes, Telegram part) has a test that names it: here, or where it says."""

import re
from pathlib import Path

import pytest

from adapters.telegram.hear import KINDS
from adapters.telegram.limits import LIMITS
from adapters.telegram.render import ALERT, DATA, ask
from bot.actions import AskPoll
from bot.events import MessageSeen
from bot.model import ChannelRef, CommunityRef, Option, Phrase, Poll
from tests.telegram.house import PHRASES, open_house, place

HERE = Path(__file__).parent
CHANNEL = ChannelRef(CommunityRef("telegram", "-1001"), "0")
ROWS = {
    "poll: limits": "test_platform_facts.py:test_limits",
    "poll: open_period within its bounds": "test_platform_facts.py:test_a_polls_time_is_brought_within_bounds",
    "poll: anonymous unless told otherwise": "test_polls.py:test_by_default_votes_are_open",
    "poll: no poll_answer for anonymous ones": "test_polls.py:test_nobody_is_told_of_votes_and_the_result_is_said_all_the_same",
    "poll: poll_answer, and a vote taken back": "test_speaking.py:test_a_native_poll_is_followed_by_lasting_ids_stopped_and_counted",
    "poll: persistent ids, not indexes": "test_listening.py:test_a_members_poll_is_heard_with_its_lasting_ids_and_its_end",
    "poll: stopPoll, own polls only": "test_commands.py:test_poll_drafts_asks_the_room_and_ends",
    "message: 4,096 characters": "test_escape.py:test_what_is_cut_is_cut_between_words_with_a_mark_and_stays_valid",
    "message: no idempotency key": "test_speaking.py:test_what_may_have_been_sent_is_unknown_and_never_sent_again",
    "message: never resent after a death": "test_speaking.py:test_a_death_while_sending_is_unknown_and_one_before_that_is_made_good",
    "floods: 1/s a chat, 20/min a group, 30/s over all": "test_speaking.py:test_flood_limits_are_kept_so_that_nothing_is_refused",
    "floods: 429 carries retry_after": "test_speaking.py:test_what_surely_was_not_sent_is_tried_again",
    "privacy mode: getMe tells": "test_listening.py:test_privacy_mode_is_told_aloud_with_the_steps_to_mend_it",
    "privacy mode: remove the bot and add it again": "test_process.py:test_the_doctor_looks_at_privacy_mode_and_at_each_group",
    "bots do not see other bots": "test_listening.py:test_a_bot_is_no_member",
    "no history: an export instead": "test_process.py:test_an_export_is_taken_in_as_the_past_once_and_nothing_is_posted_of_it",
    "updates wait 24 hours: mark the gap": "test_listening.py:test_more_than_a_day_unheard_is_a_gap_in_every_channel_and_never_silence",
    "deletions are not reported": "test_platform_facts.py:test_a_deletion_is_not_heard_of_and_a_reply_to_it_goes_out_without_the_mark",
    "reactions: to administrators, when asked for": "test_listening.py:test_reactions_are_heard_as_an_administrator_in_the_right_topic",
    "chat_member: the same": "test_listening.py:test_a_promotion_counts_from_then_on",
    "allowed_updates: all that is needed is listed": "test_platform_facts.py:test_what_is_asked_for",
    "topics: only with is_topic_message": "test_listening.py:test_replies_and_quotes_are_marked_and_threads_of_replies_are_no_topics",
    "topics: left out for General": "test_platform_facts.py:test_general_has_no_number",
    "channel and group: automatic forwards are the team's": "test_listening.py:test_a_channels_posts_are_the_teams_and_comments_under_them_the_talk",
    "anonymous administrators write as the group": "test_listening.py:test_administrators_are_the_team_also_when_they_are_anonymous",
    "callback_data: 64 bytes": "test_escape.py:test_what_buttons_carry_fits_and_is_read_back",
    "webhook: the secret token": "test_webhook.py:test_without_the_secret_nothing_is_taken",
    "answers: persistent_id and allows_revoting": "test_speaking.py:test_a_native_poll_is_followed_by_lasting_ids_stopped_and_counted",
    "floods: arrivals, not departures, count": "test_throttle.py:test_what_arrived_late_holds_back_the_next",
    "private chats: only with who opened them": "test_members.py:test_dashboard_gives_a_link_in_private_to_who_asked_alone",
    "policy: deletion on request": "test_commands.py:test_privacy_mydata_and_forgetme_are_between_the_two",
    "policy: all that is kept, on request": "test_members.py:test_mydata_holds_polls_too_and_goes_to_the_private_chat_alone",
    "policy: no rankings, a post has a cause": "test_talk.py:test_somebody_answers_and_nothing_is_posted",
}


@pytest.mark.parametrize("row", ROWS)
def test_each_fact_has_a_test(row):
    file, _, name = ROWS[row].partition(":")
    assert re.search(rf"^(async )?def {name}\(", (HERE / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_limits():
    assert (LIMITS.poll_question_characters, LIMITS.poll_options, LIMITS.poll_option_characters) == (300, 12, 100)
    assert LIMITS.poll_seconds == (5, 2_628_000)
    assert (LIMITS.message_characters, LIMITS.button_bytes, DATA, ALERT) == (4096, 64, 64, 200)
    assert not LIMITS.reports_deletions
    assert not LIMITS.keeps_history


@pytest.mark.parametrize(("wanted", "given"), [(1, 5), (3600, 3600), (10_000_000, 2_628_000)])
def test_a_polls_time_is_brought_within_bounds(wanted, given):
    poll = Poll("Tea?", (Option("1", "Yes"), Option("2", "No")))
    asked = ask(AskPoll("k", CHANNEL, CHANNEL, Phrase("poll.which"), poll, wanted), PHRASES, None, None)
    assert asked["open_period"].total_seconds() == given


def test_what_is_asked_for():
    assert {"message_reaction", "chat_member", "my_chat_member", "poll_answer", "poll", "callback_query"} <= set(KINDS)
    assert {"message", "edited_message", "channel_post", "edited_channel_post"} <= set(KINDS)


async def test_general_has_no_number(fake):
    group = fake.people.forum("Home", "Help")
    ada = fake.people.join(group, "Ada")
    async with open_house(fake) as house:
        said = fake.say(group, ada, "Does anybody know how I can export a project as WAV?")
        (event,) = await house.hears(MessageSeen)
        assert event.message.ref.channel == place(group)
        fake.pass_time(hours=13)
        (nudge,) = await house.posted(group)
        assert nudge.reply_to is said
        sent = [call.parameters for call in fake.calls("sendMessage") if "Still open" in call.parameters["text"]]
        assert [call.get("message_thread_id") for call in sent] == [None]


async def test_a_deletion_is_not_heard_of_and_a_reply_to_it_goes_out_without_the_mark(fake):
    group = fake.people.supergroup("Home")
    ada = fake.people.join(group, "Ada")
    async with open_house(fake) as house:
        said = fake.say(group, ada, "Does anybody know how I can export a project as WAV?")
        await house.hears(MessageSeen)
        fake.people.delete(said)
        fake.pass_time(hours=13)
        (nudge,) = await house.posted(group)
        assert nudge.reply_to is None
