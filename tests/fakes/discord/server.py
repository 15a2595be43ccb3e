"""A Discord on loopback: start it, point discord.py at it (pointing.py), and let people talk."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from aiohttp import web

from adapters.clock import ManualClock
from tests.fakes.discord import calls_messages, calls_places, calls_threads  # noqa: F401 (registers the calls)
from tests.fakes.discord.calls_interactions import Commands
from tests.fakes.discord.errors import ApiError
from tests.fakes.discord.events import Events, Json
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.interactions import Interactions
from tests.fakes.discord.people import People
from tests.fakes.discord.permissions import May, in_channel, of_roles
from tests.fakes.discord.pressing import Pressing
from tests.fakes.discord.rest import PREFIX, Request, Rest
from tests.fakes.discord.spec import the_spec
from tests.fakes.discord.state import Channel, Guild, Kind, Member, Message, Snowflakes, User
from tests.fakes.discord.trouble import Trouble
from tests.fakes.discord.writing import Writing

START = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
PATIENCE = 10.0
"""Seconds of real time after which a wait has failed: only a bound, nothing ever takes that long."""
INTENT_FLAGS = {"presences": 1 << 13, "members": 1 << 15, "message_content": 1 << 19}


class FakeDiscord:
    """The server's whole state. Parts: people, pressing, gateway, trouble, and `violations`, which tests want empty."""

    token = "fake.bot.token"

    def __init__(self, clock: ManualClock | None = None, shards: int = 1) -> None:
        """`clock`: its time, moved by `pass_time` only; `shards`: how many /gateway/bot asks for."""
        self.clock = clock or ManualClock(START)
        self.shards = shards
        self.privileged = {"message_content", "members"}
        """The privileged intents that the developer portal grants; IDENTIFY with another is closed with 4014."""
        self.check_events = True
        """Whether events are checked against the description; switch it off to measure speed."""
        self.violations: list[str] = []
        self.url = self.gateway_url = ""
        self.ids = Snowflakes(self.clock)
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.files: dict[str, bytes] = {}
        self.trouble = Trouble()
        self.events, self.writing, self.people = Events(self), Writing(self), People(self)
        self.pressing, self.interactions, self.commands = Pressing(self), Interactions(self), Commands()
        self.gateway, self.spec = Gateway(self), the_spec()
        self.rest = Rest(self, self.spec)
        self.bot = self.people.account("Twoway", bot=True)
        self.application_id = self.bot.id
        self._moved = asyncio.Event()

    @property
    def api(self) -> str:
        """The address that stands for https://discord.com/api/v10."""
        return self.url + PREFIX

    @property
    def requests(self) -> list[Request]:
        """All requests heard, oldest first, refused ones too."""
        return self.rest.requests

    @property
    def refused(self) -> list[Request]:
        """The requests that count towards the ban at 10,000 in ten minutes: 401, 403, 429."""
        return [request for request in self.requests if request.status in (401, 403, 429)]

    @property
    def application_flags(self) -> int:
        """The application's flags: which privileged intents it was granted."""
        return sum(bit for name, bit in INTENT_FLAGS.items() if name in self.privileged)

    @asynccontextmanager
    async def open(self) -> AsyncIterator["FakeDiscord"]:
        """Listen on a free port of loopback; on leaving, every socket is closed."""
        app = web.Application(client_max_size=30 << 20)
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_get("/files/{name:.*}", self._file)
        app.router.add_route("*", PREFIX + "/{tail:.*}", self.rest.serve)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            port = runner.addresses[0][1]
            self.url, self.gateway_url = f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{port}/gateway/"
            yield self
        finally:
            self.trouble.closing = True
            for fault in self.trouble.faults:
                if fault.gate is not None:
                    fault.gate.set()
            for socket in list(self.gateway.sockets):
                socket.cut()
            await runner.cleanup()

    @property
    def moved(self) -> asyncio.Event:
        """Is set by the next request, event or frame: for those who wait for several things at once."""
        return self._moved

    def changed(self) -> None:
        """Wake whoever waits for something to have happened."""
        self._moved.set()
        self._moved = asyncio.Event()

    async def until(self, condition: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Return when a condition holds; it is looked at after every request, event and frame."""
        async with asyncio.timeout(seconds):
            while not condition():
                await self._moved.wait()

    async def ready(self, sessions: int = 1) -> None:
        """Return when so many sessions are connected."""
        await self.until(lambda: len(self.gateway.live) >= sessions)

    async def heard(self) -> None:
        """Return when every connected client has received all that was dispatched."""
        await self.gateway.heard()

    def pass_time(self, **length: float) -> None:
        """Move the clock (minutes=5): tokens run out, polls end."""
        self.clock.advance_to(self.clock.now() + timedelta(**length))
        self.people.end_due_polls()

    def check_event(self, name: str, schema: str, body: Json) -> None:
        """Hold an event's body against the description."""
        if self.check_events:
            self.violations += [f"own event {name}: {fault}" for fault in self.spec.faults_of(schema, body)]

    def member_of_bot(self, channel: Channel) -> Member | None:
        """Return the bot as a member of a channel's server; None in direct conversations."""
        return channel.guild.members.get(self.bot.id) if channel.guild is not None else None

    def is_in(self, guild: Guild) -> bool:
        """Whether the bot is in a server that is up."""
        return self.bot.id in guild.members and not guild.unavailable

    def may(self, channel: Channel, needs: int) -> bool:
        """Whether the bot has all of these permissions in a channel."""
        bot = self.member_of_bot(channel)
        return channel.guild is None or (bot is not None and in_channel(bot, channel) & needs == needs)

    def demand(self, channel: Channel, needs: int) -> None:
        """Refuse what the bot may not do: 50001 where it cannot see the channel, else 50013."""
        gone = channel.guild is not None and not self.is_in(channel.guild)
        if gone or not self.may(channel, May.VIEW_CHANNEL):
            raise ApiError(50001)
        if not self.may(channel, needs):
            raise ApiError(50013)

    def demand_in(self, guild: Guild, needs: int) -> None:
        """Refuse what the bot may not do in a server at large."""
        if of_roles(guild.members[self.bot.id]) & needs != needs:
            raise ApiError(50013)

    def dm_with(self, user: User) -> Channel:
        """Return the direct conversation with somebody."""
        for channel in self.channels.values():
            if channel.kind == Kind.DM and channel.recipient is user:
                return channel
        made = Channel(self.ids.next(), Kind.DM, self.people, recipient=user)
        self.channels[made.id] = made
        return made

    def post(self, message: Message) -> None:
        """Put a message into its channel and tell the bot. Writing into an archived thread opens it again."""
        channel = message.channel
        if channel.archived:
            self.people.archive(channel, archived=False)
        channel.messages[message.id] = message
        channel.last_id = max(
            channel.last_id or 0, message.id
        )  # stays when the message is deleted, as the real one does
        self.events.written("MESSAGE_CREATE", message)

    def remove(self, messages: list[Message], bulk: bool = False) -> None:
        """Take messages out of their channel and tell the bot."""
        for message in messages:
            message.channel.messages.pop(message.id, None)
        if messages:
            self.events.deleted(messages[0].channel, [message.id for message in messages], bulk)

    def keep_file(self, channel: int, name: str, data: bytes) -> str:
        """Keep an upload and return its address."""
        path = f"{channel}/{self.ids.next()}/{name}"
        self.files[path] = data
        return f"{self.url}/files/{path}"

    async def _file(self, request: web.Request) -> web.Response:
        data = self.files.get(request.match_info["name"])
        return web.Response(body=data) if data is not None else web.Response(status=404)


@asynccontextmanager
async def open_discord(clock: ManualClock | None = None, shards: int = 1) -> AsyncIterator[FakeDiscord]:
    """Open a fake Discord, and on leaving insist that nothing was sent or answered that the real one would not have."""
    async with FakeDiscord(clock, shards).open() as fake:
        yield fake
    assert not fake.violations, "\n".join(fake.violations)
