"""What the bot says, through the real wire: drafts and their buttons, edits, refusals, floods, and what may have been sent."""

from dataclasses import replace

import pytest

from adapters.memory import MemoryStore
from bot.actions import AskPoll, Say
from bot.events import ActionSettled, ButtonPressed, MessageSeen, PollClosed, VoteSeen
from bot.model import Mode, Option, Phrase, Poll, Receipt, Refusal, Unknown
from bot.ports import Unavailable
from tests.telegram.house import ASK, SUGGEST, open_house, place


async def drafted(fake, house, group, ada, topic=None):
    """Let Ada's question wait until its card stands in the team's topic; return the question and the card."""
    asked = fake.say(group, ada, ASK, topic=topic)
    await house.hears(MessageSeen)
    fake.pass_time(hours=13)
    (card,) = await house.posted(group, topic=team_of(group))
    return asked, card


def team_of(group):
    return next(topic for topic in group.topics.values() if topic.name == "team")


def labels(message):
    return [button["text"] for button in message.buttons]


@pytest.fixture
def forum(fake):
    group = fake.people.forum("Home", "Help", "team", admin=True)
    return group, fake.people.join(group, "Ada"), fake.people.owner(group)


async def test_a_draft_is_a_silent_card_in_the_teams_topic_and_posted_at_a_press(fake, forum):
    group, ada, owner = forum
    async with open_house(fake, SUGGEST) as house:
        asked, card = await drafted(fake, house, group, ada)
        assert card.silent
        assert labels(card) == ["Post", "Edit", "Skip", "Not a question", "Snooze 1 h"]
        assert card.text.startswith("Draft for #\u2060General:"), "no hashtag"
        links = [one["url"] for one in card.entities if one["type"] == "text_link"]
        assert links == [f"https://t.me/c/{-1_000_000_000_000 - group.id}/{asked.id}"]
        press = fake.press(card, "Post", owner)
        await fake.answered(press)
        await house.until(lambda: asked in [post.reply_to for post in house.posts(group)])
        await house.until(lambda: not card.buttons)
        assert "Posted in #\u2060General." in card.text
        assert press.text == ""


async def test_only_the_team_may_press_and_others_get_a_short_notice(fake, forum):
    group, ada, _ = forum
    async with open_house(fake, SUGGEST) as house:
        _, card = await drafted(fake, house, group, ada)
        press = await fake.answered(fake.press(card, "Post", ada))
        assert (press.text, press.alert) == ("That is for the team of this community.", True)
        assert len(house.posts(group)) == 1


async def test_an_edit_is_a_reply_to_the_card_and_mere_talk_about_it_is_not(fake, forum):
    group, ada, owner = forum
    async with open_house(fake, SUGGEST) as house:
        asked, card = await drafted(fake, house, group, ada)
        fake.say(group, owner, "Shall we really?", topic=team_of(group), reply_to=card)
        await house.hears(MessageSeen, 2)
        press = await fake.answered(fake.press(card, "Edit", owner))
        assert "Reply to this card" in press.text
        fake.say(group, ada, "I am not of the team", topic=team_of(group), reply_to=card)
        fake.say(group, owner, "Who knows how to get <b>WAV</b> & co?", topic=team_of(group), reply_to=card)
        await house.until(lambda: asked in [post.reply_to for post in house.posts(group)])
        post = next(post for post in house.posts(group) if post.reply_to is asked)
        assert post.text.replace("\u2060", "") == "Who knows how to get <b>WAV</b> & co?"
        assert post.entities == []
        assert [event.text for event in house.all(ButtonPressed)] == ["Who knows how to get <b>WAV</b> & co?"]


async def test_an_anonymous_administrator_presses_as_a_person_and_edits_as_the_group(fake, forum):
    group, ada, owner = forum
    async with open_house(fake, SUGGEST) as house:
        asked, card = await drafted(fake, house, group, ada)
        fake.say(group, group, "Shall we really?", topic=team_of(group), reply_to=card)
        await house.hears(MessageSeen, 2)
        await fake.answered(fake.press(card, "Edit", owner))
        fake.say(group, group, "Who knows how to get WAV?", topic=team_of(group), reply_to=card)
        await house.until(lambda: asked in [post.reply_to for post in house.posts(group)])
        post = next(post for post in house.posts(group) if post.reply_to is asked)
        assert post.text == "Who knows how to get WAV?"


@pytest.mark.parametrize(
    ("button", "words"),
    [("Skip", "Skipped for"), ("Not a question", "that was no question"), ("Snooze 1 h", "Put off for an hour")],
)
async def test_skip_not_a_question_and_snooze_close_the_card(fake, forum, button, words):
    group, ada, owner = forum
    async with open_house(fake, SUGGEST) as house:
        _, card = await drafted(fake, house, group, ada)
        await fake.answered(fake.press(card, button, owner))
        await house.until(lambda: not card.buttons)
        assert words in card.text
        assert len(house.posts(group)) == 1


async def test_a_press_on_a_card_that_is_dealt_with_says_so(fake, forum):
    group, ada, owner = forum
    async with open_house(fake, SUGGEST) as house:
        _, card = await drafted(fake, house, group, ada)
        first, second = fake.press(card, "Skip", owner), fake.press(card, "Post", owner)
        await fake.answered(first)
        assert (await fake.answered(second)).text == "That draft was already dealt with."


async def settled(house):
    await house.hears(ActionSettled)
    return [event.settlement for event in house.all(ActionSettled) if event.key.startswith("nudge")]


@pytest.mark.parametrize("how", ["cut", "fail", "slow"])
async def test_what_may_have_been_sent_is_unknown_and_never_sent_again(fake, how):
    group = fake.people.supergroup("Home")
    ada = fake.people.join(group, "Ada")
    store = MemoryStore()
    async with open_house(fake, store=store, patience=0.3 if how == "slow" else 5.0) as house:
        fake.say(group, ada, ASK)
        await house.greeted(group)
        await house.hears(MessageSeen)
        gate = None
        if how == "cut":
            fake.trouble.cut("sendMessage")
        elif how == "fail":
            fake.trouble.fail("sendMessage", 502, happened=True)
        else:
            gate = fake.trouble.slow("sendMessage")
        fake.pass_time(hours=13)
        assert await settled(house) == [Unknown()]
        if gate is not None:
            gate.set()
    async with open_house(fake, store=store) as house:
        fake.pass_time(hours=13)
        await fake.heard()
    assert len([post for post in group.written_by(fake.bot) if "Still open" in post.text]) == 1


async def test_the_team_is_told_of_a_post_that_may_or_may_not_have_gone_out(fake, forum):
    group, ada, _ = forum
    async with open_house(fake, replace(SUGGEST, nudge=Mode.ACT)) as house:
        fake.say(group, ada, ASK)
        await house.greeted(group)
        await house.hears(MessageSeen)
        fake.trouble.cut("sendMessage", happened=False)
        fake.pass_time(hours=13)
        (told,) = await house.posted(group, topic=team_of(group))
        assert told.text.startswith("I can't tell whether my post in #\u2060General went out.")
        assert len(house.posts(group)) == 1


async def test_what_surely_was_not_sent_is_tried_again(fake):
    group = fake.people.supergroup("Home")
    ada = fake.people.join(group, "Ada")
    async with open_house(fake) as house:
        fake.say(group, ada, ASK)
        await house.greeted(group)
        await house.hears(MessageSeen)
        fake.trouble.rate_limit("sendMessage", retry_after=2)
        fake.pass_time(hours=13)
        await house.until(lambda: fake.calls("sendMessage")[-1].status == 429)
        fake.pass_time(seconds=3)
        await house.posted(group)
        assert len(house.posts(group)) == 1


async def test_a_rest_that_telegram_wants_for_its_lists_silences_no_group(fake):
    group = fake.people.supergroup("Home", admin=True)
    ada = fake.people.join(group, "Ada")
    fake.trouble.rate_limit("setMyCommands", retry_after=86_000)
    async with open_house(fake, new=True) as house:
        fake.say(group, ada, ASK)
        await house.hears(MessageSeen)
        await house.until(lambda: fake.calls("setMyCommands"))
        fake.pass_time(hours=13)
        await house.posted(group)


async def test_a_death_while_sending_is_unknown_and_one_before_that_is_made_good(fake):
    group = fake.people.supergroup("Home")
    ada, store = fake.people.join(group, "Ada"), MemoryStore()
    async with open_house(fake, store=store) as house:
        fake.say(group, ada, ASK)
        await house.greeted(group)
        await house.hears(MessageSeen)
        gate = fake.trouble.slow("sendMessage")
        fake.pass_time(hours=13)
        await house.until(lambda: house.posts(group))
    gate.set()
    assert len(await store.unsettled()) == 1
    async with open_house(fake, store=store) as house:
        assert await settled(house) == [Unknown()]
        assert len(house.posts(group)) == 1
        say = Say("nudge:other", place(group), place(group), (Phrase("notice.team_only"),))
        assert await house.telegram.find(say) is None, "another one was surely not sent"


@pytest.mark.parametrize(
    ("words", "reason", "stopped"),
    [
        ("message thread not found", "the topic is gone", True),
        ("TOPIC_CLOSED", "the topic is closed", True),
        ("not enough rights to send text messages to the chat", "the bot may not write there", True),
        ("something new", "Telegram did not accept it (Something new)", False),
    ],
)
async def test_refusals_are_values_and_stop_their_place(fake, words, reason, stopped):
    group = fake.people.supergroup("Home")
    async with open_house(fake) as house:
        await house.greeted(group)
        fake.trouble.refuse("sendMessage", words)
        say = Say("nudge:1", place(group), place(group), (Phrase("notice.team_only"),))
        assert await house.telegram.perform(say, None) == Refusal(reason)
        again = await house.telegram.perform(say, None)
        assert isinstance(again, Refusal if stopped else Receipt)
        fake.people.promote(fake.people.bot_in(group))
        await fake.heard()
        assert isinstance(await house.telegram.perform(say, None), Receipt)


async def test_flood_limits_are_kept_so_that_nothing_is_refused(fake):
    groups = [fake.people.supergroup(f"Home {number}") for number in range(3)]
    async with open_house(fake) as house:
        await fake.heard()
        await house.greeted(*groups)
        fake.pass_time(minutes=2)
        fake.floods.on = True
        left = [
            Say(f"nudge:{n}", place(group), place(group), (Phrase("notice.team_only"),))
            for group in groups
            for n in range(25)
        ]
        while left:
            waiting = []
            for say in left:
                try:
                    assert isinstance(await house.telegram.perform(say, None), Receipt)
                except Unavailable:
                    waiting.append(say)
            left = waiting
            fake.pass_time(seconds=1)
        assert fake.refused == []
        assert [len(house.posts(group)) for group in groups] == [25, 25, 25]


async def test_a_native_poll_is_followed_by_lasting_ids_stopped_and_counted(fake):
    group = fake.people.supergroup("Home")
    ada, bo = fake.people.join(group, "Ada"), fake.people.join(group, "Bo")
    store = MemoryStore()
    poll = Poll("Tea or coffee?", (Option("1", "Tea"), Option("2", "Coffee")))
    question = Phrase("verbatim.text", (("text", poll.question),))
    ask = AskPoll("poll:1", place(group), place(group), question, poll, 3600)
    async with open_house(fake, store=store) as house:
        await fake.heard()
        receipt = await house.telegram.perform(ask, None)
        (message,) = house.posts(group)
        assert (message.poll.anonymous, message.poll.open_period) == (False, 3600)
        fake.vote(message, ada, "Coffee")
        fake.vote(message, bo, "Tea")
        fake.vote(message, bo)
        fake.vote(message, fake.people.owner(group), "Tea")
        fake.vote(message, group, "Tea")  # an administrator who shows the group's name
        votes = await house.hears(VoteSeen, 5)
        assert [vote.options for vote in votes] == [("2",), ("1",), (), ("1",), ("1",)]
        assert [vote.team for vote in votes] == [False, False, False, True, True]
        assert {vote.ref for vote in votes} == {receipt.message}
    async with open_house(fake, store=store) as house:
        fake.pass_time(hours=2)
        (closed,) = await house.hears(PollClosed)
        assert closed.ref == receipt.message
