"""The team in the playground: what comes of a poll, a card about a question that still waits, and the stop word."""

from tests.playground.house import PageEnd, open_house
from tests.playground.test_polls import posted, vote


def in_channel(page: PageEnd, channel: str) -> list[dict]:
    """Return how the bot's messages in a channel stand, in the order in which they came."""
    shown = {
        frame["id"]: frame
        for frame in page.got
        if frame["kind"] == "message" and frame["channel"] == channel and frame["bot"]
    }
    return list(shown.values())


async def press(page: PageEnd, label: str, text: str = "", member: str = "mira") -> None:
    """Press a button of the newest card that has it."""
    buttons = [button for card in reversed(in_channel(page, "team")) for button in card["buttons"]]
    button = next(button for button in buttons if button["label"] == label)
    assert bool(button["asks"]) == bool(text)
    await page.ask("press", channel="team", member=member, value=button["value"], text=text)


async def test_what_comes_of_a_poll_is_asked_in_the_teams_channel_and_said_under_its_result_also_after_a_restart() -> (
    None
):
    async with open_house() as house:
        async with house.page() as page:
            poll = await posted(page)
            await vote(page, "ben", poll, "2")
            await house.let_pass(24 * 60 + 1, 30)
            await page.have(lambda frame: frame["kind"] == "message" and "What will you do about it?" in frame["text"])
        store, now = house.store, house.clock.now()
    async with open_house(store, now) as house, house.page() as page:
        page.got += page.first
        await press(page, "Say what comes of it", "Light it is.\n<b>Friday</b>.")
        told = await page.have(lambda frame: frame["kind"] == "message" and "from the team:" in frame["text"])
        result = next(frame for frame in in_channel(page, "general") if "has closed" in frame["text"])
        assert (told["channel"], told["reply_to"]) == ("general", result["id"])
        assert told["text"].endswith("Light it is.\n<b>Friday</b>.")
        await page.have(lambda frame: frame["kind"] == "message" and "know now what comes" in frame["text"])


async def test_a_question_nobody_took_up_gets_a_card_and_somebody_takes_it_on() -> None:
    async with open_house() as house, house.page() as page:
        await page.ask("set", channel="general", member="mira", knob="mode.nudge", value="act")
        await page.write("ada", "How do I export my tracks as WAV?")
        await house.let_pass(200, 10)
        await page.have(lambda frame: frame["kind"] == "message" and frame["text"].startswith("Still waiting in"))
        await press(page, "I'll take it")
        card = await page.have(lambda frame: frame["kind"] == "message" and "takes this on" in frame["text"])
        assert [button["label"] for button in card["buttons"]] == ["Answered", "Not a question", "Tomorrow"]


async def test_the_team_asks_for_silence_in_the_talk() -> None:
    async with open_house() as house, house.page() as page:
        await page.write("mira", "twoway pause 2h")
        await page.have(lambda frame: frame["kind"] == "message" and "I keep quiet everywhere" in frame["text"])
        await page.write("mira", "twoway resume")
        await page.have(lambda frame: frame["kind"] == "message" and frame["text"] == "I am back.")
        assert (await house.store.community(house.playground._stage.community)).knobs[None, "paused_until"] == ""
