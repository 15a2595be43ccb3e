"""What is drawn: a chart as a value, the same for a page and for a picture in a chat, and the picture that a post carries."""

from dataclasses import dataclass

from bot.model.words import Phrase


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is of, what is told of it, and how long it is.

    `share`: its length, 0..1; None while there is not enough data, which is drawn as a bare track. `low`, `high`: the 95 % interval of
    the share, 0..1, both 0 where there is none. `strong`: it stands out among the others.
    """

    label: Phrase
    told: Phrase
    share: float | None
    low: float = 0.0
    high: float = 0.0
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a trend: what it is called, its value and 95 % interval, 0..100; `value` is None where there is no figure."""

    label: Phrase
    value: float | None = None
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, slots=True)
class Chart:
    """A title, a headline figure where there is one, a trend over time, bars, and a last line. What is empty is not drawn.

    `trend`: oldest first, evenly spaced. Words are phrases, as in a post: each language says them in its own way.
    """

    title: Phrase
    bars: tuple[Bar, ...] = ()
    trend: tuple[Point, ...] = ()
    headline: Phrase | None = None
    beside: Phrase | None = None
    note: Phrase | None = None

    @property
    def words(self) -> tuple[Phrase, ...]:
        """Every phrase in it."""
        bars = [phrase for bar in self.bars for phrase in (bar.label, bar.told)]
        rest = [phrase for phrase in (self.headline, self.beside, self.note) if phrase is not None]
        return (self.title, *bars, *[point.label for point in self.trend], *rest)


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart to be drawn beside a post's words, which tell the same without it. `alt`: what is told to those who do not see it."""

    chart: Chart
    alt: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as it goes out: a PNG, its description in words, and its size in pixels."""

    png: bytes
    alt: str
    width: int
    height: int
