"""Activity by hour of the day as the numbers and words of a drawing."""

from dataclasses import dataclass

from bot.measure import Summary
from bot.measure.speech import Speech

LABELLED = 6
ROOM = 0.7
"""How much of its place a bar fills."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour: places and sizes in percent of the drawing. `tick`: the label under it, "" for most."""

    hour: str
    count: str
    text: str
    x: str
    y: str
    width: str
    height: str
    middle: str
    tick: str
    top: bool


@dataclass(frozen=True, slots=True)
class HoursFigure:
    """All that the drawing and its sentences need. `bars` are empty where nothing was said."""

    note: str = ""
    desc: str = ""
    most: str = ""
    bars: tuple[Bar, ...] = ()


def hours_figure(summary: Summary, speech: Speech) -> HoursFigure:
    """Return the figure of when people write."""
    most = max(summary.hours, default=0)
    if not most:
        return HoursFigure()
    top = summary.hours.index(most)
    return HoursFigure(
        note=speech.say(
            "hours_note", most, timezone=summary.timezone, **{"from": _clock(top), "until": _clock(top + 1)}
        ),
        desc=speech.say("hours_desc", most, **{"from": _clock(top)}),
        most=speech.number(most),
        bars=tuple(_bar(hour, count, most, hour == top, speech) for hour, count in enumerate(summary.hours)),
    )


def _bar(hour: int, count: int, most: int, top: bool, speech: Speech) -> Bar:
    height = 100 * count / most
    return Bar(
        hour=_clock(hour),
        count=speech.number(count),
        text=speech.say("hours_bar", count, **{"from": _clock(hour), "until": _clock(hour + 1)}),
        x=f"{100 * (hour + (1 - ROOM) / 2) / 24:.3f}%",
        y=f"{100 - height:.3f}%",
        width=f"{100 * ROOM / 24:.3f}%",
        height=f"{height:.3f}%",
        middle=f"{100 * (hour + 0.5) / 24:.3f}%",
        tick=_clock(hour) if hour % LABELLED == 0 else "",
        top=top,
    )


def _clock(hour: int) -> str:
    return f"{hour % 24:02}:00"
