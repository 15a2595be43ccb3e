"""The two-way index on the page: a stretch's value, how its weeks went, its four parts, and what each of them counted."""

from dataclasses import dataclass, replace
from datetime import UTC

from bot.charts import Box, Curve, curve_of, index_chart
from bot.measure.missed import Missed
from bot.measure.speech import NAME, Speech, clean, isolated
from bot.model import Bar, MessageRef, Phrase, Question

MOST_CASES, QUOTE = 40, 200
BOX = Box(720, 240, 36, 28, 12, 26, 74)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One thing that a part counted."""

    good: bool
    outcome: str
    name: str
    iso: str
    moment: str
    channel: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One of the four parts. `value`, `interval`: "" while there is not enough data; `low`, `width`: of its interval, in percent of the bar."""

    name: str
    label: str
    value: str
    interval: str
    share: float
    low: float
    width: float
    count: str
    rows: tuple[CaseRow, ...]
    more: str


@dataclass(frozen=True, slots=True)
class IndexFigure:
    """All of it. `table`: a row a week."""

    value: str
    beside: str
    parts: tuple[Part, ...]
    curve: Curve
    labels: tuple[tuple[float, str], ...]
    dots: tuple[tuple[float, float, float, float, str], ...]
    table: tuple[tuple[str, ...], ...]


def index_figure(made: Missed, speech: Speech) -> IndexFigure:
    """Return the index of the whole stretch, and of its weeks."""
    whole = replace(made.weeks, weeks=(made.whole,), began=(made.whole.began,))
    chart, trend = index_chart(whole), index_chart(made.weeks).trend

    def say(phrase: Phrase | None) -> str:
        return speech.phrases.say(phrase, speech.language, isolated) if phrase is not None else ""

    curve = curve_of(trend, BOX)
    rows = []
    for point, week in zip(trend, made.weeks.weeks, strict=True):
        shares = (
            [speech.percent(part.value) if part.value is not None else "–" for _, part in week.parts]
            if week
            else ["–"] * 4
        )
        rows.append((say(point.label), f"{point.value:.0f}" if point.value is not None else "–", *shares))
    return IndexFigure(
        value=say(chart.headline),
        beside=say(chart.beside) or say(chart.note),
        parts=tuple(
            [_part(name, bar, made, speech) for (name, _), bar in zip(made.whole.parts, chart.bars, strict=True)]
        ),
        curve=curve,
        labels=tuple([(x, say(label)) for x, label in curve.labels]),
        dots=tuple(
            [(dot.x, dot.y, dot.low, dot.high, f"{say(dot.point.label)}: {dot.point.value:.0f}") for dot in curve.dots]
        ),
        table=tuple(rows),
    )


def _part(name: str, bar: Bar, made: Missed, speech: Speech) -> Part:
    cases = made.cases.outcomes(name)
    share = bar.share
    return Part(
        name,
        speech.phrases.say(bar.label, speech.language),
        speech.percent(share) if share is not None else "",
        speech.say("interval", low=speech.percent(bar.low), high=speech.percent(bar.high)) if share is not None else "",
        round(100 * (share or 0.0), 2),
        round(100 * bar.low, 2),
        round(100 * (bar.high - bar.low), 2),
        speech.say("counted", len(cases)),
        tuple([_row(ref, good, name, made, speech) for ref, good in cases[:MOST_CASES]]),
        speech.say("counted_more", len(cases) - MOST_CASES) if len(cases) > MOST_CASES else "",
    )


def _row(ref: MessageRef, good: bool, part: str, made: Missed, speech: Speech) -> CaseRow:
    asked: Question | None = next((one for one in made.asked if one.ref == ref), None) if part == "answered" else None
    line = made.lines.get(ref)
    name, text, at = "", "", None
    if asked is not None:
        name, text, at = asked.name, asked.text, asked.asked_at
    elif line is not None:
        name, text, at = line.message.name, line.message.text, line.message.at
    return CaseRow(
        good,
        speech.say(f"case_{part}_{'yes' if good else 'no'}"),
        " ".join(clean(name, NAME).split()) or speech.say("no_name"),
        at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else "",
        speech.moment(at) if at else "",
        speech.channels.get(ref.channel, ""),
        clean(text, QUOTE) or speech.say("no_text"),
    )
