"""The roster in the playground: enlisted by a written command, called by name, taken by the button, also after a restart."""

from tests.playground.house import House, PageEnd, open_house

QUESTION = "How do I export my tracks as WAV?"


def is_ping(frame: dict) -> bool:
    """Whether a frame shows that one of the roster is asked."""
    return frame["kind"] == "message" and frame["channel"] == "general" and frame["text"].startswith("@Ben ")


async def asked(house: House, page: PageEnd) -> dict:
    """Let Ben enlist and Ada ask; return the post that calls Ben."""
    await page.ask("set", channel="general", member="mira", knob="mode.nudge", value="act")
    await page.ask("write", channel="general", member="ben", text="/twoway enlist export,  WAV | 2")
    notice = await page.have(lambda frame: frame["kind"] == "notice" and frame["member"] == "ben")
    assert notice["text"] == "You are on the roster, for: export, WAV. Pings a day, at most: 2."
    assert [frame for frame in page.of("message") if "enlist" in frame["text"]] == [], "a command is no talk"
    await page.write("ada", QUESTION)
    await house.let_pass(31)
    return await page.have(is_ping)


async def test_one_of_the_roster_is_called_and_takes_it() -> None:
    async with open_house() as house, house.page() as page:
        ping = await asked(house, page)
        assert ping["text"] == f"@Ben Could you help here? From Ada: “{QUESTION}”"
        (button,) = ping["buttons"]
        assert button["label"] == "I'll take it"
        await page.ask("press", channel="general", member="ben", value=button["value"])
        changed = await page.until(lambda frame: frame["kind"] == "message" and frame["id"] == ping["id"])
        assert (changed["text"], changed["buttons"]) == (f"Ben takes this on, from Ada: “{QUESTION}”", [])
        await house.let_pass(30)
        assert not [frame for frame in page.of("message") if "Does anybody know" in frame["text"]]


async def test_the_button_stands_after_a_restart_too() -> None:
    async with open_house() as house:
        async with house.page() as page:
            ping = await asked(house, page)
        store, now = house.store, house.clock.now()
    async with open_house(store, now) as house, house.page() as page:
        (again,) = [frame for frame in page.first if is_ping(frame)]
        assert again["buttons"] == ping["buttons"]
        await page.ask("press", channel="general", member="ben", value=again["buttons"][0]["value"])
        thanks = await page.have(lambda frame: frame["kind"] == "notice")
        assert thanks["text"] == "Thank you! I hold it for you for a while."


async def test_off_duty_and_leaving() -> None:
    async with open_house() as house, house.page() as page:
        for text, told in (
            ("/twoway leave", "You are not on the roster."),
            ("/twoway enlist", "You are on the roster, for anything. Pings a day, at most: 3."),
            (
                "/twoway enlist off duty",
                "You are on the roster, off duty: nobody asks you until you are on duty again.",
            ),
            ("/twoway enlist on duty", "You are on the roster, for anything. Pings a day, at most: 3."),
            ("/twoway enlist | 99", "Pings a day are a whole number from 1 to 20."),
            ("/twoway leave", "You are off the roster. Thank you!"),
        ):
            await house.let_pass(1)
            await page.ask("write", channel="general", member="chen", text=text)
            await page.until(lambda frame, told=told: frame["kind"] == "notice" and frame["text"] == told)
