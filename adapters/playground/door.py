"""The door: the playground's application on a loopback address, for as long as it is wanted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from adapters.playground.doorman import loopback_only


@asynccontextmanager
async def open_door(application: web.Application, host: str, port: int) -> AsyncIterator[str]:
    """Serve on this machine only, and yield the address to open. Raises NotLoopback or OSError (port in use) at once.

    `port` 0 takes any free one. aiohttp's access log stays off: it would write addresses of pages.
    """
    runner = web.AppRunner(application, access_log=None, handle_signals=False)
    await runner.setup()
    try:
        await web.TCPSite(runner, loopback_only(host), port).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
