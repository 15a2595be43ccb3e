"""A browser, and a visitor in it."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, async_playwright

from tests.browser.visits import ARGUMENTS, Visit, chromium, visiting


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A Chromium."""
    path = chromium()
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    """An owner of a furnished community."""
    async with visiting(browser) as visit:
        yield visit
