"""Patience: how long a question may wait here before it is flagged, learnt from how fast questions are taken up."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import exp, log

from bot.decide.waits import waits
from bot.model import DEFAULT_PATIENCE, MAXIMUM_PATIENCE, MINIMUM_PATIENCE, Because, Cue, Pace, Waited, WaitingCurve
from bot.model.pace import WEEK, anywhen, curve_of, waited
from bot.view import View

USUAL = 0.8
PHANTOM = 20
LEAST = 5
"""So many waits at least, before anything is said of a channel or an hour."""

NEAR = 2
"""Hours before and after that still count as the same time."""

Counts = list[tuple[Waited, int]]


def minutes(span: timedelta) -> str:
    """Return a span as whole minutes for people ("1" at least); below two minutes, with one decimal."""
    value = span.total_seconds() / 60
    return f"{value:.1f}".removesuffix(".0") if value < 2 else f"{value:.0f}"


def patience(view: View) -> tuple[timedelta, Because]:
    """Return how long a question put to this channel now may wait, and why.

    Unless the team fixed it: begin with 30 minutes, and go from what is known of the community's other channels to this channel at
    other hours, then at this hour of other days, then at this hour of the week. Each is a Kaplan–Meier curve of its own waits (the
    questions that still wait are censored now); the time t by which 8 of 10 of its n questions have a response draws the logarithm of
    the span so far towards its own as (n·ln t + 20·ln span) / (n + 20). What comes of it is kept within 5 minutes and 12 hours.
    """
    if view.policy.patience is not None:
        return view.policy.patience, (Cue("patience_fixed", (("minutes", minutes(view.policy.patience)),)),)
    here = [*view.room.pace.items(), *_waiting(view)]
    others = curve_of(_others(view.community.pace, view.room.pace))
    far, daily, weekly = _by_hour(here, view.now)
    span = log(DEFAULT_PATIENCE.total_seconds())
    for curve in (others, *map(curve_of, (far, daily, weekly))):
        usual = _usual(curve)
        if usual is not None:
            span = (curve.waits * log(max(1.0, usual)) + PHANTOM * span) / (curve.waits + PHANTOM)
    chosen = min(MAXIMUM_PATIENCE, max(MINIMUM_PATIENCE, timedelta(seconds=exp(span))))
    learnt = _learnt(curve_of(here), others, minutes(chosen))
    if learnt is None:
        return DEFAULT_PATIENCE, (Cue("patience_default", (("minutes", minutes(DEFAULT_PATIENCE)),)),)
    return chosen, (learnt, *(_at_this_hour(curve_of([*daily, *weekly])) if far else ()))


def _waiting(view: View) -> Iterator[tuple[Waited, int]]:
    """Return the questions that still wait, as waits that are not over."""
    for question in view.room.questions.values():
        if waits(question) and question.counted is None:
            yield waited(question.asked_at, (view.now - question.asked_at).total_seconds(), False), 1


def _others(community: Pace, channel: Pace) -> Counts:
    """Return the waits of the community's other channels: all of it, without the channel's own."""
    rest = dict(community)
    for count, amount in channel.items():
        alike = anywhen(count)
        if alike in rest:
            rest[alike] -= amount
    return list(rest.items())


def _by_hour(counts: Counts, now: datetime) -> tuple[Counts, Counts, Counts]:
    """Divide waits into those of other hours, of about this hour on other days, and of about this hour of the week."""
    at = now.astimezone(UTC)
    hour = 24 * at.weekday() + at.hour
    far: Counts = []
    daily: Counts = []
    weekly: Counts = []
    for count in counts:
        apart = (count[0].hour - hour) % WEEK
        of_day = apart % 24
        if min(apart, WEEK - apart) <= NEAR:
            weekly.append(count)
        elif min(of_day, 24 - of_day) <= NEAR:
            daily.append(count)
        else:
            far.append(count)
    return far, daily, weekly


def _usual(curve: WaitingCurve) -> float | None:
    """Return the seconds by which 8 of 10 have a response; None where nobody ever had one.

    A curve that never comes down to two in ten is a channel where many questions stay without a response: waiting longer than
    anyone was ever answered helps nobody.
    """
    usual = curve.seconds_until(USUAL)
    return usual if usual is not None else max((time for time, _ in curve.steps), default=None)


def _learnt(here: WaitingCurve, others: WaitingCurve, chosen: str) -> Cue | None:
    """Return what is known of the channel, in numbers, else of the others; None where that is too little."""
    if here.waits < LEAST:
        return _told("patience_elsewhere", others, chosen) if others.waits >= LEAST and others.steps else None
    if here.seconds_until(USUAL) is not None:
        return _told("patience_learned", here, chosen)
    percent = 100 * (1 - (here.steps[-1][1] if here.steps else 1.0))
    return Cue("patience_seldom", (("minutes", chosen), ("questions", str(here.waits)), ("percent", f"{percent:.0f}")))


def _told(phrase: str, curve: WaitingCurve, chosen: str) -> Cue:
    usual = timedelta(seconds=_usual(curve) or 0)
    return Cue(phrase, (("minutes", chosen), ("questions", str(curve.waits)), ("usual", minutes(usual))))


def _at_this_hour(curve: WaitingCurve) -> Because:
    usual = curve.seconds_until(USUAL)
    if curve.waits < LEAST or usual is None:
        return ()
    span = minutes(timedelta(seconds=usual))
    return (Cue("patience_hour", (("questions", str(curve.waits)), ("usual", span))),)
