"""Words posted, below a picture where there is one and Telegram takes it: the words tell the same, so they never wait for it in vain."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import telegram
from telegram.error import BadRequest

from adapters.telegram.escape import cut, units
from adapters.telegram.wire import Wire
from bot.model import Drawn, Picture
from bot.ports import Painter

log = logging.getLogger("twoway.telegram")

CAPTION, MOST_BYTES = 1024, 10 << 20
"""What Telegram takes below a picture, in characters, and of a picture, in bytes."""
FILE = "twoway.png"


class Posting:
    """Sends messages."""

    def __init__(self, wire: Wire, painter: Painter | None) -> None:
        """`painter`: None for words alone."""
        self._wire, self._painter = wire, painter

    async def drawn(self, picture: Picture | None, language: str) -> Drawn | None:
        """Return a picture as it goes out; None where there is none, or it could not be drawn."""
        return (
            await self._painter.paint(picture, language) if picture is not None and self._painter is not None else None
        )

    async def post(
        self,
        chat: int,
        payload: dict[str, Any],
        drawn: Drawn | None = None,
        mark: Callable[[], Awaitable[None]] | None = None,
    ) -> telegram.Message:
        """Send a message. `payload`: what send_message takes; `mark`: done when its turn has come, before it is sent.

        A picture whose words are too long for a caption, or that Telegram refuses, is left out: nothing was sent by then.
        """
        bot = self._wire.bot
        await self._wire.turn(chat)
        if mark is not None:
            await mark()
        if drawn is not None and units(payload["text"]) <= CAPTION and len(drawn.png) <= MOST_BYTES:
            rest = {name: part for name, part in payload.items() if name not in ("text", "link_preview_options")}
            try:
                return await self._wire.send(
                    lambda: bot.send_photo(chat, drawn.png, caption=payload["text"], filename=FILE, **rest), chat
                )
            except BadRequest as error:
                log.warning("picture left out", extra={"chat": chat, "why": str(error)})
            await self._wire.turn(chat)
        return await self._wire.send(lambda: bot.send_message(chat, **payload), chat)

    async def change(self, chat: int, number: int, payload: dict[str, Any]) -> None:
        """Change the words of an earlier message, whether they stand below a picture or alone."""
        bot = self._wire.bot
        try:
            await self._wire.write(chat, lambda: bot.edit_message_text(chat_id=chat, message_id=number, **payload))
        except BadRequest as error:
            if "no text in the message" not in str(error).lower():
                raise
        else:
            return
        rest = {name: part for name, part in payload.items() if name not in ("text", "link_preview_options")}
        await self._wire.write(
            chat,
            lambda: bot.edit_message_caption(
                chat_id=chat, message_id=number, caption=cut(payload["text"], CAPTION), **rest
            ),
        )
