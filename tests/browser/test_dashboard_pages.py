"""The dashboard's newer pages in a real Chromium, and every page before axe: what hinders people is a fault."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, expect

from bot.compose.rehearsing import Rehearser
from bot.model import DeckState, Role
from tests.browser.test_dashboard import PATHS
from tests.browser.visits import Visit, visiting
from tests.dashboard.house import HELP, HOME

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
ASK = """async rules => {
    const found = await axe.run(document, { resultTypes: ["violations"], ...(rules.length ? { runOnly: rules } : {}) });
    return found.violations.map(one => `${one.impact} ${one.id}: ${one.help} ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")}`);
}"""
MORE = ("waits?channel=general", "index/counted?part=waits", "prompts?text=Hello&show=date")


async def hindrances(visit: Visit, path: str, *rules: str) -> list[str]:
    """Return what axe finds on a page; of these rules alone, where any are named."""
    await visit.page.goto(f"{visit.house.url}/{path}")
    await visit.page.evaluate(AXE)
    return await visit.page.evaluate(ASK, list(rules))


@pytest.mark.parametrize(
    ("language", "scheme", "paths", "rules"),
    [
        ("en-GB", "light", (*PATHS, *MORE), ()),
        ("en-GB", "dark", (*PATHS, *MORE), ("color-contrast",)),
        ("fa-IR", "light", ("", "polls", "index"), ()),
    ],
)
async def test_axe_finds_nothing_in_anybodys_way(browser: Browser, language, scheme, paths, rules) -> None:
    async with visiting(browser, language=language, color_scheme=scheme) as visit:
        found = {path: await hindrances(visit, path, *rules) for path in paths}
        assert {path: faults for path, faults in found.items() if faults} == {}


async def test_axe_finds_nothing_on_the_sample_and_at_the_door(browser: Browser) -> None:
    async with visiting(browser, empty=True) as visit:
        assert await hindrances(visit, "") == []
        assert await hindrances(visit, "waits") == []
        await visit.page.get_by_role("button", name="Sign out").click()
        assert await hindrances(visit, "") == []
        visit.wrong.clear()  # a stranger's page is a 401, which the console notes


async def test_the_team_says_what_comes_of_a_poll_by_keyboard(visit: Visit) -> None:
    page = visit.page
    await visit.go("Polls")
    await expect(page.locator("h1")).to_have_text("1 poll waits for your word")
    await visit.shot("polls")
    card = page.locator(".poll", has_text="awaits").first
    await card.get_by_label("What will come of it?").fill("Moss, in March.")
    await card.get_by_role("button", name="Post it in #general").press("Enter")
    await expect(page.locator("h1")).to_have_text("Polls")
    await expect(page.locator(".poll", has_text="Moss, in March.")).to_have_count(1)
    await page.get_by_text("Write a poll").click()
    await page.get_by_label("Channel").select_option("help")
    text, many = page.get_by_label("The question first"), "\n".join(["Tea or coffee?", *"abcdefghijkl"])
    await text.fill(many)
    await page.get_by_role("button", name="Go on").click()
    await expect(page.get_by_role("status").first).to_contain_text("I found 12")
    await page.evaluate("look()")
    await expect(text).to_have_value(many)
    await expect(page.get_by_label("Channel")).to_have_value("help")
    await text.fill("Tea or coffee?\nTea\nCoffee")
    await page.get_by_role("button", name="Go on").click()
    await expect(page.locator(".draft", has_text="Tea or coffee?")).to_have_count(1)


async def test_an_opener_is_seen_while_it_is_written(visit: Visit) -> None:
    page = visit.page
    await visit.go("Openers")
    await page.get_by_label("Occasion").first.select_option("announcement")
    await page.get_by_label("What should it say?").press_sequentially("Who tried $subject?")
    for platform in ("discord", "telegram"):
        await expect(page.locator(f".look.{platform} .post")).to_contain_text("Who tried Which colour comes next?")
    await visit.shot("openers")
    await page.get_by_role("button", name="Keep it").click()
    await expect(page.get_by_role("status").first).to_be_visible()
    (row,) = (await visit.house.store.community(HOME)).deck.values()
    assert row.state is DeckState.KEPT


async def test_a_member_is_forgotten_on_request(visit: Visit) -> None:
    page = visit.page
    await visit.go("Privacy")
    await page.get_by_label("Exact name or id").fill("nadia")
    await page.keyboard.press("Enter")
    await visit.shot("privacy")
    await page.evaluate(AXE)
    assert await page.evaluate(ASK, []) == []
    forget = page.get_by_role("button", name="Forget this member: Nadia")
    await forget.click()
    await expect(page.locator("li.card")).to_have_count(1)  # the browser asks for the tick first
    await page.get_by_label("It is their own wish").check()
    await forget.click()
    await expect(page.get_by_role("status").first).to_contain_text("Forgotten.")
    assert not [one for one in (await visit.house.store.view(HELP)).questions if one.name == "Nadia"]


async def test_a_setting_is_tried_before_it_is_saved(browser: Browser) -> None:
    async with visiting(browser, rehearse=Rehearser().rehearse) as visit:
        page = visit.page
        await visit.go("Settings")
        await page.get_by_role("combobox", name="Nudges").select_option("act")
        await page.get_by_role("button", name="Try it on last week: Nudges").click(timeout=40_000)
        await expect(page.locator(".trial")).to_contain_text("would have posted", timeout=30_000)
        await expect(page.get_by_role("combobox", name="Nudges")).to_have_value("act")
        await visit.shot("settings-tried")
        assert (await visit.house.store.community(HOME)).knobs == {}


async def test_the_waits_are_drawn_and_told(visit: Visit) -> None:
    page = visit.page
    await visit.go("Index")
    await page.get_by_role("link", name="By channel, kind and hour").click()
    await expect(page.locator(".chart .line")).to_have_count(2)
    await visit.shot("waits")
    await page.get_by_role("link", name="help", exact=True).click()
    await page.get_by_role("link", name="See the").first.click()
    await expect(page.locator(".rows > li").first).to_be_visible()


async def test_an_open_page_keeps_itself_up_to_date(visit: Visit) -> None:
    page, house = visit.page, visit.house
    await expect(page.locator("h1")).to_have_text("3 questions wait")
    card = page.locator(".card", has_text="Nadia").first
    await card.locator("summary").click()
    draft = page.locator(".draft").first
    await draft.get_by_text("Reword").click()
    await draft.get_by_label("What should it say?").fill("half a sentence")
    await house.waiting("Olu", "Where do I find the manual?", HELP)
    await expect(page.locator("h1")).to_have_text("4 questions wait")
    await expect(page.locator(".card", has_text="Olu")).to_have_count(1)
    await expect(card.locator(".why ul")).to_be_visible()
    await expect(draft.get_by_label("What should it say?")).to_have_value("half a sentence")
    await expect(draft.get_by_label("What should it say?")).to_be_focused()
    await expect(page.locator("#live-said")).to_have_text("4 questions wait")
    await page.route(f"{house.url}/", lambda route: route.fulfill(status=503, body="<main id=content></main>"))
    await page.evaluate("look()")
    await expect(page.locator("#live-note")).to_contain_text("may be a little old")
    await page.unroute(f"{house.url}/")
    await page.evaluate("look()")
    await expect(page.locator("#live-note")).to_be_hidden()
    visit.wrong.clear()  # the console notes the 503
    theirs = next(one for one in await house.store.sessions(HOME))
    async with house.guest(Role.OWNER, name="Olga") as owner:
        await house.let_pass(1)
        await owner.press("/do/end", {"session": theirs.digest}, "/health")
        await expect(page.locator("#live-note")).to_contain_text("signed out")


async def test_what_goes_meanwhile_takes_nobodys_keyboard(visit: Visit) -> None:
    page, house = visit.page, visit.house
    await house.waiting("Olu", "Where do I find the manual?", HELP)
    async with page.expect_response("**/live"):
        await page.reload()
    drafts, waiting = page.locator(".draft"), page.locator(".card:not(.draft)")
    await expect(drafts).to_have_count(2)
    async with house.guest(Role.TEAM, name="Olga") as other:

        async def meanwhile(what: str, verb: str, card: Locator, **more: str) -> None:
            fields = await card.locator(f'[action="/do/{what}"]').first.evaluate("form => [...new FormData(form)]")
            await house.let_pass(1)
            await other.press(f"/do/{what}", {**dict(fields), "verb": verb, "token": other.token} | more)

        await other.get("/")
        await drafts.last.get_by_text("Reword").click()
        text = drafts.last.get_by_label("What should it say?")
        await text.fill("one three")
        await text.evaluate("field => field.setSelectionRange(4, 4)")
        await meanwhile("draft", "skip", drafts.first)
        await expect(drafts).to_have_count(1)
        await page.keyboard.type("two ")
        await expect(text).to_have_value("one two three")
        button = waiting.nth(2).get_by_role("button", name="Answered here")
        await button.focus()
        await meanwhile("question", "snooze", waiting.first)
        await expect(waiting).to_have_count(3)
        await expect(waiting.nth(1).get_by_role("button", name="Answered here")).to_be_focused()
        async with page.expect_response("**/live"):
            await visit.go("Polls")
        await page.get_by_text("Write a poll").click()
        await page.get_by_label("The question first").fill("Tea")
        await meanwhile("poll", "tell", page.locator(".poll", has_text="awaits").first, text="Moss, in March.")
        await expect(page.locator("h1")).to_have_text("Polls")
        await page.keyboard.type(" or coffee?")
        await expect(page.get_by_label("The question first")).to_have_value("Tea or coffee?")


async def test_without_scripts_every_page_works(browser: Browser) -> None:
    async with visiting(browser, java_script_enabled=False) as visit:
        page = visit.page
        await page.get_by_role("button", name="I'll take it").first.click()
        await expect(page.get_by_role("status").first).to_contain_text("yours for a day")
        await visit.go("Openers")
        await page.get_by_label("What should it say?").fill("What are you working on?")
        await page.get_by_role("button", name="Preview").click()
        await expect(page.locator(".look")).to_have_count(2)
