"""Live pages: a stream that tells an open page that something changed, and nothing else; the page then asks for itself anew.

So whatever a page shows went through the same door as ever: the same session, the same role. A stream ends as soon as its session does.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import web

from adapters.dashboard.access import HEADERS, Access
from adapters.dashboard.guest import GUEST, Desk, Guest
from bot.actions import (
    Decision,
    DraftKept,
    EntryKept,
    KnobSet,
    MemberErased,
    PostKept,
    QuestionKept,
    SurveyKept,
    TextsExpired,
)
from bot.events import Event
from bot.model import CommunityRef
from bot.ports import Unavailable

SHOWN = (QuestionKept, DraftKept, EntryKept, PostKept, SurveyKept, KnobSet, MemberErased, TextsExpired)
"""The changes that a page may show. Lines alone stir nothing: a busy channel would never let a page rest."""

MOST_EACH = 4
"""So many streams a session may hold; the oldest gives way, and its page looks for itself once a minute instead."""

MOST = 400
BEAT = timedelta(seconds=20)
"""So often a stream says that it lives, and looks whether its session still does."""

REST = timedelta(seconds=2)
"""The least time between two stirs of a community: one wave of messages is one look."""

WRITING = 10.0
"""Seconds in which a browser must take what it is told."""

STREAM: Mapping[str, str] = {
    **HEADERS,
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}


@dataclass(eq=False, slots=True)
class _Stream:
    """One open page."""

    community: CommunityRef
    whose: str
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    stirred: bool = False
    told_to_end: str = ""

    def wake(self, stirred: bool = False, end: str = "") -> None:
        """Let it look up: something changed, or it is to end, and why."""
        self.stirred, self.told_to_end = self.stirred or stirred, self.told_to_end or end
        self.woken.set()
        if end:
            self.ended.set()


class Live:
    """Holds the streams of open pages."""

    def __init__(self, desk: Desk, access: Access) -> None:
        """Nobody looks yet."""
        self._desk, self._access = desk, access
        self._streams: list[_Stream] = []
        self._closing = False

    @property
    def count(self) -> int:
        """How many streams are open."""
        return len(self._streams)

    def saw(self, event: Event, decision: Decision) -> None:
        """Stir the open pages of a community where something that they may show was decided."""
        if self._streams and any(isinstance(change, SHOWN) for change in decision.changes):
            self.stir(event.channel.community)

    def stir(self, community: CommunityRef) -> None:
        """Let the open pages of a community look anew; those whose session is over end."""
        for stream in self._streams:
            if stream.community == community:
                stream.wake(stirred=True)

    async def close(self, application: web.Application) -> None:
        """End every stream: the server stops."""
        self._closing = True
        for stream in self._streams:
            stream.wake(end="away")

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Tell a page of changes until its session, its browser or the server ends."""
        guest: Guest = request[GUEST]
        if len(self._streams) >= MOST or self._closing:
            return web.Response(status=503, text="busy\n")
        mine = _Stream(guest.community, guest.token)
        older = [stream for stream in self._streams if stream.whose == mine.whose]
        for stream in older[: max(0, len(older) + 1 - MOST_EACH)]:
            stream.wake(end="enough")
        self._streams.append(mine)
        response = web.StreamResponse(headers=STREAM)
        try:
            await response.prepare(request)
            await _write(response, "retry: 5000\n\n")
            await self._tell(request, response, guest, mine)
        except (ConnectionError, TimeoutError, Unavailable):
            pass  # the page is gone, or the database is: a page that still stands asks again
        finally:
            self._streams.remove(mine)
        return response

    async def _tell(self, request: web.Request, response: web.StreamResponse, guest: Guest, mine: _Stream) -> None:
        while not mine.told_to_end and request.transport is not None and not request.transport.is_closing():
            await self._until(mine.woken, BEAT)
            mine.woken.clear()
            stirred, mine.stirred = mine.stirred, False
            if not mine.told_to_end:
                now = await self._access.guest(request)
                if now is None or now.role is not guest.role:
                    mine.told_to_end = "over"
                else:
                    await _write(response, "event: stir\ndata: 1\n\n" if stirred else ": still here\n\n")
                    if stirred:
                        await self._until(mine.ended, REST)
        with suppress(ConnectionError, TimeoutError):
            await _write(response, f"event: {mine.told_to_end or 'away'}\ndata: 1\n\n")

    async def _until(self, called: asyncio.Event, span: timedelta) -> None:
        """Return when called, or after a while."""
        waits = [
            asyncio.ensure_future(called.wait()),
            asyncio.ensure_future(self._desk.clock.sleep_until(self._desk.clock.now() + span)),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)


async def _write(response: web.StreamResponse, text: str) -> None:
    async with asyncio.timeout(WRITING):
        await response.write(text.encode())
