"""What is past its retention loses its words, in every table and in the bytes of the file; what measures count stays."""

from dataclasses import replace

from bot.actions import (
    AskPoll,
    Change,
    DraftKept,
    EntryKept,
    LineErased,
    LineKept,
    PostKept,
    QuestionKept,
    ReactionKept,
    SurveyKept,
    TextsExpired,
    VoteKept,
)
from bot.model import (
    Cue,
    Draft,
    DraftState,
    Line,
    Link,
    MessageRef,
    Option,
    Phrase,
    Poll,
    Reading,
    Status,
    SurveyState,
)
from bot.model.forgetting import tombstone
from bot.ports import Commit
from bot.view import Room, Snapshot
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
    post,
    question,
    say,
    survey,
)
from tests.contracts.test_store import same_room

OLD = "my flibbertigibbet router drops packets after the wombat update"
TRACES = ("flibbertigibbet", "wombat", "カピバラ", "zerberus")
QUOTES = (Cue("quoted", (("quote", OLD),)), Cue("nobody_spoke", lines=("1",)))
WOMBATS = Poll("which wombat?", (Option("1", "this"), Option("2", "that")))
BARE = (Cue("nobody_spoke", lines=("1",)),)


def told() -> tuple[Change, ...]:
    """Return what a channel kept: at 10 seconds what is to go, at 50 what is to stay."""
    linked = Reading(0.9, links=(Link("1", 0.8, (Cue("same_words", (("words", "wombat"),)),)),))
    answered = question("2", OLD, "zerberus", 10, because=QUOTES, responded_at=at(15), closed_at=at(30))
    return (
        LineKept(line("1", OLD, "zerberus", 10)),
        LineKept(Line(line("2", "カピバラの方法はどうすれば", "zerberus", 10).message, linked, (("1", 0.9),))),
        LineKept(line("3", f"elsewhere {OLD}", "zerberus", 10, channel=TEAM)),
        LineKept(line("5", "still young", "ben", 50)),
        QuestionKept(question("1", OLD, "zerberus", 10, because=QUOTES)),
        QuestionKept(replace(answered, status=Status.ANSWERED)),
        QuestionKept(question("5", "still young?", "ben", 50, because=QUOTES[1:])),
        DraftKept(draft("nudge:1", 10, ("1",), quote=OLD)),
        DraftKept(replace(draft("nudge:2", 10, ("2",), quote=OLD), state=DraftState.SKIPPED)),
        DraftKept(draft("nudge:5", 50, ("5",), quote="still young?")),
        PostKept(post("nudge:0", 10)),
        SurveyKept(survey("poll:1", 10, GENERAL, OLD, "tea", because=QUOTES)),
        SurveyKept(survey("poll:2", 10, GENERAL, OLD, "tea", state=SurveyState.TOLD)),
        SurveyKept(survey("poll:3", 10, GENERAL, "cocoa", "tea", state=SurveyState.OPEN, because=QUOTES)),
        SurveyKept(survey("poll:5", 50, GENERAL, "milk", "tea", because=QUOTES[1:])),
        EntryKept(entry("1", 10, QUOTES)),
        EntryKept(entry("5", 50, QUOTES[1:])),
        *(ReactionKept(MessageRef(GENERAL, id), member("ben"), "👍", True) for id in "15"),
        *(VoteKept(MessageRef(GENERAL, id), member("ben"), ("1",)) for id in "15"),
    )


async def kept_and_expired(store: Kept) -> None:
    """Let a channel keep things, and then some of them grow too old."""
    await store.commit(changes(*told()))
    await store.commit(changes(*(LineKept(line(str(n), f"filler {n}", "dora", 60)) for n in range(100, 160))))
    held = (await everything(store)).casefold()
    assert all(trace in held for trace in TRACES), "what is not there cannot be seen to go"
    await store.commit(changes(TextsExpired(GENERAL, at(50)), TextsExpired(TEAM, at(50))))


async def test_no_word_is_left_anywhere(store: Kept) -> None:
    await kept_and_expired(store)
    held = (await everything(store)).casefold().replace(f"{member('zerberus').id}", "")
    assert [trace for trace in TRACES if trace in held] == []
    assert await store.search(HOME, "router", 9) == []
    assert [kept.message.ref.id for kept in await store.history(GENERAL, 99)][:2] == ["5", "100"]
    assert len(await store.known([MessageRef(GENERAL, "1"), MessageRef(GENERAL, "5")])) == 2


async def test_what_is_counted_stays(store: Kept) -> None:
    await kept_and_expired(store)
    seen = await store.view(GENERAL)
    assert seen.lines[0] == tombstone(line("1", OLD, "zerberus", 10))
    assert seen.lines[0].message.at == at(10)
    assert [kept.id for kept in seen.questions] == ["5"]
    found = {kept.id: kept for kept in await store.questions(HOME, list(Status), 9)}
    assert found["1"] == replace(question("1", "", "zerberus", 10, because=BARE, closed_at=at(50)), name="")
    assert (found["2"].status, found["2"].probability, found["2"].responded_at) == (Status.ANSWERED, 0.9, at(15))
    assert {kept.subject: kept.because for kept in await store.ledger(HOME, 9)} == {
        "1": (Cue("nobody_spoke"),),
        "5": QUOTES[1:],
    }
    posts = {kept.key: kept for kept in await store.posts(HOME, 9)}
    assert set(posts) == {"nudge:0", "nudge:1", "nudge:5"}
    assert posts["nudge:1"] == replace(draft("nudge:1", 10, ("1",)), words=(), state=DraftState.WITHDRAWN)
    assert seen.drafts == (draft("nudge:5", 50, ("5",), quote="still young?"),)
    assert seen.surveys == (
        replace(survey("poll:1", 10, state=SurveyState.DROPPED), poll=Poll("", ())),
        replace(survey("poll:2", 10, state=SurveyState.TOLD), poll=Poll("", ())),
        survey("poll:3", 10, GENERAL, "cocoa", "tea", state=SurveyState.OPEN),
        survey("poll:5", 50, GENERAL, "milk", "tea", because=QUOTES[1:]),
    )
    assert [mark.ref.id for mark in await store.reactions(GENERAL, 9)] == ["5"]
    assert [mark.ref.id for mark in await store.votes(GENERAL, 9)] == ["5"]


async def test_expired_again_is_expired_once_but_for_a_draft_that_was_withdrawn(store: Kept) -> None:
    await kept_and_expired(store)
    before = [await store.view(GENERAL), await store.questions(HOME, list(Status), 9), await store.ledger(HOME, 9)]
    await store.commit(changes(TextsExpired(GENERAL, at(50))))
    assert before == [
        await store.view(GENERAL),
        await store.questions(HOME, list(Status), 9),
        await store.ledger(HOME, 9),
    ]
    assert {kept.key for kept in await store.posts(HOME, 9) if isinstance(kept, Draft)} == {"nudge:5"}


async def test_a_live_room_is_the_rebuilt_one(store: Kept) -> None:
    room = Room(Snapshot(GENERAL))
    for change in (*told(), TextsExpired(GENERAL, at(50))):
        if not isinstance(change, LineKept) or change.line.message.ref.channel == GENERAL:
            room.apply(change)
    await store.commit(changes(*told(), TextsExpired(GENERAL, at(50))))
    same_room(Room(await store.view(GENERAL)), room)


async def test_what_comes_late_goes_the_next_time(store: Kept) -> None:
    await kept_and_expired(store)
    late = line("1", "edited long after", "zerberus", 10)
    await store.commit(changes(LineKept(late), QuestionKept(question("1", "edited long after", "zerberus", 10))))
    assert len(await store.search(HOME, "edited", 9)) == 1
    await store.commit(changes(TextsExpired(GENERAL, at(50)), LineErased(MessageRef(GENERAL, "5"))))
    assert await store.search(HOME, "edited", 9) == []
    assert [kept.text for kept in await store.questions(HOME, list(Status), 9)] == ["", "", ""], "5 was taken away"


async def test_what_waits_in_the_outbox_is_not_said_any_more(store: Kept) -> None:
    young, poll = (
        say("young", text="still young"),
        AskPoll("poll", GENERAL, GENERAL, Phrase("poll.ask"), WOMBATS, "en", 60),
    )
    plain = replace(say("plain"), words=(Phrase("card.withdrawn", (("channel", "general"),)),))
    put = (say("claimed", text=OLD), say("old", text=OLD), poll, plain, say("other", channel=TEAM), young)
    moments = (*[at(10)] * 5, at(50))
    await store.commit(Commit((), put, moments=moments))
    assert [claimed.action.key for claimed in await store.claim(at(11), 1)] == ["claimed"]
    assert "wombat" in await everything(store)
    await store.commit(changes(TextsExpired(GENERAL, at(50))))
    held = (await everything(store)).casefold()
    assert [trace for trace in TRACES if trace in held] == []
    assert [claimed.action for claimed in await store.unsettled()] == [replace(put[0], words=())]
    assert [claimed.action for claimed in await store.claim(at(60), 9)] == [plain, put[4], young]
    await store.commit(actions(put[1]))
    assert await store.claim(at(61), 9) == [], "the same cause never acts twice"


async def test_a_channel_that_was_never_heard_of_has_nothing_to_expire(store: Kept) -> None:
    await store.commit(changes(TextsExpired(GENERAL, at(50))))
    assert await store.view(GENERAL) == Snapshot(GENERAL)
