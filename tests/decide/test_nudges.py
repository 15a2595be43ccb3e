"""Nudges: a question is flagged when its patience ran out, brought back once, with others that wait; taken back when answered."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions import ActionCancelled, Amend, DraftKept, EntryKept, PostKept, QuestionKept, Say, TimerSet
from bot.decide import decide, time_came
from bot.decide.nudges import MOST_IN_ONE, doubtless, responded
from bot.decide.quote import KEPT, NAME, QUOTE, cut
from bot.decide.thresholds import FLAGGED, SHIFT_MOST, flag_threshold
from bot.events import MessageDeleted
from bot.model import FINAL, Delivery, DraftState, Kind, Outcome, Phrase, Purpose, Status, Timer, Verdict
from bot.view import CommunityView
from tests.decide.scenes import ACT, GENERAL, HOME, TEAM, WATCH, asked, at, draft, kept, line, post, ref, scene


def run_out(view, id="q"):
    return time_came(Timer(GENERAL, Purpose.PATIENCE, id, view.now), view)


def again(view):
    return time_came(Timer(GENERAL, Purpose.AGAIN, Kind.NUDGE, view.now), view)


def verdicts(decision):
    return [(entry.verdict, entry.subject) for entry in kept(decision, EntryKept)]


def test_a_question_that_still_waits_is_flagged_and_drafted_for_the_team():
    decision = run_out(scene(asked()))
    assert verdicts(decision) == [(Verdict.FLAGGED, "q"), (Verdict.DRAFTED, "nudge:q")]
    last = kept(decision, QuestionKept)[-1]
    assert (last.flagged_at, last.nudged_by) == (at(60), "nudge:q")
    (card,) = decision.actions
    assert (card.to, card.key, card.silent) == (TEAM, "card:nudge:q", True)
    assert [button.value.partition(":")[0] for button in card.buttons] == ["post", "edit", "skip", "notq", "snooze"]


def test_in_act_mode_it_is_posted_as_a_reply_to_the_question():
    decision = run_out(scene(asked(), policy=ACT))
    (say,) = decision.actions
    assert (say.to, say.key, say.reply_to) == (GENERAL, "nudge:q", "q")
    assert say.words == (Phrase("nudge.one", (("name", "Ada"), ("quote", "How do I export my tracks as WAV?"))),)
    assert [(each.delivery, each.questions) for each in kept(decision, PostKept)] == [(Delivery.QUEUED, ("q",))]


def test_in_watch_mode_nothing_is_said_to_anybody():
    decision = run_out(scene(asked(), policy=WATCH))
    assert (decision.actions, kept(decision, DraftKept), kept(decision, PostKept)) == ((), [], [])
    assert verdicts(decision) == [(Verdict.FLAGGED, "q"), (Verdict.SHOWN, "nudge:q")]


def test_without_a_team_channel_a_draft_is_kept_and_no_card_sent():
    decision = run_out(scene(asked(), team=None))
    assert ([each.key for each in kept(decision, DraftKept)], decision.actions) == (["nudge:q"], ())


@pytest.mark.parametrize("status", sorted(FINAL))
def test_what_no_longer_waits_is_not_flagged(status):
    assert run_out(scene(asked(status=status))).changes == ()


@pytest.mark.parametrize(
    "more",
    [
        {"flagged_at": at(30), "nudged_by": "nudge:q"},
        {"silence": 0.1, "strongest": 0.9},
        {"channel": 0.3},
        {"probability": 0.3},
    ],
    ids=["flagged before", "probably answered", "maybe to one person", "maybe no question"],
)
def test_what_is_doubtful_or_done_is_not_flagged(more):
    view = scene(replace(asked(), **more))
    assert run_out(view).changes == ()


def test_a_timer_of_a_question_no_longer_kept_does_nothing():
    assert run_out(scene(), "gone").changes == ()


def test_a_question_of_the_team_is_flagged_and_not_brought_back():
    decision = run_out(scene(asked(team=True), policy=ACT))
    assert (verdicts(decision), decision.actions) == ([(Verdict.FLAGGED, "q")], ())


def test_a_snoozed_question_is_looked_at_when_the_snooze_ends():
    decision = run_out(scene(asked(snoozed_until=at(90))))
    assert kept(decision, TimerSet) == [Timer(GENERAL, Purpose.PATIENCE, "q", at(90))]
    assert verdicts(decision) == []


def test_questions_that_wait_together_share_one_post_oldest_first():
    flagged = [asked(f"q{n}", f"P{n}", n, flagged_at=at(40)) for n in range(1, 8)]
    decision = run_out(scene(*reversed(flagged), asked(), policy=ACT))
    (say,) = decision.actions
    assert (say.key, say.reply_to) == ("nudge:q", None)
    assert say.words[0] == Phrase("nudge.several", count=MOST_IN_ONE)
    assert [dict(phrase.values)["name"] for phrase in say.words[1:]] == ["Ada", "P1", "P2", "P3", "P4"]


def test_a_nudge_soon_after_another_waits_for_the_spacing():
    for recent in (post(minutes=55), draft("w", minutes=55)):
        decision = run_out(scene(asked(), recent, policy=ACT))
        assert verdicts(decision) == [(Verdict.FLAGGED, "q")]
        assert kept(decision, TimerSet) == [Timer(GENERAL, Purpose.AGAIN, Kind.NUDGE, at(65))]
    spoke = line("c", "Cy", minutes=52)
    assert run_out(scene(asked(), post(minutes=50), spoke, policy=ACT)).actions != ()
    assert run_out(scene(asked(), post(minutes=55, delivery=Delivery.CANCELLED), policy=ACT)).actions != ()


def test_when_looked_at_again_only_what_was_not_brought_back_is():
    view = scene(asked("q", nudged_by="nudge:q", flagged_at=at(20)), asked("w", "Cy", flagged_at=at(30)), policy=ACT)
    assert [say.key for say in again(view).actions] == ["nudge:w"]
    assert again(scene(asked("q", nudged_by="nudge:q", flagged_at=at(20)), policy=ACT)).actions == ()


def test_a_question_that_was_snoozed_comes_back_under_a_name_of_its_own():
    view = scene(asked(flagged_at=at(20), snoozed_until=at(50)), post("q"), line("c", "Cy", minutes=45), policy=ACT)
    (say,) = again(view).actions
    assert say.key == f"nudge:q:{at(50).timestamp():.0f}"


def test_it_says_how_long_it_waited_who_spoke_and_how_sure_it_is():
    lines = [line("q", "Ada"), line("r", "Ada"), line("s", "Bo"), line("t", "Robo", bot=True), line("u", "Cy")]
    entry = kept(run_out(scene(*lines, asked())), EntryKept)[0]
    *known, sure = [(cue.phrase, dict(cue.values)) for cue in entry.because]
    assert known == [("waited", {"minutes": "60"}), ("others_spoke", {"count": "2"})]
    assert sure[0] == "confidence"
    assert 100 * FLAGGED <= int(sure[1]["percent"]) <= 100
    entry = kept(run_out(scene(*lines[:2], asked())), EntryKept)[0]
    assert entry.because[1].phrase == "nobody_spoke"


ANSWERED = {"status": Status.ANSWERED, "responded_at": at(60), "responses": ("r",)}


def test_a_draft_is_withdrawn_when_its_question_is_answered_and_its_card_says_so():
    view = scene(asked(), draft("q"))
    decision = responded((asked(**ANSWERED),), view)
    assert [each.state for each in kept(decision, DraftKept)] == [DraftState.WITHDRAWN]
    assert ActionCancelled(GENERAL, "card:nudge:q") in decision.changes
    (note,) = decision.actions
    assert isinstance(note, Amend)
    assert (note.to, note.target, note.words[0].name) == (TEAM, "card:nudge:q", "card.withdrawn")
    (entry,) = kept(decision, EntryKept)
    assert (entry.verdict, entry.because[0].lines) == (Verdict.WITHDRAWN, ("r",))


def test_a_draft_for_several_is_cut_down_to_those_that_still_wait():
    view = scene(asked("q"), asked("w", "Cy", text="where is it?"), draft("q", "w"))
    decision = responded((asked("q", **ANSWERED),), view)
    (left,) = kept(decision, DraftKept)
    assert (left.state, left.questions, left.reply_to) == (DraftState.WAITING, ("w",), "w")
    assert left.words == (Phrase("nudge.one", (("name", "Cy"), ("quote", "where is it?"))),)
    (card,) = decision.actions
    assert (card.target, card.words[1], len(card.buttons)) == ("card:nudge:q", left.words[0], 5), (
        "it shows what is posted"
    )


def test_the_card_and_the_kept_draft_of_a_question_that_was_deleted_hold_none_of_its_words():
    view = scene(line("q", "Ada"), asked(text="my number is 555 1234"), draft("q"))
    decision = decide(MessageDeleted(view.now, ref("q")), view)
    (note,) = decision.actions
    assert [phrase.name for phrase in note.words] == ["card.taken_back"]
    assert [each.words for each in kept(decision, DraftKept)] == [()]


def test_a_post_not_yet_out_is_cancelled_unless_another_of_its_questions_waits():
    queued = post("q", "w", delivery=Delivery.QUEUED, message=None)
    view = scene(asked("q"), asked("w", "Cy"), queued, policy=ACT)
    assert responded((asked("q", **ANSWERED),), view).changes == ()
    decision = responded((asked("q", **ANSWERED), asked("w", "Cy", **ANSWERED)), view)
    assert ActionCancelled(GENERAL, "nudge:q") in decision.changes
    assert [each.delivery for each in kept(decision, PostKept)] == [Delivery.CANCELLED]


def test_a_post_that_drew_a_response_has_worked_and_one_whose_question_was_dismissed_has_not():
    view = scene(asked(), post("q"), policy=ACT)
    assert [each.outcome for each in kept(responded((asked(**ANSWERED),), view), PostKept)] == [Outcome.RESPONDED]
    assert responded((asked(status=Status.DISMISSED),), view).changes == ()


COUNTS = st.dictionaries(st.sampled_from(["not_question", "answered_here", "missed", "other"]), st.integers(-5, 10**6))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(counts=COUNTS)
def test_corrections_shift_the_threshold_by_a_quarter_at_most(counts):
    found = flag_threshold(CommunityView(HOME, counts))
    assert FLAGGED - SHIFT_MOST <= found <= FLAGGED + SHIFT_MOST
    more = {**counts, "not_question": max(0, counts.get("not_question", 0)) + 1}
    assert flag_threshold(CommunityView(HOME, more)) >= found
    fewer = {**counts, "missed": max(0, counts.get("missed", 0)) + 1}
    assert flag_threshold(CommunityView(HOME, fewer)) <= found


def test_the_threshold_decides():
    assert flag_threshold(CommunityView(HOME)) == FLAGGED
    doubtful = replace(asked(), probability=FLAGGED + 0.1)
    view = scene(doubtful)
    assert FLAGGED < doubtless(doubtful, view) < FLAGGED + 0.1
    assert run_out(view).changes != ()
    assert run_out(scene(doubtful, counts={"not_question": 15})).changes == ()
    assert run_out(scene(replace(asked(), probability=FLAGGED - 0.1), counts={"missed": 15})).changes != ()


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=600), st.sampled_from([NAME, QUOTE, KEPT]))
def test_a_quote_is_one_line_of_bounded_length_that_begins_as_the_text_does(text, length):
    shown = cut(text, length)
    assert len(shown) <= length
    assert "\n" not in shown
    assert shown == " ".join(shown.split())
    assert " ".join(text.split()).startswith(shown.removesuffix("…"))


def test_a_card_never_lists_more_than_five():
    flagged = [asked(f"q{n}", f"P{n}", n, flagged_at=at(40)) for n in range(20)]
    cards = [action for action in again(scene(*flagged)).actions if isinstance(action, Say)]
    assert [len([phrase for phrase in card.words if phrase.name == "nudge.item"]) for card in cards] == [MOST_IN_ONE]
