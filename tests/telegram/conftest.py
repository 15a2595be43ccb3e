"""A fake Telegram for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.fakes.telegram.server import FakeTelegram, open_telegram


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    """Open a fake Telegram; in the end nothing may have been sent that the real one would not take."""
    async with open_telegram() as opened:
        yield opened
