"""The drawings' numbers: the steps that a reader sees are those of the estimate."""

import itertools
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from adapters.report.axis import GAP, Axis
from adapters.report.curve import curve_figure
from adapters.report.hours import hours_figure
from bot.measure.speech import Speech
from bot.model import Wait, WaitingCurve
from tests.report.talk import PHRASES, busy, empty, three

SPEECH = Speech(PHRASES, "en", ZoneInfo("UTC"))


def test_says_how_fast_eight_of_ten_get_a_response() -> None:
    figure = curve_figure(busy(), SPEECH)
    assert figure.line == "8 of 10 questions here get a response within 32 minutes."
    assert figure.half == "Half of them get one within 20 minutes."
    assert figure.censored.startswith("12 questions had no response when the record ended. They count as waiting")
    assert [mark.text for mark in figure.marks] == ["5 of 10: 20 minutes", "8 of 10: 32 minutes"]


def test_says_when_eight_of_ten_are_never_reached() -> None:
    figure = curve_figure(busy(still=30), SPEECH)
    assert figure.line.startswith(
        "Fewer than 8 of 10 questions here got a response: 50% were still waiting after 1 h 40 min"
    )
    assert len(figure.marks) == 1


@pytest.mark.parametrize("summary", [three(), empty()])
def test_little_data_draws_nothing(summary: object) -> None:
    figure = curve_figure(summary, SPEECH)
    assert not figure.enough
    assert figure.missing.startswith("Not enough data yet · ")


def test_no_response_at_all_is_said() -> None:
    figure = curve_figure(replace(busy(), curve=WaitingCurve.of(Wait(60, False) for _ in range(20))), SPEECH)
    assert figure.missing == "No question got a response, so there is no curve to draw."


def test_the_path_steps_down_and_ends_at_the_right_edge() -> None:
    figure = curve_figure(busy(), SPEECH)
    assert figure.path.startswith("M0 0H")
    assert figure.path.endswith("V800H1000")
    assert figure.area == figure.path + "V1000H0Z"


def test_a_hundred_thousand_waits_stay_a_small_drawing() -> None:
    curve = WaitingCurve.of(Wait(1 + index / 7, index % 3 > 0) for index in range(100_000))
    assert len(curve_figure(replace(busy(), curve=curve), SPEECH).path) < 20_000


@pytest.mark.parametrize(
    ("seconds", "logarithmic"), [((60, 70, 80, 90), False), ((5, 5, 60, 86_400), True), ((0, 0), False)]
)
def test_the_axis_fits_the_waits(seconds: tuple[float, ...], logarithmic: bool) -> None:
    curve = WaitingCurve.of(Wait(one, True) for one in seconds)
    axis = Axis.of(curve, max(seconds))
    assert axis.logarithmic is logarithmic
    assert all(0 <= axis.place(one) <= 1 for one in seconds)
    ticks = [axis.place(tick) for tick in axis.ticks()]
    assert len(ticks) >= 2
    assert all(after - before >= GAP - 1e-9 for before, after in itertools.pairwise(ticks))


def test_the_table_ends_with_the_longest_wait() -> None:
    table = curve_figure(busy(), SPEECH).table
    assert table[0] == ("1 minute", "98%", "2%")
    assert table[-1] == ("1 h 40 min", "20%", "80%")


def test_the_busiest_hour_stands_out() -> None:
    figure = hours_figure(three(), SPEECH)
    assert [bar.hour for bar in figure.bars if bar.top] == ["23:00"]
    assert figure.note == "Messages by hour of the day, in Europe/Berlin time. Most between 23:00 and 00:00: 230."
    assert figure.bars[1].text == "01:00 to 02:00: 10 messages"
    assert hours_figure(empty(), SPEECH).bars == ()
