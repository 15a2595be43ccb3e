"""The Index page: the trend, a week's four parts and what moved them, and what stands beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from adapters.dashboard.cards import names_of
from adapters.dashboard.charts import Bar, bar_of, trend_of
from adapters.dashboard.guest import Desk, Guest
from adapters.dashboard.waits import asked_lately, both
from adapters.dashboard.words import Speech
from adapters.dashboard.worth import worth
from bot.measure import LEAST_CASES, followed_through, moved, moves, share_of
from bot.model import Figure, Week
from bot.weeks import SHOWN, Weeks

SEASON = timedelta(days=84)
"""So far back polls are looked at: they are few."""

MOST_POLLS = 500


@dataclass(frozen=True, slots=True)
class Part:
    """One of the four parts, in words."""

    name: str
    label: str
    meaning: str
    value: str
    interval: str
    cases: str
    bar: Bar | None
    moved: bool


@dataclass(frozen=True, slots=True)
class Move:
    """By how many points a part moved the index. `width`: percent of the widest bar."""

    name: str
    label: str
    points: str
    up: bool
    width: float


async def index(desk: Desk, guest: Guest, speech: Speech, weeks: Weeks, query: Mapping[str, str]) -> dict[str, Any]:
    """Return the trend, a week's four parts, what moved it, and how long questions wait."""
    found = list(await weeks.of(guest.community, SHOWN))
    days = [began for began, _ in await weeks.spans(guest.community, SHOWN)]
    names = [speech.day(began) for began in days]
    place = _chosen(found, days, query.get("week", ""))
    week, before = found[place], found[place - 1] if place else None
    change = moved(week, before) if week is not None and before is not None else None
    return {
        "week": week,
        "name": names[place],
        "running": place == SHOWN - 1,
        "key": days[place].date().isoformat(),
        "earlier": days[place - 1].date().isoformat() if place else "",
        "later": days[place + 1].date().isoformat() if place < SHOWN - 1 else "",
        "value": str(round(week.index.value)) if week is not None and week.index.value is not None else "",
        "interval": _interval(week.index, speech) if week is not None and week.index.value is not None else "",
        "parts": [_part(name, part, speech, change) for name, part in week.parts] if week is not None else [],
        "change": speech.say("moved_by", part=speech.say(f"part_{change[0]}")) if change else "",
        "trend": trend_of(found, names, speech),
        "table": [(name, *_cells(each, speech)) for name, each in zip(names, found, strict=True)],
        "moves": _moves(week, before, speech),
        "asking": _asking(week, speech),
        "followed": await _followed(desk, guest, speech),
        "worth": await worth(desk, guest, speech),
        "paces": both(await asked_lately(desk, guest, await names_of(desk, guest)), speech, {}),
    }


def _chosen(found: Sequence[Week | None], days: Sequence[datetime], wanted: str) -> int:
    """Return which week to show: the one asked for, else the running one, or the one before it while that has no index."""
    for place, began in enumerate(days):
        if began.date().isoformat() == wanted:
            return place
    running, before = found[-1], found[-2]
    ready = running is not None and running.index.value is not None
    return len(found) - (1 if ready or before is None or before.index.value is None else 2)


def _interval(figure: Figure, speech: Speech) -> str:
    return speech.say("interval", low=str(round(figure.low)), high=str(round(figure.high)))


def _part(name: str, figure: Figure, speech: Speech, change: tuple[str, float] | None) -> Part:
    enough = figure.value is not None
    return Part(
        name,
        speech.say(f"part_{name}"),
        speech.say(f"part_{name}_means"),
        speech.percent(figure.value) if figure.value is not None else speech.say("not_enough"),
        speech.say("interval", low=speech.percent(figure.low), high=speech.percent(figure.high))
        if enough
        else _lacking(figure, speech),
        speech.say("cases", figure.cases),
        bar_of(figure),
        change is not None and change[0] == name,
    )


def _lacking(figure: Figure, speech: Speech) -> str:
    """Return why there is no figure: too few cases, or enough of them while what still waits has not waited a day yet."""
    if figure.cases < LEAST_CASES:
        return speech.say("needs_cases", figure.cases, least=str(LEAST_CASES))
    return speech.say("needs_day", figure.cases)


def _cells(week: Week | None, speech: Speech) -> tuple[str, ...]:
    """Return a row of the table that says what the drawing shows."""
    if week is None:
        return ("–",) * 5
    shares = [speech.percent(part.value) if part.value is not None else "–" for _, part in week.parts]
    return (str(round(week.index.value)) if week.index.value is not None else "–", *shares)


def _moves(week: Week | None, before: Week | None, speech: Speech) -> list[Move]:
    """Return what moved the index since the week before, in points, most first; what is under half a point is left out."""
    found = moves(week, before) if week is not None and before is not None else ()
    most = max((abs(points) for _, points in found), default=0.0)
    ordered = sorted(found, key=lambda pair: -abs(pair[1]))
    return [
        Move(
            name,
            speech.say(f"part_{name}"),
            speech.say("points_up" if points > 0 else "points_down", round(abs(points))),
            points > 0,
            round(100 * abs(points) / most, 1),
        )
        for name, points in ordered
        if abs(points) >= 0.5
    ]


def _asking(week: Week | None, speech: Speech) -> Part | None:
    if week is None or week.asking is None:
        return None
    return _part("asking", week.asking, speech, None)


async def _followed(desk: Desk, guest: Guest, speech: Speech) -> Part | None:
    """Return the share of polls that were followed through; None while there was none."""
    surveys = await desk.store.surveys(guest.community, desk.clock.now() - SEASON, MOST_POLLS)
    cases = followed_through(surveys)
    return _part("followed", share_of(cases), speech, None) if cases else None
