"""Who asks to be forgotten is forgotten: no id, no name, no word in any table, nor in the bytes of the file."""

from dataclasses import replace

import pytest

from bot.actions import (
    ActionTold,
    Amend,
    AskPoll,
    Button,
    Change,
    DraftKept,
    EnlistmentKept,
    EntryKept,
    LineErased,
    LineKept,
    MemberErased,
    PostKept,
    QuestionKept,
    ReactionKept,
    Say,
    SurveyKept,
    TimerSet,
    VoteKept,
)
from bot.model import (
    FINAL,
    Addressee,
    ChannelRef,
    CommunityRef,
    Cue,
    Delivery,
    Enlistment,
    Kind,
    Line,
    Link,
    MemberRef,
    Message,
    MessageRef,
    Option,
    Phrase,
    Poll,
    Post,
    Purpose,
    Question,
    Reading,
    Receipt,
    Refusal,
    Status,
)
from bot.model.forgetting import FORGOTTEN
from bot.ports import Commit
from bot.view import Room
from tests.contracts.conftest import Kept, everything
from tests.contracts.making import (
    GENERAL,
    HOME,
    TEAM,
    actions,
    at,
    changes,
    draft,
    entry,
    line,
    member,
    notice,
    phrase,
    post,
    question,
    say,
    survey,
    timer,
)

NAME, ID = "Zerberus Quillfeather", "81774432190"
TEXT = "my flibbertigibbet router drops packets after the wombat update"
CUT = "my flibbertigibbet router…"
TRACES = (NAME.casefold(), "zerberus", "quillfeather", ID, "flibbertigibbet", "wombat", "カピバラ")
THEM = MemberRef(HOME, ID)


def theirs(id: str, text: str = TEXT, channel: ChannelRef = GENERAL) -> Line:
    """Return a line that the member wrote."""
    return Line(Message(MessageRef(channel, id), THEM, NAME, at(int(id)), text), Reading(0.9), ((id, 1.0),))


def asked(id: str, text: str = TEXT) -> Question:
    """Return a question that the member asked."""
    base = question(id, text)
    return Question(base.ref, THEM, NAME, text, base.asked_at, 0.9, 0.9, base.need)


def told() -> tuple[Change, ...]:
    """Return everything by which a busy member comes to stand in the tables."""
    quoting = (Cue("quoted", (("quote", CUT),)), Cue("waited", (("minutes", "31"),)))
    named = Line(
        Message(
            MessageRef(GENERAL, "3"),
            MemberRef(HOME, "5"),
            "ben",
            at(3),
            f"@{NAME} did you restart it, {NAME}? <@{ID}>",
            "1",
            (THEM,),
        ),
        Reading(links=(Link("1", 0.9, (Cue("named", (("name", NAME),)),)),)),
    )
    return (
        LineKept(theirs("1")),
        LineKept(theirs("2", "カピバラの方法はどうすれば")),
        LineKept(named),
        LineKept(line("4", f"{NAME} asks: “{CUT}”", bot=True)),
        LineKept(line("5", "Will somebody answer?", by="carla")),
        LineKept(theirs("1", channel=TEAM)),
        QuestionKept(asked("1")),
        QuestionKept(question("5", "Will somebody answer?", because=quoting)),
        *(TimerSet(timer("1", 60, purpose)) for purpose in Purpose),
        TimerSet(timer("5", 60)),
        TimerSet(timer("nudge:1", 60, Purpose.OUTCOME)),
        DraftKept(draft("nudge:1", questions=("1",), quote=CUT)),
        DraftKept(draft("nudge:1,5", questions=("1", "5"), quote="Will somebody answer?")),
        DraftKept(draft("poll:9", quote=TEXT)),
        EntryKept(entry("1", 1, quoting)),
        EntryKept(entry("5", 1, quoting)),
        ReactionKept(MessageRef(GENERAL, "5"), THEM, "👍", True),
        VoteKept(MessageRef(GENERAL, "5"), THEM, ("1",)),
        PostKept(post("nudge:1")),
        PostKept(post("sent:1")),
        SurveyKept(survey("poll:1", 0, GENERAL, "tea", CUT, lines=("1", "5"))),
        TimerSet(timer("poll:1", 90, Purpose.POLL)),
        SurveyKept(survey("poll:2", 0, GENERAL, "tea", "milk", lines=("1",))),
        SurveyKept(survey("poll:5", 0, GENERAL, "tea", "milk", lines=("1", "5"), because=quoting)),
    )


SPOKEN = (
    Say(
        "sent:1",
        GENERAL,
        GENERAL,
        (phrase(name=NAME, quote=CUT),),
        buttons=(Button("b", "v", "", (phrase(text=TEXT),)),),
    ),
    notice(f"notice:done:{ID}:1.5", "anna", text="thanks"),
    say("nudge:1", name=NAME),
    Amend("card:1", GENERAL, TEAM, "sent:1", (phrase(quote=TEXT),)),
    AskPoll("poll:1", GENERAL, GENERAL, Phrase("verbatim.text"), Poll("", (Option("1", TEXT),)), 3600),
    say("other", quote="Will somebody answer?"),
)


async def busy(store: Kept) -> None:
    """Let the member be everywhere: one action sent, three that wait."""
    await store.commit(changes(*told()))
    await store.commit(actions(*SPOKEN))
    await store.claim(at(5), 1)
    await store.settle(GENERAL, "sent:1", Receipt(MessageRef(GENERAL, "4")), at(6))
    await store.commit(changes(*(LineKept(line(str(n), f"filler number {n}", by="dora")) for n in range(100, 160))))
    held = await everything(store)
    assert all(trace in held.casefold() for trace in TRACES), "what is not there cannot be seen to go"


async def test_nothing_of_a_forgotten_member_remains(store: Kept) -> None:
    await busy(store)
    await store.commit(changes(MemberErased(THEM)))
    held = (await everything(store)).casefold()
    assert [trace for trace in TRACES if trace in held] == []


async def test_what_is_left_still_hangs_together(store: Kept) -> None:
    await busy(store)
    await store.commit(changes(MemberErased(THEM)))
    seen = await store.view(GENERAL)
    assert [kept.message.ref.id for kept in seen.lines][:5] == ["1", "2", "3", "4", "5"]
    assert seen.lines[0] == Line(
        Message(MessageRef(GENERAL, "1"), MemberRef(HOME, FORGOTTEN), "", at(1), ""), Reading(), (("1", 1.0),)
    )
    assert seen.lines[2].message.text == f"@{FORGOTTEN} did you restart it, {FORGOTTEN}? <@{FORGOTTEN}>"
    assert seen.lines[2].message.mentions == ()
    assert seen.lines[3].message.text == ""
    assert seen.lines[4].message.text == "Will somebody answer?"
    assert [kept.id for kept in seen.questions] == ["5"]
    assert seen.questions[0].because == (Cue("waited", (("minutes", "31"),)),)
    assert seen.timers == (timer("5", 60),)
    assert seen.drafts == (draft("nudge:1,5", questions=("5",), quote="Will somebody answer?"),)
    waited = (Cue("waited", (("minutes", "31"),)),)
    assert seen.surveys == (survey("poll:5", 0, GENERAL, "tea", "milk", lines=("5",), because=waited),)
    assert [kept.message.ref.id for kept in await store.history(GENERAL, 99)][:2] == ["3", "5"]
    assert {kept.subject: len(kept.because) for kept in await store.ledger(HOME, 9)} == {"1": 0, "5": 1}
    assert await store.known([MessageRef(GENERAL, "1"), MessageRef(TEAM, "1")]) == {
        MessageRef(GENERAL, "1"),
        MessageRef(TEAM, "1"),
    }
    Room(seen)


async def test_what_would_show_them_is_not_sent_any_more(store: Kept) -> None:
    await busy(store)
    await store.commit(changes(MemberErased(THEM)))
    assert [claimed.action for claimed in await store.claim(at(9), 9)] == [say("other", quote="Will somebody answer?")]
    assert {kept.key: kept.delivery for kept in await store.posts(HOME, 9) if isinstance(kept, Post)} == {
        "nudge:1": Delivery.CANCELLED,
        "sent:1": Delivery.QUEUED,
    }
    # what was sent before is still settled and told, without its words, and its place is still known
    assert [(action, settled) for action, settled, _ in await store.untold()] == [
        (Say("sent:1", GENERAL, GENERAL, ()), Receipt(MessageRef(GENERAL, "4")))
    ]
    assert await store.target(GENERAL, "sent:1") == MessageRef(GENERAL, "4")
    await store.commit(actions(say("nudge:1", text="again")))
    assert await store.claim(at(10), 9) == []


async def test_the_last_word_to_them_goes_out_and_then_is_gone(store: Kept) -> None:
    key = f"notice:forgotten:{ID}:1.000"
    word = replace(notice(key, "anna"), member=THEM)
    await store.commit(changes(LineKept(theirs("1"))))
    await store.commit(Commit((MemberErased(THEM),), (word,)))
    assert [claimed.action for claimed in await store.claim(at(1), 9)] == [word]
    await store.settle(GENERAL, key, Refusal("gone"), at(2))
    await store.commit(changes(ActionTold(GENERAL, key), MemberErased(THEM)))
    assert ID not in await everything(store)


async def test_another_community_and_another_member_are_let_be(store: Kept) -> None:
    elsewhere = ChannelRef(CommunityRef("telegram", "1"), "general")
    same_id = Line(
        Message(MessageRef(elsewhere, "1"), MemberRef(elsewhere.community, ID), NAME, at(1), TEXT), Reading()
    )
    other = line("8", "I am Zerberus, too", by="zerberus")
    await store.commit(changes(LineKept(same_id), LineKept(other), LineKept(theirs("1"))))
    await store.commit(changes(MemberErased(THEM)))
    assert (await store.view(elsewhere)).lines == (same_id,)
    assert (await store.view(GENERAL)).lines[0] == other
    assert [kept.message.ref.channel for kept in await store.search(HOME, "flibbertigibbet", 9)] == []
    assert len(await store.search(elsewhere.community, "flibbertigibbet", 9)) == 1


async def test_a_tombstone_stays_one_when_somebody_else_is_forgotten(store: Kept) -> None:
    linked = Line(
        Message(MessageRef(GENERAL, "2"), MemberRef(HOME, "5"), "ben", at(2), "try it"),
        Reading(links=(Link("1", 0.9, (Cue("named", (("name", NAME),)),)),)),
    )
    await store.commit(changes(LineKept(theirs("1")), LineKept(linked), LineErased(linked.message.ref)))
    await store.commit(changes(MemberErased(THEM)))
    assert await store.history(GENERAL, 9) == []
    assert NAME not in await everything(store)


@pytest.mark.parametrize("status", sorted(FINAL | {Status.OPEN}))
async def test_questions_go_whatever_became_of_them(store: Kept, status: Status) -> None:
    await store.commit(
        changes(LineKept(theirs("1")), QuestionKept(replace(asked("1"), status=status, responded_at=at(9))))
    )
    await store.commit(changes(MemberErased(THEM)))
    assert await store.questions(HOME, list(Status), 9) == []
    assert (await store.view(GENERAL)).questions == ()


async def test_a_word_of_theirs_goes_from_the_reasons_of_what_was_about_their_question(store: Kept) -> None:
    because = (Cue("question_word", (("word", "wobei"),)), Cue("nobody_spoke"))
    shared = replace(draft("nudge:8", questions=("8", "1")), because=because)
    others = question("8", "somebody else's")
    told = [EntryKept(entry("nudge:1:9", because=because)), EntryKept(entry("8", because=because))]
    await store.commit(changes(LineKept(theirs("1")), QuestionKept(asked("1")), QuestionKept(others), *told))
    await store.commit(changes(DraftKept(shared), MemberErased(THEM)))
    assert {each.subject: each.because for each in await store.ledger(HOME, 9)} == {"nudge:1:9": (), "8": because}
    assert [each.because for each in (await store.view(GENERAL)).drafts] == [because[1:]]


async def test_the_roster_forgets_and_so_does_what_would_call_them(store: Kept) -> None:
    them, other = Enlistment(THEM, NAME, at(0), ("maps",)), Enlistment(member("ben"), "ben", at(0), ("wav", NAME))
    called = replace(draft("ping:5", quote="Which map?"), kind=Kind.ROSTER, to=Addressee(THEM, NAME))
    pending, sent = (replace(say(key, quote="Which map?"), calls=Addressee(THEM, NAME)) for key in ("ping:6", "ping:7"))
    taken = question("7", "Which map?", "ben", taken_by=THEM)
    await store.commit(actions(sent))
    await store.claim(at(1), 1)
    kept = (LineKept(theirs("1")), EnlistmentKept(them), EnlistmentKept(other), DraftKept(called), QuestionKept(taken))
    await store.commit(Commit(kept, (pending,)))
    assert set((await store.community(HOME)).roster) == {THEM.id, other.member.id}
    await store.commit(changes(MemberErased(THEM)))
    assert (await store.community(HOME)).roster == {other.member.id: replace(other, topics=("wav",))}
    view = await store.view(GENERAL)
    assert (view.drafts, view.questions[0].taken_by) == ((), None)
    assert await store.claim(at(2), 5) == []
    held = await everything(store)
    assert NAME not in held
    assert THEM.id not in held


async def test_a_member_who_never_spoke_can_be_forgotten(store: Kept) -> None:
    kept = draft("d", quote="7 minutes")
    await store.commit(
        changes(DraftKept(kept), ReactionKept(MessageRef(GENERAL, "1"), MemberRef(HOME, "7"), "👍", True))
    )
    await store.commit(changes(MemberErased(MemberRef(HOME, "7")), MemberErased(MemberRef(HOME, "7"))))
    assert (await store.view(GENERAL)).drafts == (kept,)
