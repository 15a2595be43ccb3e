"""Telegram's updates in: asked for by long polling, or posted to us; in order, and confirmed only once they are committed."""

import asyncio
import json
import logging
from collections import OrderedDict
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from adapters.telegram.desk import Served, Then
from adapters.telegram.directory import Directory
from adapters.telegram.hear import KINDS, Hearing
from adapters.telegram.wire import FAILURES, Wire, reason
from bot.events import ButtonPressed, CommandGiven, Event, GapFound
from bot.ports import Clock, EventLog, Throttled, Unavailable

log = logging.getLogger("twoway.telegram")

AT_ONCE = 100
KEPT = timedelta(hours=24)
"""So long Telegram keeps what nobody asked for."""
NOTED_EVERY = timedelta(minutes=10)
AGAIN = timedelta(seconds=1)
REMEMBERED = 10_000
"""So many updates are known again. Far more than ever wait at once at a community's pace."""
DONE = "done"
"""Names the note of which updates pressed a button or gave a command: the last AT_ONCE, since no more can come again after a death."""
SLACK = 10.0


@dataclass(slots=True)
class _Held:
    """What is translated and not committed yet. `last`: the number of the last update in it, or before it."""

    last: int = -1
    events: list[Event] = field(default_factory=list)
    thens: list[Then] = field(default_factory=list)


class Ears:
    """Hears every chat the bot is in. `listening` is set while nothing waits at Telegram that we have not committed."""

    def __init__(
        self,
        wire: Wire,
        request: BaseRequest,
        hearing: Hearing,
        directory: Directory,
        events: EventLog,
        clock: Clock,
        listening: asyncio.Event,
        wait: int,
    ) -> None:
        """`request`: for long polls alone, so that they hold up nothing; `wait`: the seconds that one may take."""
        self._wire, self._request, self._hearing, self._directory = wire, request, hearing, directory
        self._events, self._clock, self.listening, self._wait = events, clock, listening, wait
        self._last, self._held = -1, _Held()
        self._taken: OrderedDict[int, None] = OrderedDict()
        for number in json.loads(directory.kept(DONE) or "[]"):
            self._take_note(number)
        self._taking = asyncio.Lock()
        self._running: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Poll until cancelled. Raises Unavailable where Telegram will not have us any more."""
        wait = 0
        while True:
            try:
                raws = await self._fetch(wait)
                await self.take(raws)
            except InvalidToken:
                raise Unavailable("Telegram does not accept TWOWAY_TELEGRAM_TOKEN any more") from None
            except (TelegramError, Unavailable) as why:
                self.listening.clear()
                wait = 0
                log.warning("not heard", extra={"why": _why(why)})
                await self._clock.sleep_until(self._clock.now() + _rest(why))
                continue
            if len(raws) < AT_ONCE:
                if not self.listening.is_set():
                    log.info("listening")
                self.listening.set()
                wait = self._wait

    async def _fetch(self, wait: int) -> Sequence[Mapping[str, Any]]:
        """Ask for what waits, and confirm what is committed. Each update is read by itself: one that cannot be costs only itself."""
        asked = {"offset": self._last + 1 if self._last >= 0 else 0, "limit": AT_ONCE, "timeout": wait}
        query = urlencode(asked | {"allowed_updates": json.dumps(KINDS)})
        found = await self._request.post(f"{self._wire.bot.base_url}/getUpdates?{query}", read_timeout=wait + SLACK)
        return found if isinstance(found, list) else []

    async def confirm(self) -> None:
        """Confirm what is committed without asking for more: at an orderly end."""
        if self._last >= 0:
            query = urlencode({"offset": self._last + 1, "limit": 1, "timeout": 0})
            await self._request.post(f"{self._wire.bot.base_url}/getUpdates?{query}", read_timeout=2.0)

    async def take(self, raws: Sequence[Mapping[str, Any]]) -> None:
        """Commit updates, in order. Raises Unavailable where they cannot be: they are to be offered again then.

        Each is taken once, whatever its number: what a webhook refused is posted again after later ones of other chats, and after a week
        without any Telegram counts on from a number chosen at random, which may be lower.
        """
        async with self._taking:
            await self._save()  # what could not be saved before: it is translated only once
            self._held.events += await self._since_last()
            for raw in raws:
                if int(raw["update_id"]) not in self._taken:
                    await self._translate(raw)
            await self._save()

    async def _translate(self, raw: Mapping[str, Any]) -> None:
        served, number = await self._served(raw), int(raw["update_id"])
        self._take_note(number)
        self._held.events += served.events
        if any(isinstance(event, ButtonPressed | CommandGiven) for event in served.events):
            # Talk that comes again after a restart is known by its reference; a press or a command is not.
            before = json.loads(self._directory.kept(DONE) or "[]")
            written = json.dumps([*before, number][-AT_ONCE:])
            self._held.events.append(self._directory.note(self._clock.now(), DONE, written))
        self._held.thens += [served.then] if served.then is not None else []
        self._held.last = number

    def _take_note(self, number: int) -> None:
        self._taken[number] = None
        if len(self._taken) > REMEMBERED:
            self._taken.popitem(last=False)

    async def _save(self) -> None:
        held = self._held
        await self._events.append(*held.events)
        self._last, self._held = held.last, _Held(held.last)
        for then in held.thens:
            self._start(then())

    async def _served(self, raw: Mapping[str, Any]) -> Served:
        try:
            return await self._hearing.take(Update.de_json(dict(raw), self._wire.bot))
        except Unavailable:
            raise
        except Exception:
            # A bug of ours, or an update of a kind to come, stops itself; the rest goes on. No text is logged.
            log.exception("update failed", extra={"update": raw.get("update_id"), "kinds": sorted(raw)})
            return Served()

    async def _since_last(self) -> list[Event]:
        """Return the gaps, where nobody asked for longer than Telegram keeps things, and now and then that we listen."""
        now, heard = self._clock.now(), self._directory.heard
        if heard is not None and now - heard < NOTED_EVERY:
            return []
        events: list[Event] = [self._directory.note(now, "heard", now.isoformat())]
        if heard is not None and now - heard > KEPT:
            until = now - KEPT
            events = [GapFound(until, channel, heard, until) for channel in await self._directory.channels()] + events
        return events

    def _start(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(_logged(doing))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def aclose(self) -> None:
        """End what is still being answered."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)


async def _logged(doing: Coroutine[Any, Any, None]) -> None:
    try:
        await doing
    except FAILURES as why:
        log.warning(
            "not answered", extra={"why": (reason(why) or str(why)) if isinstance(why, TelegramError) else str(why)}
        )
    except Exception:
        # A bug stops its own answer, and the rest goes on. The traceback says whose it was; no text is logged.
        log.exception("answer failed")


def _why(why: Exception) -> str:
    if isinstance(why, Conflict):
        return "another process listens with the same token, or a webhook is set; stop it"
    return str(why) if isinstance(why, Unavailable) else type(why).__name__


def _rest(why: Exception) -> timedelta:
    if isinstance(why, Throttled):
        return max(timedelta(seconds=why.seconds), AGAIN)
    if isinstance(why, RetryAfter):
        return timedelta(seconds=int("".join(sign for sign in str(why) if sign.isdecimal()) or 1))
    return AGAIN
