"""What every store promises the dashboard's newer pages: polls, members by name, ledger entries since a moment."""

from bot.actions import EntryKept, LineErased, LineKept, MemberErased, SurveyKept
from bot.model import ChannelRef, CommunityRef, MessageRef, Sieve, SurveyState, Verdict
from tests.contracts.conftest import Kept
from tests.contracts.making import GENERAL, HOME, TEAM, at, changes, entry, line, member, survey

ELSEWHERE = ChannelRef(CommunityRef("discord", "78"), "general")


async def test_polls_are_listed_newest_first_and_live_ones_however_old(store: Kept) -> None:
    assert await store.surveys(HOME, at(0), 9) == []
    old = survey("old", 0, state=SurveyState.TOLD)
    live = survey("live", 1, state=SurveyState.AWAITED)
    new, other = survey("new", 50, TEAM, state=SurveyState.DONE), survey("other", 60, state=SurveyState.SKIPPED)
    foreign = survey("foreign", 70, ELSEWHERE, state=SurveyState.OPEN)
    await store.commit(changes(*map(SurveyKept, (old, live, new, other, foreign))))
    assert await store.surveys(HOME, at(10), 9) == [other, new, live]
    assert await store.surveys(HOME, at(0), 9) == [other, new, live, old]
    assert await store.surveys(HOME, at(0), 2) == [other, new]
    assert await store.surveys(HOME, at(99), 9) == [live]
    assert await store.surveys(foreign.channel.community, at(0), 9) == [foreign]


async def test_who_is_called_so_is_found_by_the_whole_name_or_the_id_here_alone(store: Kept) -> None:
    said = (
        line("1", "hello", "Anna", 1),
        line("2", "hello", "anna", 5, TEAM),
        line("3", "hello", "Annabel", 3),
        line("4", "hello", "Bo", 4),
        line("5", "beep", "Anna's bot", 6, bot=True),
        line("6", "hello", "Anna", 7, ELSEWHERE),
    )
    await store.commit(changes(*map(LineKept, said)))
    assert await store.called(HOME, "ANNA", 5) == [(member("anna"), "anna", at(5)), (member("Anna"), "Anna", at(1))]
    assert await store.called(HOME, "ANNA", 1) == [(member("anna"), "anna", at(5))]
    assert await store.called(HOME, "id-of-Bo", 5) == [(member("Bo"), "Bo", at(4))]
    for nobody in ("", "Ann", "%", "Anna's bot", "id-of-", "\0"):
        assert await store.called(HOME, nobody, 5) == [], nobody
    await store.commit(changes(MemberErased(member("Bo"))))
    assert await store.called(HOME, "Bo", 5) == []
    await store.commit(changes(LineErased(MessageRef(GENERAL, "3"))))
    assert len(await store.called(HOME, "Annabel", 5)) <= 1


async def test_ledger_entries_are_sifted_by_when_they_began(store: Kept) -> None:
    made = [entry(f"{n}", 86_400 * n, verdict=Verdict.PRIVACY) for n in range(60)]
    await store.commit(changes(*map(EntryKept, made)))
    found = await store.entries(HOME, Sieve((Verdict.PRIVACY,), since=at(86_400 * 55)), 50)
    assert [one.subject for one in found] == ["59", "58", "57", "56", "55"]
    assert len(await store.entries(HOME, Sieve(since=at(0)), 99)) == 60
    between = Sieve(since=at(86_400 * 3), before=at(86_400 * 5))
    assert [one.subject for one in await store.entries(HOME, between, 9)] == ["4", "3"]
