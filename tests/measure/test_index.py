"""The two-way index by the book: broadcast scores near nothing at any volume, lively talk above seventy, little says nothing yet."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from adapters.memory import MemoryStore
from bot.measure import answered_of, cases_of, moved, share_of, two_way, week_of, weeks_before
from bot.measure.cases import IN_TIME, Case
from bot.model import ChannelRef, Figure, MessageRef, Spoken, Wait, Week
from tests.measure.made import GENERAL, HOME, HOUR, INSIDE, NEWS, NOW, SINCE, UNTIL, Town

MINUTE = timedelta(minutes=1)


async def week_of_town(town: Town, now: datetime = NOW) -> Week:
    store = MemoryStore()
    await store.commit(town.changes())
    spoken = await store.spoken(HOME, SINCE, UNTIL + IN_TIME)
    questions = await store.asked(HOME, SINCE, UNTIL)
    return two_way(cases_of(spoken, questions, SINCE, UNTIL, now, INSIDE), SINCE, UNTIL)


def broadcast(volume: int) -> Town:
    """Announcements, and questions and replies under them that nobody ever takes up."""
    town = Town()
    for n in range(12 * volume):
        at = SINCE + (6 * 24 * HOUR) / (12 * volume) * n
        post = town.say("team", at, NEWS)
        town.say(f"reader{n % 40}", at + MINUTE, NEWS, to=post)
        town.ask(f"reader{n % 40}", at + 2 * MINUTE, NEWS)
    return town


def lively(volume: int = 1) -> Town:
    """The team asks, members reply, to it and to one another; questions are taken up."""
    town = Town()
    for n in range(15 * volume):
        at = SINCE + (6 * 24 * HOUR) / (15 * volume) * n
        asked = town.ask("ada", at, after=4 * MINUTE if n % 5 else None)
        first = town.say("ben", at + 4 * MINUTE, to=asked)
        for voice in ("cem", "ada", "dia"):
            first = town.say(voice, at + 5 * MINUTE, to=first)
        post = town.say("team", at + 10 * MINUTE)
        for voice in ("ada", "ben", "cem")[: 1 if n % 6 == 0 else 3]:
            reply = town.say(voice, at + 11 * MINUTE, to=post)
        if n % 4:
            town.say("team", at + 20 * MINUTE, to=reply)
            for voice in ("ada", "ben"):
                town.say("team", at + 21 * MINUTE, mentions=(voice,), to=reply)
    return town


@pytest.mark.parametrize("volume", [1, 10, 100])
async def test_a_pure_broadcast_channel_scores_near_nothing_at_any_volume(volume: int) -> None:
    week = await week_of_town(broadcast(volume))
    assert week.index.value is not None
    assert week.index.value < 5
    assert week.index.high < 12, "and so little, twelve cases a part, does not say it more surely"


@pytest.mark.parametrize("volume", [1, 10])
async def test_a_lively_channel_scores_above_seventy(volume: int) -> None:
    week = await week_of_town(lively(volume))
    assert week.index.value is not None
    assert week.index.value > 70
    assert week.index.low < week.index.value < week.index.high
    assert week.index.low > 40


async def test_more_of_the_same_says_it_more_surely() -> None:
    little, much = await week_of_town(lively(1)), await week_of_town(lively(20))
    assert much.index.high - much.index.low < (little.index.high - little.index.low) / 2


async def test_too_little_is_no_figure() -> None:
    town = Town()
    for n in range(9):
        town.ask("ada", SINCE + n * HOUR, after=MINUTE)
    week = await week_of_town(town)
    assert (week.answered.value, week.answered.cases, week.index.value) == (None, 9, None)
    town.ask("ada", SINCE + 20 * HOUR, after=MINUTE)
    week = await week_of_town(town)
    assert week.answered.value == 1.0
    assert week.index.value is None, "the other parts still wait"


async def test_the_teams_own_channel_and_bots_count_for_nothing() -> None:
    town = lively()
    before = await week_of_town(town)
    for n in range(50):
        post = town.say("team", SINCE + n * HOUR, INSIDE)
        town.say("team2", SINCE + n * HOUR + MINUTE, INSIDE, to=post)
        post = town.say("bot", SINCE + n * HOUR, GENERAL)
        town.say("bot2", SINCE + n * HOUR + MINUTE, GENERAL, to=post)
    assert await week_of_town(town) == before


async def test_a_thread_and_votes_make_an_echo() -> None:
    town = Town()
    for n in range(10):
        post = town.say("team", SINCE + n * HOUR, NEWS)
        town.say("ada", SINCE + n * HOUR + MINUTE, ChannelRef(HOME, post))
        town.vote(NEWS, post, "ben")
    assert (await week_of_town(town)).echo.value == 1.0


def test_young_questions_make_no_figure_by_themselves() -> None:
    young = [Wait(600.0, False)] * 30
    assert answered_of(young) == Figure(None, 0.0, 1.0, 0)
    # Twelve were taken up at once; of the rest nothing is known yet: there is no telling what happens within the day.
    assert answered_of([*young, *[Wait(60.0, True)] * 12]).value is None
    assert answered_of([*[Wait(60.0, True)] * 12]).value == 1.0


def test_a_share_is_a_share() -> None:
    ref = MessageRef(GENERAL, "1")
    figure = share_of([Case(ref, True)] * 15 + [Case(ref, False)] * 5)
    assert (figure.value, figure.cases) == (0.75, 20)
    assert figure.low < 0.75 < figure.high


def test_a_week_is_the_zones_own_also_when_clocks_change() -> None:
    began, ended = week_of(datetime(2026, 3, 29, 12, tzinfo=UTC), "Europe/Berlin")
    assert began == datetime(2026, 3, 23, tzinfo=ZoneInfo("Europe/Berlin"))
    assert ended.astimezone(UTC) - began.astimezone(UTC) == timedelta(days=7, hours=-1)
    weeks = weeks_before(datetime(2026, 3, 29, 12, tzinfo=UTC), "Europe/Berlin", 3)
    assert [end for _, end in weeks[:-1]] == [begin for begin, _ in weeks[1:]]
    assert weeks[-1] == (began, ended)


def test_what_moved_the_index_is_the_largest_ratio() -> None:
    def week(*values: float) -> Week:
        parts = [Figure(value, 0, 1, 20) for value in values]
        return Week(SINCE, UNTIL, *parts, Figure(50.0, 0, 100, 20))

    before = week(0.8, 0.1, 0.5, 0.6)
    up = replace(week(0.9, 0.2, 0.5, 0.5), index=Figure(61.0, 0, 100, 20))
    assert moved(up, before) == ("heard", pytest.approx(0.1))
    assert moved(week(0.9, 0.2, 0.5, 0.5), week(0.9, 0.2, 0.5, 0.5)) is None
    assert moved(replace(up, index=Figure(50.4, 0, 100, 20)), before) is None, "nobody sees it move"


def test_nothing_said_is_no_figure() -> None:
    week = two_way(cases_of(Spoken(), (), SINCE, UNTIL, NOW), SINCE, UNTIL)
    assert [figure.value for _, figure in week.parts] == [None] * 4
    assert week.index == Figure(None, 0.0, 100.0, 0)
