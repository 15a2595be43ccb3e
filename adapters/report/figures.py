"""The first glance: one sentence, the headline figures, and how all questions stood at the end."""

from dataclasses import dataclass

from bot.measure import Summary
from bot.measure.speech import Speech
from bot.model import Status

LEAST_QUESTIONS = 10
"""Fewer questions than this give no figures: chance would speak louder than habit."""

TAKEN_UP = (Status.ACKNOWLEDGED, Status.ENGAGED)
GOT_AN_ANSWER = (Status.ANSWERED, Status.SETTLED)
ORDER = (
    Status.SETTLED,
    Status.ANSWERED,
    Status.ENGAGED,
    Status.ACKNOWLEDGED,
    Status.OPEN,
    Status.EXPIRED,
    Status.WITHDRAWN,
    Status.DISMISSED,
)


@dataclass(frozen=True, slots=True)
class Tile:
    """One headline figure. `quiet`: there is no figure yet, only the reason why."""

    label: str
    value: str
    note: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Glance:
    """What is seen first. `waits`: whether anybody does."""

    line: str
    waits: bool
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Stand:
    """How many questions stood one way at the end, and their place in the bar of all (in percent of its width)."""

    status: str
    label: str
    count: str
    start: str
    width: str


def first_glance(summary: Summary, speech: Speech) -> Glance:
    """Return the sentence and the figures at the head of the page."""
    waits = len(summary.waiting)
    if not summary.messages:
        line = speech.say("lead_none")
    elif waits:
        line = speech.say("lead_waits", waits)
    else:
        line = speech.say("lead_clear" if summary.questions else "lead_quiet")
    tiles = (
        Tile(speech.say("messages"), speech.number(summary.messages)),
        Tile(speech.say("people"), speech.number(summary.people)),
        Tile(speech.say("questions"), speech.number(summary.questions), speech.say("questions_note")),
        _answered(summary, speech),
        _median(summary, speech),
    )
    return Glance(line, bool(waits), tiles)


def _answered(summary: Summary, speech: Speech) -> Tile:
    label = speech.say("answered")
    if summary.questions < LEAST_QUESTIONS:
        return _not_enough(label, summary, speech)
    answered = sum(summary.statuses.get(status, 0) for status in GOT_AN_ANSWER)
    taken_up = sum(summary.statuses.get(status, 0) for status in TAKEN_UP)
    counts, more = (speech.number(answered), speech.number(summary.questions)), speech.number(taken_up)
    note = speech.say("answered_note", answered=counts[0], questions=counts[1])
    if taken_up:
        note = speech.say("answered_note_more", answered=counts[0], questions=counts[1], response=more)
    return Tile(label, speech.percent(answered / summary.questions), note)


def _median(summary: Summary, speech: Speech) -> Tile:
    label = speech.say("median")
    if summary.curve.waits < LEAST_QUESTIONS:
        return _not_enough(label, summary, speech)
    half = summary.curve.seconds_until(0.5)
    if half is None:
        span = speech.duration(summary.curve.longest)
        return Tile(label, speech.say("median_never", duration=span), speech.say("median_never_note"))
    return Tile(label, speech.duration(half), speech.say("median_note"))


def _not_enough(label: str, summary: Summary, speech: Speech) -> Tile:
    note = speech.say("not_enough_note", summary.questions, least=str(LEAST_QUESTIONS))
    return Tile(label, speech.say("not_enough"), note, quiet=True)


def stands(summary: Summary, speech: Speech) -> tuple[Stand, ...]:
    """Return how the questions stood at the end, best first."""
    total, start, found = sum(summary.statuses.values()), 0.0, []
    for status in ORDER:
        count = summary.statuses.get(status, 0)
        if count:
            width = 100 * count / total
            label, shown = speech.say(f"status_{status}"), speech.number(count)
            found.append(Stand(status, label, shown, f"{start:.3f}%", f"{width:.3f}%"))
            start += width
    return tuple(found)
