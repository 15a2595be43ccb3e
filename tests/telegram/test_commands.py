"""Commands and their pages, through the real wire: who may give them, what they answer, and that they leave no litter."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.memory import MemoryStore
from adapters.telegram import listing
from bot.events import CommandGiven, ForgetAsked, MessageSeen
from bot.model import PLURALS, Mode
from tests.telegram.house import ACT, ASK, PHRASES, SUGGEST, community, open_house, place

ALL = ["enlist", "leave", "suggest", "privacy", "mydata", "forgetme"]
TEAM_COMMANDS = [
    *("questions", "needsanswer", "answered", "why", "poll", "dashboard", "index"),
    *("pause", "resume", "budget", "settings", "setup"),
    *ALL,
]


@pytest.fixture
def home(fake):
    """A group with a topic for the team; Ada, and the owner."""
    group = fake.people.forum("Home", "Help", "team", admin=True)
    return group, fake.people.join(group, "Ada"), fake.people.owner(group)


def plain(text):
    return text.replace("\u2060", "")


async def test_commands_are_registered_by_scope_and_language_and_only_when_they_changed(fake, home):
    group, ada, owner = home
    store = MemoryStore()

    def told():
        return [call for call in fake.requests if call.method.startswith("setMy") and call.status]

    def shown(who, chat):
        return [one["command"] for one in fake.people.commands_for(chat, who)]

    async with open_house(fake, store=store, new=True) as house:
        await house.until(lambda: listing.KEY in house.all_notes())
        assert shown(owner, group) == TEAM_COMMANDS
        assert shown(ada, group) == ["why", "answered", "budget", *ALL]
        assert shown(ada, fake.people.private(ada)) == ["privacy", "mydata", "forgetme"]
        languages = sorted({call.parameters.get("language_code") or "en" for call in told()})
        assert languages == sorted(PLURALS), "all twelve"
        ada.user.language = "de"
        described = {one["command"]: one["description"] for one in fake.people.commands_for(group, ada)}
        assert described["answered"] == PHRASES.texts["de"]["telegram.command_answered"][""]
        assert fake.descriptions["ja"].startswith(PHRASES.texts["ja"]["telegram.about"][""][:10])
        assert len(fake.short_descriptions) == len(PLURALS)
        before = len(told())
        assert before == 5 * len(PLURALS)
    async with open_house(fake, store=store, new=True) as house:
        fake.say(group, ada, "hello")
        await house.hears(MessageSeen)
        assert len(told()) == before, "Telegram is told only what it does not know yet"


async def test_what_telegram_does_not_take_at_once_is_told_again(fake, home):
    fake.trouble.rate_limit("setMyCommands", retry_after=3)
    fake.trouble.cut("setMyShortDescription")
    async with open_house(fake, new=True) as house:
        await house.until(lambda: listing.KEY in house.all_notes())
        assert len(fake.short_descriptions) == len(PLURALS)
        taken = [call for call in fake.calls("setMyCommands") if call.status == 200]
        assert len(taken) == 3 * len(PLURALS)


async def test_commands_are_no_talk_and_those_of_other_bots_are_not_ours(fake, home):
    group, ada, _ = home
    async with open_house(fake) as house:
        await house.told(group, ada, "/budget@twoway_bot")
        fake.say(group, ada, "/budget@other_bot")
        fake.say(group, ada, "/unknown")
        fake.say(group, ada, "hello")
        await house.until(lambda: house.all(MessageSeen) and house.all(MessageSeen)[-1].message.text == "hello")
        assert "/budget@twoway_bot" not in [event.message.text for event in house.all(MessageSeen)]
        assert len(house.posts(group)) == 1


async def test_questions_lists_what_waits_with_links_filters_and_pages(fake, home):
    group, ada, owner = home
    async with open_house(fake, SUGGEST) as house:
        asked = []
        for number in range(7):
            asked.append(fake.say(group, ada, f"Project {number} is a mystery to me"))
            fake.pass_time(seconds=10)
        await house.hears(MessageSeen, 7)
        for one in asked:
            await house.told(group, owner, "/needsanswer", reply_to=one)
            fake.pass_time(seconds=10)
        answer = await house.told(group, owner, "/questions")
        assert "7 questions wait" in answer.text
        assert answer.silent
        first = [one["url"] for one in answer.entities if one["type"] == "text_link"]
        assert first == [f"https://t.me/c/{-1_000_000_000_000 - group.id}/{one.id}" for one in asked[:5]]
        await fake.answered(fake.press(answer, "More", owner))
        await house.until(lambda: "Project 6" in answer.text)
        await fake.answered(fake.press(answer, "Back", owner))
        await house.until(lambda: "Project 0" in answer.text)
        await fake.answered(fake.press(answer, "Answered", owner))
        await house.until(lambda: answer.text == "Nothing here.")
        press = await fake.answered(fake.press(answer, 0, ada))
        assert press.text == "That is for the team of this community."


async def test_an_answer_takes_the_place_of_the_one_before(fake, home):
    group, ada, _ = home
    async with open_house(fake) as house:
        first = await house.told(group, ada, "/budget")
        second = await house.told(group, ada, "/privacy")
        await house.until(lambda: first.deleted)
        assert not second.deleted


async def test_needsanswer_and_answered_are_replies(fake, home):
    group, ada, owner = home
    async with open_house(fake, replace(SUGGEST, nudge=Mode.WATCH)) as house:
        said = fake.say(group, ada, "the export is a mystery to me")
        await house.hears(MessageSeen)
        told = await house.told(group, owner, "/needsanswer", reply_to=said)
        assert told.text == "Noted: this waits for an answer."
        assert "1 question waits" in (await house.told(group, owner, "/questions")).text
        assert (await house.told(group, owner, "/answered")).text.startswith("Please give this command as a reply")
        told = await house.told(group, owner, "/answered", reply_to=said)
        assert told.text == "Noted: answered. Thank you."
        assert "Nothing here" in (await house.told(group, owner, "/questions")).text


async def test_needsanswer_brings_the_message_with_it_where_it_was_not_heard():
    from tests.fakes.telegram.server import open_telegram

    async with open_telegram(privacy=True) as fake:
        group = fake.people.supergroup("Home")
        ada = fake.people.join(group, "Ada")
        async with open_house(fake, SUGGEST) as house:
            said = fake.say(group, ada, "the export is a mystery to me")
            await house.told(group, fake.people.owner(group), "/needsanswer@twoway_bot", reply_to=said)
            (event,) = house.all(MessageSeen)
            assert (event.message.ref.id, event.message.text) == (str(said.id), "the export is a mystery to me")


async def test_members_are_told_that_the_teams_commands_are_the_teams(fake, home):
    group, ada, _ = home
    async with open_house(fake) as house:
        said = fake.say(group, ada, "the export is a mystery to me")
        await house.hears(MessageSeen)
        for command in ("/questions", "/settings", "/setup", "/settings mode.nudge act", "/poll Tea? | Yes | No"):
            assert (await house.told(group, ada, command)).text == "That is for the team of this community."
        told = await house.told(group, ada, "/needsanswer", reply_to=said)
        assert told.text == "That is for the team of this community."


async def test_why_explains_a_question_a_post_and_a_channel(fake, home):
    group, ada, owner = home
    async with open_house(fake) as house:
        assert (await house.told(group, ada, "/why")).text == "I decided nothing here yet."
        asked = fake.say(group, ada, ASK)
        await house.until(lambda: house.all(MessageSeen))
        fake.pass_time(hours=13)
        await house.until(lambda: [post for post in house.posts(group) if "Still open" in post.text])
        nudge = next(post for post in house.posts(group) if "Still open" in post.text)
        for about in (asked, nudge):
            told = await house.told(group, ada, "/why", reply_to=about)
            assert "Posted" in told.text
        told = await house.told(group, ada, "/why", reply_to=asked)
        assert "Read as a question to everyone" in told.text
        assert "Flagged" in told.text
        small = fake.say(group, owner, "morning all")
        told = await house.told(group, ada, "/why", reply_to=small)
        assert "Not seen as a question" in told.text
        assert "Posted" in (await house.told(group, ada, "/why")).text


async def test_settings_show_every_knob_and_turn_them_everywhere_or_here(fake, home):
    group, _, owner = home
    help_topic = next(iter(group.topics.values()))
    async with open_house(fake, SUGGEST) as house:
        shown = await house.told(group, owner, "/settings")
        assert "mode.nudge = suggest" in plain(shown.text)
        assert "team_channel = team" in shown.text.replace("\u2060", "")
        told = await house.told(group, owner, "/settings budget.per_day 3")
        assert plain(told.text) == "Set: budget.per_day = 3"
        told = await house.told(group, owner, "/settings budget.per_day many")
        assert "can't be set" in told.text
        await house.told(group, owner, "/settings here quiet_hours none", topic=help_topic)
        knobs = (await house.store.community(community(group))).knobs
        assert knobs == {(None, "budget.per_day"): "3", (str(help_topic.id), "quiet_hours"): ""}


async def test_budget_tells_what_is_left_and_why_it_is_stopped(fake, home):
    group, ada, _ = home
    async with open_house(fake, replace(ACT, timezone="Europe/Berlin")) as house:
        told = await house.told(group, ada, "/budget")
        assert "0 posts of mine here today, of 6. 6 left." in plain(told.text)
        assert "There are no quiet hours here." in told.text


async def test_privacy_mydata_and_forgetme_are_between_the_two(fake, home):
    group, ada, owner = home
    async with open_house(fake) as house:
        fake.say(group, ada, "my secret plan")
        fake.say(group, owner, "mine too")
        await house.hears(MessageSeen, 2)
        assert "30d" in plain((await house.told(group, ada, "/privacy")).text)
        led = await house.told(group, ada, "/mydata")
        assert "open our private chat" in led.text
        (button,) = led.buttons
        assert button["url"] == f"https://t.me/twoway_bot?start=mydata_{group.id}"
        fake.people.start(ada, f"/start mydata_{group.id}")
        private = fake.people.private(ada)
        await house.until(lambda: [post for post in house.posts(private) if "document" in post.media])
        (sent,) = [call for call in fake.calls("sendDocument") if call.status == 200]
        (kept,) = json.loads(next(iter(sent.files.values())).data)
        assert [one["text"] for one in kept["lines"] if "text" in one] == ["my secret plan"]
        await house.told(group, ada, "/forgetme")
        await house.until(lambda: [post for post in house.posts(private) if post.buttons])
        (sure,) = [post for post in house.posts(private) if post.buttons]
        assert not house.all(ForgetAsked)
        await fake.answered(fake.press(sure, "Forget me", ada))
        await house.until(lambda: "I have forgotten you" in sure.text)
        (line,) = [line for line in await house.store.history(place(group), 9) if line.message.text]
        assert line.message.text == "mine too"


async def test_in_private_it_says_what_it_is_and_serves_all_groups(fake, home):
    group, ada, _ = home
    async with open_house(fake) as house:
        fake.say(group, ada, "my secret plan")
        await house.hears(MessageSeen)
        fake.people.start(ada)
        private = fake.people.private(ada)
        (hello,) = await house.posted(private)
        assert hello.text.startswith("Hello.")
        fake.say(private, ada, "/mydata")
        await house.until(lambda: [post for post in house.posts(private) if "document" in post.media])
        fake.say(private, ada, "/questions")
        fake.say(private, ada, "Does anybody know more?")
        await fake.heard()
        assert len(house.all(MessageSeen)) == 1, "private words are nobody's talk"


async def test_an_anonymous_administrator_has_no_data_of_their_own(fake, home):
    group, ada, _ = home
    fake.people.promote(ada, anonymous=True)
    async with open_house(fake) as house:
        assert "You write as the group" in (await house.told(group, ada, "/mydata")).text
        assert "You write as the group" in (await house.told(group, ada, "/forgetme")).text
        assert "0 questions" not in (await house.told(group, ada, "/questions")).text


async def test_poll_drafts_asks_the_room_and_ends(fake, home):
    group, ada, owner = home
    team = next(topic for topic in group.topics.values() if topic.name == "team")
    async with open_house(fake, SUGGEST) as house:
        assert "one option on each line" in (await house.told(group, owner, "/poll")).text
        told = await house.told(group, owner, "/poll Tea or coffee?\nTea\nCoffee")
        assert told.text == "The draft is in the team's channel."
        (card,) = await house.posted(group, topic=team)
        await fake.answered(fake.press(card, "Post", owner))
        await house.until(lambda: [post for post in house.posts(group) if post.poll])
        (asked,) = [post for post in house.posts(group) if post.poll]
        assert [asked.poll.question, *[one.text for one in asked.poll.options]] == ["Tea or coffee?", "Tea", "Coffee"]
        fake.vote(asked, ada, "Tea")
        await house.told(group, owner, "/poll end")
        await house.until(lambda: asked.poll.closed)
        await house.until(lambda: [post for post in house.posts(group) if post.reply_to is asked])
        result = next(post for post in house.posts(group) if post.reply_to is asked)
        assert "Tea" in result.text
        choice = fake.say(group, ada, "Shall we meet on Monday or on Tuesday?")
        await house.until(lambda: str(choice.id) in [event.message.ref.id for event in house.all(MessageSeen)])
        assert (await house.told(group, owner, "/poll", reply_to=choice)).text == "The draft is in the team's channel."
        commands = [event.name for event in house.all(CommandGiven)]
        assert commands == ["ask_poll", "end_poll", "ask_room"]


async def test_an_answer_that_is_refused_stops_only_itself(fake, home, caplog):
    group, ada, _ = home
    async with open_house(fake) as house:
        await house.greeted(group)
        fake.trouble.refuse("sendMessage", "something new")
        fake.say(group, ada, "/budget")
        await house.until(lambda: [one for one in fake.calls("sendMessage") if one.status == 400])
        assert (await house.told(group, ada, "/budget")).text
    assert "not answered" in caplog.text


def test_every_command_is_given_in_some_test():
    given = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    missing = [name for name in {*listing.OF_TEAM, *listing.OF_MEMBERS} if not re.search(f"/{name}\\b", given)]
    assert len(listing.OF_TEAM) >= 14
    assert missing == []
