"""Telegram as one thing: `run()` listens, `platform` speaks, `witness` looks on."""

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from datetime import timedelta

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from adapters.telegram.answers import Answers
from adapters.telegram.commands import Commands
from adapters.telegram.desk import Books, Desk, Invite
from adapters.telegram.directory import Directory
from adapters.telegram.hear import KINDS, Hearing
from adapters.telegram.index import Index
from adapters.telegram.limits import LIMITS
from adapters.telegram.listen import Ears
from adapters.telegram.listing import Listing
from adapters.telegram.places import Places
from adapters.telegram.presses import Presses
from adapters.telegram.speak import Voice
from adapters.telegram.teams import Teams
from adapters.telegram.tidy import Tidying
from adapters.telegram.webhook import Door, open_door, secret_of
from adapters.telegram.wire import Wire
from bot.actions import Decision, Deed
from bot.events import Event
from bot.model import Limits, MessageRef, Phrases, Policy, Receipt, Settlement, Unknown
from bot.ports import Clock, EventLog, Library, Painter, Store, Unavailable

log = logging.getLogger("twoway.telegram")

LONG = 25
"""Seconds that a long poll waits."""
CATCH_UP, LOOK = timedelta(minutes=10), timedelta(seconds=1)
"""So long posted updates may take to come in after a start, and so often it is asked whether they have."""
CONNECTIONS = 16
TELEGRAM = "https://api.telegram.org"


class Telegram:
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
        door: Door | None = None,
        patience: float = 20.0,
        invite: Invite | None = None,
        painter: Painter | None = None,
        library: Library | None = None,
    ) -> None:
        """`api_base`: another Telegram, for tests. `door`: where updates are posted; None polls. `patience`: seconds for an answer.

        `invite`: makes links to the dashboard, None where there is none; `painter`: draws pictures, None for words alone;
        `library`: knows the weeks in figures.
        """
        self._events, self._records, self._store = log, records, store
        self._clock, self._phrases, self._policy = clock, phrases, default_policy
        self._token, self._door, self._invite, self._painter = token, door, invite, painter
        self._library = library
        self._long = HTTPXRequest(connection_pool_size=2, read_timeout=patience, connect_timeout=patience)
        request = HTTPXRequest(
            connection_pool_size=CONNECTIONS, read_timeout=patience, connect_timeout=patience, pool_timeout=patience
        )
        base = f"{api_base.rstrip('/') or TELEGRAM}/bot"
        self._bot = Bot(token, base, request=request, get_updates_request=self._long)
        self._answers = Answers()
        self._teams: Teams | None = None
        self._voice: Voice | None = None
        self._listening = asyncio.Event()

    @property
    def limits(self) -> Limits:
        """What Telegram allows."""
        return LIMITS

    @property
    def platform(self) -> "Telegram":
        """Who performs actions: this."""
        return self

    @property
    def witness(self) -> "Telegram":
        """Who looks on: this. It tells which notice answers which command, and which community chose otherwise."""
        return self

    async def run(self) -> None:
        """Listen until cancelled. Raises Unavailable, with what to do, when Telegram will not have us."""
        try:
            await self._bot.initialize()
        except InvalidToken:
            raise Unavailable(
                "Telegram does not accept TWOWAY_TELEGRAM_TOKEN; copy it anew from @BotFather: /mybots, API Token"
            ) from None
        except TelegramError as why:
            raise Unavailable(f"Telegram cannot be reached ({type(why).__name__}); is the network up?") from None
        try:
            await self._session()
        finally:
            self._voice = None
            self._listening.clear()
            await self._bot.shutdown()

    async def _session(self) -> None:
        directory = Directory(self._store)
        await directory.open()
        wire, places = Wire(self._bot, self._clock), Places()
        self._teams = teams = Teams(wire, directory, self._store, self._policy, self._clock)
        doors = (self._records, self._store, self._clock, self._phrases)
        tidying = Tidying(wire, directory, teams, self._events, self._clock)
        desk = Desk(*doors, teams, self._answers, wire, places, directory, tidying, self._events, self._invite)
        commands = Commands(desk, teams, Index(desk, self._library, self._painter))
        listing = Listing(desk, self._events)
        hearing = Hearing(desk, commands, Presses(desk, commands.pages))
        ears = Ears(wire, self._long, hearing, directory, self._events, self._clock, self._listening, LONG)
        self._voice = Voice(
            *(wire, directory, places, self._answers, self._events, self._store, self._clock, self._phrases),
            *(tidying, self._painter),
        )
        beside = [
            asyncio.create_task(_besides(name, work))
            for name, work in (("listing", listing.tell()), ("tidying", tidying.run()))
        ]
        try:
            await (self._posted(ears, self._door) if self._door is not None else self._polled(ears))
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await ears.aclose()

    async def _polled(self, ears: Ears) -> None:
        try:
            # A webhook that was set before would keep everything from us.
            await self._bot.delete_webhook()
        except TelegramError as why:
            raise Unavailable(f"Telegram does not answer ({type(why).__name__}); is the network up?") from None
        try:
            await ears.run()
        finally:
            with suppress(TelegramError):
                await ears.confirm()

    async def _posted(self, ears: Ears, door: Door) -> None:
        secret = secret_of(self._token)
        async with open_door(door, secret, ears):
            try:
                # One connection: updates are to be taken in order.
                await self._bot.set_webhook(
                    door.url, secret_token=secret, max_connections=1, allowed_updates=list(KINDS)
                )
            except TelegramError as why:
                raise Unavailable(f"Telegram does not take the webhook {door.url} ({why})") from None
            await ears.take([])
            await self._caught_up()
            self._listening.set()
            log.info("listening", extra={"webhook": door.url})
            await asyncio.Event().wait()

    async def _caught_up(self) -> None:
        """Return when nothing waits at Telegram any more; or after a while, since one that never comes must not stop all timers."""
        until = self._clock.now() + CATCH_UP
        while (now := self._clock.now()) < until:
            try:
                if not (await self._bot.get_webhook_info()).pending_update_count:
                    return
            except TelegramError as why:
                log.info("not told what waits", extra={"why": type(why).__name__})
            await self._clock.sleep_until(now + LOOK)
        log.warning("updates still wait at Telegram")

    async def listening(self) -> None:
        """Return when all that waited at Telegram is committed. While it is not, no timer should be taken for silence."""
        await self._listening.wait()

    async def perform(self, action: Deed, target: MessageRef | None) -> Settlement:
        """Do it."""
        return await self._mouth().perform(action, target)

    async def find(self, action: Deed) -> Receipt | Unknown | None:
        """Say what is known of what may have been done."""
        return await self._mouth().find(action)

    def saw(self, event: Event, decision: Decision) -> None:
        """Note what an event led to."""
        self._answers.saw(event, decision.actions)
        if self._teams is not None:
            self._teams.changed(decision.changes)

    def link(self, ref: MessageRef) -> str:
        """Return the address that leads members to a message, "" where it has none, or nobody listens yet."""
        if self._voice is None:
            return ""
        return self._voice.link(ref)

    async def aclose(self) -> None:
        """Leave Telegram; when `run` has ended there is nothing left to do."""
        await self._bot.shutdown()

    def _mouth(self) -> Voice:
        if self._voice is None:
            raise Unavailable("Telegram is not connected yet")
        return self._voice


async def _besides(name: str, work: Coroutine[None, None, None]) -> None:
    """Do what listening does not wait for. A bug ends it, is logged, and listening goes on."""
    try:
        await work
    except Exception:
        log.exception("work beside listening failed", extra={"doing": name})
