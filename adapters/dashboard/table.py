"""The ledger as a file: streamed a page at a time, so that a long one needs no more memory than a short one."""

import asyncio
from collections.abc import Mapping

from aiohttp import web

from adapters.dashboard.access import HEADERS
from adapters.dashboard.guest import GUEST, Desk, Guest
from adapters.dashboard.words import Speech
from bot.pages.ledger import BYTE_ORDER_MARK, Walk, heading, span, table
from bot.ports import Unavailable

WRITING = 30.0
"""Seconds in which a browser must take a page of it."""

FILE: Mapping[str, str] = {
    **HEADERS,
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": 'attachment; filename="twoway-ledger.csv"',
    "Cache-Control": "no-store",
}


async def ledger_file(request: web.Request, desk: Desk, speech: Speech) -> web.StreamResponse:
    """Send a community's whole ledger, newest first. It begins with a byte order mark unless ?bom=0 is asked for."""
    guest: Guest = request[GUEST]
    walk = Walk()
    told = walk.take(await desk.store.entries(guest.community, walk.sieve, walk.limit))
    channels = (await desk.store.community(guest.community)).channels
    # What cannot be read is told by a page: only when something was read does the file begin.
    response = web.StreamResponse(headers=FILE)
    await response.prepare(request)
    if request.method == "HEAD":
        return response
    try:
        await _write(response, (BYTE_ORDER_MARK if request.query.get("bom") != "0" else "") + heading())
        while True:
            if told:
                trials = await desk.store.trials(guest.community, *span(told))
                await _write(response, table(told, trials, channels, speech.because))
            if walk.over:
                break
            told = walk.take(await desk.store.entries(guest.community, walk.sieve, walk.limit))
        await response.write_eof()
    except (ConnectionError, TimeoutError, Unavailable):
        # Its end is missing, so the browser says that the download failed: half a ledger is never taken for a whole one.
        if request.transport is not None:
            request.transport.abort()
    return response


async def _write(response: web.StreamResponse, text: str) -> None:
    async with asyncio.timeout(WRITING):
        await response.write(text.encode("utf-8", "replace"))
