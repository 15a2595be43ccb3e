"""The door: the dashboard's application on an address, for as long as it is wanted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web


@asynccontextmanager
async def open_door(application: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve, and yield the port. Raises OSError (port in use) at once. `port` 0 takes any free one.

    aiohttp's access log stays off: it would write tickets.
    """
    runner = web.AppRunner(application, access_log=None, handle_signals=False, keepalive_timeout=30.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
