"""The door: the dashboard's application on an address, for as long as it is wanted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from aiohttp import web
from aiohttp.typedefs import Handler

IDLE = 30.0
"""Seconds for which a connection may idle between two requests."""

FIRST = 15.0
"""Seconds in which a new connection must have made its first request, headers and all."""

ENDING = 5.0
"""Seconds that pages under way have when the server stops."""


class Patience:
    """Watches new connections, and closes those that make no request in time: aiohttp itself would wait for ever."""

    def __init__(self, seconds: float) -> None:
        """`seconds`: how long a connection has for its first request."""
        self._seconds = seconds
        self._asked: set[web.RequestHandler] = set()
        self._since: dict[web.RequestHandler, float] = {}

    @web.middleware
    async def note(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Note that a connection made a request."""
        self._asked.add(request.protocol)
        return await handler(request)

    async def watch(self, server: web.Server) -> None:
        """Look at every connection, again and again."""
        while True:
            now, connected = asyncio.get_running_loop().time(), server.connections
            self._asked.intersection_update(connected)
            self._since = {each: self._since.get(each, now) for each in connected}
            for each, since in self._since.items():
                if each not in self._asked and now - since >= self._seconds:
                    each.force_close()
            await asyncio.sleep(self._seconds / 4)


@asynccontextmanager
async def open_door(application: web.Application, host: str, port: int, first: float = FIRST) -> AsyncIterator[int]:
    """Serve, and yield the port. Raises OSError (port in use) at once. `port` 0 takes any free one. `first`: as `FIRST`.

    aiohttp's access log stays off: it would write tickets.
    """
    patience = Patience(first)
    application.middlewares.insert(0, patience.note)
    runner = web.AppRunner(
        application, access_log=None, handle_signals=False, keepalive_timeout=IDLE, shutdown_timeout=ENDING
    )
    await runner.setup()
    assert runner.server is not None
    watching = asyncio.create_task(patience.watch(runner.server))
    try:
        await web.TCPSite(runner, host, port).start()
        yield int(runner.addresses[0][1])
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        await runner.cleanup()
