"""Openers in the playground: under news that nobody takes up, and what members suggest."""

from pathlib import Path

from adapters.phrases import read_decks
from tests.playground.house import PHRASES, House, PageEnd, open_house

DECKS = read_decks(Path(__file__).parents[2] / "prompts", PHRASES)
NEWS = "Firmware 2.4 is out: a quieter start, and the new dose timer."


def is_card(frame: dict) -> bool:
    """Whether a frame shows the draft of an opener to the team."""
    return frame["kind"] == "message" and frame["channel"] == "team" and frame["text"].startswith("Opener for ")


async def announced(house: House, page: PageEnd) -> str:
    """Let the team announce something that nobody takes up; return the announcement's id."""
    for knob, value in (("announcement_wait", "2m"), ("mode.poll", "watch"), ("holdout", "0")):
        await page.ask("set", channel="general", member="mira", knob=knob, value=value)
    id = await page.write("mira", NEWS, "announcements")
    await house.let_pass(3)
    return id


async def test_news_that_nobody_takes_up_gets_a_drafted_opener_and_the_team_posts_it() -> None:
    async with open_house(decks=DECKS) as house, house.page() as page:
        id = await announced(house, page)
        card = await page.have(is_card)
        assert card["text"].startswith("Opener for #announcements:")
        assert "Firmware 2.4 is out" in card["text"]
        assert [button["label"] for button in card["buttons"]] == ["Post", "Edit", "Skip", "Snooze 1 h"]
        await page.ask("press", channel="team", member="mira", value=card["buttons"][0]["value"])
        opener = await page.have(lambda frame: frame["kind"] == "message" and frame.get("reply_to") == id)
        assert "Firmware 2.4 is out" in opener["text"]


async def test_what_a_member_suggests_is_decided_by_the_team_also_after_a_restart() -> None:
    async with open_house(decks=DECKS) as house:
        async with house.page() as page:
            await page.ask("write", channel="general", member="ben", text="/twoway suggest  What do you brew today?")
            notice = await page.have(lambda frame: frame["kind"] == "notice" and frame["member"] == "ben")
            assert notice["text"] == "Thank you! The team sees your suggestion and decides."
            await page.have(lambda frame: frame["kind"] == "message" and "suggests an opener" in frame["text"])
        store, now = house.store, house.clock.now()
    async with open_house(store, now, decks=DECKS) as house, house.page() as page:
        (card,) = [frame for frame in page.first if frame["kind"] == "message" and "suggests" in frame["text"]]
        assert [button["label"] for button in card["buttons"]] == ["Accept", "Decline"]
        await page.ask("press", channel="team", member="mira", value=card["buttons"][0]["value"])
        await page.have(lambda frame: frame["kind"] == "message" and frame["text"].startswith("Taken into your deck"))
