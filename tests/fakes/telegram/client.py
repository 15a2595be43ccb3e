"""The real python-telegram-bot, run against the fake for as long as a test needs it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder, ExtBot, TypeHandler

from tests.fakes.telegram.server import PATIENCE, FakeTelegram


def a_bot(fake: FakeTelegram) -> ExtBot[None]:
    """Return a real bot that talks to the fake. Use it as an async context manager."""
    return ExtBot(fake.token, base_url=fake.base_url, base_file_url=fake.base_file_url)


class Listener:
    """A real Application that notes what it hears, in order."""

    def __init__(self, fake: FakeTelegram, read_timeout: float | None = None) -> None:
        """`read_timeout`: seconds after which a call is given up."""
        builder = ApplicationBuilder().token(fake.token).base_url(fake.base_url).base_file_url(fake.base_file_url)
        builder = builder.read_timeout(read_timeout) if read_timeout else builder
        self.application: Application[Any, Any, Any, Any, Any, Any] = builder.build()
        self.application.add_handler(TypeHandler(Update, self._note))
        self.heard: list[Update] = []
        self.errors: list[TelegramError] = []
        self._moved = asyncio.Event()

    @property
    def bot(self) -> Any:
        """The bot."""
        return self.application.bot

    async def _note(self, update: Update, _: Any) -> None:
        self.heard.append(update)
        self._wake()

    def note_error(self, error: TelegramError) -> None:
        """Note what went wrong while polling."""
        self.errors.append(error)
        self._wake()

    def _wake(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()

    def all(self, kind: str) -> list[Any]:
        """Return what came of a kind ("message", "callback_query")."""
        return [found for update in self.heard if (found := getattr(update, kind)) is not None]

    async def until(self, condition: Callable[[], object]) -> None:
        """Return when a condition holds; it is looked at after every update and error."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                await self._moved.wait()

    async def hears(self, kind: str, times: int = 1) -> list[Any]:
        """Wait until so many of a kind have come; return all that came."""
        await self.until(lambda: len(self.all(kind)) >= times)
        return self.all(kind)


@asynccontextmanager
async def running(
    fake: FakeTelegram, allowed: list[str] | None = Update.ALL_TYPES, read_timeout: float | None = None
) -> AsyncIterator[Listener]:
    """Poll the fake, and stop in the end."""
    listener = Listener(fake, read_timeout)
    application = listener.application
    async with application:
        await application.start()
        before = fake.updates.polls
        assert application.updater is not None
        await application.updater.start_polling(
            poll_interval=0.0, timeout=30, allowed_updates=allowed, error_callback=listener.note_error
        )
        try:
            await fake.until(lambda: fake.updates.polls > before or listener.errors)
            yield listener
        finally:
            await application.updater.stop()
            await application.stop()
