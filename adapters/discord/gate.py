"""Discord's socket, read only while there is room for what it brings.

discord.py makes each listener a task and never waits for one: events that nobody takes would pile up in memory without end. So the
waiting is done where the bytes come in. While nothing is read, the socket's own small buffers fill up and Discord holds the rest back.
If that lasts longer than Discord (or discord.py, which then misses its heartbeats' answers) bears, the connection ends, and what was
not read is replayed by RESUME or read from history: nothing is lost either way.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import discord

Room = Callable[[], Awaitable[None]]
"""Returns as soon as there is room."""


class Gated:
    """A socket whose next message is fetched when there is room; all else goes through."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, room: Room) -> None:
        """Stand before `socket`."""
        self._socket, self._room = socket, room

    async def receive(self, timeout: float | None = None) -> aiohttp.WSMessage:
        """Return the next message. `timeout`: seconds to wait for it, once there is room."""
        await asyncio.sleep(0)  # what came before is heard first: a full buffer is read without ever waiting
        await self._room()
        return await self._socket.receive(timeout)

    def __getattr__(self, name: str) -> Any:
        """Return what the socket itself has."""
        return getattr(self._socket, name)


def gate(client: discord.Client, room: Room) -> None:
    """Let a client read its sockets only while there is room."""
    connect = client.http.ws_connect

    async def gated(url: str, *, compress: int = 0) -> Any:
        return Gated(await connect(url, compress=compress), room)

    client.http.ws_connect = gated  # type: ignore[method-assign]  # the one place where discord.py waits for us
