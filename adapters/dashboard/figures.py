"""The Index page, and what each of its figures counted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from adapters.dashboard.cards import Names, iso, names_of
from adapters.dashboard.charts import Bar, bar_of, trend_of
from adapters.dashboard.guest import Desk, Guest
from adapters.dashboard.weeks import SHOWN, Weeks
from adapters.dashboard.words import Speech, one_line
from bot.measure import LEAST_CASES, first_answers, first_responses, moved, still_waiting, survival
from bot.measure.speech import clean
from bot.model import Figure, Line, MessageRef, Question, Wait, Week

MONTH = timedelta(days=28)
HOUR, DAY = 3600.0, 86400.0
MOST_CASES, MOST_LINES, MOST_CHANNELS, QUOTE = 100, 2000, 8, 160


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
class Pace:
    """How fast questions of one kind are taken up: the median, and the shares within an hour and a day."""

    label: str
    count: str
    half: str
    hour: str
    day: str


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
        "paces": await _paces(desk, guest, speech),
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
        else speech.say("needs_cases", figure.cases, least=str(LEAST_CASES)),
        speech.say("cases", figure.cases),
        bar_of(figure),
        change is not None and change[0] == name,
    )


def _cells(week: Week | None, speech: Speech) -> tuple[str, ...]:
    """Return a row of the table that says what the drawing shows."""
    if week is None:
        return ("–",) * 5
    shares = [speech.percent(part.value) if part.value is not None else "–" for _, part in week.parts]
    return (str(round(week.index.value)) if week.index.value is not None else "–", *shares)


async def _paces(desk: Desk, guest: Guest, speech: Speech) -> list[tuple[str, list[Pace]]]:
    """Return how fast questions of the last four weeks were taken up: in all, by channel, by what they ask for."""
    now = desk.clock.now()
    asked = await desk.store.asked(guest.community, now - MONTH, now)
    names = await names_of(desk, guest)
    asked = [one for one in asked if one.ref.channel != names.inside]
    both = [
        _pace(speech.say("first_response"), first_responses(asked, now), speech),
        _pace(speech.say("first_answer"), first_answers(asked, now), speech),
    ]
    by_channel: dict[str, list[Question]] = defaultdict(list)
    by_need: dict[str, list[Question]] = defaultdict(list)
    for one in asked:
        by_channel[names.channel(one.ref.channel)].append(one)
        by_need[speech.say(f"need_{one.need}")].append(one)
    groups = [(speech.say("pace_all"), both)]
    for title, grouped in (("pace_channels", by_channel), ("pace_needs", by_need)):
        most = sorted(grouped.items(), key=lambda item: (-len(item[1]), item[0]))[:MOST_CHANNELS]
        groups.append((speech.say(title), [_pace(label, first_responses(some, now), speech) for label, some in most]))
    return [(title, [pace for pace in rows if pace.count]) for title, rows in groups]


def _pace(label: str, waits: Sequence[Wait], speech: Speech) -> Pace:
    if len(waits) < LEAST_CASES:
        few = speech.say("not_enough")
        return Pace(label, speech.number(len(waits)), few, "–", "–")
    half = next((step.seconds for step in survival(waits) if step.waiting <= 0.5), None)
    longest = max(wait.seconds for wait in waits)
    return Pace(
        label,
        speech.number(len(waits)),
        speech.span(half) if half is not None else speech.say("never_half"),
        *[
            speech.percent(1 - still_waiting(waits, seconds).waiting) if longest >= seconds or half is not None else "–"
            for seconds in (HOUR, DAY)
        ],
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """One case of a figure."""

    good: bool
    outcome: str
    name: str
    where: str
    iso: str
    moment: str
    text: str
    link: str


async def counted(
    desk: Desk, guest: Guest, speech: Speech, weeks: Weeks, query: Mapping[str, str]
) -> dict[str, Any] | None:
    """Return what a figure of a week counted; None where there is no such week or part."""
    spans = {began.date().isoformat(): (began, ended) for began, ended in await weeks.spans(guest.community, SHOWN)}
    part, span = query.get("part", ""), spans.get(query.get("week", ""))
    if part not in ("answered", "heard", "echo", "mesh") or span is None:
        return None
    cases, _ = await weeks.count(guest.community, *span)
    if part == "answered":
        outcomes = {ref: wait.ended and wait.seconds <= DAY for ref, wait in cases.asked}
    else:
        outcomes = {case.ref: case.good for case in getattr(cases, part)}
    names = await names_of(desk, guest)
    shown = sorted(outcomes, key=lambda ref: outcomes[ref])[
        :MOST_CASES
    ]  # what did not go well first: that is what one looks for
    lines = await _lines(desk, shown)
    return {
        "part": part,
        "label": speech.say(f"part_{part}"),
        "meaning": speech.say(f"part_{part}_means"),
        "name": speech.day(span[0]),
        "key": query["week"],
        "good": sum(outcomes.values()),
        "total": len(outcomes),
        "more": max(0, len(outcomes) - MOST_CASES),
        "rows": [_counted(ref, outcomes[ref], part, lines.get(ref), names, speech) for ref in shown],
    }


async def _lines(desk: Desk, refs: Sequence[MessageRef]) -> Mapping[MessageRef, Line]:
    """Return what is still kept of these messages."""
    wanted = frozenset(refs)
    found: dict[MessageRef, Line] = {}
    for channel in sorted({ref.channel for ref in refs})[:MOST_CHANNELS]:
        for line in await desk.store.history(channel, MOST_LINES):
            if line.message.ref in wanted:
                found[line.message.ref] = line
    return found


def _counted(ref: MessageRef, good: bool, part: str, line: Line | None, names: Names, speech: Speech) -> Counted:
    message = line.message if line is not None else None
    return Counted(
        good,
        speech.say(f"case_{part}_{'yes' if good else 'no'}"),
        (one_line(message.name) if message is not None else "") or speech.say("somebody"),
        names.channel(ref.channel),
        iso(message.at) if message is not None else "",
        speech.moment(message.at) if message is not None else "",
        (clean(message.text, QUOTE) if message is not None else "") or speech.say("no_words"),
        names.link(ref),
    )
