"""Drafts: Post, Edit, Skip, Not a question, Snooze do what they say, for the team only; everything else is told why not."""

from dataclasses import replace
from datetime import time

import pytest

from adapters.discord.limits import LIMITS as OF_DISCORD
from adapters.telegram.limits import LIMITS as OF_TELEGRAM
from bot.actions import Amend, CountAdded, DraftKept, EntryKept, Notice, PostKept, QuestionKept, Say, TimerSet
from bot.decide import decide
from bot.events import ButtonPressed
from bot.model import DraftState, Phrase, Purpose, Status, Timer, Verdict
from tests.decide.scenes import GENERAL, HOME, SUGGEST, TEAM, after, asked, at, draft, kept, member, ref, scene

SPOKEN = draft("q", reply_to="q")
WAITING = (asked(flagged_at=at(30), nudged_by="nudge:q"), SPOKEN)


def press(view, verb, id=SPOKEN.id, team=True, text=""):
    return decide(ButtonPressed(view.now, TEAM, member("Tia"), f"{verb}:{id}", team, text), view)


def states(decision):
    return [each.state for each in kept(decision, DraftKept)]


def said(decision, kind=Say):
    return [action for action in decision.actions if isinstance(action, kind)]


def test_post_posts_the_draft_and_closes_its_card():
    decision = press(scene(*WAITING), "post")
    assert states(decision) == [DraftState.POSTED]
    (say,) = said(decision)
    assert (say.to, say.key, say.words, say.reply_to) == (GENERAL, "nudge:q", SPOKEN.words, "q")
    assert [(note.target, note.words[0].name) for note in said(decision, Amend)] == [("card:nudge:q", "card.posted")]
    assert [each.questions for each in kept(decision, PostKept)] == [("q",)]
    assert [(entry.verdict, entry.because[-1].phrase) for entry in kept(decision, EntryKept)] == [
        (Verdict.POSTED, "approved")
    ]


def test_edit_posts_the_words_as_written_and_keeps_the_draft_where_they_are_too_long():
    decision = press(scene(*WAITING), "edit", text="  Does anybody know? $name {0}  ")
    assert [say.words for say in said(decision)] == [
        (Phrase("verbatim.text", (("text", "Does anybody know? $name {0}"),)),)
    ]
    assert kept(decision, EntryKept)[0].because[-1].phrase == "approved_edited"
    long = press(scene(*WAITING), "edit", text="x" * 2001)
    assert (long.changes, said(long)) == ((), [])
    assert said(long, Notice)[0].words == (Phrase("notice.text_long", (("found", "2001"), ("most", "2000"))),)
    assert said(press(scene(*WAITING), "edit", text=" " + "x" * 2000)) != []
    quoting = scene(WAITING[0], replace(SPOKEN, link=ref("old")))
    less = dict(said(press(quoting, "edit", text="x" * 1900), Notice)[0].words[0].values)["most"]
    assert less == "1850", "the way to the line it quotes takes some of the room"


@pytest.mark.parametrize(
    ("limits", "text", "found"),
    [(OF_DISCORD, "**step** " * 180, "2339"), (OF_TELEGRAM, "a.b " * 900, "4499")],
)
def test_what_is_too_long_is_told_by_what_it_takes_where_it_is_posted(limits, text, found):
    """Each sign that would mean something there takes another; what takes too much would be cut, and half of it posted."""
    text = text.strip()
    assert len(text) < limits.message_characters
    long = press(scene(*WAITING, limits=limits), "edit", text=text)
    assert (long.changes, said(long)) == ((), [])
    values = (("found", found), ("most", str(limits.message_characters)))
    assert said(long, Notice)[0].words == (Phrase("notice.text_long", values),)
    assert said(press(scene(*WAITING, limits=limits), "edit", text=text[: len(text) // 2])) != []


def test_skip_keeps_the_question_on_the_list():
    view = scene(*WAITING)
    decision = press(view, "skip")
    assert (states(decision), said(decision)) == ([DraftState.SKIPPED], [])
    assert after(view, decision).room.questions["q"].status is Status.OPEN
    assert said(decision, Amend)[0].words[0].name == "card.skipped"


def test_not_a_question_dismisses_all_its_questions_and_counts_each_once():
    both = draft("q", "w")
    view = scene(asked("q"), asked("w", "Cy"), both)
    decision = press(view, "notq", both.id)
    assert [question.status for question in kept(decision, QuestionKept)] == [Status.DISMISSED] * 2
    assert kept(decision, CountAdded) == [CountAdded(HOME, "not_question")] * 2
    assert states(decision) == [DraftState.WITHDRAWN], "withdrawn once, by the press itself"


def test_snooze_takes_the_draft_back_and_looks_again_in_an_hour():
    view = scene(*WAITING)
    decision = press(view, "snooze")
    assert states(decision) == [DraftState.WITHDRAWN]
    assert kept(decision, TimerSet) == [Timer(GENERAL, Purpose.AGAIN, "q", at(120))]
    question = after(view, decision).room.questions["q"]
    assert (question.snoozed_until, question.nudged_by, question.status) == (at(120), None, Status.OPEN)


@pytest.mark.parametrize("verb", ["post", "edit", "skip", "notq", "snooze", "explode"])
def test_only_the_team_may_press_and_others_are_told_so(verb):
    decision = press(scene(*WAITING), verb, team=False, text="mine")
    assert (decision.changes, [words(action) for action in decision.actions]) == ((), ["notice.team_only"])


def words(action):
    assert isinstance(action, Notice)
    assert action.member == member("Tia")
    return action.words[0].name


@pytest.mark.parametrize(
    ("verb", "id", "notice"),
    [
        ("post", "0123456789abcdef", "notice.draft_gone"),
        ("post", "", "notice.draft_gone"),
        ("explode", SPOKEN.id, "notice.button_unknown"),
        ("", SPOKEN.id, "notice.button_unknown"),
        ("edit", SPOKEN.id, "notice.nothing_written"),
    ],
)
def test_what_cannot_be_done_is_answered_to_that_member_alone(verb, id, notice):
    decision = press(scene(*WAITING), verb, id, text=" \n")
    assert (decision.changes, [words(action) for action in decision.actions]) == ((), [notice])


def test_a_draft_is_posted_once_however_often_it_is_pressed():
    view = scene(*WAITING)
    view = after(view, press(view, "post"))
    assert [words(action) for action in press(view, "post").actions] == ["notice.draft_gone"]


def test_a_press_told_twice_is_answered_once():
    view = scene(*WAITING)
    first, second = press(view, "post", "gone"), press(view, "post", "gone")
    assert [action.key for action in first.actions] == [action.key for action in second.actions]


def test_a_person_who_approves_is_not_held_by_budget_or_quiet_hours():
    strict = replace(SUGGEST, budget_per_day=0, quiet_hours=(time(0), time(23, 59)))
    assert len(said(press(scene(*WAITING, policy=strict), "post"))) == 1
