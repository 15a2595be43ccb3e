"""The Waits page: how long questions wait, as curves; by channel, by what they ask for, and by hour of the week."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import log1p
from typing import Any

from adapters.dashboard.cards import Names, names_of
from adapters.dashboard.guest import Desk, Guest
from adapters.dashboard.words import Speech
from bot.measure import LEAST_CASES, Asked, chance_within, grouped, hour_of_week, survival, waits_of
from bot.model import Need, Wait

MONTH = timedelta(days=28)
HOUR, DAY = 3600.0, 86400.0
MOST_CHANNELS, MOST_GAPS = 20, 500
FINE, COARSE, MANY = 3, 6, 400
"""Hours of the day that one field of the table counts together: few where there are many questions."""

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 260, 44, 20, 12, 28
END, SCALE = 2 * DAY, 600.0
TIMES = (("m10", 600.0), ("h1", HOUR), ("h4", 4 * HOUR), ("h12", 12 * HOUR), ("d1", DAY), ("d2", 2 * DAY))
LEVELS = 5
SPAN = re.compile(r"([0-9]{1,3})-([0-9]{1,3})")


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast some questions are taken up: the median, and the shares within an hour and a day. `query`: what shows them."""

    label: str
    count: str
    half: str
    hour: str
    day: str
    query: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Curve:
    """A survival curve as SVG path data: `line` with its `band`; "" where there is not enough data."""

    name: str
    line: str
    band: str


@dataclass(frozen=True, slots=True)
class Field:
    """Some hours of one weekday: how many questions, and which share had a response within an hour. `level`: 0 (none) to 4."""

    text: str
    told: str
    level: int
    hours: str
    count: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which questions are looked at, as the address says it."""

    channel: str = ""
    need: str = ""
    hours: tuple[int, int] | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Chosen":
        """Read an address; what makes no sense is left out. `hours`: of the week, "9-12" for Monday from nine to noon."""
        need, found = query.get("need", ""), SPAN.fullmatch(query.get("hours", ""))
        hours = (int(found[1]), int(found[2])) if found else None
        return cls(query.get("channel", "")[:100], need if need in tuple(Need) else "", hours)

    def takes(self, one: Asked, zone: str) -> bool:
        """Whether a question is among them."""
        fits = self.channel in ("", one.ref.channel.id) and self.need in ("", one.need)
        return fits and (self.hours is None or self.hours[0] <= hour_of_week(one.at, zone) < self.hours[1])


async def asked_lately(desk: Desk, guest: Guest, names: Names) -> list[Asked]:
    """Return the questions of the last four weeks with their waits."""
    now = desk.clock.now()
    asked = await desk.store.asked(guest.community, now - MONTH, now)
    gaps = {}
    for channel in sorted({one.ref.channel for one in asked}):
        kept = await desk.store.gaps(channel, MOST_GAPS)
        gaps[channel] = [(gap.since, gap.until) for gap in kept]
    return waits_of(asked, now, gaps, names.inside)


async def waits(desk: Desk, guest: Guest, speech: Speech, query: Mapping[str, str]) -> dict[str, Any]:
    """Return the curves of the questions that were chosen, and tables over all of them."""
    names, chosen, zone = await names_of(desk, guest), Chosen.of(query), speech.zone.key
    everything = await asked_lately(desk, guest, names)
    some = [one for one in everything if chosen.takes(one, zone)]
    any_hour = [one for one in everything if Chosen(chosen.channel, chosen.need).takes(one, zone)]
    block = FINE if len(any_hour) >= MANY else COARSE
    by_channel = grouped(everything, lambda one: one.ref.channel)
    by_need = grouped(everything, lambda one: one.need)
    followed = _followed([one.response for one in some])
    return {
        "chosen": chosen,
        "channels": names.choices(),
        "needs": [(str(need), speech.say(f"need_{need}")) for need in Need],
        "count": len(some),
        "followed": followed,
        "enough": followed >= LEAST_CASES,
        "curves": [
            _curve("answer", [one.answer for one in some]),
            _curve("response", [one.response for one in some]),
        ],
        "times": [(_x(seconds), speech.say(f"axis_{name}")) for name, seconds in TIMES],
        "shares": [(_y(share), speech.percent(share)) for share in (0.0, 0.25, 0.5, 0.75, 1.0)],
        "table": both(some, speech, {}),
        "by_channel": _ranked(by_channel, names.channel, lambda ref: {"channel": ref.id}, speech),
        "by_need": _ranked(by_need, lambda need: speech.say(f"need_{need}"), lambda need: {"need": str(need)}, speech),
        "days": [speech.say(f"weekday_{day}") for day in range(7)],
        "hours": [f"{hour:02}–{hour + block:02}" for hour in range(0, 24, block)],
        "fields": _fields(any_hour, block, zone, speech),
    }


def both(some: Sequence[Asked], speech: Speech, query: Mapping[str, str]) -> list[Pace]:
    """Return the paces of first responses and of first answers."""
    return [
        pace_of(speech.say("first_response"), [one.response for one in some], speech, query),
        pace_of(speech.say("first_answer"), [one.answer for one in some], speech, query),
    ]


def pace_of(label: str, waits: Sequence[Wait], speech: Speech, query: Mapping[str, str]) -> Pace:
    """Return a pace in words. Where too few were followed to a time, nothing is said of that time."""
    half = next((step.seconds for step in survival(waits) if step.waiting <= 0.5), None)
    count = speech.number(len(waits))
    known = _followed(waits) if half is None else chance_within(waits, half).cases
    if known < LEAST_CASES:
        return Pace(label, count, speech.say("not_enough"), "–", "–", query)
    chances = [chance_within(waits, seconds).value for seconds in (HOUR, DAY)]
    hour, day = [speech.percent(chance) if chance is not None else "–" for chance in chances]
    span = speech.span(half) if half is not None else speech.say("never_half")
    return Pace(label, count, span, hour, day, query)


def _followed(waits: Sequence[Wait]) -> int:
    """Return how many were followed at all: of one that was withdrawn nobody knows when it stopped waiting."""
    return sum(wait.ended or wait.seconds > 0 for wait in waits)


def _ranked(
    groups: Mapping[Any, list[Asked]],
    label: Callable[[Any], str],
    query: Callable[[Any], Mapping[str, str]],
    speech: Speech,
) -> list[Pace]:
    most = sorted(groups.items(), key=lambda item: (-len(item[1]), str(item[0])))[:MOST_CHANNELS]
    return [pace_of(label(key), [one.response for one in some], speech, query(key)) for key, some in most]


def _fields(asked: Sequence[Asked], block: int, zone: str, speech: Speech) -> list[list[Field]]:
    """Return a row of fields for each day of the week."""
    groups = grouped(asked, lambda one: hour_of_week(one.at, zone) // block * block)
    return [[_field(24 * day + hour, block, groups, speech) for hour in range(0, 24, block)] for day in range(7)]


def _field(hour: int, block: int, groups: Mapping[int, list[Asked]], speech: Speech) -> Field:
    some, hours = groups.get(hour, []), f"{hour}-{hour + block}"
    count, share = len(some), chance_within([one.response for one in some], HOUR).value
    if share is None:
        return Field("·" if count else "", speech.say("slot_few", count), 0, hours, count)
    level = min(LEVELS - 1, 1 + int(share * (LEVELS - 1)))
    told = speech.say("slot_share", count, share=speech.percent(share))
    return Field(speech.percent(share), told, level, hours, count)


def _curve(name: str, waits: Sequence[Wait]) -> Curve:
    """Return the curve drawn as steps; the axis of time runs by the logarithm, so that minutes and days both show."""
    if _followed(waits) < LEAST_CASES:
        return Curve(name, "", "")
    steps = [step for step in survival(waits) if step.seconds <= END]
    last = min(END, max(wait.seconds for wait in waits))
    line, up, down = [f"M{_x(0)} {_y(1.0)}"], [f"{_x(0)} {_y(1.0)}"], [f"{_x(0)} {_y(1.0)}"]
    low = high = 1.0
    for step in steps:
        x = _x(step.seconds)
        line.append(f"H{x}V{_y(step.waiting)}")
        up += [f"{x} {_y(high)}", f"{x} {_y(step.high)}"]
        down += [f"{x} {_y(low)}", f"{x} {_y(step.low)}"]
        low, high = step.low, step.high
    line.append(f"H{_x(last)}")
    up.append(f"{_x(last)} {_y(high)}")
    down.append(f"{_x(last)} {_y(low)}")
    return Curve(name, "".join(line), "M" + "L".join([*up, *reversed(down)]) + "Z")


def _x(seconds: float) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * log1p(seconds / SCALE) / log1p(END / SCALE), 1)


def _y(share: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - share), 1)
