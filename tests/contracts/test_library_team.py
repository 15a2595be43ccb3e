"""What every store tells the team of its own: what was put to it and waits, and who answered; and what it forgets of that."""

from dataclasses import replace
from datetime import timedelta

from bot.actions import (
    ChannelKept,
    LineErased,
    LineKept,
    MemberErased,
    QuestionKept,
    SurveyKept,
    TextsExpired,
    TimerSet,
)
from bot.model import ChannelRef, MessageRef, Purpose, Reading, Status, SurveyState, Tally
from bot.model.inquiry import Answerer, Answerers, FoundAnswerers, FoundWaiting, StillWaiting
from bot.ports import Commit
from tests.contracts.conftest import Kept, everything
from tests.contracts.making import GENERAL, HOME, TEAM, at, changes, line, member, question, survey, timer

HOUR = 3600
READ = Reading()


def said(id: str, by: str, hours: float, channel: ChannelRef = GENERAL, **more: object) -> LineKept:
    """Return the change that keeps a line without a meaning."""
    return LineKept(replace(line(id, f"words of {id}", by, hours * HOUR, channel, **more), reading=READ, about=()))


async def furnish(store: Kept) -> None:
    """Keep some talk with the team, Tia."""
    talk = (
        ChannelKept(GENERAL, "lobby"),
        said("1", "tia", 0, team=True),
        said("2", "ben", 1, reply_to="1"),
        said("3", "carla", 2, mentions=(member("tia"),)),
        said("4", "dora", 3, reply_to="1"),
        said("5", "tia", 4, reply_to="4", team=True),
        said("6", "ben", 4.5, TEAM, mentions=(member("tia"),)),
        said("7", "eve", 9.5, reply_to="1"),
    )
    await store.commit(Commit(talk, nows=((GENERAL, at(10 * HOUR)), (TEAM, at(10 * HOUR)))))


async def put(store: Kept, hours: float = 10) -> list[tuple[str, str, str]]:
    """Return what waits for the team: message, name, channel."""
    found = await store.consult(StillWaiting(HOME, 1, TEAM), at(hours * HOUR))
    assert isinstance(found, FoundWaiting)
    assert found.all_put == len(found.put)
    return [(each.ref.id, each.name, each.channel) for each in found.put]


async def test_what_was_put_to_the_team_waits_until_it_responds_oldest_first(store: Kept) -> None:
    await furnish(store)
    assert await put(store) == [("2", "ben", "lobby"), ("3", "carla", "lobby")]
    await store.commit(changes(said("8", "tia", 10, reply_to="2", team=True)))
    assert await put(store, 11) == [("3", "carla", "lobby"), ("7", "eve", "lobby")]
    assert await put(store, 51) == [("7", "eve", "lobby")], "two days back, no further"
    found = await store.consult(StillWaiting(HOME, 1), at(10 * HOUR))
    assert isinstance(found, FoundWaiting)
    assert found.put == (), "only the team's own channel is told of it"


async def test_what_was_asked_again_and_again_waits_as_long_as_it_was_asked_lately(store: Kept) -> None:
    opened = (said("1", "tia", 0, team=True), said("2", "tia", 55, team=True), said("3", "ben", 60))
    again = question("3", "?", "ben", 60 * HOUR, first_asked_at=at(HOUR))
    talk = (ChannelKept(GENERAL, "lobby"), *opened, QuestionKept(again))
    await store.commit(Commit(talk, nows=((GENERAL, at(60 * HOUR)),)))
    assert await put(store, 62) == [("3", "ben", "lobby")]
    await store.commit(changes(said("4", "tia", 62, reply_to="3", team=True)))
    assert await put(store, 63) == []


async def test_what_is_answered_listed_gone_or_forgotten_does_not_wait(store: Kept) -> None:
    await furnish(store)
    answered = replace(question("2", "?", "ben", HOUR), status=Status.ANSWERED)
    flagged = replace(question("3", "?", "carla", 2 * HOUR), flagged_at=at(3 * HOUR))
    await store.commit(changes(QuestionKept(answered), QuestionKept(flagged)))
    assert await put(store) == []
    await furnish(store)
    await store.commit(
        changes(QuestionKept(replace(answered, status=Status.OPEN)), LineErased(MessageRef(GENERAL, "3")))
    )
    assert await put(store) == [("2", "ben", "lobby")]
    await store.commit(changes(MemberErased(member("ben"))))
    assert await put(store) == []


def helped(id: str, by: str, hours: float, **more: object) -> tuple[LineKept, QuestionKept]:
    """Return the changes that keep a question of Anna's and somebody's answer to it."""
    response = line(f"{id}a", f"by {by}", by, hours * HOUR, **more)
    response = replace(response, reading=Reading(answer=0.9), about=((id, 0.9),))
    asked = question(id, f"{id}?", "anna", (hours - 1) * HOUR)
    asked = replace(asked, status=Status.ANSWERED, responses=(f"{id}a",), answered_at=at(hours * HOUR))
    return LineKept(response), QuestionKept(asked)


async def test_who_answered_is_told_by_name_each_once_without_the_team_and_without_a_rank(store: Kept) -> None:
    week = Answerers(GENERAL, at(10 * HOUR), at(20 * HOUR))
    for made in (
        helped("1", "dora", 11),
        helped("2", "dora", 12),
        helped("3", "Ben", 13),
        helped("4", "tia", 14, team=True),
        helped("5", "eve", 9),
        helped("6", "carla", 20),
        helped("7", "anna", 15),
    ):
        await store.commit(changes(*made))
    both = (Answerer(member("Ben"), "Ben"), Answerer(member("dora"), "dora"))
    assert await store.consult(week, at(20 * HOUR)) == FoundAnswerers(both)
    await store.commit(changes(MemberErased(member("dora"))))
    assert await store.consult(week, at(20 * HOUR)) == FoundAnswerers(both[:1])
    assert await store.consult(replace(week, channel=TEAM), at(20 * HOUR)) == FoundAnswerers()


async def test_what_the_team_said_of_a_poll_goes_with_whom_it_shows_and_with_its_time(store: Kept) -> None:
    done = replace(
        survey("poll:1", lines=("1",)),
        state=SurveyState.DONE,
        outcome="We do what carla said.",
        tallies=(Tally("9", 1, True, "ask carla"),),
    )
    await store.commit(
        changes(LineKept(line("1", "tea?", "anna")), LineKept(line("2", "hi", "carla")), SurveyKept(done))
    )
    assert [row for row in (await store.belongings(member("carla")))["surveys"] if row["words"]] != []
    await store.commit(changes(MemberErased(member("carla"))))
    assert "what carla said" not in await everything(store)
    assert "ask carla" not in await everything(store)
    await store.commit(changes(SurveyKept(replace(done, outcome="We print the owl."))))
    await store.commit(changes(TextsExpired(GENERAL, done.at + timedelta(days=1))))
    assert "print the owl" not in await everything(store)


async def test_what_is_to_be_looked_at_again_goes_with_who_said_it(store: Kept) -> None:
    await furnish(store)
    await store.commit(changes(TimerSet(timer("2", 9, Purpose.PUT)), TimerSet(timer("3", 9, Purpose.PUT_SHOWN))))
    await store.commit(changes(MemberErased(member("ben"))))
    assert [each.subject for each in (await store.view(GENERAL)).timers] == ["3"]
