"""What waits is looked at again at once when the team allows more: here, and in every channel of the community where something waits."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.clock import ManualClock
from adapters.memory import MemoryStore
from adapters.sqlite import SqliteStore
from bot.actions import Consult, KnobSet, Notice, Say, TimerSet
from bot.courier import Courier
from bot.decide import decide
from bot.decide.turned import WHERE
from bot.engine import Engine
from bot.events import CommandGiven, MessageSeen, TimerDue
from bot.model import (
    SMALLEST,
    Aim,
    ChannelRef,
    Kind,
    MessageRef,
    Mode,
    Occasion,
    Opener,
    Policy,
    Purpose,
    Receipt,
    Timer,
    Voice,
)
from bot.model.deck import NO_DECKS, Deck
from bot.model.hours import hours
from bot.ports import Batch
from bot.view import CommunityView, policy_of
from tests.decide.scenes import ACT, GENERAL, HOME, asked, at, kept, member, said, scene

WAITS = (asked(flagged_at=at(30)), Timer(GENERAL, Purpose.AGAIN, Kind.NUDGE, at(600)))
FAR = ChannelRef(HOME, "far")


def turned(knob, value, scope="", team=True, minutes=60.0, channel=GENERAL):
    arguments = (("knob", knob), ("value", value), ("scope", scope))
    return CommandGiven(at(minutes), channel, member("Tia"), "set", arguments, team)


def looks(decision):
    """The moments at which this channel looks again."""
    return [timer for timer in kept(decision, TimerSet) if timer.purpose is Purpose.AGAIN]


def asks(decision):
    """What asks where else something waits."""
    return [action for action in decision.actions if isinstance(action, Consult) and action.key.startswith(WHERE)]


@pytest.mark.parametrize(
    ("knob", "value"), [("budget.per_day", "6"), ("quiet_hours", ""), ("timezone", "Asia/Tokyo"), ("spacing", "1m")]
)
def test_a_knob_that_says_when_may_be_spoken_has_what_waits_looked_at(knob, value):
    decision = decide(turned(knob, value), scene(*WAITS, policy=ACT))
    (timer,) = looks(decision)
    assert (timer.subject, timer.due - at(60) < timedelta(minutes=1)) == (Kind.NUDGE, True)
    assert asks(decision)
    here = decide(turned(knob, value, "channel"), scene(*WAITS, policy=ACT))
    assert (looks(here), asks(here)) == ([timer], [])
    assert looks(decide(turned(knob, value), scene(policy=ACT))) == [], "nothing waits"


def test_a_pause_is_the_whole_communitys_wherever_it_is_set():
    for value, phrase in ((at(120).isoformat(), "pause.until"), ("", "notice.knob_set")):
        decision = decide(turned("paused_until", value, "channel"), scene(*WAITS, policy=ACT))
        assert [(each.channel, each.value) for each in kept(decision, KnobSet)] == [(None, value)]
        assert (asks(decision) != [], decision.actions[0].words[0].name) == (True, phrase)
    kept_before = {(None, "paused_until"): at(120).isoformat(), ("general", "paused_until"): at(10).isoformat()}
    community = CommunityView(HOME, {}, kept_before)
    assert policy_of(ACT, community, GENERAL).paused_until == at(120)


@pytest.mark.parametrize(
    "event",
    [turned("budget.per_day", "many"), turned("budget.per_day", "6", team=False), turned("language", "de")],
    ids=["wrong", "not of the team", "another"],
)
def test_other_settings_and_wrong_ones_hurry_nothing(event):
    decision = decide(event, scene(*WAITS, policy=ACT))
    assert (looks(decision), [type(action) for action in decision.actions]) == ([], [Notice])


def test_the_teams_card_that_waited_for_the_morning_comes_at_its_time():
    cards = [Timer(GENERAL, Purpose.TEAM, id, at(due)) for id, due in (("q", 600), ("w", 95), ("gone", 600))]
    view = scene(asked(flagged_at=at(30)), asked("w", "Cy", flagged_at=at(35)), *cards)
    (timer,) = kept(decide(turned("quiet_hours", ""), view), TimerSet)
    assert (timer.subject, timer.due) == ("q", at(90)), "an hour after it was flagged, as always"


class Heard:
    """A platform where everything arrives."""

    limits = SMALLEST

    def __init__(self):
        self.said = []

    async def perform(self, action, target):
        self.said.append(action)
        return Receipt()


class Town:
    """A whole Twoway on a clock of its own, where everything arrives."""

    def __init__(self, store, policy, decks=NO_DECKS):
        self.store, self.clock, self.platform = store, ManualClock(at(0)), Heard()
        self.engine = Engine(store, policy, {}, SMALLEST, decks=decks)
        self.courier = Courier(store, store, {HOME.platform: self.platform}, self.clock, self.tell)

    async def tell(self, event):
        await self.engine.handle(Batch((event,)))

    async def settle(self):
        while await self.courier.deliver():
            pass

    async def until(self, minutes):
        while (due := await self.store.next_due()) is not None and due <= at(minutes):
            self.clock.advance_to(due)
            await self.tell(TimerDue(due, (await self.store.due(due, 1))[0]))
            await self.settle()
        self.clock.advance_to(at(minutes))

    def said(self):
        """What was posted, oldest first."""
        return [action for action in self.platform.said if isinstance(action, Say)]


@pytest.fixture(params=["memory", "sqlite"])
async def store(request, tmp_path):
    if request.param == "memory":
        yield MemoryStore()
        return
    opened = await SqliteStore.open(tmp_path / "s.sqlite")
    yield opened
    await opened.aclose()


def there(id, by, text, minutes, channel=FAR):
    """Somebody writes in another channel."""
    return MessageSeen(replace(said(id, by, text, minutes), ref=MessageRef(channel, id)))


@pytest.mark.parametrize("how", ["set", "resume"])
async def test_other_channels_look_again_too(store, how):
    """In GENERAL the knob is turned; in another channel a question waits until midnight, or for the end of a look every two hours."""
    policy = Policy(Mode.ACT, quiet_hours=None, patience=timedelta(minutes=30), budget_per_day=0 if how == "set" else 6)
    town = Town(store, policy)
    if how == "resume":
        await town.tell(CommandGiven(at(0), GENERAL, member("Tia"), "pause", (("for", "9h"),), True))
    await town.tell(there("m", "Ada", "How do I export my tracks as WAV?", 1))
    await town.until(35)
    ended = turned("budget.per_day", "6", minutes=35)
    await town.tell(ended if how == "set" else CommandGiven(at(35), GENERAL, member("Tia"), "resume", (), True))
    await town.settle()
    await town.until(36)
    assert [action.to for action in town.said()] == [FAR]


DECKS = {"en": Deck((Opener("o", Aim.IDEAS, Occasion.DATE, Voice.PLAIN, (("", "What are you building?"),)),))}
BY_HOUR = Policy(prompt=Mode.ACT, quiet_hours=None, prompt_at=hours("mon 15:00"), holdout=0.0)


@pytest.mark.parametrize("where", [GENERAL, FAR], ids=["elsewhere", "there"])
@pytest.mark.parametrize(
    ("policy", "knob", "value"),
    [
        (BY_HOUR, "timezone", "Europe/Berlin"),  # in May two hours before UTC, so that fifteen there is thirteen here
        (BY_HOUR, "prompt_at", "mon 13:00"),
        (replace(BY_HOUR, prompt_at=()), "prompt_at", "mon 13:00"),
    ],
)
async def test_an_openers_hour_is_moved_at_once_whether_or_not_anybody_writes(store, policy, knob, value, where):
    town = Town(store, policy, DECKS)
    await town.tell(there("m", "Ada", "The new strings arrived, they sound great.", 0))
    await town.until(30)
    await town.tell(turned(knob, value, minutes=30, channel=where))
    await town.settle()
    await town.until(59)
    assert town.said() == []
    await town.until(61)
    assert [action.to for action in town.said()] == [FAR]
    await town.until(23 * 60)
    assert len(town.said()) == 1, "the hour that held before is no more"


async def test_a_channel_with_hours_of_its_own_hears_of_another_time_zone(store):
    own = ChannelRef(HOME, "own")
    town = Town(store, replace(BY_HOUR, prompt_at=()), DECKS)
    for number, by in enumerate(("Ada", "Bo", "Cy")):
        await town.tell(there(f"m{number}", by, "The new strings arrived, they sound great.", number))
    await town.tell(turned("prompt_at", "mon 15:00", "channel", minutes=5, channel=own))
    await town.tell(turned("timezone", "Europe/Berlin", minutes=30))
    await town.settle()
    await town.until(61)
    assert [action.to for action in town.said()] == [own]


def test_hours_hurry_nothing_where_nothing_can_be_opened_with():
    decision = decide(turned("prompt_at", "mon 13:00"), scene(policy=BY_HOUR))
    assert [type(action) for action in decision.actions] == [Notice]
