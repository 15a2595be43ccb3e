"""A whole dashboard on a loopback port: the real engine, the reference store, a clock moved by hand, two communities."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import ClientSession, CookieJar

from adapters.clock import ManualClock
from adapters.dashboard import Dashboard, Desk, open_door
from adapters.discord.limits import LIMITS
from adapters.memory import MemoryLog, MemoryStore
from adapters.phrases import read_decks, read_phrases
from bot.actions import Action
from bot.commands.serve import Service
from bot.compose.looks import looks
from bot.courier import Courier
from bot.engine import Engine
from bot.events import ChannelNamed, CommandGiven, MessageSeen
from bot.model import (
    SMALLEST,
    ChannelRef,
    CommunityRef,
    MemberRef,
    Message,
    MessageRef,
    Policy,
    Receipt,
    Role,
)
from bot.ports import Unavailable

PROMPTS = Path(__file__).parents[2] / "prompts"
PHRASES = read_phrases(PROMPTS)
DECKS = read_decks(PROMPTS, PHRASES)
HOME, OTHER = CommunityRef("discord", "77"), CommunityRef("discord", "78")
GENERAL, HELP, TEAM = (ChannelRef(HOME, id) for id in ("general", "help", "team"))
ELSEWHERE = ChannelRef(OTHER, "general")
START = datetime(2026, 11, 19, 13, 0, tzinfo=UTC)
POLICY = Policy(quiet_hours=None, team_channel="team", timezone="Europe/Berlin")
TURNS = 80


class Mouth:
    """A platform that takes everything, and keeps it."""

    limits = LIMITS

    def __init__(self) -> None:
        """Nothing was said yet."""
        self.said: list[Action] = []

    async def perform(self, action: Action, target: MessageRef | None) -> Receipt:
        """Take it."""
        self.said.append(action)
        return Receipt(MessageRef(action.to, f"bot-{len(self.said)}"))

    async def find(self, action: Action) -> None:
        """Nothing is ever in doubt here."""


class FullLog(MemoryLog):
    """A log whose disk is full while `full` is set."""

    full = False

    async def append(self, *events) -> None:
        """Add events, or raise Unavailable while full."""
        if self.full:
            raise Unavailable("the disk is full")
        await super().append(*events)


@dataclass
class House:
    """What a test can touch."""

    url: str
    clock: ManualClock
    store: MemoryStore
    log: FullLog
    dashboard: Dashboard
    mouth: Mouth
    heard: dict[str, bool]
    numbers: dict[ChannelRef, int] = field(default_factory=dict)

    async def rest(self) -> None:
        """Let everything that was set off come to its end."""
        for _ in range(TURNS):
            await asyncio.sleep(0)

    async def let_pass(self, minutes: float, step: float = 1.0) -> None:
        """Let the clock run, a step at a time."""
        end = self.clock.now() + timedelta(minutes=minutes)
        while self.clock.now() < end:
            self.clock.advance_to(min(end, self.clock.now() + timedelta(minutes=step)))
            await self.rest()

    async def say(self, by: str, text: str, channel: ChannelRef = GENERAL, **more) -> str:
        """Let somebody write; return the message's id."""
        self.numbers[channel] = self.numbers.get(channel, 0) + 1
        id = f"{channel.id}-{self.numbers[channel]}"
        author = MemberRef(channel.community, f"id-of-{by}")
        message = Message(MessageRef(channel, id), author, by, self.clock.now(), text, **more)
        await self.log.append(MessageSeen(message))
        return id

    async def flag(self, id: str, channel: ChannelRef = GENERAL) -> None:
        """Let a person say that a message waits for an answer."""
        member = MemberRef(channel.community, "id-of-mira")
        arguments = (("message", id),)
        await self.log.append(CommandGiven(self.clock.now(), channel, member, "needs_answer", arguments, True))
        await self.rest()

    async def waiting(self, by: str = "Ada", text: str = "Does the lid fit the older model?", channel=GENERAL) -> str:
        """Let somebody ask, and a person say that it waits; then there is a flag, and a draft."""
        id = await self.say(by, text, channel)
        await self.flag(id, channel)
        return id

    @asynccontextmanager
    async def guest(
        self, role: Role = Role.OWNER, community: CommunityRef = HOME, name: str = "Mira", language: str = "en"
    ) -> AsyncIterator["Visitor"]:
        """Come in by a link, as a browser would."""
        async with self.stranger(language) as visitor:
            link = self.dashboard.invite(MemberRef(community, f"id-of-{name.lower()}"), name, role)
            status, _ = await visitor.post("/enter", {"ticket": link.partition("ticket=")[2]})
            assert status == 200
            yield visitor

    @asynccontextmanager
    async def stranger(self, language: str = "en") -> AsyncIterator["Visitor"]:
        """Come without a link."""
        jar = CookieJar(unsafe=True)  # cookies for an address that is a number
        async with ClientSession(cookie_jar=jar, headers={"Accept-Language": language}) as client:
            yield Visitor(self.url, client)


class Visitor:
    """A browser without a screen."""

    def __init__(self, url: str, client: ClientSession) -> None:
        """Visit this dashboard."""
        self.url, self.client = url, client
        self.page = ""
        self.headers: dict[str, str] = {}

    async def get(self, path: str = "/", **headers: str) -> tuple[int, str]:
        """Open a page; return status and text."""
        async with self.client.get(self.url + path, headers=headers) as answer:
            self.page, self.headers = await answer.text(), dict(answer.headers)
            return answer.status, self.page

    async def post(self, path: str, form: dict[str, str], origin: str | None = "", **more) -> tuple[int, str]:
        """Send a form, and follow where it leads. `origin` "" is the dashboard's own, None sends none."""
        headers = {} if origin is None else {"Origin": origin or self.url}
        async with self.client.post(self.url + path, data=form, headers=headers | more) as answer:
            self.page, self.headers = await answer.text(), dict(answer.headers)
            return answer.status, self.page

    async def press(self, path: str, form: dict[str, str], page: str = "/") -> tuple[int, str]:
        """Send a form with the token of a page that was opened before, as its button does."""
        await self.get(page)
        return await self.post(path, {"token": self.token, "back": page, **form})

    @property
    def token(self) -> str:
        """The token in the last page's forms."""
        found = re.search(r'name="token" value="([0-9a-f]+)"', self.page)
        assert found, "no form on that page"
        return found[1]


@asynccontextmanager
async def open_house(
    store: MemoryStore | None = None,
    policy: Policy = POLICY,
    start: datetime = START,
    open_to: CommunityRef | None = None,
    metrics_token: str = "",
    rehearse=None,
) -> AsyncIterator[House]:
    """Start everything; stop it at the end."""
    store, log, clock, mouth = store or MemoryStore(), FullLog(), ManualClock(start), Mouth()
    heard = {"discord": True}
    links = {"discord": lambda ref: f"https://discord.example/{ref.channel.id}/{ref.id}"}

    async def listening() -> None:
        if not heard["discord"]:
            await asyncio.Event().wait()

    desk = Desk(
        *(log, store, clock, PHRASES, policy, "", links, {"discord": listening}, open_to, metrics_token),
        rehearse=rehearse,
        decks=DECKS,
        looks=looks(PHRASES),
    )
    dashboard = Dashboard(desk, secret="a secret of the tests")
    engine = Engine(store, policy, {"discord": LIMITS}, SMALLEST, (dashboard.witness,), decks=DECKS)
    courier = Courier(store, store, {"discord": mouth}, clock, log.append)
    running = asyncio.create_task(Service(engine, log, courier, store, clock).run())
    try:
        async with open_door(dashboard.application(), "127.0.0.1", 0) as port:
            url = f"http://127.0.0.1:{port}"
            dashboard.opened_at(url)
            house = House(url, clock, store, log, dashboard, mouth, heard)
            for channel in (GENERAL, HELP, TEAM, ELSEWHERE):
                await log.append(ChannelNamed(clock.now(), channel, channel.id))
            await house.rest()
            yield house
    finally:
        for _ in range(TURNS):
            await asyncio.sleep(0)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
