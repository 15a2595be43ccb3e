"""An earlier answer in the playground: found, shown with a way to its line, and what the buttons under it do, also after a restart."""

from tests.playground.house import House, PageEnd, open_house

ASKED, ANSWER = "How do I export my tracks as WAV?", "Open File, then Export, and choose WAV in the list at the top."


def is_offer(frame: dict) -> bool:
    """Whether a frame shows an earlier answer."""
    return frame["kind"] == "message" and frame["channel"] == "general" and "asked before" in frame["text"]


async def offered(house: House, page: PageEnd) -> tuple[str, dict]:
    """Let Ada's question be answered, and Ben ask the same; return the answer's id and the offer."""
    await page.ask("set", channel="general", member="mira", knob="mode.nudge", value="act")
    asked = await page.write("ada", ASKED)
    await house.let_pass(2)
    answer = await page.write("mira", ANSWER, reply_to=asked)
    await house.let_pass(2)
    await page.write("ada", "thanks, that worked!", reply_to=answer)
    await house.let_pass(60)
    await page.write("ben", "How can I export tracks as WAV?")
    await house.let_pass(31)
    return answer, await page.have(is_offer)


async def test_an_earlier_answer_is_shown_with_the_way_to_it_and_settles_the_question() -> None:
    async with open_house() as house, house.page() as page:
        answer, offer = await offered(house, page)
        assert ANSWER in offer["text"]
        assert offer["leads"] == [{"channel": "general", "id": answer}]
        yes, no = offer["buttons"]
        assert (yes["label"], no["label"]) == ("Yes, thanks", "No")
        await page.ask("press", channel="general", member="ben", value=yes["value"])
        notice = await page.have(lambda frame: frame["kind"] == "notice" and frame["member"] == "ben")
        assert notice["text"] == "Good to hear, thank you."
        await page.have(
            lambda frame: frame["kind"] == "question" and frame["status"] == "settled" and frame["name"] == "Ben"
        )


async def test_the_buttons_stand_after_a_restart_and_no_takes_it_back() -> None:
    async with open_house() as house:
        async with house.page() as page:
            _, offer = await offered(house, page)
        store, now = house.store, house.clock.now()
    async with open_house(store, now) as house, house.page() as page:
        (again,) = [frame for frame in page.first if is_offer(frame)]
        assert again["buttons"] == offer["buttons"]
        await page.ask("press", channel="general", member="ben", value=again["buttons"][1]["value"])
        changed = await page.until(lambda frame: frame["kind"] == "message" and frame["id"] == offer["id"])
        assert "did not fit" in changed["text"]
        assert changed["buttons"] == changed["leads"] == []
