"""A community's weeks in figures: kept ones as they were kept, the rest counted when somebody looks, and remembered for a while."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.measure import LEAST_CASES, Cases, cases_of, moved, two_way, warm_up, weeks_before
from bot.measure.cases import IN_TIME
from bot.model import ChannelRef, CommunityRef, Policy, Status, Week
from bot.model.heard import WINDOW, counts
from bot.model.inquiry import Finding, FoundWaiting, Inquiry, StillWaiting
from bot.model.weeks import FoundWeek, WeekFigures
from bot.ports import Clock, Figures, Library, Unavailable
from bot.view import CommunityView, policy_of, team_channel_of

log = logging.getLogger("twoway.weeks")

SETTLED = timedelta(days=3)
"""So long after its end nothing changes a week's figures any more: its last question has been followed to the end."""

FRESH = timedelta(seconds=60)
"""For so long a figure of the running week is good enough."""

LATELY = timedelta(minutes=10)
"""For so long one of a week that is over is, while answers to its last questions still come."""

ZONES_APART = timedelta(hours=26)
"""So far apart does one Monday begin in two zones, at most: a week is the same week after its community's zone was changed."""

SHOWN = 12
MOST_REMEMBERED = 500
ROUND = timedelta(hours=1)


Hears = Callable[[str], Awaitable[bool]]
"""Whether a platform is heard, and all that was missed is committed."""


class Kept(Figures, Protocol):
    """Who knows what weeks are counted from: every store does."""

    async def community(self, community: CommunityRef) -> CommunityView:
        """Return what a community taught and chose."""


class Weeks:
    """Counts weeks. Never more than one community-week at a time, so that pages do not wait for one another's sums."""

    def __init__(self, store: Kept, clock: Clock, default: Policy) -> None:
        """Count from this store. `default`: the policy where a community chose nothing."""
        self._store, self._clock, self._default = store, clock, default
        self._remembered: OrderedDict[tuple[CommunityRef, datetime], tuple[datetime, Week]] = OrderedDict()
        self._one = asyncio.Lock()
        self._counting: dict[tuple[CommunityRef, datetime], asyncio.Future[Week]] = {}

    async def policy(self, community: CommunityRef) -> Policy:
        """Return the policy that a community's weeks are cut by."""
        view = await self._store.community(community)
        return _whole(self._default, view)

    async def of(self, community: CommunityRef, count: int = SHOWN) -> Sequence[Week | None]:
        """Return the latest weeks, oldest first, the running one last; None for one that was forgotten before it was counted."""
        now, policy = self._clock.now(), await self.policy(community)
        kept = await self._store.weeks(community)
        found: list[Week | None] = []
        for began, ended in weeks_before(now, policy.timezone, count):
            if (week := _same(kept, began)) is not None:
                found.append(week)
            elif policy.retention is not None and began < now - policy.retention:
                found.append(None)
            else:
                found.append(await self._fresh(community, began, ended, now))
        return found

    async def spans(self, community: CommunityRef, count: int) -> list[tuple[datetime, datetime]]:
        """Return when the latest weeks began and ended, oldest first."""
        return weeks_before(self._clock.now(), (await self.policy(community)).timezone, count)

    async def _fresh(self, community: CommunityRef, began: datetime, ended: datetime, now: datetime) -> Week:
        """Return a week's figures. Those that were counted lately are told at once; where they are not fresh, they are counted anew meanwhile."""
        at, week = self._remembered.get((community, began), (None, None))
        if week is None or at is None or now - at > ROUND:
            return await self._counted(community, began, ended, now)
        if now - at > (FRESH if now < ended else LATELY if now < ended + SETTLED else ROUND):
            self._meanwhile(community, began, ended, now)
        return week

    async def _counted(self, community: CommunityRef, began: datetime, ended: datetime, now: datetime) -> Week:
        async with self._one:
            at, week = self._remembered.get((community, began), (None, None))
            if week is None or at is None or at < now:
                _, week = await self.count(community, began, ended)
                self._remembered[community, began] = (now, week)
                self._remembered.move_to_end((community, began))
                if len(self._remembered) > MOST_REMEMBERED:
                    self._remembered.popitem(last=False)
            return week

    def _meanwhile(self, community: CommunityRef, began: datetime, ended: datetime, now: datetime) -> None:
        if (community, began) not in self._counting:
            task = asyncio.ensure_future(self._counted(community, began, ended, now))
            self._counting[community, began] = task
            task.add_done_callback(lambda done: self._noted(community, began, done))

    def _noted(self, community: CommunityRef, began: datetime, done: "asyncio.Future[Week]") -> None:
        self._counting.pop((community, began), None)
        if not done.cancelled() and isinstance(why := done.exception(), Exception):
            log.warning("week not counted", extra={"why": str(why)})

    async def rest(self) -> None:
        """Return when nothing is being counted any more."""
        await asyncio.gather(*self._counting.values(), return_exceptions=True)

    async def count(self, community: CommunityRef, began: datetime, ended: datetime) -> tuple[Cases, Week]:
        """Count a week, and return what was counted."""
        view = await self._store.community(community)
        spoken = await self._store.spoken(community, began - WINDOW, ended + IN_TIME)
        asked = await self._store.asked(community, began, ended)
        inside, now = team_channel_of(_whole(self._default, view), view), self._clock.now()

        def sums() -> tuple[Cases, Week]:
            cases = cases_of(spoken, asked, began, ended, now, inside)
            return cases, two_way(cases, began, ended)

        return await asyncio.to_thread(sums)

    async def unanswered(self, community: CommunityRef, began: datetime, ended: datetime) -> int:
        """Return how many questions of a week that count were followed to their end and found no answer."""
        view = await self._store.community(community)
        inside = team_channel_of(_whole(self._default, view), view)
        asked = [one for one in await self._store.asked(community, began, ended) if one.ref.channel != inside]
        return sum(one.status is Status.EXPIRED and counts(one) for one in asked)

    async def keep_watch(self, hears: Hears | None = None) -> None:
        """Keep, every hour, the weeks that are settled, of every community that is heard, until cancelled."""
        await asyncio.to_thread(warm_up)
        while True:
            try:
                await self.keep_settled(hears)
            except Unavailable as why:
                log.warning("weeks not kept", extra={"why": str(why)})
            except Exception:  # a bug here costs weeks, not the service
                log.exception("weeks not kept")
            await self._clock.sleep_until(self._clock.now() + ROUND)

    async def keep_settled(self, hears: Hears | None = None) -> int:
        """Keep the settled weeks whose words are still there; return how many were added.

        `hears`: whether a platform is heard; None: all are. Of one that is not, what could not be read is not known yet: its weeks wait.
        """
        added = 0
        for community in await self._store.communities():
            if hears is not None and not await hears(community.platform):
                continue
            now, policy = self._clock.now(), await self.policy(community)
            kept = await self._store.weeks(community)
            for began, ended in weeks_before(now, policy.timezone, 5)[:-1]:
                forgotten = policy.retention is not None and began < now - policy.retention
                if _same(kept, began) is not None or forgotten or now < ended + SETTLED:
                    continue
                async with self._one:
                    _, week = await self.count(community, began, ended)
                await self._store.keep_week(community, week)
                added += 1
        return added


class Almanac:
    """The records of a community, its weeks in figures among them: a Library that counts what no store keeps."""

    def __init__(self, library: Library, weeks: Weeks, clock: Clock) -> None:
        """`library`: who answers all that need not be counted."""
        self._library, self._weeks, self._clock = library, weeks, clock

    async def consult(self, inquiry: Inquiry, now: datetime) -> Finding:
        """Return what the records say, or what they come to."""
        if isinstance(inquiry, WeekFigures):
            return await self._told(inquiry)
        return await self._library.consult(inquiry, now)

    async def _told(self, inquiry: WeekFigures) -> FoundWeek:
        community, count = inquiry.community, SHOWN + 1
        weeks = list(await self._weeks.of(community, count))
        began = [each for each, _ in await self._weeks.spans(community, count)]
        running, over = weeks[-1], weeks[-2]
        ready = running is not None and running.index.value is not None
        if inquiry.whole or (not ready and over is not None and over.index.value is not None):
            weeks, began = weeks[:-1], began[:-1]
        else:
            weeks, began = weeks[1:], began[1:]
        last, before = weeks[-1], weeks[-2]
        change = moved(last, before) if last is not None and before is not None else None
        waiting = await self._library.consult(StillWaiting(community, 1), self._clock.now())
        unanswered = 0 if last is None else await self._weeks.unanswered(community, last.began, last.ended)
        return FoundWeek(
            tuple(weeks),
            tuple(began),
            (await self._weeks.policy(community)).timezone,
            change[0] if change else "",
            waiting.all if isinstance(waiting, FoundWaiting) else 0,
            LEAST_CASES,
            unanswered,
        )


def _same(kept: Sequence[Week], began: datetime) -> Week | None:
    """Return the kept week that began then, or at that Monday's midnight in a zone that the community had before."""
    near = [week for week in kept if abs(week.began - began) <= ZONES_APART]
    return min(near, key=lambda week: abs(week.began - began), default=None)


def _whole(default: Policy, view: CommunityView) -> Policy:
    """Return the policy of a community as such: no channel's own."""
    return policy_of(default, view, ChannelRef(view.ref, ""))
