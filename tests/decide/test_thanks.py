"""Thanks: once a week, all who answered, in the order of the alphabet, as a draft; or not at all."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.actions import Consult, DraftKept, Say, TimerSet
from bot.decide import decide
from bot.decide.thanks import look_forward, settled, time_came
from bot.events import ActionSettled, ButtonPressed
from bot.model import Kind, Mode, Purpose, Receipt
from bot.model.inquiry import Answerer, Answerers, FoundAnswerers
from tests.decide.scenes import GENERAL, SUGGEST, TEAM, after, at, kept, member, post, scene

OFF = replace(SUGGEST, thanks=Mode.WATCH)


def found(*names):
    return Receipt(found=FoundAnswerers(tuple(Answerer(member(name), name) for name in names)))


def proposed(*names, policy=SUGGEST):
    return settled(ActionSettled(at(60), GENERAL, "thanked:2026-19", found(*names)), scene(policy=policy))


def test_the_week_is_over_on_monday_at_the_hour_of_the_digest():
    (timer,) = kept(look_forward(scene()), TimerSet)
    assert (timer.purpose, timer.due) == (Purpose.THANKS, datetime(2026, 5, 11, 9, tzinfo=UTC))
    assert look_forward(scene(timer)).changes == ()
    for more in ({"policy": OFF}, {"team": None}):
        assert look_forward(scene(**more)).changes == ()
    (consult,) = time_came(scene()).actions
    assert isinstance(consult, Consult)
    assert (consult.key, type(consult.inquiry)) == ("thanked:2026-19", Answerers)
    assert time_came(scene(policy=OFF)).actions == ()


def test_all_are_named_in_a_draft_that_can_be_posted_reworded_or_skipped():
    (draft,) = kept(proposed("Bo", "Cem"), DraftKept)
    assert (draft.kind, draft.words[0].name, draft.words[0].values) == (
        Kind.THANKS,
        "thanks.names",
        (("names", "Bo, Cem"),),
    )
    (card,) = proposed("Bo").actions
    assert [button.value.partition(":")[0] for button in card.buttons] == ["post", "edit", "skip"]
    assert kept(proposed(), DraftKept) == []


def test_a_moment_that_is_not_right_puts_it_off_for_a_day_at_most():
    monday = -180  # nine o'clock
    said_last = post(minutes=monday - 5)
    late, act = at(monday + 30), replace(SUGGEST, thanks=Mode.ACT)
    decision = time_came(scene(said_last, policy=act, minutes=monday))
    assert (decision.actions, [timer.due for timer in kept(decision, TimerSet)]) == ((), [late])
    assert time_came(scene(said_last, policy=act, minutes=monday + 24 * 60)).changes == ()
    paused = replace(SUGGEST, paused_until=late)
    assert [timer.due for timer in kept(time_came(scene(policy=paused, minutes=monday)), TimerSet)] == [late]
    assert len(time_came(scene(policy=act, minutes=monday)).actions) == 1


def test_very_many_are_thanked_together():
    (draft,) = kept(proposed(*(f"m{n}" for n in range(13))), DraftKept)
    assert (draft.words[0].name, draft.words[0].values, draft.words[0].count) == ("thanks.many", (), 13)


def test_nobody_has_to_respond_to_it():
    view = scene()
    decision = proposed("Bo")
    view = after(view, decision)
    (draft,) = kept(decision, DraftKept)
    posted = decide(ButtonPressed(at(60), TEAM, member("Tia"), f"post:{draft.id}", True), view)
    assert [action.words for action in posted.actions if isinstance(action, Say)] == [draft.words]
    assert [timer for timer in kept(posted, TimerSet) if timer.purpose is Purpose.OUTCOME] == []
