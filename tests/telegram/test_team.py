"""What the team does from Telegram: a pause by command, and what waits for it on the list of questions."""

from dataclasses import replace

import pytest
import telegram

from adapters.telegram import render
from adapters.telegram.directory import Standing
from adapters.telegram.translate import poll_told
from bot.actions import Say
from bot.events import MessageSeen
from bot.model import ChannelRef, CommunityRef, MessageRef, Mode, Phrase
from tests.telegram.house import ACT, PHRASES, SUGGEST, open_house
from tests.telegram.test_commands import plain


@pytest.fixture
def home(fake):
    """A group with a topic for the team; Ada, and the owner."""
    group = fake.people.forum("Home", "help", "team", admin=True)
    return group, fake.people.join(group, "Ada"), fake.people.owner(group)


async def test_the_team_pauses_and_resumes_by_command(fake, home):
    group, ada, owner = home
    async with open_house(fake, ACT) as house:
        assert "for the team" in (await house.told(group, ada, "/pause 2h")).text
        assert "can't be set" in (await house.told(group, owner, "/pause a while")).text
        assert "I keep quiet everywhere here until" in (await house.told(group, owner, "/pause 2h")).text
        knobs = {name: value for (_, _, name), value in house.store.tables.knobs.items()}
        assert knobs["paused_until"]
        assert "I am back" in (await house.told(group, owner, "/resume")).text


async def test_what_was_put_to_the_team_stands_under_the_questions(fake, home):
    group, ada, owner = home
    async with open_house(fake, replace(SUGGEST, nudge=Mode.WATCH)) as house:
        said = fake.say(group, owner, "The new drum pack is out today, with forty kits in it.")
        fake.say(group, ada, "Owner, can you send me the <b>link</b> once more?", reply_to=said)
        await house.hears(MessageSeen, 2)
        fake.pass_time(minutes=70)
        told = await house.told(group, owner, "/questions")
        assert plain(told.text).startswith(
            "Put to the team, and not replied to yet:\nAda: “Owner, can you send me the <b>link</b>"
        )


def test_an_option_that_a_member_added_is_told_with_its_words():
    counted = [("a", "Tea", 2), ("c", "Cocoa", 3), ("b", "Coffee", 1)]
    options = [telegram.PollOption(text, votes, persistent_id=id) for id, text, votes in counted]
    raw = telegram.Poll(
        "1", "Which?", options, 6, True, False, "regular", False, allows_revoting=True, members_only=False
    )
    before = Standing(MessageRef(ChannelRef(CommunityRef("telegram", "1"), "0"), "9"), ("a", "b"), True)
    told = [(tally.option, tally.votes, tally.text) for tally in poll_told(raw, before).tallies()]
    assert told == [("1", 2, ""), ("2", 1, ""), ("3", 3, "Cocoa")]


def test_a_list_leads_to_its_messages_line_by_line():
    words = tuple(Phrase("nudge.item", (("name", name), ("quote", "<b>x</b>"))) for name in ("Ada", "Bo"))
    channel = ChannelRef(CommunityRef("telegram", "1"), "0")
    say = Say("digest:1", channel, channel, words)
    payload = render.say(say, PHRASES, None, None, leads=["", "https://t.me/c/1/7"])
    first, second = payload["text"].split("\n")
    assert "<a" not in first
    assert second.endswith(' <a href="https://t.me/c/1/7">↗</a>')
    assert "<b>" not in payload["text"]
