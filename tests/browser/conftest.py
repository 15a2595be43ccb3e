"""A browser, and a visitor in it."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.browser.chromium import open_browser
from tests.browser.visits import Visit, visiting


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A Chromium."""
    async with open_browser() as browser:
        yield browser


@pytest.fixture
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    """An owner of a furnished community."""
    async with visiting(browser) as visit:
        yield visit
