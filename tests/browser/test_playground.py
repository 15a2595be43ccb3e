"""The playground as a visitor meets it, in a real Chromium."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from adapters.clock import SystemClock
from adapters.painter import Painter
from adapters.phrases import read_decks
from bot.settings import bare_environment
from tests.browser.chromium import SHOTS, open_page
from tests.playground.house import PHRASES, House, open_house

pytestmark = pytest.mark.browser

DECKS = read_decks(Path(__file__).parents[1] / "stories" / "decks", PHRASES)


@dataclass
class Visit:
    """A visitor's page, with all that went wrong on it."""

    page: Page
    house: House
    wrong: list[str]

    async def be(self, name: str) -> None:
        """Write as somebody from now on."""
        await self.page.locator(f'[data-member="{name}"]').click()

    async def say(self, text: str) -> Locator:
        """Write, and return the message."""
        await self.page.locator("#text").fill(text)
        await self.page.locator("#text").press("Enter")
        message = self.page.locator("li.message", has_text=text).last
        await expect(message).to_be_visible()
        return self.page.locator(f'li[data-id="{await message.get_attribute("data-id")}"]')

    async def shot(self, name: str) -> None:
        """Save a picture."""
        SHOTS.mkdir(exist_ok=True)
        await self.page.screenshot(path=SHOTS / f"{name}.png", animations="disabled")

    async def play_until_a_draft(self) -> None:
        """Play the sample at 600 times the pace, until there are drafts."""
        await self.page.locator("#empty-play").click()
        await expect(self.page.locator("#pace")).to_contain_text("600")
        await self.house.let_pass(135, 0.5)
        await expect(self.page.locator("#tab-drafts .count")).to_be_visible()

    async def post_the_draft(self, text: str) -> None:
        """Read the one draft that there is, and post it."""
        await self.page.locator("#tab-drafts").click()
        draft = self.page.locator("#panel-drafts .card")
        await expect(draft).to_contain_text(text)
        await draft.get_by_role("button", name="Post").click()


@pytest.fixture
async def visit(browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Visit]:
    """A visitor who has just come in; the parameter is what the house has of its own, by name. At the end: no error was seen, and nothing left this machine."""
    async with open_house(**getattr(request, "param", {})) as house:
        seen_by = {"viewport": {"width": 1360, "height": 860}, "locale": "en-GB", "timezone_id": "UTC"}
        async with open_page(browser, **seen_by) as (page, wrong):
            await page.goto(house.url)
            await expect(page.locator("#wire")).to_have_text("Connected")
            yield Visit(page, house, wrong)


async def test_one_person_is_several_members_and_the_team(visit: Visit) -> None:
    page = visit.page
    hello = await visit.say("Does the <b>lid</b> fit the older model?")
    await expect(hello.locator("b")).to_have_count(0)
    await expect(hello.locator(".badge.is-open")).to_contain_text("Question")
    await visit.be("Ben")
    await hello.hover()
    await hello.get_by_role("button", name="Reply").click()
    await expect(page.locator("#about-write")).to_contain_text("Ada")
    reply = await visit.say("it does, I tried")
    await expect(reply.locator(".quote")).to_contain_text("lid")
    await expect(hello.locator(".badge")).to_contain_text("Answered")
    await page.locator("#text").press("ArrowUp")
    await visit.say("it does, I tried it today")
    await expect(page.locator("li.message", has_text="edited")).to_have_count(1)
    await visit.be("Mira")
    await reply.hover()
    await reply.get_by_role("button", name="React with 👍").click()
    await expect(reply.locator(".reaction")).to_have_text("👍1")
    await page.locator("#text").fill("/poll Next colour? | Sand | Moss")
    await page.locator("#text").press("Enter")
    moss = page.locator(".option", has_text="Moss")
    await moss.click()
    await expect(moss).to_have_attribute("aria-pressed", "true")
    await expect(moss).to_contain_text("1 vote")
    await visit.shot("talk")
    await moss.click()
    await expect(moss).to_contain_text("0 votes")
    await hello.hover()
    await hello.get_by_role("button", name="Delete").click()
    await expect(page.locator("li.message")).to_have_count(2)
    await expect(page.locator(".quote")).to_contain_text("gone")


async def test_the_sample_leads_to_a_draft_that_is_posted_by_keyboard(visit: Visit) -> None:
    page = visit.page
    await visit.shot("empty")
    await visit.play_until_a_draft()
    await expect(page.locator("#panel-waiting .card").first).to_be_visible()
    await visit.shot("light")
    await page.locator("#tab-waiting").focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("#panel-drafts .card", has_text="the conical ones")).to_be_visible()  # a poll, too
    draft = page.locator("#panel-drafts .card", has_text="It has waited").first
    await expect(draft.locator(".because li").filter(has_text="It has waited")).to_be_visible()
    before = await page.locator("#panel-drafts .card").count()
    await visit.shot("drafts")
    await draft.get_by_role("button", name="Post").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#panel-drafts .card")).to_have_count(before - 1)
    await page.keyboard.press("Escape")
    await page.locator("#tab-ledger").click()
    await expect(page.locator(".badge.is-posted").first).to_be_visible()
    await page.emulate_media(color_scheme="dark")
    ground = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(17, 19, 22)"
    await visit.shot("dark")


async def test_one_tap_puts_a_decision_right_and_another_undoes_it(visit: Visit) -> None:
    page = visit.page
    await visit.say("Does anybody know how to clean the burrs?")
    card = page.locator("#panel-waiting .card")
    await card.get_by_role("button", name="Not a question").click()
    await expect(page.locator("#panel-waiting")).to_contain_text("You corrected")
    await page.get_by_role("button", name="Undo").first.click()
    await expect(card).to_have_count(1)
    await expect(page.locator("#panel-waiting")).not_to_contain_text("You corrected")


async def test_a_button_that_asks_opens_a_dialog(visit: Visit) -> None:
    page = visit.page
    await visit.say("Does anybody know how to clean the burrs?")
    await visit.house.let_pass(31)
    await visit.be("Mira")
    await page.locator('#channels [data-channel="team"]').click()
    await page.locator(".message.bot").get_by_role("button", name="Edit").click()
    field = page.locator("#ask textarea")
    await expect(field).to_have_value(
        "Still open, from Ada: “Does anybody know how to clean the burrs?” Does anybody know?"
    )
    await field.fill("Who cleans theirs?")
    await page.keyboard.press("Control+Enter")
    await page.locator('#channels [data-channel="general"]').click()
    await expect(page.locator(".message.bot .text")).to_have_text("Who cleans theirs?")


async def test_someone_new_joins_and_arrow_keys_walk_the_messages(visit: Visit) -> None:
    page = visit.page
    await page.locator("#add").click()
    await page.get_by_label("Name").fill("Zoë")
    await page.keyboard.press("Enter")
    await expect(page.locator('[data-member="Zoë"]')).to_have_attribute("aria-pressed", "true")
    await visit.say("first")
    await visit.say("second")
    await page.locator("li.message").last.focus()
    await page.keyboard.press("ArrowUp")
    await expect(page.locator("li.message").first).to_be_focused()
    await page.keyboard.press("r")
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("#about-write")).to_be_hidden()


async def test_text_is_kept_while_nothing_can_be_saved(visit: Visit) -> None:
    page = visit.page
    visit.house.log.full = True
    await page.locator("#text").fill("keep me")
    await page.locator("#text").press("Enter")
    await expect(page.locator("#banner")).to_contain_text("the disk is full")
    await expect(page.locator("#text")).to_have_value("keep me")
    visit.house.log.full = False
    await page.locator("#text").press("Enter")
    await expect(page.locator("li.message")).to_have_count(1)
    await expect(page.locator("#banner")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 375])
async def test_a_phone_shows_it_all_without_scrolling_sideways(visit: Visit, width: int) -> None:
    page = visit.page
    await visit.play_until_a_draft()
    await page.set_viewport_size({"width": width, "height": 720})
    for view in ("talk", "waiting", "drafts", "ledger", "settings"):
        await page.locator(f'.views [data-view="{view}"]').click()
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        await visit.shot(f"phone-{view}")
    await page.locator('.views [data-view="waiting"]').click()
    await page.locator("#panel-waiting .heading").first.click()
    await expect(page.locator('.views [aria-current="true"]')).to_have_text("Talk")
    await visit.say("from my phone")
    await page.goto(f"{visit.house.url}/?lang=de")
    await page.locator('.views [data-view="settings"]').click()
    await expect(page.locator("#choice-quiet button").first).to_be_visible()
    await page.locator("#play").click()
    await expect(page.locator("#play")).to_have_text("▶ Beispiel abspielen")
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    "visit", [{"painter": Painter(PHRASES, SystemClock(), bare_environment())}], indirect=True, ids=["painted"]
)
async def test_a_choice_becomes_a_poll_that_anybody_votes_in_until_its_time_is_over(visit: Visit) -> None:
    page = visit.page
    await visit.say("Which theme do you all prefer for the new release, dark or light?")
    await visit.post_the_draft("• dark")
    poll = page.locator(".message.bot .poll")
    await expect(poll).to_contain_text("Closes in")
    dark, light = poll.locator(".option", has_text="dark"), poll.locator(".option", has_text="light")
    await light.click()
    await visit.be("Ben")
    await expect(light).to_have_attribute("aria-pressed", "false")
    await dark.click()
    await visit.be("Chen")
    await light.click()
    await expect(light).to_contain_text("2 votes")
    await page.locator(".message.bot .why summary").click()
    await expect(page.locator(".message.bot .why")).to_contain_text("Somebody of the team approved it.")
    await visit.shot("poll")
    await visit.house.let_pass(24 * 60 + 2, 30)
    await expect(poll).to_contain_text("Closed")
    await expect(light).to_be_disabled()
    result = page.locator(".message.bot", has_text="The poll has closed").last
    await expect(result).to_contain_text("light: 2 votes (67 %)")
    await expect(result.locator(".quote")).to_contain_text("dark or light")
    picture = result.locator("img.picture")
    await expect(picture).to_have_attribute("alt", re.compile("Bar chart of the votes"))
    await expect(picture).to_have_js_property("naturalWidth", 1280)
    await visit.shot("poll-result")


async def test_one_of_the_roster_is_called_by_name_and_takes_the_question(visit: Visit) -> None:
    page = visit.page
    await visit.be("Ben")
    await page.locator("#text").fill("/twoway enlist export, WAV")
    await page.locator("#text").press("Enter")
    await expect(page.locator("body")).to_contain_text("You are on the roster, for: export, WAV.")
    await visit.be("Ada")
    await visit.say("How do I export my tracks as WAV?")
    await visit.house.let_pass(31)
    await visit.post_the_draft("Could you help here?")
    ping = page.locator(".message.bot").last
    await expect(ping).to_contain_text("@Ben Could you help here?")
    await ping.locator(".why summary").click()
    await expect(ping.locator(".why")).to_contain_text("Somebody on the roster chose this topic: export, WAV.")
    await visit.shot("roster")
    await visit.be("Ben")
    await ping.get_by_role("button", name="I'll take it").click()
    await expect(page.locator(".message.bot").last).to_contain_text("Ben takes this on, from Ada")
    await expect(ping.get_by_role("button", name="I'll take it")).to_have_count(0)


async def test_an_earlier_answer_is_offered_with_the_way_to_it_and_helps(visit: Visit) -> None:
    page = visit.page
    await visit.be("Ada")
    asked = await visit.say("How do I export my tracks as WAV?")
    await visit.house.let_pass(2)
    await visit.be("Mira")
    await asked.hover()
    await asked.get_by_role("button", name="Reply").click()
    answer = await visit.say("Open File, then Export, and choose WAV in the list at the top.")
    await visit.house.let_pass(120, 5)
    await visit.be("Ben")
    await visit.say("How can I export tracks as WAV?")
    await visit.house.let_pass(31)
    await visit.post_the_draft("something like this was asked before")
    offer = page.locator(".message.bot").last
    await expect(offer).to_contain_text("The answer then: “Open File, then Export")
    await visit.shot("earlier")
    await offer.locator(".leads .jump").click()
    await expect(answer).to_be_focused()
    await offer.get_by_role("button", name="Yes, thanks").click()
    await expect(page.locator("body")).to_contain_text("Good to hear, thank you.")


async def test_a_poll_of_several_choices_is_asked_by_the_team_and_ended_early(visit: Visit) -> None:
    page = visit.page
    asked = await visit.say("I wonder about our next meetup")
    await visit.be("Mira")
    await asked.locator(".why summary").click()
    await asked.get_by_role("button", name="Ask the room").click()
    await page.locator('#channels [data-channel="team"]').click()
    card = page.locator(".message.bot")
    await expect(card).to_contain_text("needs at least two options")
    await card.get_by_role("button", name="Edit").click()
    field = page.locator("#ask textarea")
    await expect(field).to_have_value("I wonder about our next meetup")
    await field.fill("Where shall we meet?\nBerlin")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("body")).to_contain_text("A poll needs 2 to 10 different options; I found 1.")
    await card.get_by_role("button", name="Edit").click()
    await expect(field).to_have_value("Where shall we meet?\n• Berlin")
    await field.fill("Where shall we meet?\nBerlin\nLisbon")
    await page.keyboard.press("Control+Enter")
    await page.locator('#channels [data-channel="general"]').click()
    await page.locator(".option", has_text="Lisbon").click()
    await page.locator('#channels [data-channel="team"]').click()
    await card.get_by_role("button", name="End the poll").click()
    await page.locator('#channels [data-channel="general"]').click()
    await expect(page.locator(".message.bot").last).to_contain_text("Everybody who voted chose “Lisbon”.")


@pytest.mark.parametrize("visit", [{"decks": DECKS}], indirect=True, ids=["openers"])
async def test_news_that_nobody_takes_up_gets_an_opener_that_is_followed_up(visit: Visit) -> None:
    page, news = visit.page, "Firmware 2.4 is out, with a quieter start and the new dose timer."
    for row, choice in (("openers", "Suggest"), ("polls", "Watch"), ("alone", "2 min")):
        await page.locator(f"#choice-{row}").get_by_text(choice, exact=True).click()
    await page.locator('#channels [data-channel="announcements"]').click()
    await visit.be("Mira")
    told = await visit.say(news)
    await visit.house.let_pass(3)
    await page.locator("#tab-drafts").click()
    draft = page.locator("#panel-drafts .card")
    await expect(draft).to_contain_text(f"“{news[:-1]}”: what was your first thought?")
    await visit.shot("opener-draft")
    await expect(draft.get_by_role("button", name="Not a question")).to_have_count(0)
    await draft.get_by_role("button", name="Post").click()
    opener = page.locator(".message.bot").last
    await expect(opener).to_contain_text("what was your first thought?")
    await opener.locator(".why summary").click()
    await expect(opener.locator(".why")).to_contain_text("nobody took it up")
    await visit.be("Ada")
    await visit.say("It really is quieter!")
    await visit.be("Ben")
    await visit.say("Mine still updates, I am curious.")
    await visit.house.let_pass(32)
    await expect(page.locator("#panel-drafts .card")).to_contain_text("What would make it better?")
    await expect(told).to_be_visible()
