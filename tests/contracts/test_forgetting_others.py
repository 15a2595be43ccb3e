"""Who asks to be forgotten takes nothing of anybody else's along: a name may be a word, and a draft may be for several."""

from dataclasses import replace

from bot.actions import DraftKept, EnlistmentKept, LineKept, MemberErased, PostKept, QuestionKept, SurveyKept
from bot.model import (
    Addressee,
    DraftState,
    Enlistment,
    Kind,
    Line,
    MemberRef,
    Message,
    MessageRef,
    Poll,
    Purpose,
    Reading,
    SurveyState,
)
from bot.model.forgetting import FORGOTTEN
from bot.ports import Commit
from tests.contracts.conftest import Kept
from tests.contracts.making import (
    GENERAL,
    HOME,
    actions,
    at,
    changes,
    draft,
    line,
    member,
    post,
    question,
    say,
    survey,
    timer,
)
from tests.contracts.test_forgetting import CUT, NAME, THEM, asked, theirs

WORD = MemberRef(HOME, "81774432191")
HOW, HINT = "How do I export my tracks as WAV?", "do you mean the old mixer, do?"


async def test_a_name_that_is_a_word_goes_only_where_it_is_the_name(store: Kept) -> None:
    of_do = Line(Message(MessageRef(GENERAL, "1"), WORD, "do", at(1), "hi all"), Reading())
    drafts = (
        draft("nudge:2", 9, ("2",), name="ben", quote=HOW),
        draft("nudge:3", 9, ("3",), name="carla", quote=HINT),
        draft("opener:4", 9, names="ben, do", text="Welcome!"),
    )
    asks = survey("poll:2", 9, GENERAL, "do it", "leave it", lines=("2",), state=SurveyState.OPEN)
    greets = replace(survey("poll:newcomers:1", 9, GENERAL, "a", "b"), poll=Poll("Welcome, do. And all?", ()))
    await store.commit(
        changes(
            LineKept(of_do),
            LineKept(line("2", HOW, "ben", 2)),
            LineKept(line("3", HINT, "carla", 3, reply_to="1")),
            QuestionKept(question("2", HOW, "ben", 2, nudged_by="nudge:2")),
            QuestionKept(question("3", HINT, "carla", 3, nudged_by="nudge:3")),
            *map(DraftKept, drafts),
            SurveyKept(asks),
            SurveyKept(greets),
            EnlistmentKept(Enlistment(member("ben"), "ben", at(0), ("what to do",))),
        )
    )
    await store.commit(actions(say("card:nudge:2", quote=HOW), say("card:nudge:3", quote=HINT)))
    kept = await store.belongings(WORD)
    assert [row["key"] for row in kept["drafts"]] == ["nudge:3", "opener:4"]
    assert [row["id"] for row in kept["questions"]] == ["3"]
    await store.commit(changes(MemberErased(WORD)))
    seen = await store.view(GENERAL)
    assert [(one.id, one.text, one.nudged_by) for one in seen.questions] == [
        ("2", HOW, "nudge:2"),
        ("3", f"{FORGOTTEN} you mean the old mixer, {FORGOTTEN}?", None),
    ]
    assert [kept.message.text for kept in seen.lines[1:]] == [one.text for one in seen.questions]
    assert seen.drafts == drafts[:1]
    assert seen.surveys == (asks,)
    assert (await store.community(HOME)).roster[member("ben").id].topics == ("what to do",)
    assert [claimed.action.key for claimed in await store.claim(at(10), 9)] == ["card:nudge:2"]


async def test_whoever_shared_a_draft_or_post_with_them_waits_again(store: Kept) -> None:
    shared = draft("nudge:1", 9, ("1", "5"), quote=CUT)
    called = replace(draft("ping:6", 9, ("6",), quote="Which map?"), kind=Kind.ROSTER, to=Addressee(THEM, NAME))
    out = replace(draft("nudge:8", 9, ("8",), quote=CUT), state=DraftState.POSTED)
    asking = {
        "5": question("5", "Will somebody answer?", "ben", 5, nudged_by="nudge:1", snoozed_until=at(9)),
        "6": question("6", "Which map?", "ben", 6, nudged_by="ping:6", referred_by="ping:6"),
        "7": question("7", "Which mixer?", "ben", 7, nudged_by="nudge:7"),
        "8": question("8", "Which tape?", "ben", 8, nudged_by="nudge:8"),
        "9": question("9", "Which tape?", "ben", 8, nudged_by="nudge:1", closed_at=at(9)),
    }
    await store.commit(
        Commit(
            (
                LineKept(theirs("1")),
                QuestionKept(asked("1")),
                *map(QuestionKept, asking.values()),
                *map(DraftKept, (shared, called, out)),
                PostKept(replace(post("nudge:7", 9), questions=("1", "7"))),
            ),
            (say("nudge:7", quote=CUT),),
        )
    )
    await store.commit(changes(MemberErased(THEM)))
    seen = await store.view(GENERAL)
    # what comes next is named by a moment that nothing was named by before
    free = {"nudged_by": None, "referred_by": None, "snoozed_until": at(10)}
    assert seen.questions == (*(replace(asking[id], **free) for id in "567"), asking["8"])
    assert seen.timers == tuple(timer(id, 10, Purpose.ROSTER) for id in "567")
    assert seen.drafts == ()
