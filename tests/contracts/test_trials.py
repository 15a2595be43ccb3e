"""What every store promises of trials: those open come with the channel, all are read by time, and they forget who spoke."""

from dataclasses import replace
from datetime import timedelta

from bot.actions import DraftKept, GapKept, LineKept, MemberErased, QuestionKept, SurveyKept, TimerSet, TrialKept
from bot.model import LATE, ChannelRef, Kind, MemberRef, Purpose, Timer, Trial
from bot.view import Room, Snapshot
from tests.contracts.conftest import Kept
from tests.contracts.making import GENERAL, HOME, TEAM, at, changes, draft, line, question, survey
from tests.contracts.test_figures import ELSEWHERE

HELD = Trial("coin:poll:1", GENERAL, Kind.POLL, at(1), "talk:choice", held=True, voices=("8", "9"))


async def test_a_channel_comes_with_the_trials_that_are_open(store: Kept) -> None:
    later = replace(HELD, key="poll:2", at=at(2), held=None, questions=("5",), early=(2, 1))
    over, blind = replace(HELD, key="a", late=(2, 1)), replace(HELD, key="b", blind=True)
    elsewhere = replace(HELD, channel=TEAM)
    room = Room(Snapshot(GENERAL))
    kept = [later, HELD, replace(over, late=None), over, blind]
    for each in kept:
        room.apply(TrialKept(each))
    await store.commit(changes(*map(TrialKept, [*kept, elsewhere])))
    assert (await store.view(GENERAL)).trials == (HELD, later) == tuple(room.trials.values())


async def test_trials_are_read_by_time_and_what_a_gap_cut_into_is_blind(store: Kept) -> None:
    made = [replace(HELD, key=key, at=at(seconds), late=(3, 0)) for key, seconds in (("c", 3), ("a", 1), ("b", 2))]
    foreign = ChannelRef(ELSEWHERE.community, "general")
    await store.commit(
        changes(*map(TrialKept, [*made, replace(HELD, channel=TEAM, key="t"), replace(HELD, channel=foreign)]))
    )
    assert [one.key for one in await store.trials(HOME, at(1), at(3))] == ["a", "t", "b"]
    end = made[1].at + LATE
    await store.commit(changes(GapKept(GENERAL, end - timedelta(seconds=1), end)))
    assert [(one.key, one.blind) for one in await store.trials(HOME, at(1), at(9))] == [
        *(("a", True), ("t", False), ("b", True), ("c", True))
    ]


async def test_a_gap_before_or_after_cuts_into_nothing(store: Kept) -> None:
    await store.commit(
        changes(TrialKept(HELD), GapKept(GENERAL, at(0), at(1)), GapKept(GENERAL, at(1) + LATE, at(99999)))
    )
    assert await store.trials(HOME, at(0), at(9)) == [HELD]


async def test_who_is_forgotten_is_not_named_and_what_was_about_their_question_goes(store: Kept) -> None:
    theirs = replace(HELD, key="nudge:1", questions=("1",))
    asked = replace(question("1", "How?"), asker=MemberRef(HOME, "8"))
    look = Timer(GENERAL, Purpose.TRIAL, theirs.key, at(90))
    await store.commit(changes(QuestionKept(asked), TrialKept(theirs), TrialKept(HELD), TimerSet(look)))
    await store.commit(changes(MemberErased(MemberRef(HOME, "8"))))
    assert await store.trials(HOME, at(0), at(9)) == [replace(HELD, voices=("9",))]
    assert (await store.view(GENERAL)).timers == ()


async def test_a_trial_ends_though_the_words_of_its_post_and_its_poll_were_forgotten(store: Kept) -> None:
    """Where its timer went with them, it would be counted for ever."""
    said = line("1", "capybaras of the world")
    them = said.message.author
    made = [replace(HELD, key=key, held=None, voices=(them.id,)) for key in ("prompt:newcomers:1", "poll:1")]
    looks = [Timer(GENERAL, Purpose.TRIAL, one.key, at(90)) for one in made]
    await store.commit(
        changes(
            LineKept(said),
            DraftKept(draft(made[0].key, quote=said.message.text)),
            SurveyKept(survey(made[1].key, 0, GENERAL, "tea", "milk", lines=("1",))),
            TimerSet(Timer(GENERAL, Purpose.POLL, made[1].key, at(80))),
            *[change for one, look in zip(made, looks, strict=True) for change in (TrialKept(one), TimerSet(look))],
        )
    )
    await store.commit(changes(MemberErased(them)))
    view = await store.view(GENERAL)
    assert (view.drafts, view.surveys, len(view.trials)) == ((), (), 2)
    assert {timer.subject for timer in view.timers} == {one.key for one in made}
    assert {timer.purpose for timer in view.timers} == {Purpose.TRIAL}
