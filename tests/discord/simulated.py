"""Twoway in simcord: a second Discord, written by others, that shares nothing with the fake in tests/fakes.

There is no socket here: simcord stands in for discord.py's HTTP client and hands events to its parsers. What is real are discord.py's
own classes, the command tree and our adapter; what simcord adds are its own opinions on permissions, double answers, unregistered
commands, disabled buttons, modals and polls. The engine and the courier are driven by hand.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

import discord
import simcord

from adapters.discord.answers import Answers
from adapters.discord.commands import Commands
from adapters.discord.desk import Desk
from adapters.discord.inbox import Inbox
from adapters.discord.limits import LIMITS
from adapters.discord.listen import Ears
from adapters.discord.presses import Presses
from adapters.discord.speak import Voice
from adapters.discord.stops import Stops
from adapters.discord.teams import Teams
from adapters.memory import MemoryStore
from bot.actions import Decision
from bot.courier import Courier
from bot.engine import Engine
from bot.events import Event, TimerDue
from bot.model import SMALLEST, Policy
from bot.ports import Batch, Unavailable
from tests.discord.house import PHRASES, SUGGEST

ASK = "Does anybody know how I can export a project as WAV?"


class SimulatedTime:
    """simcord's own clock, which only `advance_time` moves."""

    env: simcord.Env

    def now(self) -> datetime:
        """Return the time there."""
        return self.env.now()

    async def sleep_until(self, when: datetime) -> None:
        """Nothing waits here: who drives moves the time."""
        raise AssertionError("nothing should be put off in these tests")


class Twoway:
    """The bot's parts around a client that simcord runs, and a server with staff and members."""

    def __init__(self, policy: Policy) -> None:
        """Put the bot together, as adapters/discord/home.py does."""
        self.store, self.clock, self.events = MemoryStore(), SimulatedTime(), []
        self.full, self._turn = False, asyncio.Lock()
        self.teams, self.answers = Teams(self.store, policy), Answers()
        self.inbox = Inbox(self, self.clock)
        self.ears = Ears(
            content=True,
            settle=0.0,
            pause=0.0,
            inbox=self.inbox,
            teams=self.teams,
            store=self.store,
            clock=self.clock,
            listening=asyncio.Event(),
            stops=Stops(),
        )
        parts = (self, self.store, self.store, self.clock, PHRASES, policy, self.teams, self.answers)
        desk = Desk(*parts, self.ears.wire, self.ears.places)
        commands = Commands(self.ears, desk)
        self.ears.tree = commands.tree  # where simcord looks for it
        self.ears.pressed = Presses(desk, commands.pages).take
        voice = Voice(self.ears.wire, self.ears.places, self.answers, self.store, self.clock, PHRASES)
        self.engine = Engine(self.store, policy, {"discord": LIMITS}, SMALLEST, (self,))
        self.courier = Courier(self.store, self.store, {"discord": voice}, self.clock, self.append)

    async def append(self, *events: Event) -> None:
        """Be the event log: what comes is decided at once, unless its disk is `full`."""
        if self.full:
            raise Unavailable("the disk is full")
        async with self._turn:
            await self.engine.handle(Batch(events))

    def saw(self, event: Event, decision: Decision) -> None:
        """Be the witness, as the adapter's own is."""
        self.events.append(event)
        self.answers.saw(event, decision.actions)
        self.teams.changed(decision.changes)

    def furnish(self, env: simcord.Env) -> None:
        """Found a server: Boss is staff, Ada and Bo are members."""
        self.env = self.clock.env = env
        self.ears.wire._http = self.ears.http  # simcord has put its own in the place of the client's
        self.guild = env.create_guild()
        self.general, self.team = (self.guild.create_text_channel(name) for name in ("general", "team"))
        staff = self.guild.create_role("Staff", permissions=discord.Permissions(manage_guild=True))
        self.boss = self.guild.add_member(env.create_user("Boss"), roles=[staff])
        self.ada, self.bo = (self.guild.add_member(env.create_user(name)) for name in ("Ada", "Bo"))

    def all(self, kind: type[Event]) -> list[Any]:
        """Return the decided events of a kind."""
        return [event for event in self.events if isinstance(event, kind)]

    async def rest(self) -> None:
        """Let everything come to its end: what was heard is decided, what was decided is done."""
        await self.env.settle()
        await self.inbox.drained()
        while await self.courier.deliver():
            await self.env.settle()
            await self.inbox.drained()

    async def let_pass(self, **length: float) -> None:
        """Let time pass, and what was due happen."""
        await self.env.advance_time(timedelta(**length).total_seconds())
        while due := await self.store.due(self.clock.now(), 100):
            for timer in due:
                await self.append(TimerDue(max(timer.due, self.clock.now()), timer))
        await self.rest()

    async def does(self, doing: Any) -> Any:
        """Let somebody do something; return what simcord saw of it, once all is at rest."""
        done = await doing
        await self.rest()
        return done

    async def card(self) -> discord.Message:
        """Let a question come due; return the draft's card."""
        await self.does(self.ada.send(self.general, ASK))
        await self.let_pass(minutes=31)
        return self.posts(self.team)[-1]

    def posts(self, channel: Any) -> list[discord.Message]:
        """Return what the bot said in a channel."""
        return [message for message in channel.history() if message.author.id == self.ears.user.id]


@asynccontextmanager
async def open_twoway(policy: Policy = SUGGEST) -> AsyncIterator[Twoway]:
    """Run Twoway in a simcord of its own."""
    twoway = Twoway(policy)
    pumping = asyncio.create_task(twoway.inbox.run())
    try:
        async with simcord.run(twoway.ears, shard_count=1) as env:
            twoway.furnish(env)
            await twoway.rest()
            yield twoway
    finally:
        pumping.cancel()
        with suppress(asyncio.CancelledError):
            await pumping


def labels(message: discord.Message) -> list[str]:
    """Return the buttons that a message shows."""
    return [part.label for row in message.components for part in row.children if isinstance(part, discord.Button)]


def said(result: simcord.InteractionResult) -> str:
    """Return an answer, which only the asker may see."""
    answer = result.followups[0] if result.followups else result.response
    assert answer.ephemeral
    return re.sub(r"\s+", " ", answer.content)
