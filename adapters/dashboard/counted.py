"""What a figure counted, case by case: every figure leads here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.dashboard.cards import Names, iso, names_of
from adapters.dashboard.figures import MOST_POLLS, SEASON
from adapters.dashboard.guest import Desk, Guest
from adapters.dashboard.waits import Chosen, asked_lately
from adapters.dashboard.words import Speech, one_line
from bot.measure import followed_through
from bot.measure.speech import clean
from bot.model import Line, MessageRef, Wait
from bot.weeks import SHOWN, Weeks

MOST_CASES, QUOTE = 100, 160
OF_WEEK = ("answered", "heard", "echo", "mesh", "asking")


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


@dataclass(frozen=True, slots=True)
class _Found:
    """What a figure counted: each message with its outcome, what became of it in words where that says more, and where to go back to."""

    part: str
    label: str
    meaning: str
    name: str
    outcomes: Mapping[MessageRef, bool]
    told: Mapping[MessageRef, str]
    back: str


async def counted(
    desk: Desk, guest: Guest, speech: Speech, weeks: Weeks, query: Mapping[str, str]
) -> dict[str, Any] | None:
    """Return what a figure counted; None where there is no such week or figure."""
    names = await names_of(desk, guest)
    match query.get("part", ""):
        case "waits":
            found = await _waits(desk, guest, names, speech, query)
        case "followed":
            found = await _followed(desk, guest, speech)
        case part if part in OF_WEEK:
            of_week = await _of_week(guest, speech, weeks, part, query.get("week", ""))
            if of_week is None:
                return None
            found = of_week
        case _:
            return None
    outcomes = found.outcomes
    # What did not go well first: that is what one looks for.
    shown = sorted(outcomes, key=lambda ref: outcomes[ref])[:MOST_CASES]
    lines = await desk.store.lines(shown)
    return {
        "label": found.label,
        "meaning": found.meaning,
        "name": found.name,
        "back": found.back,
        "good": sum(outcomes.values()),
        "total": len(outcomes),
        "more": max(0, len(outcomes) - MOST_CASES),
        "rows": [_counted(ref, found, lines.get(ref), names, speech) for ref in shown],
    }


async def _of_week(guest: Guest, speech: Speech, weeks: Weeks, part: str, week: str) -> _Found | None:
    spans = {began.date().isoformat(): (began, ended) for began, ended in await weeks.spans(guest.community, SHOWN)}
    span = spans.get(week)
    if span is None:
        return None
    cases, _ = await weeks.count(guest.community, *span)
    outcomes = dict(cases.outcomes(part))
    label = speech.say(f"part_{part}")
    name = speech.say("counted", part=label, week=speech.day(span[0]))
    return _Found(part, label, speech.say(f"part_{part}_means"), name, outcomes, {}, f"/index?week={week}")


async def _waits(desk: Desk, guest: Guest, names: Names, speech: Speech, query: Mapping[str, str]) -> _Found:
    chosen = Chosen.of(query)
    some = [one for one in await asked_lately(desk, guest, names) if chosen.takes(one, speech.zone.key)]
    outcomes = {one.ref: one.response.ended for one in some}
    told = {one.ref: _waited(one.response, speech) for one in some}
    title = speech.say("waits")
    return _Found("waits", title, speech.say("waits_note"), title, outcomes, told, "/waits")


def _waited(wait: Wait, speech: Speech) -> str:
    return speech.say("case_waits_yes" if wait.ended else "case_waits_no", span=speech.span(wait.seconds))


async def _followed(desk: Desk, guest: Guest, speech: Speech) -> _Found:
    surveys = await desk.store.surveys(guest.community, desk.clock.now() - SEASON, MOST_POLLS)
    outcomes = {case.ref: case.good for case in followed_through(surveys)}
    title = speech.say("part_followed")
    return _Found("followed", title, speech.say("part_followed_means"), title, outcomes, {}, "/index")


def _counted(ref: MessageRef, found: _Found, line: Line | None, names: Names, speech: Speech) -> Counted:
    good = found.outcomes[ref]
    message = line.message if line is not None else None
    return Counted(
        good,
        found.told.get(ref) or speech.say(f"case_{found.part}_{'yes' if good else 'no'}"),
        (one_line(message.name) if message is not None else "") or speech.say("somebody"),
        names.channel(ref.channel),
        iso(message.at) if message is not None else "",
        speech.moment(message.at) if message is not None else "",
        (clean(message.text, QUOTE) if message is not None else "") or speech.say("no_words"),
        names.link(ref),
    )
