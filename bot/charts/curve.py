"""A trend as geometry, the same on a page and in a picture: where its line, its band and its dots lie in a box."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import Phrase, Point

MARKS = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Box:
    """What a trend is drawn in: its size, the room kept free at each side, and how wide a label may be; all in its own units."""

    width: float = 720
    height: float = 240
    left: float = 36
    right: float = 28
    top: float = 12
    bottom: float = 26
    label: float = 66


@dataclass(frozen=True, slots=True)
class Dot:
    """A point that has a figure: where it stands, how far its interval reaches, and what it is called."""

    x: float
    y: float
    low: float
    high: float
    point: Point


@dataclass(frozen=True, slots=True)
class Curve:
    """A trend drawn. `lines`, `bands`: SVG path data, one for each unbroken run of two dots or more; `marks`: (y, value); `labels`: (x, phrase)."""

    box: Box
    lines: tuple[str, ...]
    bands: tuple[str, ...]
    dots: tuple[Dot, ...]
    marks: tuple[tuple[float, int], ...]
    labels: tuple[tuple[float, Phrase], ...]


def curve_of(points: Sequence[Point], box: Box) -> Curve:
    """Return points as a curve, the last label always shown. Where a point has no figure the line breaks."""
    step = (box.width - box.left - box.right) / max(1, len(points) - 1)
    runs: list[list[Dot]] = [[]]
    for place, point in enumerate(points):
        if point.value is None:
            runs.append([])
            continue
        x = round(box.left + step * place, 1)
        runs[-1].append(Dot(x, _y(point.value, box), _y(point.low, box), _y(point.high, box), point))
    every, last = max(1, -(-box.label // step)), len(points) - 1
    labels = [
        (round(box.left + step * place, 1), point.label)
        for place, point in enumerate(points)
        if (last - place) % every == 0
    ]
    return Curve(
        box,
        tuple([_line(run) for run in runs if len(run) > 1]),
        tuple([_band(run) for run in runs if len(run) > 1]),
        tuple([dot for run in runs for dot in run]),
        tuple([(_y(mark, box), mark) for mark in MARKS]),
        tuple(labels),
    )


def _y(value: float, box: Box) -> float:
    return round(box.top + (box.height - box.top - box.bottom) * (1 - value / 100), 1)


def _line(run: Sequence[Dot]) -> str:
    return "M" + "L".join(f"{dot.x} {dot.y}" for dot in run)


def _band(run: Sequence[Dot]) -> str:
    up = [f"{dot.x} {dot.high}" for dot in run]
    down = [f"{dot.x} {dot.low}" for dot in reversed(run)]
    return "M" + "L".join([*up, *down]) + "Z"
