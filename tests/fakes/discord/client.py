"""The real discord.py, run against the fake for as long as a test needs it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import discord

from tests.fakes.discord.pointing import pointed_at
from tests.fakes.discord.server import FakeDiscord


def some_intents(content: bool = True) -> discord.Intents:
    """Return the intents that Twoway asks for."""
    intents = discord.Intents.none()
    intents.guilds = intents.guild_messages = intents.dm_messages = intents.guild_reactions = True
    intents.guild_polls = True
    intents.message_content = content
    return intents


class Listener(discord.AutoShardedClient):
    """Notes what it hears: `heard` holds (event, arguments) in order."""

    def __init__(self, **options: Any) -> None:
        """`options`: discord.py's own."""
        options = {"intents": some_intents(), "guild_ready_timeout": 0.05, "max_messages": None} | options
        super().__init__(**options)
        self.heard: list[tuple[str, tuple[Any, ...]]] = []
        self._moved = asyncio.Event()
        self.tree = discord.app_commands.CommandTree(self)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait 5 s between two IDENTIFY: the fake does not mind."""

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """Note an event, then treat it as usual."""
        self.heard.append((event_name, args))
        self._moved.set()
        self._moved = asyncio.Event()
        super().dispatch(event_name, *args, **kwargs)

    def all(self, event_name: str) -> list[Any]:
        """Return the first argument of each event of a kind."""
        return [args[0] if args else None for name, args in self.heard if name == event_name]

    async def until(self, condition: Callable[[], object]) -> None:
        """Return when a condition holds; it is looked at after every event."""
        async with asyncio.timeout(10):
            while not condition():
                await self._moved.wait()

    async def hears(self, event_name: str, times: int = 1) -> list[Any]:
        """Wait until an event has come so many times; return all that came."""
        await self.until(lambda: len(self.all(event_name)) >= times)
        return self.all(event_name)


@asynccontextmanager
async def running(fake: FakeDiscord, client: Listener | None = None, wait: bool = True) -> AsyncIterator[Listener]:
    """Connect a client to the fake, wait until it is ready, and close it in the end."""
    client = client or Listener()
    with pointed_at(fake.api, fake.gateway_url):
        async with client:
            task = asyncio.create_task(client.start(fake.token))
            try:
                if wait:
                    ready = asyncio.create_task(client.hears("ready"))
                    await asyncio.wait({ready, task}, return_when=asyncio.FIRST_COMPLETED)
                    if not ready.done():
                        ready.cancel()
                        await task
                    await ready
                client.started = task  # type: ignore[attr-defined]
                yield client
            finally:
                await client.close()
                with suppress(discord.DiscordException):
                    await task
