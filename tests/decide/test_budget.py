"""Through the real engine: never over budget, never in quiet hours, never twice for one question, and rest after ignored posts."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.archive import ArchivePlatform
from adapters.clock import ManualClock
from adapters.memory import MemoryStore
from bot.actions import PostKept, QuestionKept, Say
from bot.courier import Courier
from bot.decide.holding import quiet_until
from bot.engine import Engine
from bot.events import ButtonPressed, CommandGiven, MessageDeleted, MessageSeen, TimerDue
from bot.model import SMALLEST, Delivery, Kind, Mode, Outcome, Policy, Post, spent_on
from bot.ports import Batch
from tests.decide.scenes import GENERAL, member, said
from tests.engine.talk import events

EAGER = Policy(nudge=Mode.ACT, quiet_hours=None, patience=timedelta(minutes=2), spacing=timedelta(seconds=1))
NOUNS = [
    "amp",
    "bass",
    "chord",
    "drum",
    "echo",
    "fader",
    "gain",
    "hum",
    "input",
    "jack",
    "knob",
    "loop",
    "mixer",
    "noise",
    "octave",
    "pedal",
    "reverb",
    "synth",
    "tempo",
    "volume",
]


class Street:
    """The real engine, courier and reference store, and notes of what went out when."""

    def __init__(self, policy, platforms=("scene",)):
        self.store, self.clock = MemoryStore(), ManualClock(datetime(2026, 1, 1, tzinfo=UTC))
        self.engine = Engine(self.store, policy, {}, SMALLEST, [self])
        self.courier = Courier(
            self.store, self.store, dict.fromkeys(platforms, ArchivePlatform()), self.clock, self.tell
        )
        self.posts, self.says, self.snoozes = {}, [], defaultdict(list)

    def saw(self, event, decision):
        questions = [change.question for change in decision.changes if isinstance(change, QuestionKept)]
        for change in decision.changes:
            if isinstance(change, PostKept):
                self.posts[change.post.channel, change.post.key] = change.post
        if isinstance(event, CommandGiven | ButtonPressed):
            for question in questions:
                if question.snoozed_until is not None:
                    self.snoozes[question.ref].append(event.at)
        self.says += [action for action in decision.actions if isinstance(action, Say) and action.to == action.channel]

    async def tell(self, event):
        await self.engine.handle(Batch((event,)))
        while await self.courier.deliver():
            pass

    async def until(self, when):
        """Let the timers fire, each at its time."""
        while (due := await self.store.next_due()) is not None and due <= when:
            self.clock.advance_to(due)
            for timer in await self.store.due(due, 100):
                await self.tell(TimerDue(due, timer))
        self.clock.advance_to(when)

    async def hear(self, event):
        await self.until(event.at)
        await self.tell(event)

    def out(self, channel=GENERAL):
        """The posts that went out in a channel, oldest first."""
        keys = {(say.channel, say.key) for say in self.says}
        gone = [post for place, post in self.posts.items() if place in keys and post.delivery is Delivery.SENT]
        return sorted((post for post in gone if post.channel == channel), key=lambda post: post.at)


WHAT = st.sampled_from(["ask", "ask", "ask", "answer", "remove", "chat"])
STEPS = st.lists(st.tuples(st.sampled_from([1, 5, 20, 60, 180, 400]), WHAT), min_size=5, max_size=40)


async def walk(street, steps):
    """Play steps: questions about different things, answers to the latest post, posts removed, small talk."""
    now = datetime(2026, 3, 27, 9, tzinfo=UTC)
    for number, (gap, what) in enumerate(steps):
        now += timedelta(minutes=gap)
        minutes = (now - datetime(2026, 5, 4, 12, tzinfo=UTC)) / timedelta(minutes=1)
        await street.until(now)
        posts = [post for post in street.out() if post.message is not None]
        if what == "remove" and posts:
            await street.hear(MessageDeleted(now, posts[-1].message))
        elif what == "answer" and posts:
            reply = said(
                f"m{number}", "Zoe", "Open the menu, then choose it there.", minutes, reply_to=posts[-1].message.id
            )
            await street.hear(MessageSeen(reply))
        else:
            noun = NOUNS[number % len(NOUNS)]
            text = f"How do I set the {noun} number {number}?" if what != "chat" else "good morning all"
            await street.hear(MessageSeen(said(f"m{number}", f"P{number}", text, minutes)))
    await street.until(now + timedelta(hours=50))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    steps=STEPS,
    budget=st.integers(0, 3),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Auckland", "America/St_Johns", "Asia/Kathmandu"]),
    quiet=st.sampled_from([None, (time(22), time(8)), (time(13), time(15, 30))]),
)
async def test_no_day_of_a_channel_sees_more_posts_than_its_budget_and_no_quiet_hour_sees_one(
    steps, budget, zone, quiet
):
    street = Street(replace(EAGER, budget_per_day=budget, timezone=zone, quiet_hours=quiet))
    await walk(street, steps)
    days = Counter(post.at.astimezone(ZoneInfo(zone)).date() for post in street.out())
    assert max(days.values(), default=0) <= budget
    assert len(street.says) == len(street.out()), "what was decided went out"
    if quiet is not None:
        assert [post for post in street.out() if quiet_until(post.at, quiet, zone) is not None] == []


async def test_a_day_full_of_questions_gets_exactly_its_budget_and_the_next_day_the_next():
    street = Street(replace(EAGER, budget_per_day=2, timezone="Asia/Kathmandu"))
    await walk(street, [(60, "ask"), (60, "answer")] * 30)
    days = Counter(post.at.astimezone(ZoneInfo("Asia/Kathmandu")).date() for post in street.out())
    full = list(days.values())[:-1]
    assert len(full) >= 2
    assert set(full) == {2}


async def test_after_two_ignored_posts_it_rests_for_a_week_and_after_each_that_follows_in_vain():
    street = Street(replace(EAGER, budget_per_day=24))
    await walk(street, [(800, "ask")] * 36)
    posts = street.out()
    assert {post.outcome for post in posts[:3]} == {Outcome.IGNORED}
    minutes = [(later.at - earlier.at) / timedelta(minutes=1) for earlier, later in pairwise(posts)]
    # It rests from when it was known that nobody cared for the second of two posts, six hours after it; and so on.
    week = (7 * 24 + 6) * 60
    assert minutes[:3] == [800, week, week]


async def test_a_removed_post_is_followed_by_a_long_rest():
    street = Street(replace(EAGER, budget_per_day=24))
    await walk(street, [(60, "ask"), (60, "remove"), *[(600, "ask")] * 18])
    first, second = street.out()[:2]
    assert first.outcome is Outcome.REMOVED
    assert second.at - first.at >= timedelta(days=7)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(stream=events(), budget=st.sampled_from([2, 24]))
async def test_no_question_is_brought_back_twice_unless_somebody_snoozed_it_in_between(stream, budget):
    # One who enlisted is asked first, and then the room: each of the two only once.
    street = Street(replace(EAGER, budget_per_day=budget, team_channel="team"), ("story",))
    for event in stream:
        await street.hear(event)
    await street.until(max(event.at for event in stream) + timedelta(hours=60))
    for channel in {post.channel for post in street.posts.values()}:
        brought = defaultdict(list)
        for post in street.out(channel):
            for id in post.questions:
                brought[post.kind, id].append(post.at)
        for (_, id), times in brought.items():
            snoozed = [
                at
                for ref_, moments in street.snoozes.items()
                if (ref_.channel, ref_.id) == (channel, id)
                for at in moments
            ]
            for earlier, later in pairwise(times):
                assert any(at <= later for at in snoozed), f"{id} at {earlier} and {later}"
            assert len(times) <= 1 + len(snoozed)


async def test_a_snoozed_question_comes_back_once_more():
    street = Street(EAGER)
    await street.hear(MessageSeen(said("q", "Ada", "How do I export my tracks as WAV?")))
    start = datetime(2026, 5, 4, 12, tzinfo=UTC)
    await street.until(start + timedelta(minutes=10))
    assert [post.questions for post in street.out()] == [("q",)]
    asked_again = (("question", "q"), ("for", "30m"))
    await street.hear(CommandGiven(start + timedelta(minutes=10), GENERAL, member("Tia"), "snooze", asked_again, True))
    await street.hear(MessageSeen(said("c", "Bo", "I am back from lunch, and it was good.", 20)))
    await street.until(start + timedelta(hours=30))
    assert [(post.questions, (post.at - start) / timedelta(minutes=1)) for post in street.out()] == [
        (("q",), 2),
        (("q",), 40),
    ]


def test_what_people_wait_for_and_what_never_went_out_are_no_part_of_the_budget():
    noon, zone = datetime(2026, 5, 4, 12, tzinfo=UTC), ZoneInfo("Asia/Kathmandu")
    nudge = Post("nudge:q", GENERAL, Kind.NUDGE, noon, delivery=Delivery.SENT)
    result = replace(nudge, key="result:poll:q", kind=Kind.POLL, owed=True)
    refused, late = replace(nudge, delivery=Delivery.REFUSED), replace(nudge, at=noon + timedelta(hours=7))
    assert spent_on(noon.date(), zone, (nudge, result, refused, late)) == 1
    assert spent_on(noon.date() + timedelta(days=1), zone, (nudge, result, refused, late)) == 1
