"""The pages that look on: every frame to each of them, in its own language, without one slow page holding up the others."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress

from aiohttp import WSCloseCode, web

from adapters.playground.render import Payload, Speech

MOST_WAITING = 2000
"""Frames that a page may lag behind. One that lags further is closed, comes back by itself, and is told everything afresh."""


class Page:
    """One open page: a socket, and the frames still to be sent to it."""

    def __init__(self, socket: web.WebSocketResponse, speech: Speech) -> None:
        """Send to this socket, in this language."""
        self.socket = socket
        self.speech = speech
        self._frames: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)
        self.lost = False

    def tell(self, payload: Payload) -> None:
        """Send a frame to this page alone."""
        self.put(json.dumps(payload, ensure_ascii=False))

    def put(self, frame: str) -> None:
        """Queue a frame that is text already."""
        try:
            self._frames.put_nowait(frame)
        except asyncio.QueueFull:
            self.lost = True

    async def send(self) -> None:
        """Send what is queued, for as long as the socket is open."""
        with suppress(ConnectionError):
            while not self.lost:
                await self.socket.send_str(await self._frames.get())
            await self.socket.close(code=WSCloseCode.TRY_AGAIN_LATER, message=b"too far behind")


class Pages:
    """All open pages."""

    def __init__(self) -> None:
        """Begin with none."""
        self._pages: set[Page] = set()

    def __len__(self) -> int:
        return len(self._pages)

    def add(self, page: Page) -> None:
        """Let a page see what comes from now on."""
        self._pages.add(page)

    def remove(self, page: Page) -> None:
        """Forget a page that closed."""
        self._pages.discard(page)

    def tell(self, make: Callable[[Speech], Payload]) -> None:
        """Send a frame to every page; it is made once for each language that is looking."""
        frames: dict[str, str] = {}
        for page in self._pages:
            language = page.speech.language
            if language not in frames:
                frames[language] = json.dumps(make(page.speech), ensure_ascii=False)
            page.put(frames[language])

    async def close(self) -> None:
        """Close every page, since the playground stops."""
        for page in list(self._pages):
            await page.socket.close(code=WSCloseCode.GOING_AWAY, message=b"the playground stops")
