"""Listening: a line is kept, opened as a question where it asks, merged where it goes on, and edits and deletions count."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import NOTHING, DraftKept, EntryKept, LineErased, LineKept, QuestionKept, TimerSet
from bot.decide.listening import deleted, edited, heard
from bot.decide.nudges import bring_back, words
from bot.decide.quote import KEPT
from bot.decide.roster import asking
from bot.decide.thresholds import LIFETIME
from bot.events import MessageDeleted, MessageEdited, MessageSeen
from bot.model import FINAL, Delivery, Kind, Outcome, Purpose, Status, Verdict
from bot.model.forgetting import tombstone
from bot.view import ROOM_QUESTIONS
from tests.decide.scenes import after, asked, at, draft, kept, line, member, post, ref, said, scene

WAV = "How do I export my tracks as WAV?"


def hear(view, *messages):
    """The scene after these messages, and the last decision."""
    decision = NOTHING
    for message in messages:
        view = replace(view, now=view.room.advance(message.at))
        decision = heard(MessageSeen(message), view)
        view = after(view, decision)
    return view, decision


def test_a_question_is_opened_with_its_patience_and_its_lifetime():
    _, decision = hear(scene(minutes=0), said("q", "Ada", WAV))
    (question,) = kept(decision, QuestionKept)
    assert (question.id, question.name, question.text, question.status) == ("q", "Ada", WAV, Status.OPEN)
    assert question.because, "it says why it was spotted"
    timers = {timer.purpose: timer.due for timer in kept(decision, TimerSet)}
    assert timers == {Purpose.PATIENCE: at(30), Purpose.EXPIRY: at(0) + LIFETIME}


@pytest.mark.parametrize("more", [{"text": "good morning all"}, {"text": ""}, {"text": WAV, "bot": True}])
def test_what_is_no_question_of_a_person_is_kept_and_no_more(more):
    _, decision = hear(scene(minutes=0), said("m", "Ada", **more))
    assert [type(change) for change in decision.changes] == [LineKept]
    assert decision.actions == ()


def test_a_burst_is_one_question_with_its_whole_text():
    view, _ = hear(scene(minutes=0), said("q", "Ada", WAV), said("r", "Ada", "and how do I get FLAC?", 1))
    (question,) = view.room.questions.values()
    assert (question.id, question.lines, question.text) == ("q", ("q", "r"), f"{WAV} and how do I get FLAC?")
    assert question.text_of == ("q", "r")


@pytest.mark.parametrize(("pause", "between"), [(10, False), (1, True)], ids=["after a pause", "with somebody between"])
def test_another_question_is_another_question(pause, between):
    words = [said("q", "Ada", WAV), said("r", "Ada", "Which microphone do you all record vocals with?", pause)]
    if between:
        words.insert(1, said("b", "Bo", "good morning all", 0.5))
    view, _ = hear(scene(minutes=0), *words)
    assert list(view.room.questions) == ["q", "r"]


def test_the_same_words_again_are_the_same_question():
    view, decision = hear(scene(minutes=0), said("q", "Ada", WAV), said("b", "Bo", "lol", 5), said("r", "Ada", WAV, 20))
    (question,) = view.room.questions.values()
    assert question.lines == ("q", "r")
    assert question.asked_at == at(0)
    assert kept(decision, TimerSet) == [], "asking again does not begin the patience anew"


def test_the_same_words_of_somebody_else_are_their_own_question():
    view, _ = hear(scene(minutes=0), said("q", "Ada", WAV), said("b", "Bo", "lol", 5), said("r", "Cy", WAV, 50))
    assert list(view.room.questions) == ["q", "r"]


def test_a_reply_by_mark_that_says_what_to_do_answers():
    view, _ = hear(
        scene(minutes=0),
        said("q", "Ada", WAV),
        said("r", "Bo", "Open File, then Export, and choose WAV.", 5, reply_to="q"),
    )
    assert view.room.questions["q"].status is Status.ANSWERED


def test_a_reply_to_our_nudge_is_a_reply_to_what_it_asked():
    view, _ = hear(
        scene(asked(nudged_by="nudge:q"), post("q"), minutes=40),
        said("r", "Bo", "File, Export, WAV.", 40, reply_to="p"),
    )
    assert view.room.questions["q"].responses == ("r",)
    assert view.room.posts["nudge:q"].outcome is Outcome.RESPONDED


def test_a_reply_to_a_nudge_for_two_is_shared_between_them():
    view = scene(asked("q"), asked("w", "Cy"), post("q", "w"), minutes=40)
    _, decision = hear(view, said("r", "Bo", "yes", 40, reply_to="p"))
    (found,) = kept(decision, LineKept)
    assert found.about == (("q", 0.49), ("w", 0.49))


def test_a_busy_channel_closes_what_matters_least():
    crowd = [asked(f"q{n}", f"P{n}", n / 10, text=f"question {n}") for n in range(ROOM_QUESTIONS)]
    crowd[5] = asked("q5", "P5", 0.5, status=Status.SETTLED, responded_at=at(1))
    view = scene(*crowd, minutes=50)
    view, decision = hear(view, said("new", "Ada", WAV, 50))
    assert "q5" not in view.room.questions
    assert "new" in view.room.questions
    assert kept(decision, EntryKept) == [], "closing what is over needs no word"
    view, decision = hear(view, said("newer", "Zoe", "Does anybody know when the drum pack comes out?", 51))
    assert "q0" not in view.room.questions
    assert [(entry.verdict, entry.subject) for entry in kept(decision, EntryKept)] == [(Verdict.CLOSED, "q0")]
    assert len(view.room.questions) == ROOM_QUESTIONS


def edit(view, id, text):
    return edited(MessageEdited(view.now, ref(id), text), view)


def test_a_question_edited_away_is_withdrawn():
    view, _ = hear(scene(minutes=0), said("q", "Ada", WAV))
    (question,) = kept(edit(view, "q", "never mind"), QuestionKept)
    assert question.status is Status.WITHDRAWN


def test_a_question_edited_into_another_keeps_waiting_with_its_new_words():
    view, _ = hear(scene(minutes=0), said("q", "Ada", WAV))
    (question,) = kept(edit(view, "q", "How do I export my tracks as FLAC?"), QuestionKept)
    assert (question.status, question.text) == (Status.OPEN, "How do I export my tracks as FLAC?")


def test_a_line_edited_into_a_question_is_opened():
    view, _ = hear(scene(minutes=0), said("q", "Ada", "good morning all"))
    assert [question.id for question in kept(edit(view, "q", WAV), QuestionKept)] == ["q"]


def test_an_edit_of_a_bot_opens_nothing_and_of_an_unknown_line_does_nothing():
    view, _ = hear(scene(minutes=0), said("b", "Robo", "beep", bot=True))
    assert kept(edit(view, "b", WAV), QuestionKept) == []
    assert edit(view, "nowhere", WAV).changes == ()
    assert edit(view, "b", "beep").changes == ()


@pytest.mark.parametrize("status", sorted(FINAL))
def test_edits_and_deletions_leave_what_is_final(status):
    view = scene(line("q", "Ada", {"q": 1.0}, text=WAV), asked(status=status, responses=("r",)))
    (question,) = kept(edit(view, "q", "How do I export my tracks as FLAC?"), QuestionKept)
    assert (question.status, question.text) == (status, "How do I export my tracks as FLAC?"), "no more than its words"
    assert kept(delete(view, "q"), QuestionKept) == [replace(question, text="")]
    assert kept(delete(view, "r"), QuestionKept) == []


@pytest.mark.parametrize("author", ["Ada", "forgotten"])
def test_a_tombstone_stays_one(author):
    """Platforms tell a message anew, as an edit, also long after its author was forgotten, or it was past its retention."""
    gone = tombstone(line("q", author, {"q": 1.0}, text=WAV))
    for question in ((), (asked(status=Status.SETTLED, text=""),)):
        assert edit(scene(gone, *question), "q", WAV) == NOTHING


def test_words_that_a_picture_gets_later_are_read():
    view, _ = hear(scene(minutes=0), said("q", "Ada", ""))
    assert [question.text for question in kept(edit(view, "q", WAV), QuestionKept)] == [WAV]


MORE = "Can anyone do it for me? My login is ada and hunter2"
REST = "Can anyone do it for me?"


def burst(**more):
    """A question of two lines."""
    said = [line("q", "Ada", {"q": 1.0}, text=WAV, question=0.9), line("r", "Ada", {"q": 1.0}, 1, MORE, question=0.6)]
    return scene(*said, asked(lines=("q", "r"), text_of=("q", "r"), text=f"{WAV} {MORE}", **more))


@pytest.mark.parametrize("more", [{}, {"status": Status.ANSWERED}, {"status": Status.SETTLED}])
def test_words_of_a_burst_that_are_taken_back_are_no_part_of_the_question(more):
    for decision, text in ((edit(burst(**more), "r", REST), f"{WAV} {REST}"), (delete(burst(**more), "r"), WAV)):
        (question,) = kept(decision, QuestionKept)
        assert (question.text, question.status, question.probability) == (text, more.get("status", Status.OPEN), 0.95)
    (question,) = kept(edit(burst(**more), "q", f"{WAV} And MP3?"), QuestionKept)
    assert question.text == f"{WAV} And MP3? {MORE}", "what was said after it stays"


def test_a_line_of_the_asker_that_is_no_part_of_the_words_changes_none():
    view = scene(line("r", "Ada", {"q": 0.9}, 9, "I tried the export menu"), asked(lines=("q", "r")))
    assert kept(edit(view, "r", "I tried all menus"), QuestionKept) == []
    assert kept(delete(view, "r"), QuestionKept) == []


def test_a_burst_that_goes_on_to_say_that_it_is_over_is_withdrawn():
    for before, now in ((Status.OPEN, Status.WITHDRAWN), (Status.ANSWERED, Status.ANSWERED)):
        (question,) = kept(edit(burst(status=before), "r", "never mind, I found it"), QuestionKept)
        assert question.status is now


def talked_on(**more):
    """A question of two lines that the room has not any more, while it still waits."""
    ends = (len(WAV), len(f"{WAV} {MORE}"))
    return scene(
        asked(**{"lines": ("q", "r"), "text_of": ("q", "r"), "text": f"{WAV} {MORE}", "text_ends": ends} | more)
    )


@pytest.mark.parametrize(
    ("id", "says", "text"),
    [("r", "", WAV), ("r", MORE, None), ("q", WAV, None), ("r", REST, f"{WAV} {REST}"), ("q", "Why?", f"Why? {MORE}")],
)
def test_what_is_edited_or_deleted_once_the_room_has_talked_on_changes_that_line_alone(id, says, text):
    view = talked_on()
    decision = edit(view, id, says) if says else delete(view, id)
    assert [(question.text, question.status) for question in kept(decision, QuestionKept)] == (
        [(text, Status.OPEN)] if text else []
    )
    after(view, decision)
    assert says or edit(view, id, MORE) == NOTHING, "deleted, and told late"


def test_an_utterance_knows_where_the_words_of_each_line_end():
    view, _ = hear(scene(minutes=0), said("q", "Ada", f"{WAV}  "), said("r", "Ada", "and how do I get FLAC?", 1))
    (question,) = view.room.questions.values()
    assert question.text_ends == (len(WAV), len(question.text))
    view, _ = hear(view, said("s", "Ada", "…" * KEPT, 2))
    (question,) = view.room.questions.values()
    assert question.text_ends[-1] == len(question.text) <= KEPT


def test_words_that_cannot_be_told_apart_go_together_and_the_question_stands():
    """Some were masked, so that nobody knows where the words of which line end."""
    view = talked_on(text_ends=(3, 7), flagged_at=at(30))
    (question,) = kept(delete(view, "r"), QuestionKept)
    assert (question.text, question.status) == ("", Status.OPEN)
    assert bring_back(after(view, delete(view, "r"))) == NOTHING, "there is nothing to quote"
    (question,) = kept(edit(talked_on(text_ends=()), "q", WAV), QuestionKept)
    assert (question.text, question.status) == (WAV, Status.OPEN)
    assert edit(scene(asked(text="", status=Status.WITHDRAWN)), "q", WAV) == NOTHING, "deleted, and told late"


def test_a_question_that_is_taken_back_after_its_line_has_left_the_room_is_over():
    for text, status in (("never mind, I found it", Status.WITHDRAWN), (f"{WAV} And MP3?", Status.OPEN)):
        (question,) = kept(edit(scene(asked()), "q", text), QuestionKept)
        assert (question.status, question.text) == (status, text)


@pytest.mark.parametrize(
    ("more", "phrase", "buttons"),
    [
        ({}, "team_head", 4),
        ({"snoozed_until": at(600)}, "team_later", 0),
        ({"snoozed_until": at(600), "taken_by": member("Tia")}, "team_taken", 3),
        ({"status": Status.ANSWERED, "responded_at": at(50)}, "team_answered", 0),
    ],
)
def test_a_card_that_says_that_it_waits_says_what_the_question_says_now(more, phrase, buttons):
    tia = line("t", "Tia", minutes=9)
    view = scene(line("q", "Ada", {"q": 1.0}, text=MORE, question=0.9), tia, asked(text=MORE, carded_at=at(45), **more))
    (card,) = edit(view, "q", REST).actions
    assert (card.target, [words.name for words in card.words]) == ("team:q", [f"card.{phrase}", "nudge.item"])
    assert (dict(card.words[1].values)["quote"], len(card.buttons)) == (REST, buttons)
    assert {words.name for action in delete(view, "q").actions for words in action.words} <= {"card.team_withdrawn"}, (
        "nothing is left to be quoted"
    )


def quoting(*questions):
    """A draft of each kind that quotes these questions, as it would have been made."""
    ids = tuple(question.id for question in questions)
    yield replace(draft(*ids), words=words(questions))
    if len(ids) == 1:
        yield replace(draft(*ids, key="ping:q"), kind=Kind.ROSTER, words=asking(questions[0]))


@pytest.mark.parametrize("others", [(), (asked("w", "Cy"),)], ids=["alone", "with another"])
def test_a_draft_says_what_the_question_says_now_and_so_does_its_card(others):
    asks = asked(text=f"{WAV} {MORE}")
    now = replace(asks, text=WAV)
    for before, left in zip(quoting(asks, *others), quoting(now, *others), strict=True):
        view = scene(line("q", "Ada", {"q": 1.0}, text=asks.text, question=0.9), asks, *others, before)
        decision = edit(view, "q", WAV)
        assert kept(decision, DraftKept) == [left]
        (card,) = decision.actions
        assert (card.target, card.words[1 : 1 + len(left.words)]) == (f"card:{left.key}", left.words)
        assert [button.value.partition(":")[0] for button in card.buttons][:2] == ["post", "edit"]
        view = after(view, decision)
        assert kept(edit(view, "q", f"{WAV} "), DraftKept) == [], "the same words change nothing"


def test_a_draft_goes_with_the_question_that_is_edited_away():
    view = scene(line("q", "Ada", {"q": 1.0}, text=WAV, question=0.9), asked(), next(quoting(asked())))
    assert [each.state for each in kept(edit(view, "q", "never mind"), DraftKept)] == ["withdrawn"]


def delete(view, id):
    return deleted(MessageDeleted(view.now, ref(id)), view)


def test_a_deleted_question_is_withdrawn_and_its_words_go():
    decision = delete(scene(asked()), "q")
    assert decision.changes[-1] == LineErased(ref("q")), "last: what is kept beside it loses the words"
    (question,) = kept(decision, QuestionKept)
    assert (question.status, question.text) == (Status.WITHDRAWN, "")


RESPONDED = {"status": Status.ANSWERED, "silence": 0.1, "unanswered": 0.1, "responded_at": at(5), "answered_at": at(5)}


def test_a_question_whose_only_response_is_deleted_waits_again_and_says_so():
    decision = delete(scene(asked(responses=("r",), **RESPONDED)), "r")
    (question,) = kept(decision, QuestionKept)
    assert (question.status, question.silence, question.responses) == (Status.OPEN, 1.0, ())
    assert (question.responded_at, question.answered_at) == (None, None)
    (timer,) = kept(decision, TimerSet)
    assert (timer.purpose, timer.due) == (Purpose.PATIENCE, at(60) + timedelta(minutes=30))
    assert [entry.because[0].phrase for entry in kept(decision, EntryKept)] == ["response_deleted"]


def test_a_flagged_question_whose_only_response_is_deleted_is_brought_back_if_a_draft_was_taken_back_for_it():
    flagged = asked(flagged_at=at(30), nudged_by="nudge:q")
    view = scene(line("q", "Ada", {"q": 1.0}, text=WAV, question=0.9), flagged, draft("q"))
    view, _ = hear(view, said("r", "Bo", "Open File, Export, then choose WAV.", 60, reply_to="q"))
    assert view.room.questions["q"].responses == ("r",)
    decision = delete(view, "r")
    (question,) = kept(decision, QuestionKept)
    assert (question.status, question.nudged_by, question.snoozed_until) == (Status.OPEN, None, at(60))
    assert [(timer.purpose, timer.due) for timer in kept(decision, TimerSet)] == [(Purpose.AGAIN, at(60))]


@pytest.mark.parametrize(
    "others", [(), (post("q"),), (post("old"),)], ids=["skipped", "posted", "posted, then asked anew"]
)
def test_what_was_skipped_or_posted_does_not_come_back_when_the_response_is_deleted(others):
    flagged = asked(responses=("r",), flagged_at=at(30), nudged_by="nudge:q", **RESPONDED)
    (question,) = kept(delete(scene(flagged, *others), "r"), QuestionKept)
    assert (question.status, question.nudged_by) == (Status.OPEN, "nudge:q")


def test_a_question_whose_responses_are_deleted_one_by_one_waits_again_after_the_last():
    view = scene(asked(responses=("r", "s"), **RESPONDED))
    view = after(view, delete(view, "r"))
    assert view.room.questions["q"].status is Status.ANSWERED
    view = after(view, delete(view, "s"))
    assert view.room.questions["q"].status is Status.OPEN


def test_a_post_of_ours_that_somebody_removes_is_noted_once():
    view = scene(asked(nudged_by="nudge:q"), post("q"))
    decision = delete(view, "p")
    assert [(entry.verdict, entry.because[0].phrase) for entry in kept(decision, EntryKept)] == [
        (Verdict.OUTCOME, "removed")
    ]
    view = after(view, decision)
    assert (view.room.posts["nudge:q"].outcome, view.room.posts["nudge:q"].delivery) == (Outcome.REMOVED, Delivery.SENT)
    assert kept(delete(view, "p"), EntryKept) == []
