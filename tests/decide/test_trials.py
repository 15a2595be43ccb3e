"""What comes of a post, or of holding one back: who is counted, when it is told, what is learnt, and when the coin falls."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.memory import MemoryStore
from bot.actions import CountAdded, Decision, EntryKept, LineKept, QuestionKept, SurveyKept, TimerSet, TrialKept
from bot.decide import trials
from bot.decide.learning import MOST_ANSWERS, drew, held, tried
from bot.decide.manners import Proposal, propose
from bot.decide.nudges import patience_ran_out
from bot.decide.trials import FIRST, toss
from bot.engine import Engine
from bot.events import ActionSettled, GapFound, MessageSeen, TimerDue, VoteSeen
from bot.model import (
    EARLY,
    LATE,
    SMALLEST,
    Cue,
    Delivery,
    Kind,
    Link,
    Mode,
    Phrase,
    Poll,
    Purpose,
    Receipt,
    Survey,
    SurveyState,
    Timer,
    Trial,
    Verdict,
)
from bot.ports import Batch
from tests.decide.scenes import ACT, GENERAL, HOME, asked, at, kept, line, member, post, ref, said, scene

POLLS = replace(ACT, poll=Mode.ACT, prompt=Mode.ACT, holdout=0.5)
SEEN = {"occasions:poll": FIRST, "occasions:prompt": FIRST, "occasions:nudge": FIRST}
POSTED = Trial("nudge:q", GENERAL, Kind.NUDGE, at(30), questions=("q",))


def running(*open_trials, **more):
    """The view of a channel in which these trials run."""
    view = scene(post("q"), asked(), **more)
    for trial in open_trials:
        view.room.apply(TrialKept(trial))
    return view


def hears(view, spoken):
    return [change.trial for change in trials.heard(Decision((LineKept(spoken),)), view).changes]


def test_who_speaks_and_who_answers_is_counted_once() -> None:
    view = running(POSTED)
    for spoken in (line("a", "Bo"), line("b", "Bo"), line("c", "Cy", {"q": 0.9})):
        for trial in hears(view, spoken):
            view.room.apply(TrialKept(trial))
    assert view.room.trials["nudge:q"].voices == ("Bo", "Cy")
    assert view.room.trials["nudge:q"].answers == ("Cy",)


@pytest.mark.parametrize(
    "spoken",
    [
        replace(line("a", "Bo"), message=replace(line("a", "Bo").message, reply_to="p")),
        line("a", "Bo", links=(Link("p", 0.6),)),
        line("a", "Bo", {"q": 0.5}),
    ],
    ids=["marked", "linked", "about the question"],
)
def test_what_answers_a_post(spoken) -> None:
    assert hears(running(POSTED), spoken)[0].answers == ("Bo",)


def test_bots_the_team_and_the_asker_answer_nothing() -> None:
    view = running(POSTED)
    assert hears(view, line("a", "Robo", {"q": 0.9}, bot=True)) == []
    of_team = line("a", "Tia", {"q": 0.9})
    assert hears(view, replace(of_team, message=replace(of_team.message, team=True))) == []
    assert hears(view, line("a", "Ada", {"q": 0.9}))[0].answers == ()


def test_a_vote_answers_its_poll_alone() -> None:
    view = running(replace(POSTED, questions=()), replace(POSTED, key="poll:2"))
    first, second = (
        change.trial for change in trials.voted(VoteSeen(at(61), ref("p"), member("Bo"), ("1",)), view).changes
    )
    assert (first.voices, first.answers) == (("Bo",), ("Bo",))
    assert (second.voices, second.answers) == (("Bo",), ())
    assert trials.voted(VoteSeen(at(61), ref("p"), member("Bo"), ()), view) == Decision()


def test_a_vote_of_the_team_counts_for_nothing() -> None:
    view, bos = running(POSTED), VoteSeen(at(61), ref("p"), member("Bo"), ("1",))
    assert trials.voted(replace(bos, team=True), view) == Decision()
    assert trials.voted(bos, replace(view, team_channel=GENERAL)) == Decision()
    bo = line("b", "Bo")
    view.room.apply(LineKept(replace(bo, message=replace(bo.message, team=True))))
    assert trials.voted(bos, view) == Decision(), "where a vote comes without roles, who wrote as the team is known"
    assert trials.voted(replace(bos, member=member("Cy")), view).changes


def test_it_is_told_after_two_hours_and_after_a_day_and_then_nobody_is_named() -> None:
    view = running(replace(POSTED, voices=("Bo", "Cy"), answers=("Cy",)), minutes=150)
    first = trials.time_came("nudge:q", view)
    (early,) = kept(first, TrialKept)
    assert early.trial.early == (2, 1)
    assert kept(first, TimerSet) == [Timer(GENERAL, Purpose.TRIAL, "nudge:q", at(30) + LATE)]
    assert kept(first, EntryKept)[0].because == (
        Cue("came_of_it", (("hours", "2"), ("voices", "2"), ("answers", "1"))),
    )
    view.room.apply(early)
    last = trials.time_came("nudge:q", view)
    (late,) = kept(last, TrialKept)
    assert (late.trial.late, late.trial.voices, late.trial.answers, late.trial.open) == ((2, 1), (), (), False)
    assert kept(last, EntryKept)[0].verdict is Verdict.OUTCOME
    assert [(change.name, change.amount) for change in kept(last, CountAdded)] == [
        (tried("rung:room"), 1),
        (drew("rung:room"), 1),
    ]


def test_one_lively_evening_counts_no_more_than_so_many() -> None:
    crowd = tuple(f"m{number}" for number in range(30))
    prompt = replace(POSTED, kind=Kind.PROMPT, arm="opener:x", voices=crowd, answers=crowd, early=(30, 30))
    counts = {change.name: change.amount for change in kept(trials.time_came("nudge:q", running(prompt)), CountAdded)}
    assert counts[drew("opener:x")] == MOST_ANSWERS
    assert counts[tried("opener:x")] == counts[tried("hour:afternoon")] == 1


@pytest.mark.parametrize("delivery", [Delivery.REFUSED, Delivery.UNKNOWN, Delivery.CANCELLED])
def test_a_post_that_never_stood_teaches_nothing(delivery) -> None:
    view = scene(replace(post("q"), delivery=delivery))
    view.room.apply(TrialKept(POSTED))
    decision = trials.time_came("nudge:q", view)
    assert [type(change) for change in decision.changes] == [TrialKept]
    assert decision.changes[0].trial.blind


def test_a_gap_blinds_the_days_it_cuts_into() -> None:
    view = running(POSTED, replace(POSTED, key="later", at=at(90)))
    cut = trials.unread(GapFound(at(60), GENERAL, at(40), at(80)), view)
    assert [change.trial.key for change in cut.changes] == ["nudge:q"]
    assert not cut.changes[0].trial.open


def thought(key: str) -> Proposal:
    poll = Survey(key, GENERAL, Poll("Which?", ()), at(60), 3600, lines=("m",), arm="talk:choice")
    return Proposal(key, Kind.POLL, (Phrase("poll.which"),), (Cue("nobody_spoke"),), survey=poll, arm=poll.arm)


def fallen(share: bool) -> str:
    """The first key for which the coin falls so."""
    return next(f"poll:{n}" for n in range(99) if held(f"{GENERAL} poll:{n}", 0.5) is share)


def test_the_coin_holds_back_and_says_so() -> None:
    decision = propose(thought(fallen(True)), scene(policy=POLLS, counts=SEEN))
    assert decision.actions == ()
    assert [change.survey.state for change in kept(decision, SurveyKept)] == [SurveyState.HELD]
    (entry,) = kept(decision, EntryKept)
    assert (entry.verdict, entry.because[-1]) == (Verdict.HELD, Cue("held_back", (("percent", "50"),)))
    (trial,) = kept(decision, TrialKept)
    assert (trial.trial.held, trial.trial.arm, trial.trial.key) == (True, "talk:choice", f"coin:{fallen(True)}")
    assert Timer(GENERAL, Purpose.TRIAL, trial.trial.key, at(60) + EARLY) in kept(decision, TimerSet)


def test_what_the_coin_lets_pass_is_counted_from_the_same_moment() -> None:
    decision = propose(thought(fallen(False)), scene(policy=POLLS, counts=SEEN))
    assert [(one.trial.key, one.trial.held, one.trial.at) for one in kept(decision, TrialKept)] == [
        (f"coin:{fallen(False)}", False, at(60)),
        (fallen(False), None, at(60)),
    ]
    assert len(decision.actions) == 1


def test_no_coin_for_the_first_few_nor_where_it_is_switched_off_nor_for_what_the_team_counts_on() -> None:
    key = fallen(True)
    few, off = {"occasions:poll": FIRST - 1}, replace(POLLS, holdout=0.0)
    for view, proposal in (
        (scene(policy=POLLS, counts=few), thought(key)),
        (scene(policy=off, counts=SEEN), thought(key)),
        (scene(policy=POLLS, counts=SEEN), replace(thought(key), coin=False)),
        (scene(policy=POLLS, counts=SEEN), replace(thought(key), arm="")),
    ):
        assert len(propose(proposal, view).actions) == 1
    assert CountAdded(HOME, "occasions:poll") in propose(thought(key), scene(policy=POLLS, counts=few)).changes


def test_what_was_put_before_the_team_is_not_tossed_for_again() -> None:
    key = fallen(False)
    view = scene(policy=POLLS, counts=SEEN)
    view.room.apply(TrialKept(Trial(f"coin:{key}", GENERAL, Kind.POLL, at(50), held=False)))
    assert toss(f"{key}:99", Kind.POLL, "talk:choice", view) == (False, Decision())
    assert toss(f"{key}9", Kind.POLL, "talk:choice", view)[1] != Decision()


def test_questions_are_only_put_off_and_only_where_patience_is_learnt() -> None:
    auto = replace(ACT, patience=None, holdout=0.5)
    id = next(f"q{n}" for n in range(99) if held(f"{GENERAL} timing:q{n}", 0.5))
    question = asked(id)
    decision = patience_ran_out(question, scene(question, policy=auto, counts=SEEN))
    (put_off,) = {one.held_until for one in kept(decision, QuestionKept)}
    assert put_off == at(60) + timedelta(minutes=30)
    assert decision.actions == ()
    assert [entry.verdict for entry in kept(decision, EntryKept)] == [Verdict.FLAGGED, Verdict.HELD]
    assert Timer(GENERAL, Purpose.ROSTER, id, put_off) in kept(decision, TimerSet)
    fixed = patience_ran_out(
        question, scene(question, policy=replace(auto, patience=timedelta(minutes=30)), counts=SEEN)
    )
    assert Verdict.HELD not in [entry.verdict for entry in kept(fixed, EntryKept)]


async def test_a_restart_between_any_two_events_loses_nothing_of_it() -> None:
    """A new engine for each event: what it knows of a trial, it has from the store."""
    store = MemoryStore()
    sent = ActionSettled(at(31), GENERAL, "nudge:q", Receipt(ref("p")))
    spoken = [
        said("q", "Ada", "How do I export my tracks as WAV?"),
        said("a", "Bo", "File, then Export.", 40, reply_to="p"),
    ]
    later = [said("b", "Cy", "Good morning all.", minutes) for minutes in (100,)]
    for event in (
        *(MessageSeen(spoken[0]), TimerDue(at(30), Timer(GENERAL, Purpose.PATIENCE, "q", at(30))), sent),
        *(MessageSeen(spoken[1]), MessageSeen(later[0])),
    ):
        await Engine(store, ACT, {}, SMALLEST).handle(Batch((event,)))
    while (due := await store.due(at(2000), 1)) and due[0].due <= at(31) + LATE:
        await Engine(store, ACT, {}, SMALLEST).handle(Batch((TimerDue(due[0].due, due[0]),)))
    (trial,) = await store.trials(HOME, at(0), at(99))
    assert (trial.key, trial.early, trial.late, trial.voices) == ("nudge:q", (2, 1), (2, 1), ())
    told = [cue.values for entry in await store.ledger(HOME, 99) for cue in entry.because if cue.phrase == "came_of_it"]
    assert [dict(values)["hours"] for values in told] == ["24", "2"]
    assert (await store.community(HOME)).counts[drew("rung:room")] == 1
