"""The daily digest: one a day at its hour by the community's clock, of what waits anywhere; asleep when nothing waits."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.actions import Amend, Consult, DraftKept, EntryKept, PostKept, Say, TimerCleared, TimerSet
from bot.decide import decide
from bot.decide.digest import LATE, next_due, wake
from bot.events import ActionSettled, ChannelNamed, CommandGiven, TimerDue
from bot.model import (
    SMALLEST,
    ChannelRef,
    Delivery,
    DraftState,
    Kind,
    MessageRef,
    Mode,
    Post,
    Purpose,
    Receipt,
    Refusal,
    Timer,
    Verdict,
    set_knob,
)
from bot.model.heard import PutToTeam
from bot.model.inquiry import FoundWaiting, StillWaiting, Waiter
from bot.view import CommunityView, Room, Snapshot, View
from tests.decide.scenes import HOME, NOON, SUGGEST, TEAM, asked, at, kept, member
from tests.decide.test_turned import Town, store, there, turned

__all__ = ["store"]

HELP = ChannelRef(HOME, "help")
NINE = NOON.replace(hour=9)
DUE = Timer(TEAM, Purpose.DIGEST, "digest", NINE)


def office(now=NINE, policy=SUGGEST, timers=(), posts=(), team=TEAM, room=TEAM):
    """The view of the team's own channel."""
    snapshot = Snapshot(room, now, posts=tuple(posts), timers=tuple(timers))
    names = {"general": "general", "team": "team", "help": "help"}
    return View(Room(snapshot), policy, CommunityView(HOME, {}, {}, names), SMALLEST, now, team)


def question(id, channel, hours, **more):
    return replace(
        asked(id, flagged_at=at(0), **more), ref=MessageRef(channel, id), asked_at=NINE - timedelta(hours=hours)
    )


def found(*questions, put=()):
    waiting = tuple(Waiter(each, each.ref.channel.id) for each in questions)
    return Receipt(found=FoundWaiting(waiting, len(waiting), tuple(put), len(put)))


def told(receipt, key="digest-look:2026-05-04", **more):
    view = office(**more)
    return decide(ActionSettled(view.now, TEAM, key, receipt), view)


def test_the_first_that_waits_wakes_it_and_once_a_day_is_enough():
    (consult,) = wake(office()).actions
    assert (consult.channel, consult.key) == (TEAM, "digest-wake:2026-05-05")
    assert wake(office(NINE - timedelta(seconds=1))).actions[0].key == "digest-wake:2026-05-04"
    assert wake(office(team=None)).actions == ()
    (timer,) = kept(told(found(), consult.key), TimerSet)
    assert (timer.purpose, timer.due) == (Purpose.DIGEST, NINE + timedelta(days=1))
    assert kept(told(found(), consult.key, timers=[DUE]), TimerSet) == []


@pytest.mark.parametrize(
    ("zone", "day", "hour", "due"),
    [
        ("Europe/Berlin", datetime(2026, 3, 28, 12, tzinfo=UTC), time(9), datetime(2026, 3, 29, 7, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 10, 24, 12, tzinfo=UTC), time(9), datetime(2026, 10, 25, 8, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 3, 28, 12, tzinfo=UTC), time(2, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (
            "Europe/Berlin",
            datetime(2026, 10, 24, 12, tzinfo=UTC),
            time(2, 30),
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        ),
        ("Asia/Kathmandu", datetime(2026, 5, 4, 3, 14, tzinfo=UTC), time(9), datetime(2026, 5, 4, 3, 15, tzinfo=UTC)),
    ],
)
def test_its_hour_is_the_communitys_own_also_when_clocks_change(zone, day, hour, due):
    assert next_due(office(day, replace(SUGGEST, timezone=zone, digest_at=hour))) == due


@pytest.mark.parametrize(
    ("now", "policy", "asks", "again"),
    [
        (NINE, SUGGEST, True, NINE + timedelta(days=1)),
        (NINE + LATE, SUGGEST, True, NINE + timedelta(days=1)),
        (NINE + LATE + timedelta(minutes=1), SUGGEST, False, NINE + timedelta(days=1)),
        (NINE, replace(SUGGEST, digest_at=time(17)), False, NINE + timedelta(hours=8)),
        (
            NINE,
            set_knob(SUGGEST, "paused_until", (NINE + timedelta(hours=1)).isoformat()),
            False,
            NINE + timedelta(hours=1),
        ),
        (NINE, replace(SUGGEST, quiet_hours=(time(0), time(12))), True, NINE + timedelta(days=1)),
    ],
)
def test_at_its_hour_the_records_are_asked(now, policy, asks, again):
    decision = decide(TimerDue(now, DUE), office(now, policy))
    assert [type(action) for action in decision.actions] == ([Consult] if asks else [])
    if asks:
        assert decision.actions[0].inquiry == StillWaiting(HOME, 50, TEAM)
    assert [timer.due for timer in kept(decision, TimerSet)] == ([again] if again else [])


BERLIN = replace(SUGGEST, timezone="Europe/Berlin", digest_at=time(23, 30))
LATE_EVENING = datetime(2026, 3, 29, 21, 30, tzinfo=UTC)  # of a day of 23 hours, half past eleven in Berlin


@pytest.mark.parametrize(
    ("minutes", "policy", "day", "again"),
    [
        (0, BERLIN, "2026-03-29", [LATE_EVENING + timedelta(days=1)]),
        (40, BERLIN, "2026-03-29", [LATE_EVENING + timedelta(days=1)]),
        (180, BERLIN, "2026-03-29", [LATE_EVENING + timedelta(days=1)]),
        (181, BERLIN, None, [LATE_EVENING + timedelta(days=1)]),
        (
            40,
            replace(BERLIN, paused_until=LATE_EVENING + timedelta(hours=1)),
            None,
            [LATE_EVENING + timedelta(hours=1)],
        ),
    ],
)
def test_one_that_is_late_beyond_midnight_is_still_that_days(minutes, policy, day, again):
    now = LATE_EVENING + timedelta(minutes=minutes)
    decision = decide(TimerDue(now, replace(DUE, due=LATE_EVENING)), office(now, policy))
    assert [action.key for action in decision.actions] == ([f"digest-look:{day}"] if day else [])
    assert [timer.due for timer in kept(decision, TimerSet)] == again
    if day:
        made = told(found(question("a", HELP, 9)), f"digest-look:{day}", now=now, policy=policy)
        assert made.actions[0].key == f"digest:{day}"


def test_a_channel_that_is_the_teams_no_more_hands_over():
    """The list of the day that is due; when that is too long ago, the next."""
    for now, key in ((NINE, "digest-look:2026-05-04"), (NINE + LATE * 2, "digest-wake:2026-05-05")):
        decision = decide(TimerDue(now, DUE), office(now, team=HELP))
        assert [(action.channel, action.key) for action in decision.actions] == [(HELP, key)]
        assert kept(decision, TimerSet) == []
    silent = set_knob(SUGGEST, "paused_until", (NINE + timedelta(hours=1)).isoformat())
    paused = decide(TimerDue(NINE, DUE), office(policy=silent, team=HELP))
    assert (paused.actions, [timer.due for timer in kept(paused, TimerSet)]) == ((), [NINE + timedelta(hours=1)])
    assert decide(TimerDue(NINE, DUE), office(team=None)).actions == ()


def test_what_was_asked_for_a_channel_that_is_the_teams_no_more_is_not_said_there():
    waits = found(question("q", HELP, 3))
    for key in ("digest-look:2026-05-04", "digest-again:1:later:x"):
        (consult,) = told(waits, key, team=HELP).actions
        assert (consult.key, consult.channel) == ("digest-wake:2026-05-05", HELP)
        assert told(waits, key, team=None).actions == ()


def test_it_lists_channel_by_channel_the_oldest_first_with_links_and_buttons():
    general = ChannelRef(HOME, "general")
    questions = [question("a", HELP, 9), question("b", general, 5), question("c", HELP, 1)]
    put = PutToTeam(
        MessageRef(general, "p"), member("Bo"), "Bo", "Tia, could you?", NINE - timedelta(hours=2), "general"
    )
    decision = told(found(*questions, put=[put]))
    (say,) = decision.actions
    assert [(word.name, word.count) for word in say.words] == [
        ("digest.head", 3),
        ("digest.channel", None),
        ("digest.item_hours", 9),
        ("digest.item_minutes", 60),
        ("digest.channel", None),
        ("digest.item_hours", 5),
        ("digest.put", 1),
        ("digest.put_item", None),
    ]
    assert [lead.id if lead else None for lead in say.leads] == [None, None, "a", "c", None, "b", None, "p"]
    assert [(button.value.partition(":")[0], button.number) for button in say.buttons] == [
        (verb, number) for number in (1, 2, 3) for verb in ("claim", "later")
    ]
    handles = kept(decision, DraftKept)
    assert {(handle.channel, handle.state) for handle in handles} == {
        (HELP, DraftState.SHOWN),
        (general, DraftState.SHOWN),
    }
    assert {button.value.partition(":")[2] for button in say.buttons} == {handle.id for handle in handles}
    assert [timer.due for timer in kept(decision, TimerSet)] == [NINE + timedelta(days=1)]
    assert [(each.key, each.kind, each.owed) for each in kept(decision, PostKept)] == [
        ("digest:2026-05-04", Kind.DIGEST, True)
    ]


def test_nothing_waiting_no_digest_and_it_sleeps():
    decision = told(found())
    assert (decision.actions, kept(decision, TimerSet)) == ((), [])
    assert kept(told(found(), timers=[DUE]), TimerCleared) == [TimerCleared(DUE)]


def test_an_hour_that_is_moved_holds_from_the_next_on():
    """At seven it was due at nine; the team says: at eight. Whether today's was made, the records know."""
    seven = NINE - timedelta(hours=2)
    event = CommandGiven(seven, HELP, member("Tia"), "set", (("knob", "digest_at"), ("value", "08:00")), True)
    (consult,) = [each for each in decide(event, office(seven, room=HELP)).actions if isinstance(each, Consult)]
    assert consult.to == TEAM
    sooner, later = replace(SUGGEST, digest_at=time(8)), replace(SUGGEST, digest_at=time(10))
    for policy, timers, due in (
        (sooner, [DUE], [NINE - timedelta(hours=1)]),
        (later, [DUE], []),  # it finds so by itself
        (sooner, [], []),  # nothing waits
    ):
        decision = told(found(), consult.key, now=seven, policy=policy, timers=timers)
        assert [timer.due for timer in kept(decision, TimerSet)] == due
    for more in ({"team": False}, {"arguments": (("knob", "digest_at"), ("value", "soon"))}):
        assert not [each for each in decide(replace(event, **more), office(seven)).actions if isinstance(each, Consult)]


OFFICE = ChannelRef(HOME, "office")


@pytest.mark.parametrize(
    ("before", "steps"),
    [
        ("team", [(17 * 60, "office")]),
        ("", [(17 * 60, "office")]),
        ("team", [(17 * 60, ""), (18 * 60, "office")]),
        ("office", [(17 * 60, "team"), (18 * 60, "office")]),
    ],
    ids=["moved", "chosen at last", "emptied and set anew", "there and back"],
)
async def test_a_team_channel_that_is_moved_before_its_hour_has_that_days_list(store, before, steps):
    """At noon a question comes; before nine on the next morning the team moves. After nine it has no second one."""
    town = Town(store, replace(SUGGEST, team_channel=before, thanks=Mode.WATCH, report_at=()))
    for channel in (TEAM, OFFICE, HELP):
        await town.tell(ChannelNamed(at(0), channel, channel.id))
    await town.tell(there("m", "Ada", "How do I export my tracks as WAV?", 1, HELP))
    for minutes, channel in steps:
        await town.until(minutes)
        await town.tell(turned("team_channel", channel, minutes=minutes, channel=HELP))
        await town.settle()
    await town.until(23 * 60)
    lists = [(action.to, action.key) for action in town.said() if action.key.startswith("digest:")]
    assert lists == [(OFFICE, "digest:2026-05-05")]


async def test_a_team_channel_that_is_moved_after_its_hour_has_the_next_days_list(store):
    town = Town(store, replace(SUGGEST, thanks=Mode.WATCH, report_at=()))
    for channel in (TEAM, OFFICE, HELP):
        await town.tell(ChannelNamed(at(0), channel, channel.id))
    await town.tell(there("m", "Ada", "How do I export my tracks as WAV?", 1, HELP))
    await town.until(22 * 60)
    await town.tell(turned("team_channel", "office", minutes=22 * 60, channel=HELP))
    await town.settle()
    await town.until(46 * 60)
    lists = [(action.to, action.key) for action in town.said() if action.key.startswith("digest:")]
    assert lists == [(TEAM, "digest:2026-05-05"), (OFFICE, "digest:2026-05-06")]


def test_many_are_counted_and_the_text_stays_short():
    decision = told(found(*(question(f"q{n}", HELP, 9, text="x" * 300) for n in range(20))))
    (say,) = decision.actions
    assert [word.name for word in say.words].count("digest.item_hours") == 6
    assert (say.words[0].count, say.words[-1].name, say.words[-1].count) == (20, "digest.more", 14)


def test_a_team_that_watches_finds_it_in_the_ledger():
    decision = told(found(question("a", HELP, 9)), policy=replace(SUGGEST, digest=Mode.WATCH))
    assert decision.actions == ()
    assert [(entry.verdict, entry.because[-1].phrase) for entry in kept(decision, EntryKept)] == [
        (Verdict.SHOWN, "mode_watch_digest")
    ]
    assert [timer.due for timer in kept(decision, TimerSet)] == [NINE + timedelta(days=1)]


def test_records_that_cannot_be_asked_leave_the_next_day_its_digest():
    assert [timer.due for timer in kept(told(Refusal("no")), TimerSet)] == [NINE + timedelta(days=1)]


def test_it_is_changed_as_the_team_deals_with_it_while_it_is_fresh():
    today = Post("digest:2026-05-04", TEAM, Kind.DIGEST, NINE - timedelta(hours=1), delivery=Delivery.SENT, owed=True)
    (amend,) = told(found(question("a", HELP, 9)), "digest-again:1:claim", posts=[today]).actions
    assert isinstance(amend, Amend)
    assert (amend.target, amend.words[0].count, len(amend.buttons)) == (today.key, 1, 2)
    (amend,) = told(found(), "digest-again:1:claim", posts=[today]).actions
    assert [word.name for word in amend.words] == ["digest.nothing"]
    old = replace(today, at=NINE - timedelta(days=2))
    assert told(found(), "digest-again:1:claim", posts=[old]).actions == ()
    assert not [action for action in told(found(), "digest-again:1:claim").actions if isinstance(action, Say)]
