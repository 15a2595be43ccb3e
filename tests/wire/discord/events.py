"""What Twoway makes of what Discord sends: the recorded frames, sent to the real discord.py over the real wire."""

import asyncio
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from adapters.clock import ManualClock
from adapters.discord import Discord
from adapters.memory import MemoryStore
from bot.events import Event
from bot.model import ChannelRef, CommunityRef, MemberRef, MessageRef, Policy
from tests.discord.house import PHRASES
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.noted import Noted
from tests.wire.discord.scenes import START

Json = dict[str, Any]
BOUND = 10.0


async def events(heard: dict[str, list[Json]]) -> dict[str, list[Json]]:
    """Send every scene's frames to the adapter, in order, and return what it made of each."""
    made: dict[str, list[Json]] = {}
    async with FakeDiscord(ManualClock(START)).open() as fake:
        noted, store = Noted(), MemoryStore()
        where = {"api_base": fake.api, "gateway": fake.gateway_url, "settle": 0.02, "pause": 0.0}
        discord = Discord(fake.token, noted, store, store, fake.clock, PHRASES, Policy(), **where)
        running = asyncio.create_task(discord.run())
        try:
            async with asyncio.timeout(BOUND):
                await discord.listening()
            for name, frames in heard.items():
                begun = len(noted.events)
                (session,) = fake.gateway.live
                for frame in frames:
                    session.dispatch(frame["t"], frame["d"])
                    await fake.heard()
                await discord._inbox.drained()
                made[name] = [plain(event) for event in noted.events[begun:]]
                fake.pass_time(minutes=1)
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            await discord.aclose()
    return made


def plain(value: Any) -> Any:
    """Return a value as JSON: references as paths, an event by its kind."""
    match value:
        case CommunityRef() | ChannelRef() | MemberRef() | MessageRef():
            return str(value)
        case Enum():
            return value.value
        case datetime():
            return value.isoformat()
        case tuple() | list():
            return [plain(each) for each in value]
        case _ if is_dataclass(value):
            body = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
            return {"event": type(value).__name__, **body} if isinstance(value, Event) else body
        case _:
            return value
