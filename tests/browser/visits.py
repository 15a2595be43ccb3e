"""A visit to the dashboard in a real Chromium: how one comes in, and goes about."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Browser, Page, expect

from bot.model import MemberRef, Role
from tests.browser.chromium import SHOTS, open_page
from tests.dashboard.furnished import furnish, with_polls
from tests.dashboard.house import HOME, House, open_house


@dataclass
class Visit:
    """A visitor's page, with all that went wrong on it."""

    page: Page
    house: House
    wrong: list[str]

    async def go(self, name: str) -> None:
        """Go to a page by the navigation."""
        await self.page.get_by_role("navigation", name="Pages").get_by_role("link", name=name, exact=True).click()

    async def shot(self, name: str) -> None:
        """Save a picture of the whole page."""
        SHOTS.mkdir(exist_ok=True)
        await self.page.screenshot(path=SHOTS / f"dashboard-{name}.png", animations="disabled", full_page=True)


@asynccontextmanager
async def visiting(
    browser: Browser, role: Role = Role.OWNER, language: str = "en-GB", empty: bool = False, rehearse=None, **more
) -> AsyncIterator[Visit]:
    """Come in by a link, as people do. At the end: no error was seen, and nothing left this machine."""
    async with open_house(None if empty else await with_polls(), rehearse=rehearse) as house:
        if not empty:
            await furnish(house)
        seen_by = {"viewport": {"width": 1180, "height": 860}, "locale": language, "timezone_id": "UTC"} | more
        async with open_page(browser, **seen_by) as (page, wrong):
            await page.goto(house.dashboard.invite(MemberRef(HOME, "id-of-mira"), "Mira", role))
            await page.locator("main button").click()
            await expect(page).to_have_url(f"{house.url}/")
            yield Visit(page, house, wrong)
