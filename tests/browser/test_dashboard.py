"""The dashboard as a community manager meets it, in a real Chromium: each page, each action, by keyboard, on a phone, right to left."""

import re
from itertools import pairwise

import pytest
from playwright.async_api import Browser, expect

from bot.model import MemberRef, Role, Status
from tests.browser.chromium import open_page
from tests.browser.visits import Visit, visiting
from tests.dashboard.house import HELP, HOME, open_house

pytestmark = pytest.mark.browser

PAGES = ("Today", "Questions", "Polls", "Openers", "Index", "Ledger", "Settings", "Privacy", "Health")
PATHS = ("", "questions?show=all", "polls", "prompts", "index", "waits", "ledger", "settings", "privacy", "health")


async def test_the_way_in_looks_like_a_door(browser: Browser) -> None:
    seen_by = {"viewport": {"width": 900, "height": 600}, "locale": "en-GB"}
    async with open_house() as house, open_page(browser, **seen_by) as (page, wrong):
        visit = Visit(page, house, wrong)
        await page.goto(house.dashboard.invite(MemberRef(HOME, "id-of-mira"), "Mira", Role.TEAM))
        await expect(page.get_by_role("button", name="Open the dashboard")).to_be_focused()
        await visit.shot("door")
        await page.keyboard.press("Enter")
        await expect(page.locator("main")).to_contain_text("Sample")
        await page.get_by_role("link", name="Show my own, empty pages").click()
        await expect(page.locator("h1")).to_have_text("Nothing waits")
        await page.get_by_role("button", name="Sign out").click()
        await expect(page.locator("main")).to_contain_text("signed out")
        assert wrong == []
        await page.goto(house.url)
        await expect(page.locator("main")).to_contain_text("/twoway dashboard")
        wrong.clear()  # a stranger's page is a 401, which the console notes


async def test_today_is_dealt_with_by_keyboard(visit: Visit) -> None:
    page = visit.page
    await expect(page.locator("h1")).to_have_text("3 questions wait")
    await visit.shot("today")
    first = page.locator(".card").first
    await expect(first).to_contain_text("Nadia")
    await first.locator("summary").focus()
    await page.keyboard.press("Enter")
    await expect(first.locator(".why li").first).to_be_visible()
    await first.get_by_role("button", name="Answered here").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Noted: answered.")
    await expect(page.locator("h1")).to_have_text("2 questions wait")
    await page.get_by_role("button", name="Undo").press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("It waits again.")
    await expect(page.locator("h1")).to_have_text("3 questions wait")
    await visit.shot("today-after")
    second = page.locator(".card", has_text="Tomás").first
    await second.get_by_label("For how long").select_option("4h")
    await second.get_by_role("button", name="Put off").click()
    await expect(page.locator("h1")).to_have_text("2 questions wait")
    await expect(page.locator("main")).to_contain_text("1 question is put off until later.")


async def test_a_draft_is_reworded_and_posted(visit: Visit) -> None:
    page, house = visit.page, visit.house
    drafts = page.locator(".draft")
    before = await drafts.count()
    assert before >= 1
    await drafts.first.get_by_text("Reword").click()
    text = drafts.first.get_by_label("What should it say?")
    await expect(text).to_have_value(re.compile("lid"))
    await text.fill("Who has the <b>older</b> lid at hand?")
    await visit.shot("draft")
    await drafts.first.get_by_role("button", name="Post this").click()
    await expect(page.get_by_role("status")).to_contain_text("Posted in your words.")
    await expect(drafts).to_have_count(before - 1)
    await house.rest()
    said = [value for action in house.mouth.said for phrase in action.words for _, value in phrase.values]
    assert "Who has the <b>older</b> lid at hand?" in said
    if before > 1:
        await drafts.first.get_by_role("button", name="Skip").click()
        await expect(page.get_by_role("status")).to_contain_text("Skipped.")


async def test_questions_are_found_and_corrected(visit: Visit) -> None:
    page = visit.page
    await visit.go("Questions")
    await page.get_by_label("Search").fill("жернова")
    await page.keyboard.press("Enter")
    await expect(page.locator(".card")).to_have_count(1)
    await page.get_by_role("button", name="Not a question").click()
    await expect(page.get_by_role("status")).to_contain_text("Noted: not a question.")
    await page.get_by_label("Show", exact=True).select_option("over")
    await page.get_by_role("button", name="Show").click()
    await expect(page.locator(".card").first).to_contain_text("no question")
    found = next(one for one in (await visit.house.store.view(HELP)).questions if one.id == "asked-2")
    assert found.status is Status.DISMISSED
    await page.get_by_label("Search").fill("")
    await page.get_by_label("Show", exact=True).select_option("all")
    await page.get_by_role("button", name="Show").click()
    await visit.shot("questions")
    await page.get_by_role("link", name="More").click()
    await expect(page.get_by_role("link", name="Back to the first page")).to_be_visible()


async def test_the_index_shows_its_parts_and_what_they_counted(visit: Visit) -> None:
    page = visit.page
    await visit.go("Index")
    await expect(page.locator(".figure b")).to_have_text(re.compile(r"^\d+$"))
    await expect(page.get_by_role("region", name="The four parts").locator(".tile")).to_have_count(4)
    await expect(page.locator(".chart .dot")).to_have_count(11)
    await page.get_by_text("The same as a table").click()
    await expect(page.locator("table").first.locator("tbody tr")).to_have_count(12)
    await visit.shot("index")
    await page.locator(".tile").nth(1).get_by_role("link").click()
    await expect(page.locator("h1")).to_contain_text("Heard")
    await expect(page.locator(".rows > li").first).to_be_visible()
    await visit.shot("counted")
    await page.get_by_role("link", name="Back to the index").click()
    await page.get_by_role("link", name="The week before").click()
    await expect(page.locator("h1")).to_contain_text("9 Nov")


async def test_a_setting_is_turned_and_the_ledger_says_who(visit: Visit) -> None:
    page = visit.page
    await visit.go("Settings")
    await page.get_by_role("combobox", name="Patience").fill("45m")
    await page.get_by_role("button", name="Save: Patience").click()
    await expect(page.get_by_role("status")).to_have_text("Saved.")
    await page.get_by_role("combobox", name="Nudges").select_option("act")
    await page.get_by_role("button", name="Save: Nudges").click()
    await expect(page.get_by_role("combobox", name="Nudges")).to_have_value("act")
    await page.get_by_role("textbox", name="Time zone").fill("Europe/Nowhere")
    await page.get_by_role("button", name="Save: Time zone").click()
    await expect(page.get_by_role("status")).to_contain_text("is no time zone")
    await visit.shot("settings")
    await page.get_by_label("Settings for").select_option("help")
    await page.get_by_role("button", name="Show").click()
    await page.get_by_role("combobox", name="Patience").fill("2h")
    await page.get_by_role("button", name="Save: Patience").click()
    await expect(page.locator(".knob", has_text="Patience").first).to_contain_text("chosen for this channel")
    await visit.go("Ledger")
    await expect(page.locator(".rows")).to_contain_text("Somebody set patience to “2h”.")
    await expect(page.locator(".rows")).to_contain_text("Mira did it.")
    await visit.shot("ledger")


async def test_health_shows_who_is_signed_in_and_ends_it(visit: Visit) -> None:
    async with visit.house.guest(Role.TEAM, name="Bo") as other:
        await visit.go("Health")
        await expect(visit.page.locator("h1")).to_have_text("All is well")
        await visit.shot("health")
        await visit.page.get_by_role("button", name="End: Bo").click()
        await expect(visit.page.get_by_role("status")).to_contain_text("ended")
        assert (await other.get("/"))[0] == 401


async def test_a_viewer_looks_and_cannot_touch(browser: Browser) -> None:
    async with visiting(browser, Role.VIEWER) as visit:
        for name in PAGES:
            await visit.go(name)
            forms = visit.page.locator('main form[method="post"]')
            await expect(forms).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "word"),
    [("de-DE", "Heute"), ("es-ES", "Hoy"), ("ru-RU", "Сегодня"), ("fa-IR", "امروز"), ("ja-JP", "今日")],
)
async def test_it_speaks_the_readers_language(browser: Browser, language: str, word: str) -> None:
    async with visiting(browser, language=language) as visit:
        page, short = visit.page, language.partition("-")[0]
        await expect(page.locator("html")).to_have_attribute("lang", short)
        await expect(page.locator("html")).to_have_attribute("dir", "rtl" if short == "fa" else "ltr")
        await expect(page.locator('nav a[aria-current="page"]')).to_have_text(word)
        await visit.shot(f"today-{short}")
        await page.goto(f"{visit.house.url}/index")
        await visit.shot(f"index-{short}")
        await page.goto(f"{visit.house.url}/polls")
        await visit.shot(f"polls-{short}")
        await page.get_by_role("link", name="English").click()
        await expect(page.locator("html")).to_have_attribute("lang", "en")
        await page.goto(f"{visit.house.url}/settings")
        await expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("language", ["en-GB", "de-DE", "fa-IR"])
async def test_a_phone_shows_it_all_without_scrolling_sideways(browser: Browser, language: str) -> None:
    async with visiting(browser, language=language, viewport={"width": 320, "height": 700}) as visit:
        for name in PATHS:
            await visit.page.goto(f"{visit.house.url}/{name}")
            assert await visit.page.evaluate("document.documentElement.scrollWidth") <= 320, name
            await visit.shot(f"phone-{language[:2]}-{name.partition('?')[0] or 'today'}")


async def test_it_is_dark_where_people_want_it_dark(browser: Browser) -> None:
    async with visiting(browser, color_scheme="dark") as visit:
        assert await visit.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 26)"
        for name in ("Today", "Polls", "Openers", "Index", "Settings"):
            await visit.go(name)
            await visit.shot(f"dark-{name.lower()}")


async def test_a_new_community_is_told_what_will_be_here(browser: Browser) -> None:
    async with visiting(browser, empty=True) as visit:
        for name in ("Today", "Index", "Polls"):
            await visit.go(name)
            await expect(visit.page.get_by_role("complementary", name="Sample")).to_be_visible()
            await visit.shot(f"sample-{name.lower()}")
        await visit.page.get_by_role("link", name="Show my own, empty pages").click()
        for name in PAGES:
            await visit.go(name)
            await expect(visit.page.locator("h1")).to_be_visible()
            await expect(visit.page.get_by_role("complementary", name="Sample")).to_have_count(0)
            await visit.shot(f"empty-{name.lower()}")


LABELLED = """() => [...document.querySelectorAll('button, a[href], input:not([type=hidden]), select, textarea, summary')]
    .filter(one => !(one.ariaLabel || one.textContent.trim() || one.labels?.length || one.getAttribute('aria-labelledby')))
    .map(one => one.outerHTML)"""
IDS = "() => { const ids = [...document.querySelectorAll('[id]')].map(one => one.id); return ids.filter((id, n) => ids.indexOf(id) !== n) }"
HEADINGS = "() => [...document.querySelectorAll('h1, h2, h3')].map(one => +one.tagName[1])"


async def test_a_screen_reader_finds_its_way(visit: Visit) -> None:
    page = visit.page
    for name in PAGES:
        await visit.go(name)
        assert await page.evaluate(LABELLED) == [], name
        assert await page.evaluate(IDS) == [], name
        levels = await page.evaluate(HEADINGS)
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels)), name
        await expect(page.locator("main")).to_have_count(1)
        await expect(page.locator('nav a[aria-current="page"]')).to_have_count(1)
        assert re.match(rf"{name} · Twoway", await page.title())
