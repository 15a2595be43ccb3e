"""A real Chromium, what is watched on its pages, and where pictures of them go."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, async_playwright

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
        pytest.skip('no Chromium here, so nothing was tried in a browser; get it by "apt-get install chromium"')
    return found


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Start a Chromium; in the end it is gone."""
    path = chromium()
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        await browser.close()


@asynccontextmanager
async def open_page(browser: Browser, **context: Any) -> AsyncIterator[tuple[Page, list[str]]]:
    """Open a page, with the list of all that goes wrong on it: console errors, and requests that leave this machine.

    At the end nothing has. `context`: see Browser.new_page.
    """
    page = await browser.new_page(**context)
    page.set_default_timeout(8000)
    wrong: list[str] = []

    def note(url: str) -> None:
        if urlsplit(url).hostname != "127.0.0.1":
            wrong.append(f"a request left: {url}")

    page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: note(request.url))
    page.on("websocket", lambda socket: note(socket.url))
    yield page, wrong
    await page.close()
    assert wrong == []
