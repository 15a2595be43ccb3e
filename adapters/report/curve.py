"""The waiting-time survival curve as the numbers and words of a drawing. The template draws it.

Positions are percentages, so that the drawing is as wide as its column while its letters keep their size.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from adapters.report.axis import DAY, HOUR, MINUTE, YEAR, Axis
from adapters.report.figures import LEAST_QUESTIONS
from bot.measure import Summary
from bot.measure.speech import Speech
from bot.model import Status

MARKS = (0.5, 0.8)
UNITS = 1000
"""The path is drawn in a square of this many units a side and stretched to the figure."""

TABLE = (MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY, YEAR)
UNIT_NAMES = (
    (YEAR, "tick_years"),
    (DAY, "tick_days"),
    (HOUR, "tick_hours"),
    (MINUTE, "tick_minutes"),
    (1, "tick_seconds"),
)
GRID = (1.0, 0.75, 0.5, 0.25, 0.0)


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place. `x` and `y` in percent; `before`: the words stand left of the place, since there is no room to its right."""

    x: str
    y: str
    text: str
    before: bool = False


@dataclass(frozen=True, slots=True)
class CurveFigure:
    """All that the drawing and its sentences need. `enough` false: only `missing` is said."""

    enough: bool
    missing: str = ""
    line: str = ""
    half: str = ""
    note: str = ""
    censored: str = ""
    desc: str = ""
    axis: str = ""
    path: str = ""
    area: str = ""
    ticks: tuple[Label, ...] = ()
    shares: tuple[Label, ...] = ()
    marks: tuple[Label, ...] = ()
    table: tuple[tuple[str, str, str], ...] = ()


def curve_figure(summary: Summary, speech: Speech) -> CurveFigure:
    """Return the figure of how long questions wait."""
    curve = summary.curve
    if curve.waits < LEAST_QUESTIONS or not curve.steps:
        text = speech.say("not_enough"), speech.say("not_enough_note", curve.waits, least=str(LEAST_QUESTIONS))
        return CurveFigure(
            False, " · ".join(text) if curve.waits < LEAST_QUESTIONS else speech.say("curve_no_response")
        )
    last = summary.curve.longest
    axis, still = Axis.of(curve, last), curve.steps[-1][1]
    path = _path(curve.steps, axis)
    half, most = (curve.seconds_until(share) for share in MARKS)
    span, percent = speech.duration(last), speech.percent(still)
    line = (
        speech.say("curve_line", tens="8", duration=speech.duration(most))
        if most is not None
        else speech.say("curve_never", tens="8", percent=percent, duration=span)
    )
    unanswered = summary.statuses.get(Status.OPEN, 0)
    return CurveFigure(
        enough=True,
        line=line,
        half="" if half is None else speech.say("curve_half", duration=speech.duration(half)),
        note=speech.say("curve_note", curve.waits),
        censored=speech.say("curve_censored", unanswered) if unanswered else speech.say("curve_all_ended"),
        desc=speech.say("curve_desc", percent=percent, duration=span),
        axis=speech.say("curve_log" if axis.logarithmic else "curve_linear"),
        path=path,
        area=f"{path}V{UNITS}H0Z",
        ticks=tuple(_ticks(axis, speech)),
        shares=tuple(Label("0%", _cent(1 - share), speech.percent(share)) for share in GRID),
        marks=tuple(_marks(summary, axis, speech)),
        table=tuple(_table(summary, axis, last, speech)),
    )


def _path(steps: Iterable[tuple[float, float]], axis: Axis) -> str:
    """Return the steps as a path. Steps too small to be seen are left out, so that 100,000 waits do not make a page of numbers."""
    parts, x_before, y_before = ["M0 0"], 0, 0
    for seconds, share in steps:
        x, y = round(axis.place(seconds) * UNITS), round((1 - share) * UNITS)
        if x != x_before:
            parts.append(f"H{x}")
        if y != y_before:
            parts.append(f"V{y}")
        x_before, y_before = x, y
    parts.append(f"H{UNITS}")
    return "".join(parts)


def _marks(summary: Summary, axis: Axis, speech: Speech) -> Iterable[Label]:
    for share in MARKS:
        seconds = summary.curve.seconds_until(share)
        if seconds is not None:
            place = axis.place(seconds)
            text = speech.say("curve_mark", tens=f"{share * 10:.0f}", duration=speech.duration(seconds))
            yield Label(_cent(place), _cent(share), text, before=place > 0.6)


def _table(summary: Summary, axis: Axis, last: float, speech: Speech) -> Iterable[tuple[str, str, str]]:
    times = [time for time in TABLE if axis.low <= time < last]
    for seconds in (*times, last):
        waiting = summary.curve.waiting_after(seconds)
        yield speech.duration(seconds), speech.percent(waiting), speech.percent(1 - waiting)


def _cent(share: float) -> str:
    return f"{100 * share:.2f}%"


def _ticks(axis: Axis, speech: Speech) -> Iterable[Label]:
    """Yield the time labels. Those of a linear axis share one unit: 80 min follows 60 min, not 1 h."""
    ticks = axis.ticks()
    for tick in ticks:
        step = tick if axis.logarithmic else ticks[1]
        unit, key = next(((unit, key) for unit, key in UNIT_NAMES if step % unit == 0), UNIT_NAMES[-1])
        text = speech.say(key, number=str(tick // unit)) if tick else "0"
        yield Label(_cent(axis.place(tick)), "100%", text)
