"""What the pages show, and what their buttons do: the same events as on the chat platform."""

import pytest

from bot.model import Role, Sieve, Status
from tests.dashboard.house import GENERAL, HELP, HOME, open_house

PAGES = ("/", "/questions", "/polls", "/index", "/waits", "/ledger", "/settings", "/privacy", "/health")


async def status_of(house, id: str, channel=GENERAL) -> Status:
    return next(one for one in (await house.store.view(channel)).questions if one.id == id).status


@pytest.mark.parametrize("path", PAGES)
async def test_an_empty_community_is_told_what_will_be_here(path: str) -> None:
    async with open_house() as house, house.guest() as guest:
        await guest.get("/?sample=no")
        status, page = await guest.get(path)
        assert status == 200
        assert "<h1" in page
        assert "made-up" not in page
        assert "Traceback" not in page


async def test_today_shows_what_waits_oldest_first_with_its_reason() -> None:
    async with open_house() as house, house.guest() as guest:
        await house.waiting("Ada", "Does the <b>lid</b> fit?")
        await house.let_pass(2)
        await house.waiting("Ben", "How do I clean the burrs?", HELP)
        _, page = await guest.get("/")
        assert "2 questions wait" in page
        assert page.index("lid") < page.index("burrs")
        assert "&lt;b&gt;lid&lt;/b&gt;" in page
        assert "Somebody marked it as waiting for an answer." in page
        assert "https://discord.example/help/help-1" in page
        assert "waits for 2 minutes" in page


@pytest.mark.parametrize(
    ("verb", "status", "said"),
    [
        ("answered", Status.ANSWERED, "Noted: answered."),
        ("not_question", Status.DISMISSED, "Noted: not a question."),
        ("snooze", Status.OPEN, "Put off."),
    ],
)
async def test_one_tap_puts_a_question_right_and_another_undoes_it(verb: str, status: Status, said: str) -> None:
    async with open_house() as house, house.guest(Role.TEAM) as guest:
        id = await house.waiting()
        code, page = await guest.press("/do/question", {"verb": verb, "question": id, "channel": "general"})
        assert (code, said in page) == (200, True)
        assert await status_of(house, id) is status
        _, again = await guest.get("/")
        assert said not in again, "said once"
        code, page = await guest.post(
            "/do/question", {"token": guest.token, "verb": "reopen", "question": id, "channel": "general"}
        )
        assert "It waits again." in page
        assert await status_of(house, id) is Status.OPEN
        names = [
            dict(cue.values).get("name")
            for entry in await house.store.entries(HOME, Sieve(), 9)
            for cue in entry.because
        ]
        assert names.count("Mira") >= 2, "the ledger says who"


async def test_a_draft_is_posted_reworded_or_skipped() -> None:
    async with open_house() as house, house.guest(Role.TEAM) as guest:
        for number, (verb, form, said) in enumerate(
            (
                ("post", {}, "Posted. It is on its way"),
                ("edit", {"text": "Who knows\nabout lids?"}, "Posted in your words."),
                ("edit", {"text": "  "}, "There was nothing written"),
                ("skip", {}, "Skipped."),
            )
        ):
            await house.waiting("Ada", f"Does lid number {number} fit the older model?")
            draft = (await house.store.drafts(HOME, 1))[0]
            _, page = await guest.get("/")
            assert "Drafts to approve" in page
            assert f"lid number {number}" in page
            _, page = await guest.press("/do/draft", {"verb": verb, "draft": draft.id, **form})
            assert said in page
            await house.let_pass(11)
            if verb == "edit" and not form["text"].strip():
                await guest.press("/do/draft", {"verb": "skip", "draft": draft.id})
            assert draft.id not in [one.id for one in await house.store.drafts(HOME, 9)]
        texts = [value for action in house.mouth.said for phrase in action.words for _, value in phrase.values]
        assert any("about lids?" in text for text in texts)


async def test_a_knob_is_turned_for_the_community_or_one_channel() -> None:
    async with open_house() as house, house.guest(Role.OWNER) as guest:
        _, page = await guest.press("/do/knob", {"knob": "patience", "value": "45m"}, "/settings")
        assert "Saved." in page
        assert 'value="45m"' in page
        assert "chosen for the community" in page
        _, page = await guest.press(
            "/do/knob", {"knob": "mode.nudge", "value": "act", "channel": "help"}, "/settings?channel=help"
        )
        assert "chosen for this channel" in page
        assert "knob-paused_until" not in page, "a pause is the whole community's"
        view = await house.store.community(HOME)
        assert view.knobs == {(None, "patience"): "45m", ("help", "mode.nudge"): "act"}
        _, page = await guest.press("/do/knob", {"knob": "patience", "value": "soon"}, "/settings")
        assert "is not a duration" in page
        _, page = await guest.get("/ledger?show=hand")
        assert "Somebody set patience to “45m”." in page
        assert "Mira did it." in page


async def test_questions_are_sifted_and_searched() -> None:
    async with open_house() as house, house.guest() as guest:
        for number in range(30):
            await house.waiting(
                "Ada", f"Does lid number {number} of the old model fit?", HELP if number % 2 else GENERAL
            )
        _, page = await guest.get("/questions")
        assert page.count("<blockquote") == 25
        more = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
        _, page = await guest.get(more)
        assert page.count("<blockquote") == 5
        _, page = await guest.get("/questions?channel=help")
        assert page.count("<blockquote") == 15
        _, page = await guest.get("/questions?q=NUMBER+17")
        assert page.count("<blockquote") == 1
        _, page = await guest.get("/questions?show=answered")
        assert "Nothing here." in page
        for nonsense in (
            "show=%3Cx%3E",
            "after=x",
            "after=2026-01-01~a~b",
            "after=2026-01-01T00:00:00Z~a~b",
            "channel=no",
            "q=%00%25",
        ):
            status, _ = await guest.get(f"/questions?{nonsense}")
            assert status == 200


async def test_the_ledger_turns_its_pages_and_leaves_nothing_out() -> None:
    async with open_house() as house, house.guest() as guest:
        for number in range(60):
            await house.waiting("Ada", f"Does lid number {number} fit?")
            await house.let_pass(1)
        everything = len(await house.store.entries(HOME, Sieve(), 1000))
        seen, path = 0, "/ledger"
        while path:
            _, page = await guest.get(path)
            seen += page.count('<span class="chip v-')
            path = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
        assert seen == everything > 50


async def test_health_says_what_is_wrong() -> None:
    async with open_house() as house, house.guest() as guest:
        _, page = await guest.get("/health")
        assert "All is well" in page
        house.heard["discord"] = False
        _, page = await guest.get("/health")
        assert "Something needs a look" in page
        assert "is not heard just now" in page


async def test_while_nothing_can_be_saved_nothing_is_said_to_be() -> None:
    async with open_house() as house, house.guest() as guest:
        id = await house.waiting()
        await guest.get("/")
        house.log.full = True
        status, page = await guest.post(
            "/do/question", {"token": guest.token, "verb": "answered", "question": id, "channel": "general"}
        )
        assert status == 503
        assert "does not answer just now" in page
        house.log.full = False
        assert await status_of(house, id) is Status.OPEN
