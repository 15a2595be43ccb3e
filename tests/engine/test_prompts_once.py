"""An opener is said once, wherever a process dies: before or after any commit, claim or settlement on its way."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.clock import ManualClock
from adapters.memory import MemoryStore
from bot.actions import AskPoll, Say
from bot.courier import Courier
from bot.engine import Engine
from bot.events import ChannelNamed, MessageSeen, TimerDue
from bot.model import (
    SMALLEST,
    Aim,
    ChannelRef,
    CommunityRef,
    Deck,
    MemberRef,
    Message,
    MessageRef,
    Mode,
    Occasion,
    Opener,
    Policy,
    Receipt,
    Voice,
)
from bot.ports import Batch

HOME = CommunityRef("paper", "home")
GENERAL = ChannelRef(HOME, "general")
START = datetime(2026, 5, 4, 10, tzinfo=UTC)
OPENER = Opener("one", Aim.FEEDBACK, Occasion.ANNOUNCEMENT, Voice.PLAIN, (("", "What of “$subject”?"),), ("And then?",))
DECKS = {"en": Deck((OPENER,))}
POLICY = Policy(quiet_hours=None, prompt=Mode.ACT, announcement_wait=timedelta(hours=1), holdout=0.0)
DEATHS = 40
"""So many steps are tried as the last of a process; the whole way takes fewer."""


class Died(Exception):
    """The process is gone."""


class Mortal(MemoryStore):
    """A store whose process dies at one step of its work: just before it, or when it was just done."""

    def __init__(self, last: int, after: bool) -> None:
        super().__init__()
        self.steps, self._last, self._after = 0, last, after

    async def _step(self, doing):
        self.steps += 1
        if self.steps != self._last:
            return await doing
        if not self._after:
            doing.close()
            raise Died
        await doing
        raise Died

    async def commit(self, commit):
        return await self._step(super().commit(commit))

    async def claim(self, *given):
        return await self._step(super().claim(*given))

    async def settle(self, *given):
        return await self._step(super().settle(*given))


class Paper:
    """A platform that remembers what it was told, and can be asked for it."""

    limits = SMALLEST

    def __init__(self) -> None:
        self.said: dict[str, Say | AskPoll] = {}

    async def perform(self, action, target):
        assert action.key not in self.said, "said twice"
        self.said[action.key] = action
        return Receipt(MessageRef(action.to, f"post:{action.key}"))

    async def find(self, action):
        return Receipt(MessageRef(action.to, f"post:{action.key}")) if action.key in self.said else None


class World:
    """What outlives a process: the store, the platform, and the time."""

    def __init__(self, last: int, after: bool) -> None:
        self.store, self.paper, self.clock = Mortal(last, after), Paper(), ManualClock(START)
        self._born()

    def _born(self):
        self.engine = Engine(self.store, POLICY, {}, SMALLEST, decks=DECKS)
        self.courier = Courier(self.store, self.store, {"paper": self.paper}, self.clock, self._tell)
        self.recovered = False

    async def _tell(self, event):
        await self.engine.handle(Batch((event,)))

    async def live(self, doing):
        """Do something; where the process dies of it, another one does it again."""
        while True:
            try:
                if not self.recovered:
                    await self.courier.recover()
                    self.recovered = True
                return await doing()
            except Died:
                self._born()

    async def happens(self, event):
        """Let something happen, and all that comes of it."""
        self.clock.advance_to(event.at)
        await self.live(lambda: self._tell(event))
        await self.live(self._deliver)

    async def _deliver(self):
        while await self.courier.deliver():
            pass

    async def until(self, at):
        """Let time pass, timer by timer."""
        while (due := await self.store.next_due()) is not None and due <= at:
            self.clock.advance_to(due)
            for timer in await self.store.due(due, 100):
                await self.live(lambda timer=timer: self._tell(TimerDue(self.clock.now(), timer)))
            await self.live(self._deliver)
        self.clock.advance_to(at)


def said(id, by, minutes, text, **more):
    at = START + timedelta(minutes=minutes)
    return MessageSeen(Message(MessageRef(GENERAL, id), MemberRef(HOME, by), by, at, text, **more))


async def live_through(last: int, after: bool) -> World:
    world = World(last, after)
    await world.happens(ChannelNamed(START, GENERAL, "general"))
    await world.happens(said("1", "tia", 0, "The autumn workshop moves into the new hall next month.", team=True))
    await world.until(START + timedelta(minutes=61))
    for number, by in enumerate(("ada", "bo"), 2):
        await world.happens(said(str(number), by, 60 + number, "Good!", reply_to="post:prompt:announcement:1"))
    await world.until(START + timedelta(hours=5))
    return world


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_an_opener_and_its_follow_up_are_said_once_wherever_a_process_dies(after) -> None:
    whole = await live_through(0, after)
    assert list(whole.paper.said) == ["prompt:announcement:1", "follow:prompt:announcement:1"]
    assert 10 < whole.store.steps < DEATHS
    for last in range(1, whole.store.steps + 1):
        world = await live_through(last, after)
        assert list(world.paper.said) == list(whole.paper.said), f"died at step {last}"
        kept = (await world.store.view(GENERAL)).posts
        assert [(post.key, post.delivery) for post in kept] == [
            (post.key, post.delivery) for post in (await whole.store.view(GENERAL)).posts
        ]
        assert replace(kept[0], at=START).outcome == "responded"
