"""A Telegram on loopback: start it, point python-telegram-bot at it (`fake.base_url`), and let people talk."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from adapters.clock import ManualClock
from tests.fakes.telegram import bodies, calls_chats, calls_messages  # noqa: F401 (registers the calls)
from tests.fakes.telegram.api import Api, Request
from tests.fakes.telegram.events import Events
from tests.fakes.telegram.floods import Floods
from tests.fakes.telegram.people import People, Press
from tests.fakes.telegram.spec import the_spec
from tests.fakes.telegram.state import Chat, Message, Poll, User
from tests.fakes.telegram.trouble import Trouble
from tests.fakes.telegram.updates import Updates
from tests.fakes.telegram.writing import Writing

Json = dict[str, Any]
START = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
PATIENCE = 10.0
"""Seconds of real time after which a wait has failed: only a bound, nothing ever takes that long."""
BOT_ID = 1_234_567_890


@dataclass
class File:
    """A file that Telegram keeps: how it is written, and what is in it."""

    body: Json
    data: bytes


class FakeTelegram:
    """The server's whole state. Parts: people, updates, trouble, floods, and `violations`, which tests want empty."""

    token = f"{BOT_ID}:fake-token-that-opens-nothing-at-all"

    def __init__(self, clock: ManualClock | None = None, privacy: bool = False) -> None:
        """`clock`: its time, moved by `pass_time` only; `privacy`: whether @BotFather's privacy mode is on."""
        self.clock = clock or ManualClock(START)
        self.privacy = privacy
        """Privacy mode. A switch holds only for groups that the bot joins afterwards."""
        self.check_updates = True
        """Whether updates are checked against the description; switch it off to measure speed."""
        self.violations: list[str] = []
        self.url = ""
        self.closing = False
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.polls: dict[str, Poll] = {}
        self.files: dict[str, File] = {}
        self.presses: dict[str, Press] = {}
        self.presses_made = 0
        self.commands: dict[tuple[tuple[Any, ...], str], list[Json]] = {}
        self.descriptions: dict[str, str] = {}
        self.short_descriptions: dict[str, str] = {}
        """What the bot says of itself, by language; "" for all others."""
        self._moved = asyncio.Event()
        self.bot = self._known(BOT_ID, "Twoway", "twoway_bot", bot=True)
        self.telegram = self._known(777000, "Telegram", None, bot=False)
        self.anonymous = self._known(1087968824, "Group", "GroupAnonymousBot", bot=True)
        self.channel_bot = self._known(136817688, "Channel", "Channel_Bot", bot=True)
        self.trouble, self.floods, self.spec = Trouble(), Floods(), the_spec()
        self.updates, self.events, self.writing = Updates(self), Events(self), Writing(self)
        self.people, self.api = People(self), Api(self)
        self.say, self.comment, self.edit = self.people.say, self.people.comment, self.people.edit
        self.press_forged = self.people.press_forged
        self.press, self.vote, self.react = self.people.press, self.people.vote, self.people.react

    def _known(self, number: int, name: str, username: str | None, bot: bool) -> User:
        user = User(number, name, username, bot, None)
        self.users[number] = user
        return user

    @property
    def base_url(self) -> str:
        """The address that stands for https://api.telegram.org/bot."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """The address that stands for https://api.telegram.org/file/bot."""
        return f"{self.url}/file/bot"

    @property
    def requests(self) -> list[Request]:
        """All calls heard, oldest first, refused ones too."""
        return self.api.requests

    def calls(self, method: str) -> list[Request]:
        """Return the calls of one method."""
        return [request for request in self.requests if request.method == method]

    @property
    def refused(self) -> list[Request]:
        """The calls that were answered 403 or 429."""
        return [request for request in self.requests if request.status in (403, 429)]

    @asynccontextmanager
    async def open(self) -> AsyncIterator["FakeTelegram"]:
        """Listen on a free port of loopback; on leaving, every connection is closed."""
        app = web.Application(client_max_size=60 << 20)
        app.router.add_route("*", "/bot{token}/{method}", self.api.serve)
        app.router.add_get("/file/bot{token}/files/{name:.*}", self._file)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield self
        finally:
            self.closing = True
            for gate in [fault.gate for fault in self.trouble.faults if fault.gate is not None]:
                gate.set()
            self.updates.stop_posting()
            self.updates.try_again()
            await runner.cleanup()

    @property
    def moved(self) -> asyncio.Event:
        """Is set by the next call or update: for those who wait for several things at once."""
        return self._moved

    def changed(self) -> None:
        """Wake whoever waits for something to have happened."""
        self._moved.set()
        self._moved = asyncio.Event()

    async def until(self, condition: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Return when a condition holds; it is looked at after every call and update."""
        async with asyncio.timeout(seconds):
            while not condition():
                await self._moved.wait()

    async def heard(self) -> None:
        """Return when the bot has confirmed every update."""
        await self.until(lambda: not self.updates.pending)

    async def answered(self, press: Press) -> Press:
        """Return when a press was answered."""
        async with asyncio.timeout(PATIENCE):
            await press.answered.wait()
        return press

    def pass_time(self, **length: float) -> None:
        """Move the clock (minutes=5): polls close, updates are forgotten after a day, the webhook is tried again."""
        self.clock.advance_to(self.clock.now() + timedelta(**length))
        self.writing.close_due()
        self.updates.expire()

    def check_own(self, what: str, kind: str, body: Json) -> None:
        """Hold something of the fake's own against the description."""
        if self.check_updates:
            self.violations += [f"own {what}: {fault}" for fault in self.spec.faults_of(kind, body)]

    def find_chat(self, wanted: int | str) -> Chat | None:
        """Return a chat by id or @username."""
        if isinstance(wanted, int):
            return self.chats.get(wanted)
        return next((chat for chat in self.chats.values() if chat.username and f"@{chat.username}" == wanted), None)

    def find_message(self, chat: int, message: int) -> Message | None:
        """Return a message by what the bot knows of it."""
        return self.chats[chat].messages.get(message)

    def written_user(self, user: User) -> Json:
        """Write an account."""
        return bodies.user(user)

    def keep_file(self, file_id: str, body: Json, data: bytes) -> Json:
        """Keep a file and return how it is written."""
        whole = {"file_id": file_id, "file_unique_id": f"unique:{file_id}"} | body
        self.files[file_id] = File(whole, data)
        return whole

    def photo(self, seed: str, width: int, height: int, size: int, data: bytes = b"") -> list[Json]:
        """Return a picture in Telegram's two sizes, the smaller one first."""
        small = {"width": max(width // 4, 1), "height": max(height // 4, 1), "file_size": max(size // 8, 1)}
        large = {"width": width, "height": height, "file_size": size}
        return [self.keep_file(f"photo:{seed}:s", small, data), self.keep_file(f"photo:{seed}:l", large, data)]

    async def _file(self, http: web.Request) -> web.Response:
        file = self.files.get(http.match_info["name"])
        if file is None or http.match_info["token"] != self.token:
            return web.Response(status=404)
        return web.Response(body=file.data)


@asynccontextmanager
async def open_telegram(clock: ManualClock | None = None, privacy: bool = False) -> AsyncIterator[FakeTelegram]:
    """Open a fake Telegram, and on leaving insist that nothing was sent or answered that the real one would not have."""
    async with FakeTelegram(clock, privacy).open() as fake:
        yield fake
    assert not fake.violations, "\n".join(fake.violations)
