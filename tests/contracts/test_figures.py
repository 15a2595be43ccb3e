"""What every store promises the dashboard: bot.ports.Figures and Lists."""

from dataclasses import replace

from bot.actions import ChannelKept, DraftKept, EntryKept, LineKept, MemberErased, QuestionKept, TimerSet
from bot.model import (
    ChannelRef,
    CommunityRef,
    DraftState,
    Entry,
    Figure,
    Link,
    Load,
    MessageRef,
    Reading,
    Refusal,
    Role,
    Session,
    Sieve,
    Sought,
    Status,
    Verdict,
    Week,
)
from bot.model.inquiry import FoundWaiting, StillWaiting
from tests.contracts.conftest import Kept
from tests.contracts.making import (
    GENERAL,
    HOME,
    START,
    TEAM,
    actions,
    at,
    changes,
    draft,
    line,
    member,
    question,
    say,
    timer,
)

OTHER = CommunityRef("discord", "78")
ELSEWHERE = ChannelRef(OTHER, "general")
OPEN = Sought((Status.OPEN,), START)


def entry(seconds: float, subject: str, verdict: Verdict = Verdict.FLAGGED, channel: ChannelRef = GENERAL) -> Entry:
    return Entry(at(seconds), channel, verdict, subject)


async def test_an_unknown_community_has_nothing(store: Kept) -> None:
    assert await store.communities() == []
    assert await store.sought(HOME, OPEN, 5) == []
    assert await store.drafts(HOME, 5) == []
    assert await store.entries(HOME, Sieve(), 5) == []
    assert await store.weeks(HOME) == []
    assert await store.asked(HOME, at(-9), at(9)) == []
    assert (await store.spoken(HOME, at(-9), at(9))).lines == ()
    assert await store.load(at(0)) == Load()


async def test_questions_are_sought_by_state_channel_words_and_place(store: Kept) -> None:
    asked = [question(str(n), f"How {n}? Straße", seconds=n, channel=TEAM if n == 3 else GENERAL) for n in range(1, 6)]
    asked[3] = replace(asked[3], status=Status.ANSWERED)
    faint = question("9", "How faint?", seconds=9)
    faint = replace(faint, probability=0.4, flagged_at=None)
    foreign = question("1", "How 1?", channel=ELSEWHERE)
    await store.commit(changes(*map(QuestionKept, [*reversed(asked), faint, foreign])))

    async def ids(sought: Sought, limit: int = 9) -> list[str]:
        return [one.id for one in await store.sought(HOME, sought, limit)]

    assert await ids(OPEN) == ["1", "2", "3", "5"]
    assert await ids(OPEN, 2) == ["1", "2"]
    assert await ids(replace(OPEN, after=(at(2), MessageRef(GENERAL, "2")))) == ["3", "5"]
    assert await ids(replace(OPEN, channel=TEAM)) == ["3"]
    assert await ids(replace(OPEN, since=at(3))) == ["3", "5"]
    assert await ids(replace(OPEN, words=("STRASSE", "2?"))) == ["2"]
    assert await ids(replace(OPEN, words=("%",))) == []
    assert await ids(Sought((Status.OPEN, Status.ANSWERED), at(4))) == ["4", "5"]
    await store.commit(changes(QuestionKept(replace(faint, flagged_at=at(10)))))
    assert "9" in await ids(OPEN)
    await store.commit(changes(QuestionKept(replace(asked[0], asked_anew=True))))
    assert "1" not in await ids(OPEN), "the one that took its place is"
    assert [one.id for one in await store.asked(HOME, at(2), at(4))] == ["2", "3"]


async def test_of_many_that_wait_all_are_counted_and_all_are_sought_page_by_page(store: Kept) -> None:
    many = [question(f"{n:04}", "How?", seconds=n // 7, channel=(GENERAL, TEAM)[n % 2]) for n in range(1203)]
    await store.commit(changes(*(QuestionKept(replace(one, flagged_at=at(500))) for one in many)))
    found = await store.consult(StillWaiting(HOME, 6), at(1000))
    assert isinstance(found, FoundWaiting)
    assert (len(found.waiting), found.all) == (6, 1203), "few are told, and the number is true"
    wanted, seen = OPEN, list[MessageRef]()
    while page := await store.sought(HOME, wanted, 100):
        seen += [one.ref for one in page]
        wanted = replace(wanted, after=(page[-1].asked_at, page[-1].ref))
    assert (len(seen), set(seen)) == (1203, {one.ref for one in many}), "each once, many of one moment too"


async def test_only_drafts_that_wait_are_listed_oldest_first(store: Kept) -> None:
    made = [draft("b", 2), draft("a", 1), draft("c", 1, channel=TEAM), draft("e", 0, channel=ELSEWHERE)]
    gone = replace(draft("d", 0), state=DraftState.SKIPPED)
    await store.commit(changes(*map(DraftKept, [*made, gone])))
    assert [one.key for one in await store.drafts(HOME, 5)] == ["a", "c", "b"]
    assert [one.key for one in await store.drafts(HOME, 1)] == ["a"]


async def test_the_ledger_is_sifted(store: Kept) -> None:
    kept = [entry(1, "1"), entry(2, "1", Verdict.POSTED), entry(2, "2", channel=TEAM), entry(2, "3")]
    old = entry(-90 * 86_400, "0")
    await store.commit(changes(*map(EntryKept, [old, *kept, entry(5, "1", channel=ELSEWHERE)])))
    await store.commit(replace(changes(), nows=((GENERAL, at(2)),)))

    async def seen(sieve: Sieve, limit: int = 9) -> list[tuple[str, str]]:
        return [(one.subject, one.verdict.value) for one in await store.entries(HOME, sieve, limit)]

    assert await seen(Sieve()) == [
        *(("3", "flagged"), ("1", "posted"), ("2", "flagged"), ("1", "flagged"), ("0", "flagged")),
    ]
    assert await seen(Sieve(), 2) == [("3", "flagged"), ("1", "posted")]
    assert await seen(Sieve((Verdict.POSTED,))) == [("1", "posted")]
    assert await seen(Sieve(channel=TEAM)) == [("2", "flagged")]
    assert await seen(Sieve(before=at(2))) == [("1", "flagged"), ("0", "flagged")]


async def test_weeks_are_kept_and_replaced(store: Kept) -> None:
    share = Figure(0.25, 0.125, 0.5, 16)
    week = Week(at(0), at(604_800), share, share, share, Figure(None, 0.0, 1.0, 3), Figure(None, 0.0, 100.0, 3))
    later = replace(week, began=at(604_800), ended=at(1_209_600))
    await store.keep_week(HOME, later)
    await store.keep_week(HOME, replace(week, mesh=share))
    await store.keep_week(HOME, week)
    await store.keep_week(OTHER, later)
    assert await store.weeks(HOME) == [week, later]
    assert await store.weeks(OTHER) == [later]


async def test_communities_in_which_somebody_spoke_are_named_in_order(store: Kept) -> None:
    note = ChannelKept(ChannelRef(CommunityRef("telegram", "notes"), "heard"), "2026-05-04T08:00:00+00:00")
    await store.commit(changes(LineKept(line("1", channel=ELSEWHERE)), LineKept(line("1")), note))
    assert await store.communities() == [HOME, OTHER], "what an adapter notes for itself is no community"


async def test_the_load_is_what_waits(store: Kept) -> None:
    await store.commit(actions(say("a"), say("b"), say("c")))
    await store.commit(changes(TimerSet(timer("1", 5)), TimerSet(timer("2", 50))))
    assert await store.load(at(0)) == Load(pending=3)
    await store.claim(at(3), 1)
    await store.claim(at(4), 1)
    await store.settle(GENERAL, "a", Refusal("no"), at(5))
    assert await store.load(at(9)) == Load(pending=1, claimed=1, untold=1, oldest=at(4), overdue=1)


def session(digest: str, name: str = "anna", seconds: float = 0, lasts: float = 100) -> Session:
    return Session(digest, member(name), name, Role.TEAM, at(seconds), at(seconds + lasts))


async def test_a_ticket_is_used_up_once(store: Kept) -> None:
    assert await store.use_up("t", at(600), at(0))
    assert not await store.use_up("t", at(600), at(1))
    assert await store.use_up("u", at(600), at(1))
    assert not await store.use_up("t", at(600), at(600)), "as long as it could be valid"


async def test_sessions_are_kept_found_and_ended(store: Kept) -> None:
    for one in (session("a"), session("b", "ben", 5)):
        await store.keep_session(one)
    assert await store.session("a") == session("a")
    assert await store.session("x") is None
    assert [one.digest for one in await store.sessions(HOME)] == ["b", "a"]
    assert await store.sessions(OTHER) == []
    await store.end_session(OTHER, "a")
    assert await store.session("a") is not None, "another community's is not theirs to end"
    await store.end_session(HOME, "a")
    assert await store.session("a") is None


async def test_what_is_over_is_swept_away_by_the_next(store: Kept) -> None:
    await store.keep_session(session("a"))
    await store.keep_session(session("b", seconds=101))
    assert await store.session("a") is None


async def test_who_is_forgotten_is_signed_out(store: Kept) -> None:
    await store.keep_session(session("a"))
    await store.keep_session(session("b", "ben"))
    await store.commit(changes(MemberErased(member("anna"))))
    assert [one.digest for one in await store.sessions(HOME)] == ["b"]


async def test_a_post_like_the_last_one_is_a_post_of_its_own(store: Kept) -> None:
    def linked(id: str, by: str, minutes: float, **rest: object) -> LineKept:
        return LineKept(
            replace(line(id, "Episode 13 is out.", by, minutes * 60, **rest), reading=Reading(links=(Link("1", 0.9),)))
        )

    said = [
        LineKept(replace(line("1", "Episode 12 is out.", "brand"), reading=Reading())),
        linked("2", "brand", 50),  # goes on
        linked("3", "brand", 61),
        linked("4", "brand", 62, reply_to="1"),  # their own mark
        linked("5", "anna", 63),
    ]
    await store.commit(replace(changes(*said), nows=((GENERAL, at(63 * 60)),)))
    lines = {each.ref.id: each for each in (await store.spoken(HOME, at(-9), at(9999))).lines}
    assert {id for id, each in lines.items() if each.reply} == {"2", "4", "5"}
    assert {id for id, each in lines.items() if each.to is not None} == {"2", "4", "5"}
