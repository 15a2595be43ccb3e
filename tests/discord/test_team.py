"""What the team does from Discord: a pause by command, and what waits for it on the list of questions."""

from dataclasses import replace

from adapters.discord import render
from bot.actions import Button, Say
from bot.events import MessageSeen
from bot.model import ChannelRef, CommunityRef, MessageRef, Mode, Phrase
from tests.discord.house import PHRASES, SUGGEST, open_house
from tests.discord.test_commands import Home, knob, told


async def test_the_team_pauses_and_resumes_by_command(fake):
    home = Home(fake)
    async with open_house(fake) as house:
        one = await fake.pressing.slash(home.ada, home.general, "twoway pause", length="2h")
        assert "for the team" in await told(house, one)
        one = await fake.pressing.slash(home.boss, home.general, "twoway pause", length="a while")
        assert "can't be set" in await told(house, one)
        assert await knob(house, home, "paused_until") is None
        one = await fake.pressing.slash(home.boss, home.general, "twoway pause", length="2h")
        assert "I keep quiet everywhere here until" in await told(house, one)
        assert await knob(house, home, "paused_until") not in ("", None)
        fake.pass_time(seconds=1)
        one = await fake.pressing.slash(home.boss, home.general, "twoway resume")
        assert "I am back" in await told(house, one)
        assert await knob(house, home, "paused_until") == ""


async def test_what_was_put_to_the_team_stands_under_the_questions(fake):
    home = Home(fake)
    async with open_house(fake, replace(SUGGEST, nudge=Mode.WATCH)) as house:
        said = home.general.say(home.boss, "The new drum pack is out today, with forty kits in it.")
        home.general.say(home.ada, "Boss, can you send me the **link** once more?", said)
        await house.hears(MessageSeen, 2)
        fake.pass_time(minutes=70)
        one = await fake.pressing.slash(home.boss, home.general, "twoway questions")
        text = await told(house, one)
        assert text.startswith("**Put to the team**, and not replied to yet:\n**Ada**: “Boss, can you send me the")
        assert "\\*\\*link\\*\\*" in text
        assert text.count("https://discord.com/channels/") == 1


def test_a_list_leads_to_its_messages_line_by_line_and_is_cut_at_a_line():
    channel = ChannelRef(CommunityRef("discord", "1"), "2")
    words = tuple(Phrase("nudge.item", (("name", f"Ada{n}"), ("quote", "**x**" * 25))) for n in range(30))
    leads = (None, *(MessageRef(channel, str(n)) for n in range(1, 30)))
    say = Say(
        "digest:1", channel, channel, words, leads=leads, buttons=(Button("button.claim_number", "claim:1", number=3),)
    )
    payload = render.say(say, PHRASES)
    lines = str(payload["content"]).split("\n")
    assert len(str(payload["content"])) <= 2000
    assert not lines[0].endswith("https://discord.com/channels/1/2/0")
    assert [line.rpartition(" ")[2] for line in lines[1:]] == [
        f"https://discord.com/channels/1/2/{n}" for n in range(1, len(lines))
    ]
    assert payload["components"][0]["components"][0]["label"] == "I'll take 3"
