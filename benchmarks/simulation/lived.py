"""Living through a community's weeks with the real engine, store and courier: what is posted, when, and what people make of it."""

import heapq
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from adapters.clock import ManualClock
from adapters.memory import MemoryStore
from benchmarks.simulation.town import ARMS, BEGIN, HOME, OPENER, REPLIES, TEAM, Habits, Town, deck_of, policy_of
from bot.actions import Action, AskPoll, CountPoll, Decision, PostKept, Say, TrialKept
from bot.courier import Courier
from bot.decide.learning import average_of, expected, tried
from bot.engine import Engine
from bot.events import ChannelNamed, Event, MessageSeen, TimerDue, VoteSeen
from bot.model import SMALLEST, ChannelRef, Kind, MemberRef, Message, MessageRef, Post, Receipt, Tally, Trial
from bot.ports import Batch

ANSWERED = timedelta(hours=5)
"""Whoever writes so soon after a post may be writing about it."""

RESULTS = ("result:", "outcome:")
"""Begin the keys of posts that people wait for, which are no part of the budget."""


@dataclass
class Lived:
    """What came of a community's weeks. The first four are breaches, and ought to be 0."""

    seed: int
    over_budget: int = 0
    in_quiet_hours: int = 0
    twice: int = 0
    failed: int = 0
    posts: Counter[str] = field(default_factory=Counter)
    messages: int = 0
    times: tuple[int, ...] = ()
    found: bool = False
    trials: Sequence[Trial] = ()


class Mouth:
    """A platform that posts everything, and remembers what stands where since when."""

    limits = SMALLEST

    def __init__(self, clock: ManualClock) -> None:
        """Nothing was said yet."""
        self._clock, self.posted = clock, list[tuple[datetime, Say | AskPoll, MessageRef]]()

    async def perform(self, action: Action, target: MessageRef | None) -> Receipt:
        """Do it."""
        match action:
            case Say() | AskPoll():
                ref = MessageRef(action.to, f"p{len(self.posted)}")
                self.posted.append((self._clock.now(), action, ref))
                return Receipt(ref)
            case CountPoll():
                asked = next(said for _, said, ref in self.posted if ref == target)
                assert isinstance(asked, AskPoll), "only polls are counted"
                return Receipt(target, tuple([Tally(option.id, 1, True) for option in asked.poll.options]))
            case _:
                return Receipt(target)

    async def find(self, action: Action) -> None:
        """Nothing is ever in doubt here."""


class Failures(logging.Handler):
    """Counts events that a bug stopped."""

    count = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Count it."""
        self.count += record.levelno >= logging.ERROR


class Life:
    """One community with the bot in it."""

    def __init__(self, habits: Habits, weeks: float) -> None:
        """Begin on the first day."""
        self.habits, self.town, self.clock = habits, Town(habits, weeks), ManualClock(BEGIN - timedelta(days=1))
        self.store, self.mouth, self.lived = MemoryStore(), Mouth(self.clock), Lived(habits.seed)
        self.end = BEGIN + timedelta(weeks=weeks)
        policy = policy_of(habits)
        self.engine = Engine(
            self.store, policy, {"sim": SMALLEST}, SMALLEST, [self], decks={"en": deck_of()}, idle=timedelta(weeks=99)
        )
        self.courier = Courier(self.store, self.store, {"sim": self.mouth}, self.clock, self._tell)
        self._coming: list[tuple[datetime, int, Event]] = []
        self._order, self._read, self._to_do = count(), 0, False
        self._posts: dict[tuple[ChannelRef, str], Post] = {}
        self._arms: dict[tuple[ChannelRef, str], str] = {}
        self._promised: dict[ChannelRef, tuple[datetime, MessageRef, bool]] = {}

    def saw(self, event: Event, decision: Decision) -> None:
        """Note which questions each post brings back, and what was chosen for it."""
        self._to_do = self._to_do or bool(decision.actions)
        for change in decision.changes:
            if isinstance(change, PostKept):
                self._posts[change.post.channel, change.post.key] = change.post
            elif isinstance(change, TrialKept):
                self._arms[change.trial.channel, change.trial.key] = change.trial.arm

    async def run(self) -> Lived:
        """Live through all of it."""
        failures = Failures()
        log = logging.getLogger("twoway")
        log.addHandler(failures)
        names = [(channel, channel.id) for channel in self.town.channels] + [(TEAM, "team")]
        for channel, name in names:
            await self._tell(ChannelNamed(self.clock.now(), channel, name))
        for message in self.town.life():
            await self._until(message.at)
            await self._happen(MessageSeen(await self._turned(message)))
            self.lived.messages += 1
        await self._until(self.end + timedelta(days=2))
        log.removeHandler(failures)
        self.lived.failed = failures.count
        self._judge()
        await self._learnt()
        return self.lived

    async def _tell(self, event: Event) -> None:
        await self.engine.handle(Batch((event,)))

    async def _happen(self, event: Event) -> None:
        self.clock.advance_to(max(self.clock.now(), event.at))
        await self._tell(event)
        await self._deliver()

    async def _until(self, at: datetime) -> None:
        """Let timers fire and people answer, in order, up to a moment."""
        while True:
            due = await self.store.next_due()
            answer = self._coming[0][0] if self._coming else None
            first = min([moment for moment in (due, answer) if moment is not None], default=None)
            if first is None or first > at:
                return
            if answer is not None and answer == first:
                await self._happen(heapq.heappop(self._coming)[2])
                continue
            self.clock.advance_to(max(self.clock.now(), first))
            for timer in await self.store.due(first, 100):
                await self._tell(TimerDue(self.clock.now(), timer))
            await self._deliver()

    async def _deliver(self) -> None:
        while self._to_do:
            self._to_do = False
            await self.courier.deliver()
        for at, said, ref in self.mouth.posted[self._read :]:
            self._read += 1
            if said.to != TEAM:
                self._taken_up(at, said, ref)

    def _taken_up(self, at: datetime, said: Say | AskPoll, ref: MessageRef) -> None:
        """Let people answer a post by their habits. In a null world those who answer are those who would have written anyway."""
        chance, habits = self.town.chance, self.habits
        if habits.null:
            self._promised[ref.channel] = (at, ref, isinstance(said, AskPoll))
            return
        arm = self._arms.get((said.channel, said.key), "").removeprefix(OPENER)
        many = int(chance.poisson(habits.rates[int(arm)])) if arm.isdecimal() else int(chance.random() < habits.nudged)
        for who in chance.choice(habits.members, min(habits.members, many), replace=False):
            when, by = at + timedelta(minutes=1 + float(chance.exponential(50))), MemberRef(HOME, f"m{who}")
            event: Event = VoteSeen(when, ref, by, ("1",))
            if isinstance(said, Say):
                event = MessageSeen(self.town.line(ref.channel, when, self.town.worded(REPLIES), by, reply_to=ref.id))
                self.lived.messages += 1
            heapq.heappush(self._coming, (when, next(self._order), event))

    async def _turned(self, message: Message) -> Message:
        """In a null world: let who writes anyway take up the last post, so that posts are answered, and yet change nothing."""
        at, ref, polls = self._promised.get(message.ref.channel, (None, None, False))
        if at is None or ref is None or message.team or message.reply_to is not None or message.at - at > ANSWERED:
            return message
        del self._promised[message.ref.channel]
        if polls:
            await self._happen(VoteSeen(message.at, ref, message.author, ("1",)))
            return message
        return replace(message, text=self.town.worded(REPLIES), reply_to=ref.id)

    def _judge(self) -> None:
        """Look at what stood in the channels: how much a day, at what hours, which questions how often."""
        zone = ZoneInfo(self.habits.zone)
        days: Counter[tuple[ChannelRef, object]] = Counter()
        asked: Counter[tuple[ChannelRef, str, Kind]] = Counter()
        for at, said, ref in self.mouth.posted:
            if said.to == TEAM:
                continue
            local, post = at.astimezone(zone), self._posts[said.channel, said.key]
            self.lived.posts[post.kind] += 1
            self.lived.in_quiet_hours += not 8 <= local.hour < 22
            if not said.key.startswith(RESULTS):
                days[ref.channel, local.date()] += 1
            asked.update((ref.channel, question, post.kind) for question in post.questions)
        self.lived.over_budget = sum(many > self.habits.budget for many in days.values())
        self.lived.twice = sum(many > 1 for (_, _, kind), many in asked.items() if kind in (Kind.NUDGE, Kind.ROSTER))

    async def _learnt(self) -> None:
        """Look at which opener is believed to be the best."""
        counts = (await self.store.community(HOME)).counts
        arms = [f"{OPENER}{number}" for number in range(ARMS)]
        average = average_of(arms, counts)
        believed = [expected(arm, average, counts) for arm in arms]
        self.lived.times = tuple([counts.get(tried(arm), 0) for arm in arms])
        self.lived.found = believed.index(max(believed)) == self.habits.best
        self.lived.trials = await self.store.trials(HOME, BEGIN - timedelta(days=2), self.end + timedelta(days=3))
