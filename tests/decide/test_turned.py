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
from bot.model import SMALLEST, ChannelRef, Kind, MessageRef, Mode, Policy, Purpose, Receipt, Timer
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


@pytest.mark.parametrize("opened", ["memory", "sqlite"])
@pytest.mark.parametrize("how", ["set", "resume"])
async def test_other_channels_look_again_too(opened, how, tmp_path):
    """In GENERAL the knob is turned; in another channel a question waits until midnight, or for the end of a look every two hours."""
    store = MemoryStore() if opened == "memory" else await SqliteStore.open(tmp_path / "s.sqlite")
    policy = Policy(Mode.ACT, quiet_hours=None, patience=timedelta(minutes=30), budget_per_day=0 if how == "set" else 6)
    clock, platform = ManualClock(at(0)), Heard()
    engine = Engine(store, policy, {}, SMALLEST)

    async def tell(event):
        await engine.handle(Batch((event,)))

    courier = Courier(store, store, {HOME.platform: platform}, clock, tell)

    async def until(minutes):
        while (due := await store.next_due()) is not None and due <= at(minutes):
            clock.advance_to(due)
            await tell(TimerDue(due, (await store.due(due, 1))[0]))
            while await courier.deliver():
                pass
        clock.advance_to(at(minutes))

    if how == "resume":
        await tell(CommandGiven(at(0), GENERAL, member("Tia"), "pause", (("for", "9h"),), True))
    question = said("m", "Ada", "How do I export my tracks as WAV?", 1)
    await tell(MessageSeen(replace(question, ref=MessageRef(FAR, "m"))))
    await until(35)
    ended = turned("budget.per_day", "6", minutes=35)
    await tell(ended if how == "set" else CommandGiven(at(35), GENERAL, member("Tia"), "resume", (), True))
    while await courier.deliver():
        pass
    await until(36)
    assert [action.to for action in platform.said if isinstance(action, Say)] == [FAR]
    if opened == "sqlite":
        await store.aclose()
