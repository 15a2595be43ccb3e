"""An earlier answer is looked for and offered once, wherever between two lines the process dies."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.clock import ManualClock
from adapters.memory import MemoryStore
from bot.actions import Consult, Say
from bot.courier import Courier
from bot.engine import Engine
from bot.events import ActionSettled, MessageSeen, TimerDue
from bot.model import SMALLEST, ChannelRef, CommunityRef, MemberRef, Message, MessageRef, Mode, Policy, Receipt
from bot.ports import Batch

HOME = ChannelRef(CommunityRef("paper", "home"), "general")
START = datetime(2026, 5, 4, 12, tzinfo=UTC)
POLICY = Policy(nudge=Mode.ACT, quiet_hours=None, patience=timedelta(minutes=30))
TALK = (
    ("a", "Ada", "How do I export my tracks as WAV?", None, 0),
    ("b", "Bo", "Open File, then Export, and choose WAV in the list at the top.", "a", 10),
    ("c", "Ada", "thanks, that worked!", "b", 12),
    ("d", "Dee", "How can I export tracks as WAV?", None, 60),
)


class Died(Exception):
    """The process is gone."""


class Life:
    """A store and a platform that outlive the process, which dies once at a place."""

    limits = SMALLEST

    def __init__(self, place):
        self.store, self.place, self.said = MemoryStore(), place, []
        self.clock = ManualClock(START)
        self.start()

    def start(self):
        """A new process."""
        self.engine = Engine(self.store, POLICY, {}, SMALLEST)
        self.courier = Courier(self.store, self, {"paper": self}, self.clock, self.tell)

    def die(self, place):
        if self.place == place:
            self.place = None
            raise Died

    async def consult(self, inquiry, now):
        self.die("before asking")
        found = await self.store.consult(inquiry, now)
        self.die("after asking")
        return found

    async def perform(self, action, target):
        self.said.append(action.key)
        return Receipt(MessageRef(HOME, f"p{len(self.said)}") if isinstance(action, Say) else None)

    async def find(self, action):
        return Receipt(MessageRef(HOME, "p1")) if action.key in self.said else None

    async def tell(self, event):
        asked = isinstance(event, ActionSettled) and event.key.startswith("earlier:")
        if asked:
            self.die("before telling")
        await self.engine.handle(Batch((event,)))
        if asked:
            self.die("after telling")

    async def hear(self, *events):
        await self.engine.handle(Batch(events))
        self.die("before claiming")
        while await self.courier.deliver():
            pass

    async def live(self, what):
        try:
            await what()
        except Died:
            self.start()
            await self.courier.recover()
            while await self.courier.deliver():
                pass


@pytest.mark.parametrize(
    "place", [None, "before claiming", "before asking", "after asking", "before telling", "after telling"]
)
async def test_looked_for_and_offered_once(place):
    life = Life(None)
    for id, by, text, reply, minutes in TALK:
        ref, at = MessageRef(HOME, id), START + timedelta(minutes=minutes)
        life.clock.advance_to(at)
        await life.hear(MessageSeen(Message(ref, MemberRef(HOME.community, by), by, at, text, reply)))
    life.place = place
    due = START + timedelta(minutes=90)
    life.clock.advance_to(due)
    (timer,) = [each for each in await life.store.due(due, 9) if each.subject == "d"]
    await life.live(lambda: life.hear(TimerDue(due, timer)))
    assert life.place is None
    assert life.said == ["offer:d"]
    asked = [key for (_, key), row in life.store.tables.outbox.items() if key.startswith("earlier:")]
    assert len(asked) == 1
    assert not any(isinstance(row.action, Consult) for row in life.store.tables.outbox.values())
