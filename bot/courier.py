"""The courier: claim, perform, settle, tell. What may have been sent is never sent again."""

import logging
from collections.abc import Awaitable, Callable, Mapping

from bot.actions import Action, Amend
from bot.events import ActionSettled, Event
from bot.ports import Clock, Outbox, Platform, Refusal, Settlement, Unavailable

log = logging.getLogger("twoway.courier")

Tell = Callable[[Event], Awaitable[None]]


class Courier:
    """Carries actions from the outbox to the platforms, and what came of them back to the engine."""

    def __init__(self, outbox: Outbox, platforms: Mapping[str, Platform], clock: Clock, tell: Tell) -> None:
        """`platforms`: by name. `tell` hands an event to the engine and returns when it is committed."""
        self._outbox, self._platforms, self._clock, self._tell = outbox, platforms, clock, tell
        self._later: list[Action] = []

    async def recover(self) -> None:
        """At a start: find out about what a dead process claimed, and tell what it settled but did not pass on."""
        for claimed in await self._outbox.unsettled():
            platform = self._platforms.get(claimed.action.to.community.platform)
            found = await platform.find(claimed.action) if platform is not None else None
            if found is None:
                await self._attempt(claimed.action)
            else:
                await self._outbox.settle(claimed.action.channel, claimed.action.key, found, self._clock.now())
        await self._tell_all()

    async def deliver(self, limit: int = 50) -> int:
        """Do what waits in the outbox, oldest first, and try again what was put off; return how many actions were newly claimed."""
        again, self._later = self._later, []
        claimed = [claim.action for claim in await self._outbox.claim(self._clock.now(), limit)]
        for action in (*again, *claimed):
            await self._attempt(action)
        if again or claimed:
            await self._tell_all()
        return len(claimed)

    async def _attempt(self, action: Action) -> None:
        platform = self._platforms.get(action.to.community.platform)
        settlement: Settlement
        if platform is None:
            settlement = Refusal("no_platform")
        else:
            target = await self._outbox.target(action.channel, action.target) if isinstance(action, Amend) else None
            if isinstance(action, Amend) and target is None:
                settlement = Refusal("nothing_to_amend")
            else:
                try:
                    settlement = await platform.perform(action, target)
                except Unavailable as why:
                    log.warning("not delivered yet", extra={"key": action.key, "why": str(why)})
                    self._later.append(action)
                    return
        await self._outbox.settle(action.channel, action.key, settlement, self._clock.now())
        log.info("settled", extra={"key": action.key, "outcome": type(settlement).__name__})

    async def _tell_all(self) -> None:
        for action, settlement, at in await self._outbox.untold():
            await self._tell(ActionSettled(at, action.channel, action.key, settlement))
