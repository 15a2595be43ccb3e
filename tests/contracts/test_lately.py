"""What every store tells of what a community lived through, and of who took up a message: bot.ports.Library."""

from dataclasses import replace

from bot.actions import LineErased, LineKept, MemberErased, QuestionKept, ReactionKept, VoteKept
from bot.model import ChannelRef, Link, MessageRef, Reading, Status
from bot.model.lately import MOST_NEW, Echo, FoundEcho, FoundLately, Lately
from tests.contracts.conftest import Kept
from tests.contracts.making import GENERAL, HOME, TEAM, at, changes, line, member, question

ELSEWHERE = ChannelRef(HOME, "elsewhere")
DAY = 86_400
NOW = at(40 * DAY)


def said(id: str, by: str, days: float, channel: ChannelRef = GENERAL, **rest: object):
    """A line that nobody need read."""
    return LineKept(replace(line(id, "…", by, days * DAY, channel, **rest), reading=Reading(), about=()))


async def lately(store: Kept, channel: ChannelRef = GENERAL, *without: ChannelRef) -> FoundLately:
    """Ask what the community lived through."""
    found = await store.consult(Lately(channel, NOW, without), NOW)
    assert isinstance(found, FoundLately)
    return found


async def test_only_the_busiest_channel_is_told_the_whole(store: Kept) -> None:
    await store.commit(
        changes(
            *(said(f"g{n}", by, 30 + n) for n, by in enumerate(("anna", "ben", "anna"))),
            *(said(f"e{n}", "anna", 35, ELSEWHERE) for n in range(9)),
            *(said(f"t{n}", by, 36, TEAM) for n, by in enumerate(("anna", "ben", "carla", "dan"))),
            *(said(f"b{n}", f"bot{n}", 36, ELSEWHERE, bot=True) for n in range(5)),
            *(said(f"s{n}", f"staff{n}", 36, ELSEWHERE, team=True) for n in range(5)),
        )
    )
    assert (await lately(store, GENERAL, TEAM)).busiest == GENERAL, "by members, not by lines, bots or the team"
    assert await lately(store, ELSEWHERE, TEAM) == FoundLately(GENERAL)
    assert (await lately(store, TEAM)).busiest == TEAM
    assert await lately(store, ChannelRef(HOME, "never heard of")) == FoundLately(TEAM)


async def test_newcomers_wrote_first_within_a_day_anywhere(store: Kept) -> None:
    await store.commit(
        changes(
            said("1", "anna", 2),
            said("2", "anna", 39.5),
            said("3", "ben", 39.2, ELSEWHERE),
            said("4", "carla", 39.1),
            said("5", "staff", 39.3, team=True),
            said("6", "robot", 39.3, bot=True),
            said("7", "late", 40),
        )
    )
    found = await lately(store)
    assert [one.name for one in found.newcomers] == ["carla", "ben"], "in the order in which they came"
    assert (found.new, found.members, found.messages, found.since) == (2, 3, 5, at(2 * DAY))
    await store.commit(changes(MemberErased(member("carla"))))
    found = await lately(store)
    assert [one.name for one in found.newcomers] == ["ben"]
    assert found.members == 2


async def test_of_many_newcomers_the_first_are_named_and_all_are_counted(store: Kept) -> None:
    await store.commit(changes(*(said(f"{n:02}", f"m{n:02}", 39.1 + n / 100) for n in range(MOST_NEW + 3))))
    found = await lately(store)
    assert (len(found.newcomers), found.new) == (MOST_NEW, MOST_NEW + 3)
    assert found.newcomers[0].member == member("m00")


async def test_questions_to_everyone_of_the_last_weeks_are_told_oldest_first(store: Kept) -> None:
    def asked(id: str, days: float, **rest: object) -> QuestionKept:
        return QuestionKept(question(id, f"How {id}?", "anna", days * DAY, **rest))

    await store.commit(
        changes(
            said("9", "anna", 39),
            asked("b", 20, channel=ELSEWHERE),
            asked("a", 10),
            asked("team", 20, team=True),
            asked("no question", 20, status=Status.DISMISSED),
            asked("found it", 20, status=Status.WITHDRAWN),
            asked("long ago", -3),
            QuestionKept(replace(question("one person", "How?", "anna", 20 * DAY), channel=0.2)),
            QuestionKept(replace(question("expired", "", "anna", 20 * DAY))),
        )
    )
    found = await lately(store)
    assert [one.text for one in found.asked] == ["How a?", "How b?"]
    assert [one.ref for one in found.asked] == [MessageRef(GENERAL, "a"), MessageRef(ELSEWHERE, "b")]


async def echo(store: Kept, id: str = "news") -> int | None:
    """Ask how many took up a message."""
    found = await store.consult(Echo(MessageRef(GENERAL, id)), NOW)
    assert isinstance(found, FoundEcho)
    return found.members


async def test_who_takes_up_a_message_by_whatever_sign(store: Kept) -> None:
    under = ChannelRef(HOME, "news")
    news = MessageRef(GENERAL, "news")
    linked = replace(line("4", "nice", "dan", 3600), reading=Reading(links=(Link("news", 0.9),)), about=())
    late = replace(linked, message=replace(linked.message, ref=MessageRef(GENERAL, "5"), at=at(9 * 3600)))
    await store.commit(changes(said("news", "mira", 0, team=True), said("1", "anna", 0.1)))
    assert await echo(store) == 0, "what is said after it is no response"
    for change, members in (
        (said("2", "ben", 0.2, reply_to="news"), 1),
        (said("3", "ben", 0.2, reply_to="news"), 1),
        (LineKept(replace(late, message=replace(late.message, author=member("eve")))), 1),
        (LineKept(linked), 2),
        (ReactionKept(news, member("fay"), "👍", True), 3),
        (VoteKept(news, member("gus"), ("1",)), 4),
        (said("6", "hal", 0.3, under), 5),
        (said("7", "staff", 0.3, under, team=True), 5),
        (said("8", "robot", 0.3, reply_to="news", bot=True), 5),
        (said("9", "mira", 0.3, reply_to="news"), 5),
        (ReactionKept(news, member("fay"), "👍", False), 4),
        (LineErased(MessageRef(GENERAL, "4")), 3),
    ):
        await store.commit(changes(change))
        assert await echo(store) == members
    assert await store.consult(Echo(news, (member("gus"), member("zoe"))), NOW) == FoundEcho(2), "the team's own sign"
    await store.commit(changes(LineErased(news)))
    assert await echo(store) is None
    assert await echo(store, "never was") is None
