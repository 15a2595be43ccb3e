"""What every store promises the engine: bot.ports.Store and Timers."""

from dataclasses import replace
from typing import Any, cast

import pytest

from bot.actions import (
    Change,
    ChannelKept,
    CountAdded,
    DraftKept,
    EnlistmentEnded,
    EnlistmentKept,
    EntryKept,
    GapKept,
    KnobSet,
    LineErased,
    LineKept,
    PostKept,
    QuestionKept,
    ReactionKept,
    SurveyKept,
    TimerCleared,
    TimerSet,
    VoteKept,
    WaitCounted,
)
from bot.model import (
    ChannelRef,
    CommunityRef,
    Cue,
    DraftState,
    Enlistment,
    MemberRef,
    MessageRef,
    Option,
    Poll,
    Purpose,
    Status,
    SurveyState,
    Tally,
    Waited,
)
from bot.model.forgetting import tombstone
from bot.model.pace import anywhen, waited
from bot.ports import Commit
from bot.view import ROOM_LINES, ROOM_POSTS, ROOM_SURVEYS, CommunityView, Room, Snapshot, learn
from tests.contracts.conftest import Kept
from tests.contracts.making import (
    GENERAL,
    HOME,
    TEAM,
    TEXTS,
    actions,
    at,
    changes,
    draft,
    entry,
    line,
    member,
    post,
    question,
    say,
    survey,
    timer,
)


async def test_an_unknown_channel_is_empty(store: Kept) -> None:
    assert await store.view(GENERAL) == Snapshot(GENERAL)
    assert await store.community(HOME) == CommunityView(HOME)
    assert await store.history(GENERAL, 5) == []


@pytest.mark.parametrize("name", TEXTS)
async def test_any_text_survives(store: Kept, name: str) -> None:
    text = TEXTS[name]
    poll = Poll(text, (Option("1", text), Option("2", "no")), multiple=True)
    kept = line("1", text, mentions=(member("ben"),), team=True, bot=True, poll=poll, reply_to="0")
    asked = question("1", text)
    await store.commit(changes(LineKept(kept), QuestionKept(asked), DraftKept(draft("d", quote=text))))
    await store.commit(actions(say("k", quote=text)))
    seen = await store.view(GENERAL)
    assert seen.lines == (kept,)
    assert seen.questions == (asked,)
    assert seen.drafts == (draft("d", quote=text),)
    assert [claimed.action for claimed in await store.claim(at(1), 5)] == [say("k", quote=text)]
    assert seen.lines[0].message.at.tzinfo is not None


async def test_a_line_kept_again_replaces_the_earlier_one_in_its_place(store: Kept) -> None:
    await store.commit(changes(*(LineKept(line(id, f"text {id}")) for id in "123")))
    await store.commit(changes(LineKept(line("2", "edited"))))
    assert [kept.message.text for kept in (await store.view(GENERAL)).lines] == ["text 1", "edited", "text 3"]
    assert [kept.message.ref.id for kept in await store.search(HOME, "edited", 5)] == ["2"]
    assert [kept.message.ref.id for kept in await store.search(HOME, "text", 5)] in (["3", "1"], ["1", "3"])


async def test_an_erased_line_leaves_a_tombstone(store: Kept) -> None:
    await store.commit(changes(*(LineKept(line(id, f"secret {id}")) for id in "123")))
    await store.commit(changes(LineErased(MessageRef(GENERAL, "2")), LineErased(MessageRef(GENERAL, "never seen"))))
    assert (await store.view(GENERAL)).lines[1] == tombstone(line("2", "secret 2"))
    assert [kept.message.ref.id for kept in await store.history(GENERAL, 5)] == ["1", "3"]
    assert {kept.message.ref.id for kept in await store.search(HOME, "secret", 5)} == {"1", "3"}
    asked = [MessageRef(GENERAL, id) for id in ("1", "2", "never seen")]
    assert await store.known(asked) == set(asked[:2])
    assert await store.lines([*asked, MessageRef(TEAM, "1")]) == {asked[0]: line("1", "secret 1")}
    await store.commit(changes(LineKept(line("2", "back"))))
    assert [kept.message.ref.id for kept in await store.history(GENERAL, 5)] == ["1", "2", "3"]


async def test_a_question_whose_line_is_erased_keeps_how_it_fared_and_no_words(store: Kept) -> None:
    room = Room(Snapshot(GENERAL))
    asked = [question(id, f"secret {id}", status=Status.SETTLED, text_of=(id, "9")) for id in "12"]
    closed = question("3", "secret 3", status=Status.EXPIRED, closed_at=at(5))
    elsewhere = question("1", "of another channel", channel=TEAM)
    told: list[Change] = [QuestionKept(each) for each in (*asked, closed)]
    told += [LineErased(MessageRef(GENERAL, "1")), LineErased(MessageRef(GENERAL, "3"))]
    for change in told:
        room.apply(change)
    await store.commit(changes(QuestionKept(elsewhere), *told))
    same_room(Room(await store.view(GENERAL)), room)
    assert list(room.questions.values()) == [replace(asked[0], text="", text_of=()), asked[1]]
    found = {kept.ref: kept for kept in await store.questions(HOME, list(Status), 9)}
    assert found[closed.ref] == replace(closed, text="")
    assert found[elsewhere.ref] == elsewhere


async def test_reasons_lose_the_words_of_an_erased_line(store: Kept) -> None:
    quoting, counting = Cue("question_word", (("word", "wie"),)), Cue("waited", (("minutes", "30"),))
    because, room = (quoting, counting, Cue("nobody_spoke")), Room(Snapshot(GENERAL))
    asked = question("q", because=because, status=Status.WITHDRAWN)
    kept_draft = replace(draft("nudge:q", questions=("q",)), because=because)
    others = replace(draft("nudge:r", questions=("r",)), because=because)
    told: list[Change] = [QuestionKept(asked), DraftKept(kept_draft), DraftKept(others)]
    told += [EntryKept(entry(subject, n, because)) for n, subject in enumerate(("q", "nudge:q:9", "r"))]
    told += [LineErased(MessageRef(GENERAL, "q"))]
    for change in told:
        room.apply(change)
    await store.commit(changes(*told))
    same_room(Room(await store.view(GENERAL)), room)
    left = because[1:]
    assert room.questions["q"].because == room.drafts["nudge:q"].because == left
    assert room.drafts["nudge:r"].because == because
    assert [each.because for each in reversed(await store.ledger(HOME, 9))] == [left, left, because]


async def test_known_looks_at_the_channel_too(store: Kept) -> None:
    await store.commit(changes(LineKept(line("1"))))
    elsewhere = ChannelRef(CommunityRef("telegram", HOME.id), GENERAL.id)
    assert await store.known([MessageRef(TEAM, "1"), MessageRef(elsewhere, "1")]) == frozenset()
    many = [MessageRef(GENERAL, str(number)) for number in range(1200)]
    assert await store.known(many) == {MessageRef(GENERAL, "1")}


async def test_a_failing_change_leaves_nothing_of_its_commit(store: Kept) -> None:
    await store.commit(changes(LineKept(line("1", "first")), TimerSet(timer("1", 5))))
    before = [await store.view(GENERAL), await store.community(HOME), await store.due(at(99), 9)]
    wrong = cast(Change, object())
    all_kinds = (
        LineKept(line("1", "x")),
        LineKept(line("2")),
        CountAdded(HOME, "n"),
        TimerCleared(timer("1", 5)),
        wrong,
    )
    with pytest.raises(AssertionError):
        await store.commit(Commit(all_kinds, (say("k"),), ((GENERAL, at(9)),), "archive", 7))
    assert [await store.view(GENERAL), await store.community(HOME), await store.due(at(99), 9)] == before
    assert await store.claim(at(9), 9) == []
    assert await store.position("archive") == 0
    assert await store.known([MessageRef(GENERAL, "2")]) == frozenset()
    # and the next one, in a channel that the failed one may have been the first to name, is saved as ever
    await store.commit(changes(LineKept(line("1", channel=TEAM))))
    assert len((await store.view(TEAM)).lines) == 1


async def test_a_room_is_bounded_and_in_order(store: Kept) -> None:
    room = Room(Snapshot(GENERAL))
    kept: list[Change] = []
    for number in range(210):
        kept.append(LineKept(line(str(number), f"line {number}", seconds=-number)))
        kept.append(PostKept(post(f"p{number}", seconds=number // 2)))
        asked = question(str(number), seconds=number, responded_at=at(number + number % 7), closed_at=at(5000))
        kept.append(QuestionKept(asked))
    for change in kept:
        room.apply(change)
    await store.commit(Commit(tuple(kept), nows=((GENERAL, room.advance(at(3))),)))
    snapshot = await store.view(GENERAL)
    assert [len(part) for part in (snapshot.lines, snapshot.posts)] == [ROOM_LINES, ROOM_POSTS]
    same_room(Room(snapshot), room)


def same_room(rebuilt: Room, live: Room) -> None:
    """Hold a room that was rebuilt from the store against the one that saw it all."""
    assert list(rebuilt.lines.values()) == list(live.lines.values())
    assert rebuilt.questions == live.questions
    assert rebuilt.drafts == live.drafts
    assert rebuilt.posts == live.posts
    assert rebuilt.timers == live.timers
    assert rebuilt.pace == live.pace
    assert list(rebuilt.surveys.values()) == list(live.surveys.values())
    assert rebuilt.now == live.now


async def test_waits_are_counted_for_the_channel_and_for_its_community(store: Kept) -> None:
    away = ChannelRef(CommunityRef("telegram", "1"), "x")
    room, one, two = Room(Snapshot(GENERAL)), waited(at(0), 60, True), waited(at(0), 90_000, False)
    counted = [WaitCounted(GENERAL, one), WaitCounted(GENERAL, one), WaitCounted(GENERAL, two), WaitCounted(TEAM, one)]
    counted += [WaitCounted(GENERAL, two, -1), WaitCounted(away, two)]
    await store.commit(changes(*counted))
    for change in counted:
        if change.channel == GENERAL:
            room.apply(change)
    assert (await store.view(GENERAL)).pace == tuple(sorted({one: 2, two: 0}.items()))
    assert dict((await store.view(GENERAL)).pace) == room.pace
    community = await store.community(HOME)
    assert community.pace == {anywhen(one): 3, anywhen(two): 0}
    assert community.pace == learn(CommunityView(HOME), [change for change in counted if change.channel != away]).pace


async def test_of_a_pace_the_two_newest_seasons_count(store: Kept) -> None:
    room = Room(Snapshot(GENERAL))
    seasons = [WaitCounted(GENERAL, Waited(season, 0, 3, True)) for season in (7, 9, 8, 10, 7, 9)]
    for change in seasons:
        room.apply(change)
        await store.commit(changes(change))
        assert dict((await store.view(GENERAL)).pace) == room.pace
    assert room.pace == {Waited(9, 0, 3, True): 2, Waited(10, 0, 3, True): 1}
    assert (await store.community(HOME)).pace == learn(CommunityView(HOME), seasons).pace == room.pace


async def test_the_roster_is_of_a_community_and_may_be_left(store: Kept) -> None:
    one = Enlistment(member("bo"), "Bo", at(0), ("export", "WAV"), 5, False, (at(1), at(2)))
    two, elsewhere = Enlistment(member("cem"), "Cem", at(3)), MemberRef(CommunityRef("telegram", "1"), one.member.id)
    await store.commit(changes(EnlistmentKept(one), EnlistmentKept(two), EnlistmentKept(replace(two, topics=("x",)))))
    await store.commit(changes(EnlistmentKept(replace(one, member=elsewhere)), EnlistmentEnded(member("nobody"))))
    community = await store.community(HOME)
    assert community.roster == {one.member.id: one, two.member.id: replace(two, topics=("x",))}
    await store.commit(changes(EnlistmentEnded(one.member)))
    assert list((await store.community(HOME)).roster) == [two.member.id]
    assert learn(community, [EnlistmentEnded(one.member), EnlistmentKept(two)]).roster == {two.member.id: two}
    assert (await store.community(elsewhere.community)).roster == {one.member.id: replace(one, member=elsewhere)}


async def test_time_never_runs_backwards(store: Kept) -> None:
    assert await store.latest() is None
    for seconds in (5, 3):
        await store.commit(Commit((), nows=((GENERAL, at(seconds)),)))
    assert (await store.view(GENERAL)).now == at(5)
    await store.commit(Commit((), nows=((TEAM, at(4)),)))
    assert await store.latest() == at(5)


async def test_drafts_wait_until_the_team_decides_and_are_found_by_their_short_id(store: Kept) -> None:
    waiting = draft("nudge:1")
    decided = [draft(f"nudge:{state}") for state in DraftState if state is not DraftState.WAITING]
    await store.commit(changes(DraftKept(waiting), *map(DraftKept, decided)))
    for each, state in zip(decided, [state for state in DraftState if state is not DraftState.WAITING], strict=True):
        await store.commit(changes(DraftKept(replace(each, state=state))))
    assert (await store.view(GENERAL)).drafts == (waiting,)
    assert [await store.locate(each.id) for each in (waiting, *decided)] == [GENERAL] * (1 + len(decided))
    assert await store.locate("no such draft") is None


async def test_polls_stay_in_mind_while_anything_is_to_come_of_them_and_the_latest_afterwards(store: Kept) -> None:
    room = Room(Snapshot(GENERAL))
    going = [
        survey(f"poll:{state}", 5 - index, GENERAL, "a", "b", state=state) for index, state in enumerate(SurveyState)
    ]
    over = [survey(f"poll:{n:03}", -n, GENERAL, "a", "b", state=SurveyState.TOLD) for n in range(ROOM_SURVEYS + 3)]
    for each in (*going, *over):
        room.apply(SurveyKept(each))
    await store.commit(changes(*map(SurveyKept, (*going, *over))))
    await store.commit(changes(SurveyKept(survey("poll:elsewhere", 0, TEAM))))
    seen = (await store.view(GENERAL)).surveys
    assert [each for each in seen if each.live] == [each for each in reversed(going) if each.live]
    assert len([each for each in seen if not each.live]) == ROOM_SURVEYS
    assert list(seen) == sorted(seen, key=lambda each: (each.at, each.key))
    same_room(Room(await store.view(GENERAL)), room)
    counted = replace(going[3], message=MessageRef(GENERAL, "p"), tallies=(Tally("1", 2, True),), closes_at=at(99))
    await store.commit(changes(SurveyKept(counted)))
    assert counted in (await store.view(GENERAL)).surveys


async def test_a_community_is_what_it_taught_and_chose(store: Kept) -> None:
    await store.commit(
        changes(CountAdded(HOME, "wrong:help"), CountAdded(HOME, "wrong:help", 4), ChannelKept(GENERAL, "old"))
    )
    await store.commit(
        changes(
            ChannelKept(GENERAL, "general"),
            KnobSet(HOME, None, "holdout", "0"),
            KnobSet(HOME, GENERAL, "holdout", "0.1"),
        )
    )
    await store.commit(changes(KnobSet(HOME, None, "holdout", "0.3"), LineKept(line("1", channel=TEAM))))
    await store.commit(changes(CountAdded(CommunityRef("telegram", HOME.id), "wrong:help", 9)))
    view = await store.community(HOME)
    assert dict(view.counts) == {"wrong:help": 5}
    assert dict(view.knobs) == {(None, "holdout"): "0.3", (GENERAL.id, "holdout"): "0.1"}
    assert dict(view.channels) == {GENERAL.id: "general"}


async def test_timers_are_replaced_cleared_and_due_in_order(store: Kept) -> None:
    assert await store.next_due() is None
    await store.commit(changes(TimerSet(timer("b", 9)), TimerSet(timer("a", 5)), TimerSet(timer("a", 5, channel=TEAM))))
    await store.commit(changes(TimerSet(timer("b", 3)), TimerSet(timer("b", 4, Purpose.EXPIRY))))
    assert await store.due(at(4), 9) == [timer("b", 3), timer("b", 4, Purpose.EXPIRY)]
    assert await store.due(at(99), 3) == [timer("b", 3), timer("b", 4, Purpose.EXPIRY), timer("a", 5)]
    assert await store.next_due() == at(3)
    await store.commit(changes(TimerCleared(timer("b", 77)), TimerCleared(timer("never set", 1))))
    assert (await store.view(GENERAL)).timers == (timer("b", 4, Purpose.EXPIRY), timer("a", 5))
    assert await store.next_due() == at(4)


async def test_timers_of_some_platforms_and_of_all_others(store: Kept) -> None:
    away = ChannelRef(CommunityRef("away", HOME.id), GENERAL.id)
    texts = timer("texts", 7, Purpose.RETENTION, away)
    mine = timer("texts", 5, Purpose.RETENTION)
    theirs = [timer(f"{number}", 2, channel=away) for number in range(3)]
    await store.commit(changes(*map(TimerSet, [timer("a", 4), mine, *theirs, texts])))
    here = {HOME.platform, "none"}
    assert await store.due(at(9), 1, here) == [timer("a", 4)]
    assert await store.due(at(9), 9, here) == [timer("a", 4), mine]
    assert await store.due(at(3), 9, ["away"]) == theirs
    assert await store.due(at(9), 9, ()) == []
    assert [await store.next_due(each) for each in (None, here, {"away"}, ())] == [at(2), at(4), at(2), None]
    assert await store.elsewhere(here, Purpose.RETENTION, 9) == [texts]
    assert await store.elsewhere({"none"}, Purpose.RETENTION, 9) == [mine, texts]
    assert await store.elsewhere((), Purpose.RETENTION, 1) == [mine]


async def test_positions_go_with_their_commit(store: Kept) -> None:
    await store.commit(Commit((), source="archive", position=256))
    await store.commit(Commit((), source="archive", position=300))
    await store.commit(Commit((), position=9))
    assert await store.position("archive") == 300
    assert await store.position("another") == 0


async def test_what_no_room_keeps_is_let_through(store: Kept) -> None:
    ref = MessageRef(GENERAL, "1")
    twice: tuple[Any, ...] = (
        ReactionKept(ref, member("ben"), "👍", True),
        ReactionKept(ref, member("ben"), "👍", False),
        VoteKept(ref, member("ben"), ("1", "2")),
        VoteKept(ref, member("ben"), ()),
        GapKept(GENERAL, at(0), at(9)),
    )
    await store.commit(changes(*twice, *twice))
    assert await store.view(GENERAL) == Snapshot(GENERAL)


async def test_questions_by_status_oldest_first(store: Kept) -> None:
    asked = [question(id, seconds=-int(id)) for id in "123"] + [
        question("4", status=Status.SETTLED),
        question("1", seconds=-2, channel=TEAM),
    ]
    await store.commit(changes(*map(QuestionKept, asked)))
    found = await store.questions(HOME, [Status.OPEN], 9)
    assert [(kept.ref.channel.id, kept.id) for kept in found] == [
        ("general", "3"),
        ("general", "2"),
        ("team", "1"),
        ("general", "1"),
    ]
    assert [kept.id for kept in await store.questions(HOME, [Status.OPEN, Status.SETTLED], 2)] == ["3", "2"]
    assert await store.questions(HOME, [], 9) == []
    assert await store.questions(CommunityRef("telegram", HOME.id), [Status.OPEN], 9) == []
