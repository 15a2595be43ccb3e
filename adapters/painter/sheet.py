"""A chart with its words said: plain values that cross to the process that draws."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from bot.model import Chart, Phrase, Point

TITLE, LABEL, TOLD, NOTE = 300, 160, 60, 200
BARS, POINTS = 12, 60
"""The most that is drawn; a poll has ten options at the most, a trend twelve weeks."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A bar with its words said. `share` is None while there is not enough data."""

    label: str
    told: str
    share: float | None
    low: float
    high: float
    strong: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A chart with its words said. `points`: (label, value or None, low, high); empty words are not drawn."""

    language: str
    title: str
    headline: str
    beside: str
    note: str
    bars: tuple[Strip, ...]
    points: tuple[tuple[str, float | None, float, float], ...]

    def packed(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)

    @property
    def trend(self) -> list[Point]:
        """The points as values of the chart, their labels as they are said."""
        return [Point(Phrase(label), value, low, high) for label, value, low, high in self.points]


def unpacked(raw: dict[str, Any]) -> Sheet:
    """Return what `packed` wrote."""
    bars = tuple([Strip(**bar) for bar in raw["bars"]])
    points = tuple([(str(label), value, low, high) for label, value, low, high in raw["points"]])
    return Sheet(**{**raw, "bars": bars, "points": points})


def sheet_of(chart: Chart, language: str, say: Callable[[Phrase], str]) -> Sheet:
    """Return a chart with its words said by `say`, bounded."""

    def maybe(phrase: Phrase | None, most: int) -> str:
        return say(phrase)[:most] if phrase is not None else ""

    bars = [
        Strip(say(bar.label)[:LABEL], say(bar.told)[:TOLD], bar.share, bar.low, bar.high, bar.strong)
        for bar in chart.bars[:BARS]
    ]
    points = [(say(point.label)[:TOLD], point.value, point.low, point.high) for point in chart.trend[-POINTS:]]
    title, headline = maybe(chart.title, TITLE), maybe(chart.headline, TOLD)
    beside, note = maybe(chart.beside, NOTE), maybe(chart.note, NOTE)
    return Sheet(language, title, headline, beside, note, tuple(bars), tuple(points))
