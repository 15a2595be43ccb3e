"""Pictures beside posts over the real wire: attached with their description, and left out without a word lost where that cannot be."""

from dataclasses import replace

import pytest

from adapters.clock import SystemClock
from adapters.painter import Painter
from bot.model import Mode
from bot.weeks import SHOWN
from tests.discord.house import PHRASES, SUGGEST, open_house
from tests.discord.test_commands import Home, told
from tests.discord.test_polls import asked, results
from tests.fakes.discord.permissions import May
from tests.painter.canvas import DOT, Canvas

DO = replace(SUGGEST, poll=Mode.ACT)
POSTING = "/messages$"


async def result(fake, home, house):
    """Have a poll asked, voted on and over; return the post that says its result."""
    poll = await asked(house, home)
    fake.people.vote(home.bo, poll, "light")
    fake.people.end_poll(poll)
    await house.until(lambda: results(house, home.general))
    (said,) = results(house, home.general)
    return said


async def test_a_result_comes_with_its_picture_described(fake):
    home = Home(fake)
    async with open_house(fake, DO, painter=Canvas(PHRASES)) as house:
        said = await result(fake, home, house)
        assert "• light: 1 vote (100 %)" in said.content
        (file,) = said.attachments
        assert (file["filename"], file["content_type"], file["size"]) == ("twoway.png", "image/png", len(DOT))
        assert file["description"].startswith("Bar chart of the votes.\n")
        assert "• dark: 0 votes (0 %)" in file["description"]
        assert file["description"].endswith("1 vote in all")


async def test_the_real_painter_draws_what_goes_out(fake):
    home = Home(fake)
    async with open_house(fake, DO, painter=Painter(PHRASES, SystemClock())) as house:
        said = await result(fake, home, house)
        assert 5_000 < said.attachments[0]["size"] < 200_000


async def test_what_cannot_be_drawn_goes_out_as_words(fake):
    home = Home(fake)
    canvas = Canvas(PHRASES, broken=True)
    async with open_house(fake, DO, painter=canvas) as house:
        said = await result(fake, home, house)
        assert ("light: 1 vote" in said.content, said.attachments, len(canvas.painted)) == (True, [], 1)


async def test_where_no_files_may_be_attached_words_go_out_and_the_check_names_the_right(fake):
    home = Home(fake)
    fake.people.forbid_bot(home.general, May.ATTACH_FILES)
    canvas = Canvas(PHRASES)
    async with open_house(fake, DO, painter=canvas) as house:
        said = await result(fake, home, house)
        assert ("light: 1 vote" in said.content, said.attachments, canvas.painted) == (True, [], [])
        one = await fake.pressing.slash(home.boss, home.general, "twoway setup")
        await told(house, one)
        one = await fake.pressing.press(home.boss, one.original, "Check permissions")
        await house.until(lambda: "“Attach Files”" in str([message.content for message in one.messages]))


@pytest.mark.parametrize(("code", "status"), [(40005, 413), (50013, 403), (50035, 400)])
async def test_a_picture_that_discord_refuses_is_left_out_and_the_words_go_once(fake, code, status):
    home = Home(fake)
    async with open_house(fake, DO, painter=Canvas(PHRASES)) as house:
        poll = await asked(house, home)
        fake.people.vote(home.bo, poll, "light")
        fake.trouble.refuse("POST", POSTING, code, status)
        fake.people.end_poll(poll)
        await house.until(lambda: results(house, home.general))
        (said,) = results(house, home.general)
        assert said.attachments == []


async def test_a_picture_that_may_have_gone_out_is_not_sent_again(fake):
    home = Home(fake)
    async with open_house(fake, DO, painter=Canvas(PHRASES)) as house:
        poll = await asked(house, home)
        fake.people.vote(home.bo, poll, "light")
        fake.trouble.cut("POST", POSTING)
        fake.people.end_poll(poll)
        await house.until(lambda: any(post.owed and post.message for post in house.store.tables.posts.values()))
        assert len(results(house, home.general)) == 1


async def test_the_week_is_shown_to_who_asks_and_to_all_where_the_team_shares_it(fake):
    home = Home(fake)
    canvas = Canvas(PHRASES)
    async with open_house(fake, painter=canvas) as house:
        first = home.general.say(home.ada, "Hello there")
        for number in range(12):
            first = home.general.say((home.bo, home.ada)[number % 2], f"Line number {number}", reply_to=first)
        await house.discord._inbox.drained()
        text = await told(house, one := await fake.pressing.slash(home.bo, home.general, "twoway index"))
        assert one.original.ephemeral
        assert "Not enough data yet: each of the four parts needs at least 10 cases" in text
        assert "• Mesh: 100 % (76 to 100 %), of 12 replies" in text
        (file,) = one.original.attachments
        assert file["description"].startswith("Line chart of the two-way index")
        assert [len(canvas.painted[0].chart.trend), len(canvas.painted[0].chart.bars)] == [SHOWN, 4]
        one = await fake.pressing.slash(home.bo, home.general, "twoway index", share=True)
        assert await told(house, one) == "That is for the team of this community."
        one = await fake.pressing.slash(home.boss, home.general, "twoway index", share=True)
        assert await told(house, one) == "Here it is, for everyone in this channel."
        await house.until(lambda: len(one.messages) > 1)
        shared = one.messages[-1]
        assert (shared.ephemeral, len(shared.attachments), "Mesh: 100 %" in shared.content) == (False, 1, True)
