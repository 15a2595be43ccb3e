"""A fake Discord with one server for each test."""

import warnings
from collections.abc import AsyncIterator

import pytest

with warnings.catch_warnings():
    # discord.py imports audioop for voice, which Python 3.11 and 3.12 announce the end of; every warning is an error here
    warnings.filterwarnings("ignore", message="'audioop' is deprecated", category=DeprecationWarning)
    import discord  # noqa: F401

from tests.fakes.discord.server import FakeDiscord, open_discord


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    """Open a fake Discord; in the end nothing may have been sent or answered that the real one would not have."""
    async with open_discord() as opened:
        yield opened
