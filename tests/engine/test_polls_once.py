"""Any interleaving of votes, edits, deletions, presses, late news and restarts leaves at most one poll and one result."""

import asyncio
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.clock import ManualClock
from adapters.memory import MemoryStore
from bot.actions import AskPoll, CountPoll, EndPoll, Say
from bot.courier import Courier
from bot.engine import Engine
from bot.events import (
    ButtonPressed,
    ChannelNamed,
    CommandGiven,
    MessageDeleted,
    MessageEdited,
    MessageSeen,
    PollClosed,
    TimerDue,
    VoteSeen,
)
from bot.model import (
    SMALLEST,
    STANDING,
    ChannelRef,
    CommunityRef,
    MemberRef,
    Message,
    MessageRef,
    Mode,
    Policy,
    Receipt,
    Refusal,
    SurveyState,
    Tally,
)
from bot.ports import Batch, Unavailable

HOME = CommunityRef("wall", "home")
GENERAL, TEAM = ChannelRef(HOME, "general"), ChannelRef(HOME, "team")
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
CHOICE = "Which theme do you all prefer for the new release, dark or light?"
STEPS = (
    *("vote 1", "vote 2", "unvote", "post", "edit", "edit wrongly", "skip", "snooze", "end", "end by command"),
    *("reword", "take back", "delete", "remove", "closed", "note", "restart", "die", "die before", "away"),
    *("hour", "day", "ask the room", "chat"),
    *("what we'll do", "told by command", "nothing to say", "refuse"),
)


SAID = (SurveyState.TOLD, SurveyState.AWAITED, SurveyState.DONE, SurveyState.LET_GO)
"""Its result was said."""


class Died(BaseException):
    """The process is gone."""


class Wall:
    """A platform: what was put up stands, by its key. It may kill the process before or after it did something."""

    limits = SMALLEST

    def __init__(self):
        self.done, self.asked, self.results, self.votes = {}, [], [], {}
        self.gone, self.over, self.spoken_of_removed = set(), set(), []
        self.dies, self.away = "", False
        self.reports, self.refuses = [], False

    async def perform(self, action, target):
        if self.away:
            raise Unavailable("away")
        if self.dies == "before":
            self.dies = ""
            raise Died
        found = self._do(action, target)
        if self.dies == "after":
            self.dies = ""
            raise Died
        return found

    def _do(self, action, target):
        match action:
            case Say() if action.key.startswith("outcome:") and self.refuses:
                self.refuses = False
                return Refusal("not today")
            case AskPoll() | Say():
                ref = MessageRef(action.to, f"w{len(self.done)}")
                if isinstance(action, AskPoll):
                    assert 2 <= len(action.poll.options) <= 10
                    self.asked.append(ref)
                elif action.key.startswith("result:"):
                    self.results.append(ref)
                    self.spoken_of_removed += [action.reply_to] if action.reply_to in self.gone else []
                elif action.key.startswith("outcome:"):
                    self.reports.append(action)
                self.done[action.channel, action.key] = Receipt(ref)
                return self.done[action.channel, action.key]
            case CountPoll() | EndPoll():
                if target.id in self.gone:
                    return Refusal("the message is gone")
                self.over |= {target} if isinstance(action, EndPoll) else set()
                chosen = [option for vote in self.votes.values() for option in vote]
                return Receipt(target, tuple(Tally(id, chosen.count(id), True) for id in "12345"))
            case _:
                return Receipt()

    async def find(self, action):
        return self.done.get((action.channel, action.key))


class Life:
    """One community's life; a process may end in it at any step, and another goes on."""

    def __init__(self, mode):
        self.store, self.wall, self.clock = MemoryStore(), Wall(), ManualClock(NOON)
        self.policy = Policy(quiet_hours=None, poll=mode, nudge=Mode.WATCH, team_channel="team")
        self.number = 0
        self.start()

    def start(self):
        self.engine = Engine(self.store, self.policy, {"wall": SMALLEST}, SMALLEST)
        self.courier = Courier(self.store, self.store, {"wall": self.wall}, self.clock, self.tell)

    async def tell(self, event):
        await self.engine.handle(Batch((event,)))

    async def deliver(self):
        try:
            for _ in range(8):
                await self.courier.deliver()
        except Died:
            await self.again()

    async def again(self):
        self.start()
        try:
            await self.courier.recover()
        except Died:
            await self.again()

    async def until(self, at):
        while (due := await self.store.next_due()) is not None and due <= at:
            self.clock.advance_to(max(due, self.clock.now()))
            for timer in await self.store.due(self.clock.now(), 100):
                await self.tell(TimerDue(self.clock.now(), timer))
            await self.deliver()
        self.clock.advance_to(at)

    def poll(self):
        return self.wall.asked[-1] if self.wall.asked else MessageRef(GENERAL, "none")

    async def values(self):
        drafts = [draft for draft in (await self.store.view(GENERAL)).drafts]
        return drafts[-1].id if drafts else next(iter(self.ids()), "0" * 16)

    def ids(self):
        return [draft.id for draft in self.store.tables.drafts.values()]

    async def step(self, name):
        now, tia = self.clock.now(), MemberRef(HOME, "Tia")
        press = {"post": "", "edit": "Which?\nA\nB\nC", "edit wrongly": "Which?\nA", "skip": "", "snooze": ""}
        if name in press:
            value = f"{name.split()[0]}:{await self.values()}"
            await self.tell(ButtonPressed(now, TEAM, tia, value, True, press[name]))
        elif name == "end":
            for id in self.ids():
                await self.tell(ButtonPressed(now, TEAM, tia, f"endpoll:{id}", True))
        elif name in ("hour", "day"):
            await self.until(now + timedelta(hours=1 if name == "hour" else 25))
        elif name in ("die", "die before"):
            self.wall.dies = "after" if name == "die" else "before"
        elif name in ("what we'll do", "nothing to say"):
            verb, text = ("outcome", "Dark.\n**It** is @everyone's") if name[0] == "w" else ("letbe", "")
            for id in self.ids():
                await self.tell(ButtonPressed(now, TEAM, tia, f"{verb}:{id}", True, text))
        elif name == "refuse":
            self.wall.refuses = True
        elif name == "away":
            self.wall.away = not self.wall.away
        elif name == "restart":
            await self.again()
        else:
            await self.told(name, now, tia)
        await self.deliver()

    async def told(self, name, now, tia):
        poll, line = self.poll(), MessageRef(GENERAL, "c")
        self.number += 1
        note = Message(MessageRef(GENERAL, f"n{self.number}"), tia, "Twoway", now, "", poll.id, bot=True)
        events = {
            "unvote": VoteSeen(now, poll, MemberRef(HOME, "Bo"), ()),
            "reword": MessageEdited(now, line, CHOICE.replace("dark or light", "dark, light or sepia")),
            "take back": MessageEdited(now, line, "never mind"),
            "delete": MessageDeleted(now, line),
            "remove": MessageDeleted(now, poll),
            "closed": PollClosed(now, poll),
            "note": MessageSeen(Message(*_fields(note), poll=_closed())),
            "ask the room": CommandGiven(now, GENERAL, tia, "ask_room", (("message", "c"),), True),
            "end by command": CommandGiven(now, GENERAL, tia, "end_poll", (), True),
            "told by command": CommandGiven(now, GENERAL, tia, "tell_outcome", (("text", "Light."),), True),
            "chat": MessageSeen(Message(*_fields(note)[:-2], text="well", reply_to=None)),
        }
        if name.startswith("vote"):
            self.wall.votes["Bo"] = (name[-1],)
            events[name] = VoteSeen(now, poll, MemberRef(HOME, "Bo"), (name[-1],))
        if name == "unvote":
            self.wall.votes.pop("Bo", None)
        if name == "remove" and self.wall.asked:
            self.wall.gone.add(poll.id)
        await self.tell(events[name])


def _fields(message):
    return message.ref, message.author, message.name, message.at, message.text, message.reply_to


def _closed():
    from bot.model import Poll

    return Poll("?", (), closed=True)


async def live(mode, steps):
    life = Life(mode)
    for channel, name in ((GENERAL, "general"), (TEAM, "team")):
        await life.tell(ChannelNamed(NOON, channel, name))
    ada = MemberRef(HOME, "Ada")
    await life.tell(MessageSeen(Message(MessageRef(GENERAL, "c"), ada, "Ada", NOON, CHOICE)))
    await life.deliver()
    for step in steps:
        await life.step(step)
    life.wall.away, life.wall.dies = False, ""
    await life.deliver()
    await life.until(life.clock.now() + timedelta(days=4))
    return life


@settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([Mode.SUGGEST, Mode.ACT]), st.lists(st.sampled_from(STEPS), max_size=14))
def test_one_poll_and_one_result(mode, steps):
    life = asyncio.run(live(mode, [step for step in steps if step != "ask the room"]))
    wall, tables = life.wall, life.store.tables
    assert len(wall.asked) <= 1
    assert len(wall.results) <= len(wall.asked)
    states = [survey.state for survey in tables.surveys.values()]
    assert not STANDING & set(states), "nothing is owed after four days"
    if wall.asked and not wall.gone:
        assert len(wall.results) == 1, (steps, states)
        assert sum(state in SAID for state in states) == 1
    assert len(wall.reports) == states.count(SurveyState.DONE) <= len(wall.results), (steps, states)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([Mode.SUGGEST, Mode.ACT]), st.lists(st.sampled_from(STEPS), max_size=16))
def test_however_many_the_team_asks_for_each_has_one_result(mode, steps):
    life = asyncio.run(live(mode, steps))
    assert len(life.wall.results) <= len(life.wall.asked)
    assert len(life.wall.results) >= len(life.wall.asked) - len(life.wall.gone)
    keys = [report.key for report in life.wall.reports]
    assert len(keys) == len(set(keys)) <= len(life.wall.results)


def test_what_is_looked_at_is_there():
    """The steps do lead to polls and results, also through a death at each of the two moments."""
    for steps in (
        ["post", "vote 1", "day"],
        ["die", "post", "day"],
        ["die before", "post", "day", "day"],
        ["post", "die", "end"],
        ["post", "away", "closed", "note", "away"],
    ):
        life = asyncio.run(live(Mode.SUGGEST, steps))
        assert (len(life.wall.asked), len(life.wall.results)) == (1, 1), steps
    for steps in (
        ["vote 1", "day", "what we'll do", "what we'll do", "told by command"],
        ["vote 1", "day", "die", "what we'll do", "restart", "what we'll do"],
        ["vote 1", "day", "nothing to say", "day", "told by command"],
        ["vote 1", "day", "refuse", "what we'll do", "what we'll do", "day"],
    ):
        life = asyncio.run(live(Mode.ACT, steps))
        assert len(life.wall.reports) == 1, steps
    removed = asyncio.run(live(Mode.ACT, ["vote 2", "remove", "day"]))
    assert (len(removed.wall.asked), len(removed.wall.results)) == (1, 0)
