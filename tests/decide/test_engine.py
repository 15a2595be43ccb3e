"""The engine: a bug stops its own event, a failed commit saves nothing and may be given again, a wish to be forgotten holds at once."""

import logging
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.clock import ManualClock
from adapters.memory import MemoryStore
from bot.actions import Notice, TimerSet
from bot.engine import Engine
from bot.events import ActionSettled, ButtonPressed, ChannelNamed, CommandGiven, ForgetAsked, MessageSeen, TimerDue
from bot.model import SMALLEST, ChannelRef, CommunityRef, MemberRef, Purpose, Receipt, Status, Timer
from bot.model.inquiry import AnsweredBefore, FoundEarlier
from bot.ports import Batch, Commit, Unavailable
from bot.ticker import Ticker
from tests.decide.scenes import ACT, GENERAL, HOME, SUGGEST, TEAM, at, member, ref, said
from tests.engine.talk import cut, events

WAV = "How do I export my tracks as WAV?"
OTHER = "Which microphone do you all record vocals with?"


class Notes:
    """A witness that notes."""

    def __init__(self):
        self.seen = []

    def saw(self, event, decision):
        self.seen.append((event, decision))


class Clumsy:
    """A witness with a bug."""

    def saw(self, event, decision):
        raise ZeroDivisionError("of its own")


class Shaky(MemoryStore):
    """A store whose commits fail at these turns, counted from 1, before anything is saved."""

    def __init__(self, *failing):
        super().__init__()
        self.failing, self.turn = set(failing), 0

    async def commit(self, commit):
        self.turn += 1
        if self.turn in self.failing:
            raise Unavailable("the disk is full")
        await super().commit(commit)


def seen(id, by, text=WAV, minutes=0.0, **more):
    return MessageSeen(said(id, by, text, minutes, **more))


BROKEN = seen("broken", "Bo", text=None, minutes=1)
"""What a platform's adapter with a bug might hand on: a text that is none."""


@pytest.mark.survives_a_bug
async def test_a_bug_stops_its_own_event_and_the_rest_goes_on(caplog):
    store, notes = MemoryStore(), Notes()
    engine = Engine(store, SUGGEST, {}, SMALLEST, [notes])
    await engine.handle(Batch((seen("q", "Ada"), BROKEN, seen("m", "Cy", "good morning all", 2)), "log", 3))
    assert [line.message.ref.id for line in await store.history(GENERAL, 10)] == ["q", "m"]
    assert [question.id for question in await store.questions(HOME, [Status.OPEN], 10)] == ["q"]
    assert await store.position("log") == 3
    assert len(notes.seen) == 3
    (failed,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert (failed.name, failed.event_kind, failed.key, failed.channel) == (
        "twoway.engine",
        "MessageSeen",
        "broken",
        "scene:home/general",
    )
    assert failed.exc_info is not None
    assert WAV not in failed.getMessage() + repr(vars(failed).get("text"))


@pytest.mark.survives_a_bug
async def test_a_timer_whose_event_meets_a_bug_does_not_fire_for_ever(caplog):
    """The room holds a question that cannot be decided on: a store written by a version with a bug."""
    store = MemoryStore()
    await Engine(store, SUGGEST, {}, SMALLEST).handle(Batch((seen("q", "Ada"), seen("w", "Cy", OTHER, 20))))
    question = store.tables.questions[GENERAL]["q"]
    object.__setattr__(question, "silence", None)
    engine = Engine(store, SUGGEST, {}, SMALLEST)
    for timer in await store.due(at(50), 10):
        await engine.handle(Batch((TimerDue(at(50), timer),)))
    assert [timer.purpose for timer in await store.due(at(50), 10)] == []
    flagged = [question.id for question in await store.questions(HOME, [Status.OPEN], 10) if question.flagged_at]
    assert flagged == ["w"]
    assert [record.key for record in caplog.records if record.levelno == logging.ERROR] == ["patience:q"]


@pytest.mark.parametrize("minutes", [None, 15, 300], ids=["not known", "known for earlier", "known for later"])
async def test_a_timer_that_another_process_set_beside_a_hot_room_fires_once(minutes):
    """An export taken in while the bot runs: the ticker finds timers that the room in memory has not."""
    store, notes, clock = MemoryStore(), Notes(), ManualClock(at(60))
    engine = Engine(store, SUGGEST, {}, SMALLEST, [notes])
    await engine.handle(Batch((seen("m", "Cy", "good morning all"),)))
    if minutes is not None:
        known = TimerSet(Timer(GENERAL, Purpose.PATIENCE, "q", at(minutes)))
        await store.commit(Commit((known,)))
        engine = Engine(store, SUGGEST, {}, SMALLEST, [notes])
        await engine.handle(Batch((seen("n", "Cy", "and a good day"),)))
    await Engine(store, SUGGEST, {}, SMALLEST).handle(Batch((seen("q", "Ada", minutes=1),)))
    notes.seen.clear()
    assert await Ticker(store, clock, lambda event: engine.handle(Batch((event,)))).tick() == 1
    assert [event.timer.subject for event, _ in notes.seen] == ["q"]
    (question,) = await store.questions(HOME, [Status.OPEN], 10)
    assert question.flagged_at == at(60)
    assert await store.due(at(60), 10) == []


async def test_a_witness_with_a_bug_is_logged_and_others_still_see(caplog):
    notes, store = Notes(), MemoryStore()
    engine = Engine(store, SUGGEST, {}, SMALLEST, [Clumsy(), notes])
    with caplog.at_level(logging.ERROR):
        await engine.handle(Batch((seen("q", "Ada"),)))
    await engine.handle(Batch((seen("m", "Bo", "lol", 1),)))
    assert [event.message.ref.id for event, _ in notes.seen] == ["q", "m"]
    assert len(await store.history(GENERAL, 10)) == 2
    assert {record.getMessage() for record in caplog.records} == {"witness failed"}
    caplog.clear()


async def test_a_commit_that_fails_saves_nothing_shows_nothing_and_may_be_given_again():
    batch = Batch((ChannelNamed(at(0), TEAM, "team"), seen("q", "Ada"), seen("m", "Bo", "lol", 40)), "log", 3)
    shaky, calm, notes = Shaky(1, 2), MemoryStore(), Notes()
    engine = Engine(shaky, ACT, {}, SMALLEST, [notes])
    for _ in range(2):
        with pytest.raises(Unavailable, match="disk is full"):
            await engine.handle(batch)
        assert shaky.tables == MemoryStore().tables
        assert (notes.seen, engine.rooms) == ([], 0)
    await engine.handle(batch)
    await Engine(calm, ACT, {}, SMALLEST).handle(batch)
    assert shaky.tables == calm.tables
    keys = [claimed.action.key for claimed in await shaky.claim(at(60), 10)]
    assert keys == ["nudge:q", "digest-wake:2026-05-05"]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    stream=events(most=40),
    sizes=st.lists(st.integers(1, 9), min_size=1, max_size=3),
    failing=st.sets(st.integers(1, 12)),
)
async def test_whatever_commits_fail_trying_again_comes_to_the_same(stream, sizes, failing):
    shaky, calm = Shaky(*failing), MemoryStore()
    tried, undisturbed = Engine(shaky, ACT, {}, SMALLEST), Engine(calm, ACT, {}, SMALLEST)
    for number, part in enumerate(cut(stream, sizes)):
        batch = Batch(part, "log", number + 1)
        await undisturbed.handle(batch)
        while True:
            try:
                await tried.handle(batch)
                break
            except Unavailable:
                continue
    assert shaky.tables == calm.tables


async def test_a_message_told_twice_is_heard_once_within_and_across_batches():
    store, notes = MemoryStore(), Notes()
    engine = Engine(store, SUGGEST, {}, SMALLEST, [notes])
    await engine.handle(Batch((seen("q", "Ada"), seen("q", "Ada", "other words?"))))
    await engine.handle(Batch((seen("q", "Ada", "and others?"),)))
    assert len(notes.seen) == 1
    assert [line.message.text for line in await store.history(GENERAL, 10)] == [WAV]


async def test_a_timer_fires_at_its_time_before_what_is_said_later():
    store, notes = MemoryStore(), Notes()
    await Engine(store, ACT, {}, SMALLEST, [notes]).handle(Batch((seen("q", "Ada"), seen("r", "Bo", "lol", 40))))
    kinds = [(type(event).__name__, event.at) for event, _ in notes.seen]
    assert kinds == [("MessageSeen", at(0)), ("TimerDue", at(30)), ("MessageSeen", at(40))]


async def test_a_timer_set_by_a_timer_fires_at_its_own_time_too():
    """A nudge after half an hour, and two and six hours later a look at what came of it, all before a line of the next day."""
    store, notes = MemoryStore(), Notes()
    await Engine(store, ACT, {}, SMALLEST, [notes]).handle(Batch((seen("q", "Ada"), seen("r", "Bo", "lol", 1000))))
    fired = [(event.timer.purpose, event.at) for event, _ in notes.seen if isinstance(event, TimerDue)]
    assert fired == [("patience", at(30)), ("trial", at(150)), ("outcome", at(390))]


async def test_a_button_in_the_teams_channel_is_decided_where_its_draft_belongs():
    store, notes = MemoryStore(), Notes()
    engine = Engine(store, SUGGEST, {}, SMALLEST, [notes])
    await engine.handle(Batch((ChannelNamed(at(0), TEAM, "team"), seen("q", "Ada"), seen("m", "Bo", "lol", 40))))
    (draft,) = (await store.view(GENERAL)).drafts
    await engine.handle(Batch((ButtonPressed(at(41), TEAM, member("Tia"), f"post:{draft.id}", True),)))
    assert [(action.to, action.key) for action in notes.seen[-1][1].actions if not isinstance(action, Notice)][-1] == (
        GENERAL,
        "nudge:q",
    )


async def test_a_press_in_another_community_does_nothing_to_a_draft():
    store, notes = MemoryStore(), Notes()
    engine = Engine(store, SUGGEST, {}, SMALLEST, [notes])
    await engine.handle(Batch((ChannelNamed(at(0), TEAM, "team"), seen("q", "Ada"), seen("m", "Bo", "lol", 40))))
    (draft,) = (await store.view(GENERAL)).drafts
    elsewhere = CommunityRef(HOME.platform, "elsewhere")
    owner = MemberRef(elsewhere, "Tia")
    for verb in ("post", "skip", "edit"):
        press = ButtonPressed(at(41), ChannelRef(elsewhere, "lobby"), owner, f"{verb}:{draft.id}", True, "other words")
        await engine.handle(Batch((press,)))
        assert [type(action) for action in notes.seen[-1][1].actions if not isinstance(action, Notice)] == []
    assert (await store.view(GENERAL)).drafts == (draft,)


def traces(store, *words):
    return [word for word in words if word in repr(store.tables)]


async def test_whoever_is_forgotten_is_forgotten_by_store_and_rooms():
    store = MemoryStore()
    engine = Engine(store, SUGGEST, {}, SMALLEST)
    other = ChannelRef(HOME, "other")
    words = seen("q", "Ada"), seen("m", "Bo", "lol", 1)
    await engine.handle(Batch(words))
    assert traces(store, "Ada", WAV) == ["Ada", WAV]
    await engine.handle(Batch((ForgetAsked(at(2), other, member("Ada")),)))
    assert traces(store, "Ada", WAV) == []
    # An hour later the patience of her question would run out; no room may bring her words back.
    await engine.handle(Batch((seen("n", "Bo", "still here", 90),)))
    assert traces(store, "Ada", WAV) == []
    assert [line.message.name for line in await store.history(GENERAL, 10)] == ["Bo", "Bo"]


async def test_what_follows_a_wish_to_be_forgotten_in_its_batch_no_longer_knows_the_member():
    store, notes = MemoryStore(), Notes()
    engine = Engine(store, ACT, {}, SMALLEST, [notes])
    forget = ForgetAsked(at(2), GENERAL, member("Ada"))
    await engine.handle(Batch((seen("q", "Ada"), forget, seen("n", "Bo", "hello", 90)), "log", 3))
    assert traces(store, "Ada", WAV) == []
    assert await store.position("log") == 3
    assert await store.claim(at(100), 10) == []


async def test_a_batch_cut_by_a_wish_to_be_forgotten_goes_on_where_it_stopped():
    batch = (seen("q", "Ada"), ForgetAsked(at(2), GENERAL, member("Ada")), seen("n", "Bo", WAV, 3))
    store = Shaky(2)
    with pytest.raises(Unavailable):
        await Engine(store, ACT, {}, SMALLEST).handle(Batch(batch, "log", 13))
    assert await store.position("log") == 12, "ten before, and the two up to the wish"
    await Engine(store, ACT, {}, SMALLEST).handle(Batch(batch[2:], "log", 13))
    calm = MemoryStore()
    await Engine(calm, ACT, {}, SMALLEST).handle(Batch(batch, "log", 13))
    assert store.tables == calm.tables


async def test_knobs_set_by_the_team_hold_from_the_next_event_on():
    store, notes = MemoryStore(), Notes()
    engine = Engine(store, SUGGEST, {}, SMALLEST, [notes])
    turned = CommandGiven(at(1), GENERAL, member("Tia"), "set", (("knob", "mode.nudge"), ("value", "act")), True)
    await engine.handle(Batch((seen("q", "Ada"), turned, seen("m", "Bo", "lol", 40))))
    assert [action.to for action in notes.seen[-2][1].actions] == [GENERAL]


async def test_what_the_records_said_of_somebody_forgotten_meanwhile_is_not_decided_on():
    notes = Notes()
    engine = Engine(MemoryStore(), SUGGEST, {}, SMALLEST, [notes])
    ada = AnsweredBefore(ref("q"), WAV, at(0), ref("a"), "File, Export.", member("Bo"), member("Ada"), 0.9)
    told = ActionSettled(at(5), GENERAL, "look", Receipt(found=FoundEarlier((ada,))))
    await engine.handle(Batch((told,)))
    await engine.handle(Batch((ForgetAsked(at(5), GENERAL, member("Ada")), told)))
    await engine.handle(Batch((told, replace(told, settlement=Receipt(found=FoundEarlier())))))
    assert [type(event).__name__ for event, _ in notes.seen] == ["ActionSettled", "ForgetAsked", "ActionSettled"]
    await engine.handle(Batch((seen("m", "Ada", "good morning all", 6), told)))
    assert len(notes.seen) == 5, "who speaks again is heard again"
