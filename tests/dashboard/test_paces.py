"""The Waits page says nothing of a time that nobody was followed to."""

from zoneinfo import ZoneInfo

import pytest

from adapters.dashboard.waits import Pace, _curve, _field, pace_of
from adapters.dashboard.words import Speech
from bot.measure import Asked
from bot.model import MessageRef, Need, Wait
from tests.measure.made import GENERAL, SINCE
from tests.report.talk import PHRASES

SPEECH = Speech(PHRASES, "en", ZoneInfo("UTC"))
RESPONDED, HOURS = [Wait(120.0, ended=True)], 3600.0


@pytest.mark.parametrize(
    ("waits", "half", "hour", "day"),
    [
        (RESPONDED * 7 + [Wait(840.0, ended=False)] * 5, "2 minutes", "–", "–"),
        (RESPONDED + [Wait(0.0, ended=False)] * 9, "Not enough data yet", "–", "–"),
        ([Wait(0.0, ended=False)] * 12, "Not enough data yet", "–", "–"),
        ([Wait(840.0, ended=False)] * 12, "Not half of them", "–", "–"),
        (RESPONDED * 5 + [Wait(2 * HOURS, ended=False)] * 15, "Not half of them", "25%", "–"),
        (RESPONDED * 10, "2 minutes", "100%", "100%"),
        (RESPONDED * 9 + [Wait(48 * HOURS, ended=False)] * 3, "2 minutes", "75%", "75%"),
    ],
)
def test_a_pace_is_told_up_to_where_waits_were_followed(waits: list[Wait], half: str, hour: str, day: str) -> None:
    assert pace_of("x", waits, SPEECH, {}) == Pace("x", str(len(waits)), half, hour, day, {})


def test_an_hours_field_waits_until_somebody_was_followed_for_an_hour() -> None:
    def text(*waits: Wait) -> str:
        asked = [Asked(MessageRef(GENERAL, "1"), SINCE, Need.HELP, wait, wait) for wait in waits]
        return _field(0, 6, {0: asked}, SPEECH).text

    assert text(*[Wait(720.0, ended=False)] * 10) == "·"
    assert text(*RESPONDED * 9, *[Wait(720.0, ended=False)] * 3) == "·"
    assert text(*RESPONDED * 9, *[Wait(HOURS, ended=False)] * 3) == "75%"


def test_a_curve_takes_ten_that_were_followed_at_all() -> None:
    assert _curve("response", [*RESPONDED, *[Wait(0.0, ended=False)] * 9]).line == ""
    assert _curve("response", RESPONDED * 10).line != ""
