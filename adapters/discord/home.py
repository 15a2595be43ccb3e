"""Discord as one thing: `run()` listens, `platform` speaks, `witness` looks on; a missing intent costs text, not the bot."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.answers import Answers
from adapters.discord.commands import Commands
from adapters.discord.desk import Books, Desk, Invite
from adapters.discord.inbox import MOST, Inbox
from adapters.discord.index import Index
from adapters.discord.limits import LIMITS
from adapters.discord.listen import Ears
from adapters.discord.presses import Presses
from adapters.discord.speak import Voice
from adapters.discord.stops import Stops
from adapters.discord.teams import Teams
from adapters.discord.wire import FAILURES
from bot.actions import Decision, Deed
from bot.events import Event
from bot.model import Limits, MessageRef, Phrases, Policy, Receipt, Refusal, Timer, Unknown
from bot.ports import Clock, EventLog, Library, Painter, Store, Timers, Unavailable

log = logging.getLogger("twoway.discord")

NO_CONTENT = (
    "Discord does not grant this bot the message content intent: it hears who writes where, but reads only messages that mention it,"
    " replies to it and its commands. Switch on 'Message Content Intent' in the Developer Portal, under Bot, and start again."
)
NO_TOKEN = "Discord does not accept TWOWAY_DISCORD_TOKEN; copy it anew from the Developer Portal, under Bot"
NOT_LET_IN = 4004
"""How the gateway closes when the token is not, or no longer, a bot's: it was reset while we ran."""


class Discord:
    """The adapter. Also the Platform itself, so that it may be handed to the courier before it is connected."""

    def __init__(
        self,
        token: str,
        log: EventLog,
        records: Books,
        store: Store,
        clock: Clock,
        phrases: Phrases,
        default_policy: Policy,
        *,
        api_base: str = "",
        gateway: str = "",
        settle: float = 2.0,
        pause: float = 5.0,
        most: int = MOST,
        stops: Path | None = None,
        invite: Invite | None = None,
        painter: Painter | None = None,
        library: Library | None = None,
    ) -> None:
        """`api_base`, `gateway`: another Discord, for tests. `settle`: seconds a start waits for the list of servers; `pause`:
        seconds between two sessions, as Discord asks. `most`: how many events may wait in memory before no more is read.
        `stops`: the file in which channels are noted where Discord refused the bot. `invite`: makes links to the dashboard.
        `painter`: draws pictures; None for words alone. `library`: knows the weeks in figures."""
        point_at(api_base, gateway)
        self._token, self._log, self._records = token, log, records
        self._store, self._clock, self._phrases, self._policy = store, clock, phrases, default_policy
        self._settle, self._pause = settle, pause
        self._teams, self._answers = Teams(store, default_policy), Answers()
        self._inbox, self._stops, self._invite = Inbox(log, clock, most), Stops(stops), invite
        self._painter, self._library = painter, library
        self._ears: Ears | None = None
        self._voice: Voice | None = None
        self._listening = asyncio.Event()
        self.content = True

    @property
    def limits(self) -> Limits:
        """What Discord allows."""
        return LIMITS

    @property
    def platform(self) -> "Discord":
        """Who performs actions: this."""
        return self

    @property
    def witness(self) -> "Discord":
        """Who looks on: this. It tells which notice answers which command, and which community chose otherwise."""
        return self

    async def run(self) -> None:
        """Listen until closed or cancelled. Raises Unavailable, with what to do, when Discord will not have us."""
        tasks = [asyncio.create_task(self._inbox.run()), asyncio.create_task(self._sessions())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        except discord.LoginFailure:
            raise Unavailable(NO_TOKEN) from None
        except discord.ConnectionClosed as why:
            raise Unavailable(
                NO_TOKEN if why.code == NOT_LET_IN else f"Discord closed the connection for good ({why.code})"
            ) from None
        except (discord.GatewayNotFound, *FAILURES) as why:
            raise Unavailable(f"Discord cannot be reached ({type(why).__name__}); is the network up?") from None
        except discord.PrivilegedIntentsRequired:
            raise Unavailable("Discord refuses the intents that this version needs; please report it") from None
        finally:
            for task in tasks:
                task.cancel()
            await (
                self.aclose()
            )  # discord.py swallows a cancellation that meets a reconnect, but then ends when it is closed
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _sessions(self) -> None:
        try:
            await self._session(content=True)
        except discord.PrivilegedIntentsRequired:
            log.warning("no message content", extra={"why": NO_CONTENT})
            self.content = False
            await self._session(content=False)

    async def _session(self, *, content: bool) -> None:
        ears = Ears(
            content=content,
            settle=self._settle,
            pause=self._pause,
            inbox=self._inbox,
            teams=self._teams,
            store=self._store,
            clock=self._clock,
            listening=self._listening,
            stops=self._stops,
        )
        desk = Desk(
            *(self._log, self._records, self._store, self._clock, self._phrases, self._policy),
            *(self._teams, self._answers, ears.wire, ears.places, self._invite),
        )
        commands = Commands(ears, desk, Index(desk, self._library, self._painter))
        ears.pressed = Presses(desk, commands.pages).take
        self._voice = Voice(
            ears.wire, ears.places, self._answers, self._store, self._clock, self._phrases, self._painter
        )
        self._ears = ears
        try:
            async with ears:
                await ears.start(self._token)
        finally:
            self._voice = None
            self._listening.clear()
            self._inbox.clear()

    async def listening(self) -> None:
        """Return when every shard hears and has caught up. While one does not, no timer should be taken for silence."""
        await self._listening.wait()

    def patient(self, timers: Timers) -> Timers:
        """Return the same timers, asked only while Discord is heard: what could not be read is never silence."""
        return _Patient(timers, self)

    async def perform(self, action: Deed, target: MessageRef | None) -> Receipt | Refusal:
        """Do it."""
        return await self._mouth().perform(action, target)

    async def find(self, action: Deed) -> Receipt | Unknown | None:
        """Look up what may have been done."""
        return await self._mouth().find(action)

    def saw(self, event: Event, decision: Decision) -> None:
        """Note what an event led to."""
        self._answers.saw(event, decision.actions)
        self._teams.changed(decision.changes)

    async def aclose(self) -> None:
        """Leave Discord."""
        if self._ears is not None:
            await self._ears.close()

    def _mouth(self) -> Voice:
        if self._voice is None:
            raise Unavailable("Discord is not connected yet")
        return self._voice


class _Patient:
    """Timers that wait until Discord is heard again, and what was missed is committed."""

    def __init__(self, timers: Timers, discord: Discord) -> None:
        self._timers, self._discord = timers, discord

    async def due(self, now: datetime, limit: int) -> Sequence[Timer]:
        """Return what is due, once Discord is heard."""
        await self._discord.listening()
        return await self._timers.due(now, limit)

    async def next_due(self) -> datetime | None:
        """Return when the next timer is due, once Discord is heard."""
        await self._discord.listening()
        return await self._timers.next_due()

    async def position(self, source: str) -> int:
        """Return how far a source was read."""
        return await self._timers.position(source)

    async def latest(self) -> datetime | None:
        """Return the latest moment any channel has seen."""
        return await self._timers.latest()


def point_at(api_base: str, gateway: str) -> None:
    """Let discord.py of this process speak to another Discord; "" leaves an address as it is."""
    if api_base:
        Route.BASE = api_base.rstrip("/")
    if gateway:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
