"""A fake Discord for each test."""

import warnings
from collections.abc import AsyncIterator

import pytest

with warnings.catch_warnings():
    # discord.py imports audioop for voice, whose end Python 3.11 and 3.12 announce; every warning is an error here
    warnings.filterwarnings("ignore", message="'audioop' is deprecated", category=DeprecationWarning)
    import discord  # noqa: F401

from tests.fakes.discord.server import FakeDiscord, open_discord


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    """Open a fake Discord; in the end nothing may have been sent that the real one would not take."""
    async with open_discord() as opened:
        yield opened
