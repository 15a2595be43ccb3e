"""Answers to commands do not fill a group: each takes the place of the one before, and all of it goes after a while where that is wanted.

What is to go is noted with the store, so that a restart forgets nothing. Only an answer that went out right before a death, and was not
noted yet, stays.
"""

import asyncio
import json
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from telegram.error import TelegramError

from adapters.telegram.directory import Directory
from adapters.telegram.teams import Teams
from adapters.telegram.wire import Asked, Uncertain, Wire
from bot.events import Event
from bot.ports import Clock, EventLog, Unavailable

log = logging.getLogger("twoway.telegram")

REMEMBERED = 1_000
MOST_IN_A_CHAT = 100
AGAIN = timedelta(minutes=1)
KEY = "tidy:"

Due = list[tuple[int, int]]
"""(second since 1970 at which it goes, number of the message)."""


class Tidying:
    """Takes commands and their answers away."""

    def __init__(self, wire: Wire, directory: Directory, teams: Teams, events: EventLog, clock: Clock) -> None:
        """What is to go is among the directory's notes."""
        self._wire, self._directory, self._teams, self._events, self._clock = wire, directory, teams, events, clock
        self._last: dict[tuple[int, int | None], int] = {}
        self._woken = asyncio.Event()

    async def given(self, asked: Asked) -> Sequence[Event]:
        """Return the note that a command is to go, to be committed with what it leads to; none where it stays."""
        return await self._noted(asked, asked.message) if not asked.press and asked.message else ()

    async def answered(self, asked: Asked, message: int, *, stays: bool = False) -> None:
        """Take away the answer before in the same place, and note that this one is to go. `stays`: until somebody removes it."""
        if asked.private or stays:
            return
        place = (asked.chat, asked.topic)
        before = self._last.pop(place, None)
        self._last[place] = message
        if len(self._last) > REMEMBERED:
            del self._last[next(iter(self._last))]
        await self._note(*await self._noted(asked, message))
        if before is not None:
            await self._delete(asked.chat, before)

    async def turned(self, asked: Asked) -> None:
        """A page is still in use: it goes later."""
        if not asked.private:
            await self._note(*await self._noted(asked, asked.message))

    async def _noted(self, asked: Asked, message: int) -> Sequence[Event]:
        after = (await self._teams.policy(asked.channel)).tidy_after
        if asked.private or after is None:
            return ()
        due = int((self._clock.now() + after).timestamp())
        rest = [one for one in self._due(asked.chat) if one[1] != message]
        self._woken.set()
        return (self._keep(asked.chat, [*rest, (due, message)]),)

    def _due(self, chat: int) -> Due:
        return [(due, number) for due, number in json.loads(self._directory.kept(f"{KEY}{chat}") or "[]")]

    def _keep(self, chat: int, due: Due) -> Event:
        return self._directory.note(self._clock.now(), f"{KEY}{chat}", json.dumps(sorted(due)[-MOST_IN_A_CHAT:]))

    async def run(self) -> None:
        """Take away what is due, until cancelled."""
        while True:
            self._woken.clear()
            chats = [int(key.removeprefix(KEY)) for key in self._directory.keys(KEY)]
            soonest = min([due for chat in chats for due, _ in self._due(chat)], default=None)
            if soonest is None:
                await self._woken.wait()
            elif soonest > self._clock.now().timestamp():
                await self._sleep(datetime.fromtimestamp(soonest, UTC))
            else:
                for chat in chats:
                    await self._sweep(chat)

    async def _sleep(self, until: datetime) -> None:
        """Return when the time has come, or something is to go sooner."""
        waits = {asyncio.ensure_future(self._clock.sleep_until(until)), asyncio.ensure_future(self._woken.wait())}
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    async def _sweep(self, chat: int) -> None:
        """Take away what is due in one chat. What was taken away twice is no matter, so it is noted only afterwards."""
        now = self._clock.now()
        gone, later = set[int](), int((now + AGAIN).timestamp())
        for due, number in self._due(chat):
            if due <= now.timestamp() and await self._delete(chat, number):
                gone.add(number)
        left = [
            (due if due > now.timestamp() else later, number) for due, number in self._due(chat) if number not in gone
        ]
        await self._note(self._keep(chat, left))

    async def _note(self, *events: Event) -> None:
        """Keep notes. Where that cannot be now, they hold until this process ends: an answer was given all the same."""
        try:
            await self._events.append(*events)
        except Unavailable as why:
            log.warning("not noted", extra={"why": str(why)})

    async def _delete(self, chat: int, number: int) -> bool:
        """Whether that is done with: it is gone, or we may not take it away."""
        try:
            await self._wire.ask(lambda: self._wire.bot.delete_message(chat, number), chat)
        except (Unavailable, Uncertain):
            return False
        except TelegramError:
            log.info("not taken away", extra={"chat": chat})
        return True
