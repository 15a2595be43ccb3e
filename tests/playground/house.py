"""A whole Twoway around a playground, on a loopback port: the real engine, the reference store, and a clock moved by hand."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from aiohttp import ClientSession, ClientWebSocketResponse, web

from adapters.clock import ManualClock
from adapters.memory import MemoryStore
from adapters.phrases import read_phrases, with_decks
from adapters.playground import LIMITS, Playground
from bot.commands.serve import Service
from bot.courier import Courier
from bot.engine import Engine
from bot.model import SMALLEST, CommunityRef, Policy
from bot.model.deck import NO_DECKS, Decks
from bot.ports import Painter
from tests.housing import FullLog
from tests.painter.canvas import Canvas

PHRASES = read_phrases(Path(__file__).parents[2] / "prompts")
COMMUNITY = CommunityRef("playground", "playground")
START = datetime(2026, 11, 19, 13, 0, tzinfo=UTC)
POLICY = Policy(quiet_hours=None, team_channel="team")
TURNS = 60
"""Turns of the loop in which whatever was set off comes to rest: nothing in here waits for a disk or a network."""


@dataclass
class House:
    """What a test can touch."""

    url: str
    clock: ManualClock
    store: MemoryStore
    log: FullLog
    playground: Playground
    client: ClientSession

    async def rest(self) -> None:
        """Let everything that was set off come to its end."""
        for _ in range(TURNS):
            await asyncio.sleep(0)

    async def let_pass(self, minutes: float, step: float = 1.0) -> None:
        """Let the clock run, a step at a time, as a fast clock would."""
        end = self.clock.now() + timedelta(minutes=minutes)
        while self.clock.now() < end:
            self.clock.advance_to(min(end, self.clock.now() + timedelta(minutes=step)))
            await self.rest()

    @asynccontextmanager
    async def page(self, language: str = "en") -> AsyncIterator["PageEnd"]:
        """Open a WebSocket as the page does."""
        headers = {"Origin": self.url}
        async with self.client.ws_connect(
            f"{self.url}/talk?lang={language}", headers=headers, max_msg_size=0
        ) as socket:
            page = PageEnd(socket)
            page.first = (await page.until(lambda frame: frame["kind"] == "welcome"))["frames"]
            yield page


class PageEnd:
    """A page's end of the socket: asks, and reads until something comes."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        """Speak on this socket."""
        self.socket = socket
        self.first: list[dict] = []
        self.got: list[dict] = []
        self.count = 0

    async def until(self, wanted: Callable[[dict], bool]) -> dict:
        """Return the next frame that is wanted; all that came before stays in `got`."""
        while True:
            frame = await self.socket.receive_json(timeout=5)
            self.got.append(frame)
            if wanted(frame):
                return frame

    async def have(self, wanted: Callable[[dict], bool]) -> dict:
        """Return the latest frame that is wanted, one that came already or else the next."""
        came = [frame for frame in self.got if wanted(frame)]
        return came[-1] if came else await self.until(wanted)

    async def ask(self, kind: str, **values: object) -> dict:
        """Ask for something and return the answer."""
        self.count += 1
        number = self.count
        await self.socket.send_json({"kind": kind, "ask": number, **values})
        return await self.until(lambda frame: frame.get("ask") == number)

    async def write(self, member: str, text: str, channel: str = "general", **more: str) -> str:
        """Write something and return the message's id."""
        number = len(self.got)
        answer = await self.ask("write", channel=channel, member=member, text=text, **more)
        assert answer["kind"] == "done", answer
        return next(
            frame["id"] for frame in self.got[number:] if frame["kind"] == "message" and frame["author"] == member
        )

    def of(self, kind: str) -> list[dict]:
        """Return the frames of a kind that have come."""
        return [frame for frame in self.got if frame["kind"] == kind]


@asynccontextmanager
async def open_house(
    store: MemoryStore | None = None,
    start: datetime = START,
    tick: Callable[[], float] | None = None,
    decks: Decks = NO_DECKS,
    painter: Painter | None = None,
) -> AsyncIterator[House]:
    """Start everything; stop it at the end. The same store given again is a restart. `decks`: what may open discussions. `painter`: a dot's without it."""
    seconds = count()
    tick = tick or (lambda: float(next(seconds)))  # a second passes with each frame: nobody is too fast
    store, log, clock = store or MemoryStore(), FullLog(), ManualClock(start)
    phrases = with_decks(PHRASES, decks)
    playground = Playground(
        *(log, store, clock, phrases, COMMUNITY),
        policy=POLICY,
        chosen=store,
        tick=tick,
        painter=painter or Canvas(phrases),
    )
    engine = Engine(store, POLICY, {"playground": LIMITS}, SMALLEST, (playground.witness,), decks=decks)
    courier = Courier(store, store, {"playground": playground.platform}, clock, log.append)
    runner = web.AppRunner(playground.application(), access_log=None)
    await runner.setup()
    running = asyncio.create_task(Service(engine, log, courier, store, clock).run())
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with ClientSession() as client:
            url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            house = House(url, clock, store, log, playground, client)
            await house.rest()
            yield house
    finally:
        await runner.cleanup()
        for _ in range(TURNS):  # asyncio.wait_for in Python 3.11 can lose a cancellation that meets its own wake-up
            await asyncio.sleep(0)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
