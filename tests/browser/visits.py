"""A visit to the dashboard in a real Chromium: how one comes in, what is watched meanwhile, and where pictures go."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, expect

from bot.model import MemberRef, Role
from tests.dashboard.furnished import furnish, with_polls
from tests.dashboard.house import HOME, House, open_house

SHOTS = Path(__file__).parent / "screenshots"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


def chromium() -> str:
    """Return where Chromium is; skip aloud where it is not."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip(
            'no Chromium here, so the dashboard was not tried in a browser; get it by "apt-get install chromium"'
        )
    return found


@dataclass
class Visit:
    """A visitor's page, with all that went wrong on it."""

    page: Page
    house: House
    wrong: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note console errors, and requests that leave this machine."""
        self.page.on(
            "console", lambda said: self.wrong.append(said.text) if said.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda request: self.note(request.url))

    def note(self, url: str) -> None:
        """Note a request to elsewhere."""
        if urlsplit(url).hostname != "127.0.0.1":
            self.wrong.append(f"a request left: {url}")

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
        page = await browser.new_page(
            **{"viewport": {"width": 1180, "height": 860}, "locale": language, "timezone_id": "UTC"} | more
        )
        page.set_default_timeout(8000)
        visit = Visit(page, house)
        visit.watch()
        await page.goto(house.dashboard.invite(MemberRef(HOME, "id-of-mira"), "Mira", role))
        await page.locator("main button").click()
        await expect(page).to_have_url(f"{house.url}/")
        yield visit
        await page.close()
        assert visit.wrong == []
