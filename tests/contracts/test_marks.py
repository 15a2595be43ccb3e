"""What every store promises of reactions, votes and gaps: bot.ports.Marks."""

from bot.actions import GapKept, LineErased, LineKept, ReactionKept, VoteKept
from bot.model import MessageRef
from tests.contracts.conftest import Kept
from tests.contracts.making import GENERAL, TEAM, at, changes, line, member

ONE, TWO, AWAY = MessageRef(GENERAL, "1"), MessageRef(GENERAL, "2"), MessageRef(TEAM, "1")
ADA, BEN = member("ada"), member("ben")


async def spoken(store: Kept) -> None:
    """Let there be lines to hang things on; the second has the earlier time, the order is that of arrival."""
    await store.commit(changes(LineKept(line("1", seconds=9)), LineKept(line("2"))))
    await store.commit(changes(LineKept(line("1", channel=TEAM))))


async def test_reactions_stand_until_taken_back_in_the_order_of_the_lines(store: Kept) -> None:
    await spoken(store)
    made = [(TWO, ADA, "👍"), (ONE, BEN, "👍"), (ONE, ADA, "👍"), (ONE, ADA, "❤"), (AWAY, ADA, "👍")]
    await store.commit(changes(*(ReactionKept(*one, True) for one in made), ReactionKept(ONE, ADA, "👍", True)))
    await store.commit(changes(ReactionKept(ONE, BEN, "👍", False), ReactionKept(ONE, BEN, "never", False)))
    standing = [ReactionKept(*one, True) for one in ((ONE, ADA, "❤"), (ONE, ADA, "👍"), (TWO, ADA, "👍"))]
    assert list(await store.reactions(GENERAL, 9)) == standing
    assert list(await store.reactions(GENERAL, 2)) == standing[1:]
    assert list(await store.reactions(GENERAL, 0)) == []


async def test_a_vote_is_whole_and_the_latest_counts(store: Kept) -> None:
    await spoken(store)
    for vote in (VoteKept(TWO, BEN, ("2", "1")), VoteKept(ONE, ADA, ("1",)), VoteKept(ONE, ADA, ("3", "2", "3"))):
        await store.commit(changes(vote))
    await store.commit(changes(VoteKept(ONE, BEN, ("1",)), VoteKept(ONE, BEN, ()), VoteKept(AWAY, ADA, ("1",))))
    standing = [VoteKept(ONE, ADA, ("2", "3")), VoteKept(TWO, BEN, ("1", "2"))]
    assert list(await store.votes(GENERAL, 9)) == standing
    assert list(await store.votes(GENERAL, 1)) == standing[1:]
    assert list(await store.votes(GENERAL, 0)) == []


async def test_what_hangs_on_no_line_or_on_a_tombstone_does_not_stand(store: Kept) -> None:
    await spoken(store)
    nowhere = MessageRef(GENERAL, "9")
    for ref in (ONE, TWO, nowhere):
        await store.commit(changes(ReactionKept(ref, ADA, "👍", True), VoteKept(ref, ADA, ("1",))))
    await store.commit(changes(LineErased(ONE)))
    assert [mark.ref for mark in await store.reactions(GENERAL, 9)] == [TWO]
    assert [mark.ref for mark in await store.votes(GENERAL, 9)] == [TWO]


async def test_gaps_come_oldest_first_and_the_latest_are_given(store: Kept) -> None:
    for since, until in ((5, 9), (0, 4), (0, 3)):
        await store.commit(changes(GapKept(GENERAL, at(since), at(until))))
    await store.commit(changes(GapKept(GENERAL, at(0), at(3)), GapKept(TEAM, at(7), at(8))))
    standing = [GapKept(GENERAL, at(since), at(until)) for since, until in ((0, 3), (0, 4), (5, 9))]
    assert list(await store.gaps(GENERAL, 9)) == standing
    assert list(await store.gaps(GENERAL, 2)) == standing[1:]
    assert list(await store.gaps(GENERAL, 0)) == []


async def test_an_unknown_channel_has_no_marks(store: Kept) -> None:
    assert [list(found) for found in (await store.reactions(TEAM, 9), await store.votes(TEAM, 9))] == [[], []]
    assert list(await store.gaps(TEAM, 9)) == []
