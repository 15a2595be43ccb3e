"""The trend and the parts of the index for the template to put into SVG: the same charts as in chat, in the page's own words."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.dashboard.words import Speech
from bot.charts import Box, curve_of
from bot.model import Figure, Phrase, Point, Week


@dataclass(frozen=True, slots=True)
class Dot:
    """A week that has a figure. `text` says it in words."""

    x: float
    y: float
    low: float
    high: float
    text: str


@dataclass(frozen=True, slots=True)
class Trend:
    """A line over weeks. `lines`, `bands`: SVG path data, one piece for each unbroken run of weeks; `labels`: (x, text)."""

    lines: tuple[str, ...]
    bands: tuple[str, ...]
    dots: tuple[Dot, ...]
    marks: tuple[tuple[float, int], ...]
    labels: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A share with its interval, in percent of the bar's width."""

    value: float
    low: float
    width: float


def bar_of(figure: Figure) -> Bar | None:
    """Return a part's bar, None while there is no figure."""
    if figure.value is None:
        return None
    return Bar(round(100 * figure.value, 2), round(100 * figure.low, 2), round(100 * (figure.high - figure.low), 2))


def trend_of(weeks: Sequence[Week | None], began: Sequence[str], speech: Speech) -> Trend:
    """Return the index over weeks. `began`: what each week is called."""
    points = [_point(week, name) for week, name in zip(weeks, began, strict=True)]
    curve = curve_of(points, Box())
    dots = [Dot(dot.x, dot.y, dot.low, dot.high, _told(dot.point, speech)) for dot in curve.dots]
    labels = [(x, label.name) for x, label in curve.labels]
    return Trend(curve.lines, curve.bands, tuple(dots), curve.marks, tuple(labels))


def _point(week: Week | None, name: str) -> Point:
    index = week.index if week is not None else None
    if index is None or index.value is None:
        return Point(Phrase(name))
    return Point(Phrase(name), index.value, index.low, index.high)


def _told(point: Point, speech: Speech) -> str:
    value, low, high = (str(round(number or 0)) for number in (point.value, point.low, point.high))
    return speech.say("week_in_words", week=point.label.name, value=value, low=low, high=high)
