"""What every store promises decisions that ask its records: bot.ports.Library, and what is found until it is told."""

from dataclasses import replace

from bot.actions import (
    ActionTold,
    ChannelKept,
    Consult,
    LineErased,
    LineKept,
    MemberErased,
    QuestionKept,
    SurveyKept,
    TextsExpired,
)
from bot.model import ChannelRef, CommunityRef, MessageRef, Reading, Receipt, Status, SurveyState
from bot.model.inquiry import (
    EarlierAnswers,
    FoundEarlier,
    FoundStanding,
    FoundWaiting,
    Standing,
    StillWaiting,
    Waiter,
)
from bot.model.weeks import FoundWeek, WeekFigures
from bot.ports import Commit
from tests.contracts.conftest import Kept, everything
from tests.contracts.making import GENERAL, HOME, TEAM, TEXTS, actions, at, changes, line, member, question, survey

ELSEWHERE = ChannelRef(HOME, "elsewhere")
OPEN = (GENERAL, ELSEWHERE)
ASKED = "How do I export my tracks as WAV?"
WAITS = "Is there a way to export tracks to WAV?"


def answered(id: str, text: str, answer: str, seconds: float = 0, channel: ChannelRef = GENERAL, by: str = "ben"):
    """Return the changes that keep a question of Carla's and the line that answered it."""
    said = line(f"{id}a", answer, by, seconds + 1, channel)
    said = replace(said, reading=Reading(answer=0.9), about=((id, 0.9),))
    asked = replace(question(id, text, "carla", seconds, channel), status=Status.ANSWERED, responses=(f"{id}a",))
    return (LineKept(line(id, text, "carla", seconds, channel)), LineKept(said), QuestionKept(asked))


async def busy(store: Kept) -> None:
    """Keep some answered questions, and one of Anna's that waits."""
    await store.commit(
        changes(
            *answered("1", ASKED, "File, Export, then choose WAV."),
            *answered("2", "Where can I buy strings?", "At the corner shop.", 10),
            *answered(
                "3", "How do I export a video of the rehearsal?", "Ask the drummer, he has it all.", 20, ELSEWHERE
            ),
            *answered("4", ASKED, "Only we of the team can do that.", 30, TEAM),
            LineKept(line("50", WAITS, "anna", 900)),
            QuestionKept(question("50", WAITS, "anna", 900)),
        )
    )


async def earlier(store: Kept, *within: ChannelRef) -> list[str]:
    """Ask for earlier answers to Anna's question, and return what answered, the most alike first."""
    found = await store.consult(EarlierAnswers(MessageRef(GENERAL, "50"), within or OPEN), at(1000))
    assert isinstance(found, FoundEarlier)
    assert all(0 < one.likeness <= 1 for one in found.answers)
    assert [one.likeness for one in found.answers] == sorted((one.likeness for one in found.answers), reverse=True)
    return [one.words for one in found.answers]


async def test_the_most_alike_of_all_channels_come_first_and_what_is_left_out_is_not_looked_at(store: Kept) -> None:
    await busy(store)
    assert await earlier(store) == ["File, Export, then choose WAV.", "Ask the drummer, he has it all."]
    assert await earlier(store, ELSEWHERE) == ["Ask the drummer, he has it all."]
    assert set(await earlier(store, *OPEN, TEAM)) == {
        "File, Export, then choose WAV.",
        "Ask the drummer, he has it all.",
        "Only we of the team can do that.",
    }


async def test_words_of_any_letters_are_compared(store: Kept) -> None:
    await busy(store)
    for number, odd in enumerate(TEXTS.values()):
        await store.commit(changes(*answered("1", f"{ASKED} {odd} \\u0041", "File, Export, then choose WAV.", number)))
        found = await store.consult(EarlierAnswers(MessageRef(GENERAL, "50"), (GENERAL,)), at(1000))
        assert isinstance(found, FoundEarlier)
        assert [one.text for one in found.answers] == [f"{ASKED} {odd} \\u0041"], odd


async def test_what_is_found_says_who_answered_where(store: Kept) -> None:
    await busy(store)
    found = await store.consult(EarlierAnswers(MessageRef(GENERAL, "50"), OPEN), at(1000))
    assert isinstance(found, FoundEarlier)
    one = found.answers[0]
    assert (one.question, one.text, one.asked_at) == (MessageRef(GENERAL, "1"), ASKED, at(0))
    assert (one.answer, one.by, one.asker) == (MessageRef(GENERAL, "1a"), member("ben"), member("carla"))


async def test_what_was_taken_back_forgotten_or_let_go_is_not_found(store: Kept) -> None:
    await busy(store)
    await store.commit(changes(LineErased(MessageRef(GENERAL, "1a"))))
    assert await earlier(store) == ["Ask the drummer, he has it all."]
    await store.commit(changes(LineErased(MessageRef(ELSEWHERE, "3"))))
    assert await earlier(store) == []
    assert await earlier(store, TEAM) == ["Only we of the team can do that."]
    await store.commit(changes(MemberErased(member("ben"))))
    assert await earlier(store, TEAM) == []


async def test_words_past_their_time_are_not_found(store: Kept) -> None:
    await busy(store)
    await store.commit(changes(TextsExpired(GENERAL, at(500)), TextsExpired(ELSEWHERE, at(500))))
    assert await earlier(store) == []


async def test_only_other_peoples_earlier_questions_with_an_answer_count(store: Kept) -> None:
    for number, kept in enumerate(
        (
            question("50", ASKED, "carla", 900),  # the same asker
            question("50", ASKED, "anna", 0),  # asked first
        )
    ):
        await busy(store)
        await store.commit(changes(QuestionKept(kept)))
        assert await earlier(store) == [], number
    for status in (Status.OPEN, Status.ACKNOWLEDGED, Status.WITHDRAWN, Status.EXPIRED, Status.DISMISSED):
        await busy(store)
        for id, home in (("1", GENERAL), ("3", ELSEWHERE)):
            await store.commit(changes(QuestionKept(replace(question(id, ASKED, "carla", 0, home), status=status))))
        assert await earlier(store) == []
    nobody = EarlierAnswers(MessageRef(GENERAL, "404"), OPEN)
    assert await store.consult(nobody, at(1)) == FoundEarlier()
    elsewhere = ChannelRef(CommunityRef("discord", "9"), "general")
    stranger = EarlierAnswers(MessageRef(elsewhere, "50"), (elsewhere,))
    assert await store.consult(stranger, at(1)) == FoundEarlier()


async def test_what_still_stands(store: Kept) -> None:
    await busy(store)
    await store.commit(changes(LineErased(MessageRef(GENERAL, "1a"))))
    refs = [MessageRef(TEAM, "4"), *(MessageRef(GENERAL, id) for id in ("1a", "1", "404"))]
    found = await store.consult(Standing(tuple(refs)), at(1000))
    assert found == FoundStanding((MessageRef(TEAM, "4"), MessageRef(GENERAL, "1")))


async def test_what_waits_is_told_oldest_first_with_the_channels_names(store: Kept) -> None:
    flagged = [
        question(id, "How?", "anna", seconds, channel, flagged_at=at(seconds + 60))
        for id, seconds, channel in (("3", 30, GENERAL), ("1", 10, ELSEWHERE), ("2", 20, GENERAL))
    ]
    others = (
        question("6", "Why?", "ben", 5),
        question("7", "Why?", "ben", 5, flagged_at=at(6), status=Status.ENGAGED),
        question("8", "Why?", "ben", 5, flagged_at=at(6), closed_at=at(7)),
        question("9", "Why?", "ben", 5, flagged_at=at(6), snoozed_until=at(1001)),
        question("4", "Why?", "tia", 5, flagged_at=at(6), team=True),
        question("10", "Why?", "ben", 5, flagged_at=at(6), nudged_by="poll:10"),
        question("11", "Why?", "ben", 5, flagged_at=at(6), nudged_by="poll:11"),
        question("5", "Why?", "ben", 5, ChannelRef(CommunityRef("discord", "9"), "general"), flagged_at=at(6)),
    )
    await store.commit(changes(*(QuestionKept(one) for one in (*flagged, *others)), ChannelKept(GENERAL, "talk")))
    found = await store.consult(StillWaiting(HOME, 2), at(1000))
    told = (Waiter(flagged[1], "elsewhere"), Waiter(flagged[2], "talk"))
    assert found == FoundWaiting(told, 3)
    assert await store.consult(StillWaiting(HOME), at(1001)) == FoundWaiting(
        (Waiter(others[3], "talk"), *told, Waiter(flagged[0], "talk")), 4
    )
    assert await store.consult(StillWaiting(CommunityRef("discord", "404")), at(1)) == FoundWaiting()


async def test_what_is_put_to_the_room_as_a_poll_waits_until_it_is(store: Kept) -> None:
    asked = question("1", "Tea or coffee?", "ben", 5, flagged_at=at(6), nudged_by="poll:1")
    elsewhere = survey("poll:1", channel=ELSEWHERE, state=SurveyState.DRAFTED)
    await store.commit(changes(QuestionKept(asked), SurveyKept(elsewhere)))
    for state in SurveyState:
        await store.commit(changes(SurveyKept(survey("poll:1", state=state))))
        found = await store.consult(StillWaiting(HOME), at(1000))
        assert found.all == len(found.waiting) == (state in (SurveyState.IDEA, SurveyState.DRAFTED)), state


def consult(key: str = "earlier:50") -> Consult:
    """Return the action that asks for earlier answers."""
    return Consult(key, GENERAL, GENERAL, EarlierAnswers(MessageRef(GENERAL, "50"), OPEN))


async def found_and_settled(store: Kept) -> Receipt:
    """Let the courier ask, and settle what it was told."""
    await busy(store)
    await store.commit(actions(consult()))
    (claimed,) = await store.claim(at(1), 9)
    assert claimed.action == consult()
    receipt = Receipt(found=await store.consult(consult().inquiry, at(1)))
    await store.settle(GENERAL, "earlier:50", receipt, at(2))
    return receipt


async def test_what_was_found_is_kept_until_it_is_told_and_no_longer(store: Kept) -> None:
    receipt = await found_and_settled(store)
    assert [(action, settlement) for action, settlement, _ in await store.untold()] == [(consult(), receipt)]
    await store.commit(changes(ActionTold(GENERAL, "earlier:50"), MemberErased(member("ben"))))
    assert await store.untold() == []
    assert "then choose WAV" not in await everything(store)
    await store.commit(actions(consult()))
    assert await store.claim(at(3), 9) == []


async def test_what_was_found_before_somebody_was_forgotten_is_asked_anew(store: Kept) -> None:
    await found_and_settled(store)
    kept = await store.belongings(member("ben"))
    assert [row for row in kept["outbox"] if row["kind"] == "FoundEarlier"] != []
    await store.commit(changes(MemberErased(member("ben"))))
    assert "then choose WAV" not in await everything(store)
    assert await store.untold() == await store.unsettled() == []
    assert [claimed.action for claimed in await store.claim(at(3), 9)] == [consult()]
    # one that the courier had in hand meanwhile is not settled by what it was told before
    await store.commit(changes(MemberErased(member("carla"))))
    await store.settle(GENERAL, "earlier:50", Receipt(found=FoundEarlier()), at(4))
    assert await store.untold() == []
    assert await store.claim(at(5), 9) != []


async def test_what_was_asked_is_saved_with_the_rest_of_its_commit(store: Kept) -> None:
    asked = Consult("waiting:1", GENERAL, GENERAL, StillWaiting(CommunityRef("telegram", "1"), 7))
    await store.commit(Commit((), (asked,)))
    assert [claimed.action for claimed in await store.claim(at(1), 9)] == [asked]


async def test_weeks_are_counted_and_so_no_store_finds_one(store: Kept) -> None:
    await busy(store)
    assert await store.consult(WeekFigures(HOME), at(1000)) == FoundWeek()
