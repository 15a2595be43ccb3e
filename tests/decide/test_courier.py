"""The courier: claim, perform, settle, tell; nothing performed twice, nothing forgotten in hand."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.clock import ManualClock
from adapters.memory import MemoryStore
from bot.actions import ActionTold, Amend, Consult, Say
from bot.courier import Courier
from bot.model import SMALLEST, ChannelRef, CommunityRef, Phrase, Receipt, Refusal, Unknown
from bot.model.inquiry import FoundWaiting, StillWaiting
from bot.ports import Commit, Unavailable
from tests.decide.scenes import GENERAL, NOON, TEAM, at, ref

WORDS = (Phrase("verbatim.text", (("text", "hello"),)),)


def say(key, to=GENERAL):
    return Say(key, GENERAL, to, WORDS)


def amend(key, target):
    return Amend(key, GENERAL, TEAM, target, WORDS)


class Mouth:
    """A platform that does what its script says, action by action, then always gives a receipt."""

    limits = SMALLEST

    def __init__(self, *script, found=()):
        self.script, self.found, self.tried, self.done, self.looked = list(script), list(found), [], [], []

    async def perform(self, action, target):
        self.tried.append(action.key)
        outcome = self.script.pop(0) if self.script else None
        if isinstance(outcome, Exception):
            raise outcome
        self.done.append((action.key, target))
        return outcome or Receipt(ref(f"at:{action.key}") if isinstance(action, Say) else None)

    async def find(self, action):
        self.looked.append(action.key)
        outcome = self.found.pop(0) if self.found else None
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


class Weak(MemoryStore):
    """A store that does not answer at these calls of settle and target, counted from 1."""

    def __init__(self, *failing):
        super().__init__()
        self.failing, self.turn = set(failing), 0

    def _answer(self):
        self.turn += 1
        if self.turn in self.failing:
            raise Unavailable("locked")

    async def settle(self, channel, key, settlement, moment):
        self._answer()
        await super().settle(channel, key, settlement, moment)

    async def target(self, channel, key):
        self._answer()
        return await super().target(channel, key)


class Scene:
    """A store, a courier, and what the engine was told; it takes note as the engine would."""

    def __init__(self, mouth, store=None, deaf=0):
        self.mouth, self.store, self.told, self.deaf = mouth, store or MemoryStore(), [], deaf
        self.clock = ManualClock(NOON)
        self.start()

    def start(self):
        """A new process: a courier that knows nothing."""
        platforms = {} if self.mouth is None else {"scene": self.mouth}
        self.courier = Courier(self.store, self.store, platforms, self.clock, self.tell)

    async def tell(self, event):
        if self.deaf:
            self.deaf -= 1
            raise Unavailable("not saved")
        self.told.append((event.key, event.settlement))
        await self.store.commit(Commit((ActionTold(event.channel, event.key),)))

    async def queue(self, *actions):
        await self.store.commit(Commit((), actions))

    async def rounds(self, count=1):
        for _ in range(count):
            try:
                await self.courier.deliver()
            except Unavailable:
                continue


async def test_what_waits_is_done_in_order_settled_and_told_once():
    scene = Scene(Mouth())
    await scene.queue(say("a"), say("b"))
    assert await scene.courier.deliver() == 2
    assert await scene.courier.deliver() == 0
    assert scene.mouth.tried == ["a", "b"]
    assert scene.told == [("a", Receipt(ref("at:a"))), ("b", Receipt(ref("at:b")))]
    assert await scene.store.unsettled() == await scene.store.untold() == []


async def test_what_cannot_be_done_now_is_tried_again_and_others_go_on():
    scene = Scene(Mouth(Unavailable("rate limit"), None, Unavailable("rate limit")))
    await scene.queue(say("a"), say("b"))
    await scene.rounds(3)
    assert scene.mouth.tried == ["a", "b", "a", "a"]
    assert [key for key, _ in scene.mouth.done] == ["b", "a"]
    assert [key for key, _ in scene.told] == ["b", "a"]


async def test_a_refusal_is_a_value_recorded_and_not_tried_again():
    scene = Scene(Mouth(Refusal("no rights")))
    await scene.queue(say("a"))
    await scene.rounds(3)
    assert scene.mouth.tried == ["a"]
    assert scene.told == [("a", Refusal("no rights"))]


async def test_an_action_for_a_platform_that_is_not_there_is_refused():
    scene = Scene(None)
    await scene.queue(say("a"))
    await scene.rounds()
    assert scene.told == [("a", Refusal("no_platform"))]


async def test_what_is_for_a_platform_that_is_away_waits_until_it_is_there_again_and_others_go_on():
    """A run without its token, between two with it; what was claimed when the first one died waits as well."""
    scene, away = Scene(Mouth()), ChannelRef(CommunityRef("away", "home"), "general")
    other = Mouth()
    lost, waits = (Say(key, away, away, WORDS) for key in ("lost", "waits"))
    await scene.queue(lost)
    await scene.store.claim(NOON, 10)
    await scene.queue(*(replace(waits, key=f"w{number}") for number in range(120)), say("a"))
    scene.courier = Courier(scene.store, scene.store, {"scene": scene.mouth}, scene.clock, scene.tell, patient=True)
    await scene.courier.recover()
    assert [await scene.courier.deliver() for _ in range(3)] == [1, 0, 0]
    assert [key for key, _ in scene.told] == scene.mouth.tried == ["a"]
    both = {"scene": scene.mouth, "away": other}
    scene.courier = Courier(scene.store, scene.store, both, scene.clock, scene.tell, patient=True)
    await scene.courier.recover()
    await scene.rounds(3)
    assert (other.looked, len(other.done), len(scene.told)) == (["lost"], 121, 122)


BUG = ValueError("words of a member, 123456:token")


@pytest.mark.survives_a_bug
async def test_a_bug_of_a_platform_rests_its_own_action_for_longer_each_time_and_the_rest_goes_on(caplog):
    scene = Scene(Mouth(BUG, None, BUG, found=[None, BUG, None]))
    await scene.queue(say("a"), say("b"))
    await scene.rounds(5)
    assert (scene.mouth.tried, scene.told) == (["a", "b"], [("b", Receipt(ref("at:b")))])
    waited = []
    while len(scene.told) < 2:
        before = len(scene.mouth.looked)
        waited.append(0)
        while len(scene.mouth.looked) == before:
            scene.clock.advance_to(scene.clock.now() + timedelta(seconds=1))
            waited[-1] += 1
            await scene.rounds(2)
    assert waited == [5, 10, 20]  # looked up first each time: it may have gone out
    assert [key for key, _ in scene.mouth.done] == ["b", "a"]
    bugs = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [(record.key, record.error) for record in bugs] == [("a", "ValueError")] * 3
    assert "member" not in "".join(str(vars(record)) for record in caplog.records)


@pytest.mark.survives_a_bug
async def test_a_rest_from_before_the_clock_was_put_back_is_over():
    scene = Scene(Mouth(BUG))
    scene.clock.advance_to(at(10**6))
    await scene.queue(say("a"))
    await scene.rounds()
    scene.clock = ManualClock(NOON)
    scene.courier._clock = scene.clock
    await scene.rounds()
    assert [key for key, _ in scene.told] == ["a"]


async def test_an_amendment_is_given_what_it_amends():
    scene = Scene(Mouth())
    await scene.queue(say("card"), amend("closed", "card"))
    await scene.rounds()
    assert scene.mouth.done == [("card", None), ("closed", ref("at:card"))]


@pytest.mark.parametrize("script", [(), (Refusal("no rights"),)], ids=["never said", "refused"])
async def test_an_amendment_of_what_does_not_stand_is_refused(script):
    scene = Scene(Mouth(*script))
    await scene.queue(*([say("card")] if script else []), amend("closed", "card"))
    await scene.rounds()
    assert scene.told[-1] == ("closed", Refusal("nothing_to_amend"))
    assert "closed" not in scene.mouth.tried


async def test_an_amendment_waits_for_what_it_amends_to_be_out():
    scene = Scene(Mouth(Unavailable("rate limit")))
    await scene.queue(say("card"), amend("closed", "card"))
    await scene.rounds(3)
    assert scene.mouth.done == [("card", None), ("closed", ref("at:card"))]


FATES = [
    (Receipt(ref("found")), 0, Receipt(ref("found"))),
    (Unknown(), 0, Unknown()),
    (None, 1, Receipt(ref("at:a"))),
]


@pytest.mark.parametrize(("found", "performed", "told"), FATES, ids=["it was done", "no telling", "it was not done"])
async def test_after_a_crash_what_was_claimed_is_looked_up_first(found, performed, told):
    scene = Scene(Mouth(found=[found]))
    await scene.queue(say("a"))
    await scene.store.claim(NOON, 10)
    scene.start()
    await scene.courier.recover()
    assert (scene.mouth.looked, len(scene.mouth.done)) == (["a"], performed)
    assert scene.told == [("a", told)]
    await scene.rounds(2)
    assert (len(scene.mouth.done), len(scene.told)) == (performed, 1)


async def test_after_a_crash_what_was_settled_and_not_told_is_told():
    scene = Scene(Mouth())
    await scene.queue(say("a"))
    await scene.store.claim(NOON, 10)
    await scene.store.settle(GENERAL, "a", Refusal("no rights"), at(1))
    scene.start()
    await scene.courier.recover()
    assert (scene.told, scene.mouth.tried) == ([("a", Refusal("no rights"))], [])


async def test_a_platform_that_cannot_look_up_now_is_asked_again_before_anything_is_sent():
    scene = Scene(Mouth(found=[Unavailable("down"), Unavailable("down"), Receipt(ref("found"))]))
    await scene.queue(say("a"))
    await scene.store.claim(NOON, 10)
    scene.start()
    await scene.courier.recover()
    await scene.rounds(3)
    assert scene.mouth.tried == []
    assert scene.told == [("a", Receipt(ref("found")))]


async def test_a_store_that_fails_after_a_post_does_not_make_it_post_again_nor_forget_the_others():
    scene = Scene(Mouth(), Weak(1, 2))
    await scene.queue(say("a"), say("b"), say("c"))
    await scene.rounds(4)
    assert scene.mouth.tried == ["a", "b", "c"]
    assert [key for key, _ in scene.told] == ["a", "b", "c"]


async def test_an_engine_that_cannot_save_is_told_again():
    scene = Scene(Mouth(), deaf=2)
    await scene.queue(say("a"))
    await scene.rounds(4)
    assert (scene.mouth.tried, scene.told) == (["a"], [("a", Receipt(ref("at:a")))])


OUTCOME = st.sampled_from([None, Unavailable("later"), Refusal("no")])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    script=st.lists(OUTCOME, max_size=12),
    failing=st.sets(st.integers(1, 12), max_size=6),
    deaf=st.integers(0, 4),
    count=st.integers(1, 6),
)
async def test_whatever_fails_each_action_is_performed_once_and_told_once(script, failing, deaf, count):
    scene = Scene(Mouth(*script), Weak(*failing), deaf)
    keys = [f"k{number}" for number in range(count)]
    await scene.queue(*(say(key) for key in keys), amend("last", keys[0]))
    await scene.rounds(40)
    assert sorted(key for key, _ in scene.told) == sorted([*keys, "last"])
    done = [key for key, _ in scene.mouth.done]
    assert len(done) == len(set(done))
    assert await scene.store.unsettled() == await scene.store.untold() == []


class Shelf(MemoryStore):
    """A store whose records do not answer at first."""

    asked, failing = 0, 1

    async def consult(self, inquiry, now):
        self.asked += 1
        if self.failing:
            self.failing -= 1
            raise Unavailable("busy")
        return await super().consult(inquiry, now)


async def test_the_records_are_asked_instead_of_a_platform_and_asked_again_after_a_crash():
    scene = Scene(None, Shelf())
    scene.store.failing = 0
    await scene.queue(Consult("look", GENERAL, GENERAL, StillWaiting(GENERAL.community)))
    assert len(await scene.store.claim(NOON, 9)) == 1  # and then the process died
    scene.start()
    await scene.courier.recover()
    assert scene.told == [("look", Receipt(found=FoundWaiting()))]
    assert scene.store.asked == 1


async def test_records_that_do_not_answer_are_asked_later():
    scene = Scene(None, Shelf())
    await scene.queue(Consult("look", GENERAL, GENERAL, StillWaiting(GENERAL.community)))
    await scene.rounds()
    assert scene.told == []
    await scene.rounds()
    assert scene.told == [("look", Receipt(found=FoundWaiting()))]
