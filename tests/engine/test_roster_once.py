"""Whatever is said, corrected, taken on and pressed, in whatever batches: nobody of the roster is called twice, too often, or unasked."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.memory import MemoryStore
from bot.actions import EnlistmentEnded, EnlistmentKept, QuestionKept, Say
from bot.engine import Engine
from bot.events import CommandGiven, TimerDue
from bot.model import SMALLEST, Enlistment, MemberRef, Mode, Policy
from bot.ports import Batch
from tests.engine.talk import CHANNELS, HOME, START, cut, events

POLICY = Policy(nudge=Mode.ACT, quiet_hours=None, patience=timedelta(minutes=5), budget_per_day=24)

ENLISTED = tuple(
    CommandGiven(START, CHANNELS[0], MemberRef(HOME, name), "enlist", (("per_day", most),))
    for name, most in (("Bo", "1"), ("Cy", "20"))
)


@dataclass
class Onlooker:
    """Holds each call against what the roster said just before it."""

    roster: dict[str, Enlistment] = field(default_factory=dict)
    askers: dict[tuple[object, str], object] = field(default_factory=dict)
    calls: list[Say] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    today: Counter = field(default_factory=Counter)

    def saw(self, event, decision):
        """Look at one decision."""
        for change in decision.changes:
            if isinstance(change, QuestionKept):
                self.askers[change.question.ref.channel, change.question.id] = change.question.asker
        for action in decision.actions:
            if isinstance(action, Say) and action.calls is not None:
                (noted,) = [change.enlistment for change in decision.changes if isinstance(change, EnlistmentKept)]
                self._called(event, action, noted.pinged[-1].date())
        for change in decision.changes:
            if isinstance(change, EnlistmentKept):
                self.roster[change.enlistment.member.id] = change.enlistment
            elif isinstance(change, EnlistmentEnded):
                self.roster.pop(change.member.id, None)

    def _called(self, event, say, day):
        member = say.calls.member
        place = self.roster.get(member.id)
        self.calls.append(say)
        self.today[day, member.id, place.since if place else None] += 1
        if place is None or not place.on_duty:
            self.wrong.append(f"{say.key}: not on the roster, or off duty")
        elif self.today[day, member.id, place.since] > place.per_day:
            self.wrong.append(f"{say.key}: too often")
        if self.askers[say.channel, say.reply_to] == member:
            self.wrong.append(f"{say.key}: about their own question")
        if event.channel != say.channel or say.to != say.channel:
            self.wrong.append(f"{say.key}: elsewhere")


async def played(stream, sizes):
    """Play a stream in batches, then let every timer come due."""
    store, onlooker = MemoryStore(), Onlooker()
    engine = Engine(store, POLICY, {}, SMALLEST, [onlooker])
    for batch in cut((*ENLISTED, *stream), sizes):
        await engine.handle(Batch(batch))
    for _ in range(200):
        due = await store.next_due()
        if due is None or due > stream[-1].at + timedelta(hours=6):
            break
        for timer in await store.due(due, 100):
            await engine.handle(Batch((TimerDue(max(due, stream[-1].at), timer),)))
    return store, onlooker


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(stream=events(40), sizes=st.lists(st.integers(1, 9), min_size=1, max_size=3))
def test_calls_keep_to_what_the_roster_said(stream, sizes):
    _, onlooker = asyncio.run(played(stream, sizes))
    assert onlooker.wrong == []
    pinged = Counter((say.channel, say.reply_to, say.key) for say in onlooker.calls)
    assert [key for key, times in pinged.items() if times > 1] == []


def test_there_are_calls_to_look_at():
    seen = []

    @settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(stream=events(40))
    def look(stream):
        _, onlooker = asyncio.run(played(stream, [5]))
        seen.extend(onlooker.calls)

    look()
    assert len(seen) >= 20
