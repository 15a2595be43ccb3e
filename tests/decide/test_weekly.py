"""The weekly report: once a week, at the hour that holds, to the team alone; and what is drawn beside a poll's result."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.actions import Consult, EntryKept, Say, TimerSet, spoken
from bot.decide import decide, time_came
from bot.decide.polls_result import pictured, result
from bot.events import ActionSettled, CommandGiven, MessageSeen
from bot.model import (
    KNOBS,
    Figure,
    Option,
    Poll,
    Purpose,
    Receipt,
    Refusal,
    Survey,
    SurveyState,
    Tally,
    Timer,
    Verdict,
    Week,
    WrongKnob,
    set_knob,
)
from bot.model.weeks import FoundWeek, WeekFigures
from bot.pages import chosen, written
from tests.decide.scenes import GENERAL, HOME, NOON, SUGGEST, TEAM, at, kept, member, said, scene

WEEK = 7 * 24 * 60
MONDAY = -180  # the scenes' day is a Monday, and its noon is minute 0
DUE = Timer(GENERAL, Purpose.REPORT, "week", at(MONDAY + WEEK))


def report_timers(decision):
    return [timer for timer in kept(decision, TimerSet) if timer.purpose is Purpose.REPORT]


def came(minutes, **policy):
    """What a channel's timer leads to, so many minutes after noon."""
    view = scene(minutes=minutes, policy=replace(SUGGEST, **policy))
    return time_came(Timer(GENERAL, Purpose.REPORT, "week", at(minutes)), view)


def test_whoever_speaks_first_has_the_channel_wake_at_the_hour_and_nobody_after():
    heard = MessageSeen(said("m", "Ada", "hello"))
    assert report_timers(decide(heard, scene(minutes=0))) == [DUE]
    assert report_timers(decide(heard, scene(DUE, minutes=0))) == []
    sooner = replace(SUGGEST, report_at=set_knob(SUGGEST, "report_at", "fri 15:00").report_at)
    friday = replace(DUE, due=at(4 * 1440 + 180))
    assert report_timers(decide(heard, scene(DUE, minutes=0, policy=sooner))) == [friday], "the hour was moved"
    put_off = replace(DUE, due=at(60))
    assert report_timers(decide(heard, scene(put_off, minutes=0))) == [], "what a pause put off still comes"
    assert report_timers(decide(heard, scene(minutes=0, policy=replace(SUGGEST, report_at=())))) == []
    assert report_timers(decide(heard, scene(minutes=0, team=None))) == []
    assert report_timers(decide(MessageSeen(said("m", "Robo", "hello", bot=True)), scene(minutes=0))) == []


def test_another_hour_holds_at_once_whether_or_not_anybody_speaks():
    def turn(knob, value, *kept, team=True):
        event = CommandGiven(at(0), GENERAL, member("Tia"), "set", (("knob", knob), ("value", value)), team)
        return [timer.due for timer in report_timers(decide(event, scene(*kept, minutes=0)))]

    assert turn("report_at", "fri 15:00", DUE) == turn("report_at", "fri 15:00") == [at(4 * 1440 + 180)]
    assert turn("timezone", "Asia/Tokyo", DUE) == [DUE.due - timedelta(hours=9)]
    assert turn("report_at", "mon 10:00", DUE) == [], "what wakes sooner finds by itself that the hour was moved"
    assert turn("report_at", "fri", DUE) == turn("report_at", "fri 15:00", DUE, team=False) == []


def test_at_the_hour_the_records_are_asked_by_the_week_and_by_the_teams_channel():
    (action,) = came(MONDAY + WEEK).actions
    assert action == Consult("week:2026-20", TEAM, TEAM, WeekFigures(HOME))
    assert came(MONDAY + WEEK + 90).actions == (action,), "late, after a restart"
    assert came(MONDAY + WEEK + 3 * 1440).actions == (), "too late: the next week has the next"
    assert came(MONDAY + WEEK, report_at=()).actions == ()
    moved = set_knob(SUGGEST, "report_at", "fri 15:00").report_at
    assert came(MONDAY + WEEK, report_at=moved).actions == (), "the hour was moved"


def test_a_week_that_clocks_made_shorter_has_its_report_too():
    now = datetime(2026, 3, 30, 7, tzinfo=UTC)  # nine in Berlin, an hour earlier than the week before
    view = replace(scene(policy=replace(SUGGEST, timezone="Europe/Berlin")), now=now)
    (action,) = time_came(Timer(GENERAL, Purpose.REPORT, "week", now), view).actions
    assert action.key == "week:2026-14"


def test_a_pause_puts_it_off():
    decision = came(MONDAY + WEEK, paused_until=at(MONDAY + WEEK + 60))
    assert (decision.actions, [timer.due for timer in report_timers(decision)]) == ((), [at(MONDAY + WEEK + 60)])


def settled(key, settlement, team=TEAM):
    view = scene(minutes=WEEK, team=team)
    room = view.room
    room.channel = TEAM
    return decide(ActionSettled(view.now, TEAM, key, settlement), view)


def test_what_the_records_say_goes_to_the_team_with_its_picture_once():
    part = Figure(0.5, 0.4, 0.6, 20)
    week = Week(NOON, NOON + timedelta(days=7), part, part, part, part, Figure(50.0, 40.0, 60.0, 20))
    counted = Receipt(found=FoundWeek((week,), (NOON,), "UTC", "", 3))
    assert settled("week:2026-20", counted, team=GENERAL).actions == (), "the channel is the team's no more"
    decision = settled("week:2026-20", counted)
    (say,) = decision.actions
    assert isinstance(say, Say)
    assert (say.key, say.to, say.picture is not None) == ("weekly:2026-20", TEAM, True)
    assert [phrase.name for phrase in say.words][-1] == "picture.waits"
    assert [(entry.verdict, entry.subject) for entry in kept(decision, EntryKept)] == [(Verdict.POSTED, say.key)]
    assert set(spoken(say)) >= {*say.words, *say.picture.chart.words, *say.picture.alt}


def test_where_nobody_counts_there_is_none_and_a_refusal_is_noted():
    assert settled("week:2026-20", Receipt(found=FoundWeek())).actions == ()
    (entry,) = kept(settled("weekly:2026-20", Refusal("no permission")), EntryKept)
    assert (entry.verdict, entry.subject) == (Verdict.REFUSED, "weekly:2026-20")


def test_the_hour_is_written_as_it_is_read():
    assert written(SUGGEST, "report_at") == "mon 09:00"
    assert written(set_knob(SUGGEST, "report_at", "SUN 7:30"), "report_at") == "sun 07:30"
    assert written(set_knob(SUGGEST, "report_at", chosen("report_at", "none")), "report_at") == ""
    assert "report_at" in KNOBS
    for wrong in ("mon", "mon 09:00, tue 09:00", "2026-01-01 09:00", "mon 09:00 ideas", "25:00"):
        with pytest.raises(WrongKnob, match="no hour of the week"):
            set_knob(SUGGEST, "report_at", wrong)


def survey(*votes, added=()):
    options = tuple([Option(str(number), f"Option {number}") for number in range(1, 4)])
    tallies = tuple([Tally(option.id, count, True) for option, count in zip(options, votes, strict=True)])
    poll = Poll("Which one?", options)
    return Survey("poll:1", GENERAL, poll, at(0), 3600, state=SurveyState.CLOSED, tallies=(*tallies, *added))


def test_a_results_picture_shows_what_its_words_say():
    one = survey(1, 5, 2)
    picture = pictured(one)
    assert [dict(bar.label.values)["text"] for bar in picture.chart.bars] == ["Option 2", "Option 3", "Option 1"]
    assert [bar.share for bar in picture.chart.bars] == [0.625, 0.25, 0.125]
    assert [bar.strong for bar in picture.chart.bars] == [True, False, False]
    counted = [phrase for phrase in result(one) if phrase.name == "poll.count"]
    assert [phrase for phrase in picture.alt if phrase.name == "poll.count"] == counted
    tie = pictured(survey(2, 2, 0, added=(Tally("9", 1, True, "Late"),)))
    assert [bar.strong for bar in tie.chart.bars] == [True, True, False, False]
    assert pictured(survey(0, 0, 0)) is None
