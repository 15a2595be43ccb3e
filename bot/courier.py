"""The courier: claim, perform, settle, tell. What may have been sent is never sent again; what was asked of the records may be."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from traceback import extract_tb
from typing import TypeVar

from bot.actions import Action, Amend, Consult, CountPoll, EndPoll
from bot.events import ActionSettled, Event
from bot.model import ChannelRef
from bot.ports import Clock, Library, Outbox, Platform, Receipt, Refusal, Settlement, Unavailable

log = logging.getLogger("twoway.courier")

Tell = Callable[[Event], Awaitable[None]]
Answer = TypeVar("Answer")

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)
"""So long an action rests after a bug in its platform met it; at each further one twice as long, up to the longest."""


@dataclass(slots=True)
class _Hold:
    """A claimed action in hand. `unsure`: it may have been done. `settlement`: what came of it, not yet saved.

    `rests`: until when it is left alone after a bug met it, and `pause` how long that is.
    """

    action: Action
    unsure: bool = False
    settlement: Settlement | None = None
    rests: datetime | None = None
    pause: timedelta = FIRST_PAUSE


class Courier:
    """Carries actions from the outbox to the platforms (or to the records), and what came of them back to the engine.

    What is claimed stays in hand until it is settled, whatever fails in between; what was performed is never performed again.
    """

    def __init__(
        self,
        outbox: Outbox,
        library: Library,
        platforms: Mapping[str, Platform],
        clock: Clock,
        tell: Tell,
        patient: bool = False,
    ) -> None:
        """`platforms`: by name. `tell` hands an event to the engine and returns when it is committed.

        `patient`: what is for other platforms is left as it is for a run in which they are there; else it is refused.
        """
        self._outbox, self._library, self._platforms = outbox, library, platforms
        self._clock, self._tell = clock, tell
        self._served = frozenset(platforms) if patient else None
        self._hand: dict[tuple[ChannelRef, str], _Hold] = {}
        self._owing = False

    async def recover(self) -> None:
        """At a start: find out about what a dead process claimed, and tell what it settled but did not pass on."""
        for claimed in await self._outbox.unsettled():
            if self._served is not None and claimed.action.channel.community.platform not in self._served:
                continue
            self._hand.setdefault((claimed.action.channel, claimed.action.key), _Hold(claimed.action, unsure=True))
        self._owing = True
        await self._round()

    async def deliver(self, limit: int = 50) -> int:
        """Do what waits in the outbox, oldest first, and try again what was put off; return how many actions were newly claimed."""
        claimed = await self._outbox.claim(self._clock.now(), limit, self._served)
        for each in claimed:
            self._hand[each.action.channel, each.action.key] = _Hold(each.action)
        await self._round()
        return len(claimed)

    async def _round(self) -> None:
        for place, held in list(self._hand.items()):
            if self._resting(held):
                continue
            if held.settlement is None:
                try:
                    held.settlement = await self._attempt(held)
                except Unavailable as why:
                    log.warning("not delivered yet", extra={"key": held.action.key, "why": str(why)})
                    continue
            await self._outbox.settle(*place, held.settlement, self._clock.now())
            del self._hand[place]
            self._owing = True
            log.info("settled", extra={"key": held.action.key, "outcome": type(held.settlement).__name__})
        if self._owing:
            await self._tell_all()
            self._owing = False

    async def _attempt(self, held: _Hold) -> Settlement:
        action = held.action
        if isinstance(action, Consult):
            return Receipt(found=await self._library.consult(action.inquiry, self._clock.now()))
        platform = self._platforms.get(action.to.community.platform)
        if platform is None:
            return Refusal("no_platform")
        if held.unsure:
            found = await self._of(platform.find(action), held)
            if found is not None:
                return found
            held.unsure = False
        if not isinstance(action, Amend | EndPoll | CountPoll):
            return await self._of(platform.perform(action, None), held)
        target = await self._outbox.target(action.channel, action.target)
        if target is None:
            if (action.channel, action.target) in self._hand:
                raise Unavailable("what it is about is not out yet")
            return Refusal("nothing_to_amend")
        return await self._of(platform.perform(action, target), held)

    async def _of(self, doing: Awaitable[Answer], held: _Hold) -> Answer:
        """Wait for a platform. A bug there rests its own action, which may have been done, and the rest goes on."""
        try:
            return await doing
        except Unavailable:
            raise
        except Exception as bug:
            held.unsure, held.rests = True, self._clock.now() + held.pause
            held.pause = min(held.pause * 2, LONGEST_PAUSE)
            at, kind = extract_tb(bug.__traceback__)[-1], type(bug).__name__
            # Only the kind and the place: what it says may hold words or a token.
            where = f"{at.filename}:{at.lineno}"
            log.error("platform failed", extra={"key": held.action.key, "error": kind, "where": where})
            raise Unavailable(f"a bug ({kind})") from bug

    def _resting(self, held: _Hold) -> bool:
        """Whether it still rests; a rest that seems longer than any is one from before the clock was set."""
        left = held.rests - self._clock.now() if held.rests is not None else timedelta()
        return timedelta() < left <= LONGEST_PAUSE

    async def _tell_all(self) -> None:
        for action, settlement, at in await self._outbox.untold():
            await self._tell(ActionSettled(at, action.channel, action.key, settlement))
