"""Polls in the playground: drafted, posted, voted on as anybody, closed by its clock or by the team, and the result said."""

from tests.playground.house import House, PageEnd, open_house

CHOICE = "Which theme do you all prefer for the new release, dark or light?"


def is_poll(frame: dict) -> bool:
    """Whether a frame shows a poll of the bot's."""
    return frame["kind"] == "message" and frame["bot"] and frame["poll"] is not None


def is_result(frame: dict) -> bool:
    """Whether a frame shows a result in the channel."""
    return frame["kind"] == "message" and frame["channel"] == "general" and frame["bot"] and not frame["poll"]


async def posted(page: PageEnd, text: str = CHOICE) -> dict:
    """Let somebody put a choice, and the team post the poll that was drafted."""
    asked = await page.write("ada", text)
    draft = await page.have(lambda frame: frame["kind"] == "draft" and frame["post"] == "poll")
    assert [button["value"].partition(":")[0] for button in draft["buttons"]] == ["post", "edit", "skip", "snooze"]
    await page.ask("press", channel="team", member="mira", value=draft["buttons"][0]["value"])
    poll = await page.have(is_poll)
    assert poll["reply_to"] == asked
    return poll


async def vote(page: PageEnd, member: str, poll: dict, *options: str) -> dict:
    """Let a member vote."""
    return await page.ask("vote", channel="general", member=member, message=poll["id"], options=list(options))


async def test_a_choice_is_drafted_posted_voted_on_and_its_result_said() -> None:
    async with open_house() as house, house.page() as page:
        poll = await posted(page)
        assert (poll["poll"]["question"], [one["text"] for one in poll["poll"]["options"]]) == (
            CHOICE,
            ["dark", "light"],
        )
        assert poll["poll"]["closes"] == house.clock.now().timestamp() + 24 * 3600
        for member, option in (("ada", "1"), ("ben", "2"), ("chen", "2"), ("ada", "2")):
            assert (await vote(page, member, poll, option))["kind"] == "done"
        await vote(page, "chen", poll)
        assert (await vote(page, "ben", poll, "1", "2"))["kind"] == "refused", "one choice each"
        await house.let_pass(24 * 60 + 1, 30)
        result = await page.have(is_result)
        assert result["reply_to"] == poll["id"]
        assert result["text"].splitlines()[1:3] == ["• light: 2 votes (100 %)", "• dark: 0 votes (0 %)"]
        shown = [frame for frame in page.got if is_poll(frame)][-1]
        assert shown["poll"]["closed"]
        assert (await vote(page, "ben", poll, "1"))["kind"] == "refused"
        entries = [entry for entry in page.of("entry") if entry["post"] == poll["id"]]
        assert {entry["verdict"] for entry in entries} >= {"drafted", "posted", "outcome"}
        await house.let_pass(300, 30)
        assert len({frame["id"] for frame in page.got if is_result(frame)}) == 1


async def test_by_its_clock_a_poll_takes_no_vote_even_before_it_was_counted() -> None:
    async with open_house() as house, house.page() as page:
        await page.ask("set", channel="general", member="mira", knob="poll_lasts", value="30s")
        poll = await posted(page)
        house.clock.advance_to(
            house.clock.now().__class__.fromtimestamp(poll["poll"]["closes"], house.clock.now().tzinfo)
        )
        assert (await vote(page, "ben", poll, "1"))["kind"] == "refused"


async def ended_by_button(house: House, page: PageEnd, poll: dict) -> None:
    """End a poll by the button on its draft's card."""
    card = [frame for frame in page.got if frame["kind"] == "message" and frame["channel"] == "team"][-1]
    assert [button["value"].partition(":")[0] for button in card["buttons"]] == ["endpoll"]
    await page.ask("press", channel="team", member="mira", value=card["buttons"][0]["value"])


async def test_the_team_ends_a_poll_early_also_after_a_restart() -> None:
    async with open_house() as house:
        async with house.page() as page:
            poll = await posted(page)
            await vote(page, "ben", poll, "2")
            await house.rest()
        store, now = house.store, house.clock.now()
    async with open_house(store, now) as house, house.page() as page:
        page.got += page.first
        await ended_by_button(house, page, poll)
        result = await page.have(is_result)
        assert "light: 1 vote (100 %)" in result["text"]


async def test_a_poll_that_was_deleted_is_not_spoken_of() -> None:
    async with open_house() as house, house.page() as page:
        poll = await posted(page)
        await vote(page, "ben", poll, "2")
        await page.ask("delete", channel="general", member="mira", message=poll["id"])
        await house.let_pass(26 * 60, 30)
        assert not [frame for frame in page.got if is_result(frame)]


async def test_the_team_asks_the_room_and_asks_by_command() -> None:
    async with open_house() as house, house.page() as page:
        line = await page.write("ada", "I wonder about the next meetup")
        await page.ask("correct", channel="general", member="ada", verb="ask_room", subject=line)
        draft = await page.have(lambda frame: frame["kind"] == "draft" and frame["post"] == "poll")
        edit = draft["buttons"][0]
        assert (edit["prefill"], edit["value"].partition(":")[0]) == ("I wonder about the next meetup", "edit")
        await page.ask("press", channel="team", member="mira", value=edit["value"], text="Where?\n- Here\n- There")
        first = await page.have(is_poll)
        assert [one["text"] for one in first["poll"]["options"]] == ["Here", "There"]
        await page.ask("write", channel="general", member="mira", text="/twoway poll end")
        await page.have(is_result)
        await page.ask("write", channel="general", member="mira", text="/twoway poll When? | Now | Then | now")
        await house.rest()
        drafts = [frame for frame in page.got if frame["kind"] == "draft" and frame["state"] == "waiting"]
        assert drafts[-1]["text"] == "When?\n• Now\n• Then"
        await page.ask("write", channel="general", member="ben", text="/twoway poll Mine? | A | B")
        notice = await page.have(lambda frame: frame["kind"] == "notice" and frame["member"] == "ben")
        assert "for the team" in notice["text"]
