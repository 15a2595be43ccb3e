"""The trend as a drawing: geometry only, for the template to put into SVG. One definition, whatever shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.dashboard.words import Speech
from bot.model import Figure, Week

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 240, 36, 28, 12, 26
MARKS = (0, 25, 50, 75, 100)
LABEL_ROOM = 66


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
    step = (WIDTH - LEFT - RIGHT) / max(1, len(weeks) - 1)
    places = [LEFT + step * number for number in range(len(weeks))]
    runs: list[list[Dot]] = [[]]
    for x, week, name in zip(places, weeks, began, strict=True):
        index = week.index if week is not None else None
        if index is None or index.value is None:
            runs.append([])
            continue
        text = speech.say(
            *("week_in_words",),
            week=name,
            value=str(round(index.value)),
            low=str(round(index.low)),
            high=str(round(index.high)),
        )
        runs[-1].append(Dot(round(x, 1), _y(index.value), _y(index.low), _y(index.high), text))
    every = max(1, round(LABEL_ROOM / step + 0.49))
    last = len(weeks) - 1
    labels = [(round(x, 1), began[number]) for number, x in enumerate(places) if (last - number) % every == 0]
    return Trend(
        tuple([_line(run) for run in runs if len(run) > 1]),
        tuple([_band(run) for run in runs if len(run) > 1]),
        tuple([dot for run in runs for dot in run]),
        tuple([(_y(mark), mark) for mark in MARKS]),
        tuple(labels),
    )


def _y(value: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / 100), 1)


def _line(run: Sequence[Dot]) -> str:
    return "M" + "L".join(f"{dot.x} {dot.y}" for dot in run)


def _band(run: Sequence[Dot]) -> str:
    up = [f"{dot.x} {dot.high}" for dot in run]
    down = [f"{dot.x} {dot.low}" for dot in reversed(run)]
    return "M" + "L".join([*up, *down]) + "Z"
