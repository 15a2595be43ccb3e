"""The policy file: the example says what holds anyway; what is wrong is refused with its line; what is unusual is warned about."""

import re
from dataclasses import fields
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.model import KNOBS, Kind, Mode, Policy, WrongKnob, WrongPolicy, duration, read_policy, set_knob

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = (ROOT / "docs" / "policy.example.toml").read_text(encoding="utf-8")
SET = re.compile(r"^([a-z_.]+) = (.+)$", re.MULTILINE)


def test_the_example_is_the_default_policy_and_nothing_unusual():
    assert read_policy(EXAMPLE) == (Policy(), ())


def test_the_example_names_every_knob_once():
    assert sorted(knob for knob, _ in SET.findall(EXAMPLE)) == sorted(KNOBS)


def test_the_example_says_each_default_in_the_comment_above_it():
    for knob, value in SET.findall(EXAMPLE):
        above = re.search(rf"((?:^#.*\n)+){re.escape(knob)} = ", EXAMPLE, re.MULTILINE)
        assert above, f"{knob} has no comment above it"
        assert f"Default: {value}." in above[1].replace("\n# ", " "), knob


def test_every_field_of_the_policy_has_a_knob():
    assert sorted(field for field, _ in KNOBS.values()) == sorted(field.name for field in fields(Policy))


def test_every_kind_of_post_has_a_mode_of_its_own():
    for kind in set(Kind) - {Kind.ROSTER, Kind.EARLIER}:
        policy = set_knob(Policy(), f"mode.{kind}", "act")
        follows = [Kind.ROSTER, Kind.EARLIER] if kind is Kind.NUDGE else []  # of the same mode
        assert [each for each in Kind if policy.mode(each) is Mode.ACT] == [kind, *follows]


FULL = Policy(
    nudge=Mode.ACT,
    poll=Mode.WATCH,
    patience=timedelta(minutes=90),
    quiet_hours=(time(23, 30), time(7)),
    timezone="Asia/Kathmandu",
    budget_per_day=2,
    team_channel="team",
)
DOTTED = """
mode.nudge = "act"
mode . "poll" = "Watch"
patience = "1h30m"
quiet_hours = "23:30-07:00"
timezone = "Asia/Kathmandu"
budget.per_day = 2
team_channel = "team"
"""
TABLES = """
patience = "90m"
quiet_hours = "23:30 - 07:00"
timezone = "Asia/Kathmandu"
team_channel = " team "
[mode]
nudge = "act"
poll = "watch"
[budget]
per_day = "2"
"""


@pytest.mark.parametrize("text", [DOTTED, TABLES], ids=["dotted", "tables"])
def test_knobs_may_be_dotted_or_in_tables(text):
    assert read_policy(text) == (FULL, ())


def test_an_empty_file_is_the_default():
    assert read_policy("") == (Policy(), ())


WRONG = {
    "unknown knob": ('patience = "5m"\nmode.nugde = "act"', 2, "mode.nugde"),
    "unknown mode": ('\n\nmode.nudge = "loud"', 3, "watch"),
    "unknown mode in a table": ('[mode]\n# nudge = "act"\nnudge = "loud"', 3, '"suggest"'),
    "a name used in two tables": ('patience = "30m"\n\n[mode]\npatience = "act"', 4, "mode.patience"),
    "an inline table": ('patience = "5m"\nmode = { nudge = "loud" }', 2, '"act"'),
    "an array of tables": ('patience = "5m"\n[[mode]]\nnudge = "act"', 2, "one text or number"),
    "spaced dots": ("# so\nbudget . per_day = 99", 2, "0 to 24"),
    "a list": ('quiet_hours = ["22:00", "08:00"]', 1, "one text or number"),
    "a truth": ("budget.per_day = true", 1, "one text or number"),
    "a bare time": ("quiet_hours = 22:00:00", 1, "one text or number"),
    "half a post": ("budget.per_day = 2.5", 1, "whole number"),
    "a negative budget": ("budget.per_day = -1", 1, "0 to 24"),
    "a bare number as duration": ('language = "en"\npatience = 30', 2, '"30m"'),
    "no duration": ('patience = "soon"', 1, '"30m"'),
    "no time at all": ('spacing = "0s"', 1, "between a moment"),
    "an age": ('retention = "11000d"', 1, "ten years"),
    "automatic spacing": ('spacing = "auto"', 1, "not a duration"),
    "a superscript": ('patience = "²h"', 1, "not a duration"),
    "no such zone": ('timezone = "Europe/Atlantis"', 1, "Europe/Berlin"),
    "no zone": ('timezone = ""', 1, "IANA"),
    "a continent": ('timezone = "Europe"', 1, "IANA"),
    "a way out": ('timezone = "../../etc/hosts"', 1, "IANA"),
    "half of the quiet hours": ('quiet_hours = "22:00"', 1, "22:00-08:00"),
    "late hours": ('quiet_hours = "22:00-25:00"', 1, "22:00-08:00"),
    "hours with an offset": ('quiet_hours = "22:00-08:00+01:00"', 1, "22:00-08:00"),
    "a whole day of quiet": ('quiet_hours = "08:00-08:00"', 1, "same time"),
    "a pause of long ago": ('paused_until = "0001-01-01"', 1, "no moment"),
    "an hour of another age": ('prompt_at = "9999-12-31 10:00"', 1, "no hour"),
    "no such language": ('language = "tlh"', 1, "auto"),
    "all held back": ("holdout = 1.0", 1, "0 to 0.5"),
    "not a number": ("holdout = nan", 1, "0 to 0.5"),
    "bad TOML": ('patience = "5m"\nmode.nudge = act', 2, "not TOML"),
    "the same knob twice": ('patience = "5m"\npatience = "6m"', 2, "not TOML"),
}


@pytest.mark.parametrize(("text", "line", "helps"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_refused_with_its_line_and_what_would_be_right(text, line, helps):
    with pytest.raises(WrongPolicy) as wrong:
        read_policy(text)
    assert wrong.value.line == line
    assert str(wrong.value).startswith(f"line {line}: ")
    assert helps in str(wrong.value)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('patience = "20s"', "patience"),
        ('patience = "13h"', "patience"),
        ('quiet_hours = ""', "night"),
        ("budget.per_day = 0", "never post"),
        ('retention = "2d"\nreport_at = ""', None),
        ('retention = "7d"', "report_at"),
        ('retention = "11d"\nreport_at = "fri 15:00"', "report_at"),
        ('retention = "8d"', None),
    ],
)
def test_what_is_unusual_is_allowed_and_warned_about(text, word):
    policy, warnings = read_policy(text)
    assert policy != Policy()
    assert [word in warning for warning in warnings] == ([True] if word else [])


def test_what_waited_over_night_may_be_forgotten_in_the_morning():
    assert "forgotten in the morning" in read_policy('retention = "5m"')[1][0]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1s", 1), ("20s", 20), ("0.5m", 30), ("1h30m", 5400), (" 2 H ", 7200), ("30d", 2_592_000), ("2w", 1_209_600)],
)
def test_durations_short_and_long(text, seconds):
    assert duration(text) == timedelta(seconds=seconds)
    assert read_policy(f'spacing = "{text}"')[0].spacing == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text", ["", "5", "m", "5x", "-5m", "1.2.3h", ".h", "5m5", "inf", "1e3s", "٣x", "²h", "9" * 400 + "d"]
)
def test_what_is_no_duration_is_refused_as_a_wrong_knob(text):
    with pytest.raises(WrongKnob, match="duration"):
        duration(text)


def test_turning_one_knob_leaves_the_others():
    assert set_knob(FULL, "patience", "AUTO") == set_knob(FULL, "patience", "auto")
    assert set_knob(set_knob(FULL, "patience", "auto"), "patience", "90m") == FULL
    with pytest.raises(WrongKnob, match=r"there is no knob .nudge.; the knobs are mode\.nudge"):
        set_knob(FULL, "nudge", "act")
