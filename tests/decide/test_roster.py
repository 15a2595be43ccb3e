"""The roster: whose turn it is, what is asked of them under which manners, and what becomes of it."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions import (
    Amend,
    Decision,
    EnlistmentEnded,
    EnlistmentKept,
    EntryKept,
    Notice,
    PostKept,
    QuestionKept,
    Say,
    TimerSet,
)
from bot.decide import decide
from bot.decide.holding import hold
from bot.decide.nudges import bring_back
from bot.decide.posts import settled
from bot.decide.roster import asked_in_vain, on_call, whose_turn
from bot.events import ActionSettled, ButtonPressed, CommandGiven, TimerDue
from bot.model import (
    Addressee,
    Enlistment,
    Kind,
    Mode,
    Outcome,
    Purpose,
    Receipt,
    Refusal,
    Status,
    Timer,
    Verdict,
    short_id,
)
from tests.decide.scenes import (
    ACT,
    GENERAL,
    SUGGEST,
    TEAM,
    WATCH,
    after,
    asked,
    at,
    draft,
    kept,
    line,
    member,
    post,
    ref,
    scene,
)


def place(name, *topics, **more):
    """Somebody's place on the roster."""
    return Enlistment(member(name), name, at(-60), topics, **more)


def waiting(*places, questions=None, policy=ACT, minutes=30.0, **more):
    """A scene in which a question was flagged, and these are on the roster."""
    questions = (asked(flagged_at=at(30)),) if questions is None else questions
    view = scene(*questions, *more.pop("kept", ()), policy=policy, minutes=minutes, **more)
    roster = {one.member.id: one for one in places}
    return replace(view, community=replace(view.community, roster=roster))


def turn(*places, **more):
    found = whose_turn(asked(**more), waiting(*places))
    return found and found[0].name


def test_who_chose_the_topic_goes_before_who_helps_with_anything():
    assert turn(place("Bo"), place("Cem", "export")) == "Cem"
    assert turn(place("Bo"), place("Cem", "billing")) == "Bo"
    assert turn(place("Cem", "billing")) is None
    assert turn() is None


def test_nobody_is_asked_about_their_own_question_or_off_duty():
    assert turn(place("Ada", "export"), place("Bo")) == "Bo"
    assert turn(place("Bo", on_duty=False)) is None


def test_nobody_is_asked_more_often_a_day_than_they_said():
    twice = (at(-100), at(-50))
    assert turn(place("Bo", per_day=2, pinged=twice)) is None
    assert turn(place("Bo", per_day=3, pinged=twice)) == "Bo"
    assert turn(place("Bo", per_day=2, pinged=(at(-100), at(-2000)))) == "Bo", "another day"


def test_a_day_is_the_communitys_own():
    late = place("Bo", per_day=1, pinged=(at(-11 * 60),))  # 01:00 in UTC of the same day
    assert not on_call(late.member, waiting(late))
    assert on_call(late.member, waiting(late, policy=replace(ACT, timezone="America/New_York")))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(names=st.lists(st.sampled_from("BCDEF"), min_size=1, unique=True), rounds=st.integers(1, 30))
def test_turns_are_shared_evenly(names, rounds):
    view = waiting(*(place(name, per_day=20) for name in names), policy=replace(ACT, budget_per_day=24))
    asked_of = dict.fromkeys(names, 0)
    for number in range(rounds):
        view = replace(view, now=at(30 + 60 * 24 * number))
        found = whose_turn(asked(), view)
        helper = replace(found[0], pinged=(*found[0].pinged, view.now)[-20:])
        asked_of[helper.name] += 1
        view = after(view, Decision((EnlistmentKept(helper),)))
    assert max(asked_of.values()) - min(asked_of.values()) <= 1


def test_one_is_called_and_the_room_waits_for_them():
    view = waiting(place("Bo", "export"))
    decision = bring_back(view)
    (say,) = decision.actions
    assert isinstance(say, Say)
    assert (say.calls, say.reply_to, say.key) == (Addressee(member("Bo"), "Bo"), "q", "ping:q")
    assert [button.value for button in say.buttons] == [f"take:{short_id('q')}"]
    (question,) = kept(decision, QuestionKept)
    assert (question.referred_by, question.nudged_by) == ("ping:q", None)
    assert question.held_until == view.now + ACT.spacing
    assert Timer(GENERAL, Purpose.ROSTER, "q", question.held_until) in kept(decision, TimerSet)
    (note,) = [change for change in decision.changes if isinstance(change, EnlistmentKept)]
    assert note.enlistment.pinged == (view.now,)
    assert [cue.phrase for cue in kept(decision, EntryKept)[-1].because][-3:] == [
        "roster_topic",
        "roster_first_time",
        "mode_act",
    ]
    assert bring_back(after(view, decision, 35)).actions == ()


def test_several_that_wait_share_a_line_for_all():
    two = (asked(flagged_at=at(30)), asked("r", "Cem", flagged_at=at(30), text="Where is the manual?"))
    (say,) = bring_back(waiting(place("Bo"), questions=two)).actions
    assert (say.calls, say.words[0].name) == (None, "nudge.several")


@pytest.mark.parametrize(
    ("policy", "kept_more"),
    [
        (replace(ACT, quiet_hours=(time(12), time(13))), ()),
        (replace(ACT, budget_per_day=0), ()),
        (ACT, (post("x", key="nudge:x", minutes=25.0),)),
    ],
    ids=["quiet hours", "budget", "too soon after the last"],
)
def test_the_roster_is_asked_under_the_same_manners(policy, kept_more):
    decision = bring_back(waiting(place("Bo"), policy=policy, kept=kept_more))
    assert decision.actions == ()
    assert [timer.purpose for timer in kept(decision, TimerSet)] == [Purpose.AGAIN]


def test_it_counts_in_the_budget():
    view = waiting(place("Bo"), policy=replace(ACT, budget_per_day=1))
    view = after(view, bring_back(view), 40)
    assert hold(view).cue.phrase == "budget_spent"


def test_in_watch_mode_nobody_is_called():
    decision = bring_back(waiting(place("Bo"), policy=WATCH))
    assert decision.actions == ()
    assert [entry.verdict for entry in kept(decision, EntryKept)] == [Verdict.SHOWN]
    assert kept(decision, TimerSet)[0].purpose is Purpose.ROSTER


def test_when_they_do_not_take_it_the_room_is_next_and_nobody_of_the_roster_again():
    view = waiting(place("Bo"), place("Cem"))
    view = after(sent(after(view, bring_back(view))), Decision(), 41)
    timer = view.room.timers[Purpose.ROSTER, "q"]
    decision = decide(TimerDue(at(41), timer), view)
    assert next(post.outcome for post in kept(decision, PostKept)) is Outcome.IGNORED
    (changed,) = decision.actions
    assert (changed.key, changed.target) == ("nudge:q", "ping:q"), "nobody has spoken, so it becomes the room's line"
    assert "roster_did_not_take_it" in [cue.phrase for cue in kept(decision, EntryKept)[-1].because]


def test_a_ping_that_never_went_out_says_nothing_of_anybody():
    view = waiting(place("Bo"))
    view = after(view, bring_back(view))
    refused = settled(ActionSettled(view.now, GENERAL, "ping:q", Refusal("no permission")), view)
    view = after(view, refused, 41)
    decision = decide(TimerDue(at(41), view.room.timers[Purpose.ROSTER, "q"]), view)
    assert kept(decision, PostKept)[:-1] == []
    assert [action.key for action in decision.actions] == ["nudge:q"]


def test_who_does_not_take_it_lets_nothing_rest():
    ignored = [replace(post(key=f"ping:{n}", minutes=n), kind=Kind.ROSTER, outcome=Outcome.IGNORED) for n in range(3)]
    assert hold(scene(*ignored, policy=ACT)) is None
    removed = replace(ignored[0], outcome=Outcome.REMOVED)
    assert hold(scene(removed, policy=ACT, minutes=400)).cue.phrase == "removed", "but a removal is a word"


def test_after_three_in_vain_the_roster_rests_for_a_week():
    vain = [replace(post(key=f"ping:{n}", minutes=n), kind=Kind.ROSTER, outcome=Outcome.IGNORED) for n in range(3)]
    view = waiting(place("Bo"), kept=[*vain, line("c", "Cy", minutes=5)], policy=replace(ACT, budget_per_day=9))
    assert asked_in_vain(view) == at(2) + timedelta(days=7)
    (say,) = bring_back(view).actions
    assert say.key == "nudge:q"
    worked = replace(vain[1], outcome=Outcome.RESPONDED)
    assert asked_in_vain(waiting(kept=(vain[0], worked, vain[2]))) is None
    assert asked_in_vain(replace(view, now=at(3) + timedelta(days=7))) is None


def sent(view):
    """The ping stands in the channel."""
    return after(view, settled(ActionSettled(view.now, GENERAL, "ping:q", Receipt(ref("p"))), view))


def press(view, name, id="q", minutes=35.0):
    view = replace(view, now=view.room.advance(at(minutes)))
    return decide(ButtonPressed(at(minutes), GENERAL, member(name), f"take:{short_id(id)}"), view)


def pinged(*places):
    view = waiting(*(places or (place("Bo"),)))
    return sent(after(view, bring_back(view)))


def test_taking_it_holds_the_room_back_for_an_hour_and_says_so_in_its_place():
    view = pinged()
    decision = press(view, "Bo")
    (question,) = kept(decision, QuestionKept)
    assert (question.taken_by, question.held_until) == (member("Bo"), at(35 + 60))
    assert kept(decision, TimerSet) == [Timer(GENERAL, Purpose.ROSTER, "q", at(95))]
    thanks, note = decision.actions
    assert isinstance(thanks, Notice)
    assert isinstance(note, Amend)
    assert (thanks.words[0].name, note.target, note.buttons) == ("notice.roster_thanks", "ping:q", ())
    assert note.words[0].name == "nudge.roster_taken"
    assert kept(decision, PostKept)[0].outcome is Outcome.RESPONDED
    later = after(view, decision, 96)
    (say,) = decide(TimerDue(at(96), later.room.timers[Purpose.ROSTER, "q"]), later).actions
    assert say.key == "nudge:q"


NOTICES = [
    ("Ada", {}, "notice.roster_own"),
    ("Cem", {"taken_by": member("Bo")}, "notice.roster_taken"),
    ("Bo", {"taken_by": member("Bo")}, "notice.roster_thanks"),
    ("Bo", {"status": Status.ANSWERED}, "notice.roster_over"),
    ("Bo", {"status": Status.SETTLED}, "notice.roster_over"),
]


@pytest.mark.parametrize(("name", "state", "phrase"), NOTICES)
def test_a_press_that_takes_nothing_on_changes_nothing(name, state, phrase):
    view = waiting(place("Bo"), questions=(asked(flagged_at=at(30), **state),))
    decision = press(view, name)
    assert decision.changes == ()
    assert [action.words[0].name for action in decision.actions] == [phrase]
    assert press(view, name, "gone").actions[0].words[0].name == "notice.roster_over"


def test_whoever_wants_to_may_take_it():
    decision = press(pinged(), "Somebody")
    assert kept(decision, QuestionKept)[0].taken_by == member("Somebody")
    assert decision.actions[1].words[0].name == "nudge.roster_taken_by_somebody"


def test_a_draft_asks_nobody_until_it_is_posted():
    view = waiting(place("Bo"), policy=SUGGEST)
    decision = bring_back(view)
    (card,) = decision.actions
    assert (card.to, card.calls) == (TEAM, None)
    assert "card.roster_to" in [word.name for word in card.words]
    assert [change for change in decision.changes if isinstance(change, EnlistmentKept)] == []
    view = after(view, decision, 50)
    assert bring_back(view).actions == ()
    (waits,) = view.room.drafts.values()
    posted = decide(ButtonPressed(at(50), TEAM, member("Tia"), f"post:{waits.id}", True), view)
    (say,) = [action for action in posted.actions if isinstance(action, Say)]
    assert say.calls == Addressee(member("Bo"), "Bo")
    assert kept(posted, QuestionKept)[-1].held_until == at(50) + SUGGEST.spacing


@pytest.mark.parametrize("roster", [(), (place("Bo", on_duty=False),), (place("Bo", per_day=1, pinged=(at(10),)),)])
def test_who_is_not_available_any_more_is_not_called(roster):
    to = Addressee(member("Bo"), "Bo")
    prepared = replace(draft("q", key="ping:q"), kind=Kind.ROSTER, to=to)
    question = asked(flagged_at=at(30), nudged_by="ping:q", referred_by="ping:q")
    view = waiting(*roster, questions=(question,), kept=(prepared,), policy=SUGGEST, minutes=50)
    decision = decide(ButtonPressed(at(50), TEAM, member("Tia"), f"post:{prepared.id}", True), view)
    assert not [action for action in decision.actions if isinstance(action, Say) and action.calls]
    assert "roster_left" in [cue.phrase for entry in kept(decision, EntryKept) for cue in entry.because]


def command(view, name="enlist", by="Bo", **given):
    return decide(CommandGiven(at(30), GENERAL, member(by), name, tuple(given.items())), view)


def told(decision):
    (note,) = [action for action in decision.actions if isinstance(action, Notice)]
    return note.words[0].name


def test_everybody_enlists_themselves_and_changes_what_they_say():
    view = waiting()
    decision = command(view, topics="WAV, export;  wav\nbilling")
    (change,) = decision.changes
    assert change == EnlistmentKept(Enlistment(member("Bo"), "", at(30), ("WAV", "export", "billing")))
    assert told(decision) == "notice.roster_on"
    view = after(view, decision)
    for said, expected, note in (
        ({"per_day": "7"}, {"per_day": 7}, "notice.roster_on"),
        ({"duty": "off"}, {"on_duty": False}, "notice.roster_off_duty"),
        ({}, {}, "notice.roster_off_duty"),
        ({"duty": "on", "topics": "*"}, {"on_duty": True, "topics": ()}, "notice.roster_on_anything"),
    ):
        decision = command(view, **said)
        assert decision.changes == (EnlistmentKept(replace(view.community.roster["Bo"], **expected)),)
        assert told(decision) == note
        view = after(view, decision)


@pytest.mark.parametrize("most", ["0", "21", "-1", "many", "1.5"])
def test_a_wrong_number_is_said_and_nothing_kept(most):
    decision = command(waiting(), per_day=most)
    assert (decision.changes, told(decision)) == ((), "notice.roster_number")


def test_many_and_long_topics_are_cut():
    decision = command(waiting(), topics=",".join(f"topic{n} {'x' * 99}" for n in range(40)))
    topics = decision.changes[0].enlistment.topics
    assert len(topics) == 12
    assert all(len(topic) <= 40 for topic in topics)


def test_leaving_takes_effect_at_once_and_twice_is_no_matter():
    view = waiting(place("Bo"))
    decision = command(view, "leave_roster")
    assert decision.changes == (EnlistmentEnded(member("Bo")),)
    assert told(decision) == "notice.roster_left"
    view = after(view, decision)
    assert view.community.roster == {}
    assert (command(view, "leave_roster").changes, told(command(view, "leave_roster"))) == (
        (),
        "notice.roster_not_on_it",
    )


def test_the_mode_of_nudges_holds():
    assert [replace(ACT, nudge=mode).mode(Kind.ROSTER) for mode in Mode] == list(Mode)
