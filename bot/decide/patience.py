"""Patience: how long a question may wait here before it is flagged, learnt from how fast questions are taken up."""

from datetime import timedelta
from math import exp, log

from bot.decide.waits import waits
from bot.model import DEFAULT_PATIENCE, MAXIMUM_PATIENCE, MINIMUM_PATIENCE, Because, Cue, WaitingCurve
from bot.model.pace import WEEK, Lengths, hour_of, others_of, step_of
from bot.view import View

USUAL = 0.8
PHANTOM = 20
LEAST = 5
"""So many waits at least, before anything is said of a channel or an hour."""

NEAR = 2
"""Hours before and after that still count as the same time."""

NEARNESS = tuple([2 if min(h, WEEK - h) <= NEAR else 1 if min(h % 24, 24 - h % 24) <= NEAR else 0 for h in range(WEEK)])
"""By the hours of the week between two moments: 0 another hour, 1 about the same on another day, 2 about the same of the week."""


def minutes(span: timedelta) -> str:
    """Return a span as whole minutes for people, "1" at least."""
    return str(max(1, round(span.total_seconds() / 60)))


def patience(view: View) -> tuple[timedelta, Because]:
    """Return how long a question put to this channel now may wait, and why.

    Unless the team fixed it: begin with 30 minutes, and go from what is known of the community's other channels to this channel at
    other hours, then at this hour of other days, then at this hour of the week. Each is a Kaplan–Meier curve of its own waits (the
    questions that still wait are censored now); the time t by which 8 of 10 of its n questions have a response draws the logarithm of
    the span so far towards its own as (n·ln t + 20·ln span) / (n + 20). What comes of it is kept within 5 minutes and 12 hours.
    """
    if view.policy.patience is not None:
        return view.policy.patience, (Cue("patience_fixed", (("minutes", minutes(view.policy.patience)),)),)
    others = others_of(view.community.pace, view.room.pace).curve()
    far, daily, weekly = _by_hour(view)
    near = daily + weekly
    span = log(DEFAULT_PATIENCE.total_seconds())
    for curve in (others, far.curve(), daily.curve(), weekly.curve()):
        usual = _usual(curve)
        if usual is not None:
            span = (curve.waits * log(max(1.0, usual)) + PHANTOM * span) / (curve.waits + PHANTOM)
    chosen = min(MAXIMUM_PATIENCE, max(MINIMUM_PATIENCE, timedelta(seconds=exp(span))))
    learnt = _learnt((far + near).curve(), others, minutes(chosen))
    if learnt is None:
        return DEFAULT_PATIENCE, (Cue("patience_default", (("minutes", minutes(DEFAULT_PATIENCE)),)),)
    return chosen, (learnt, *(_at_this_hour(near.curve()) if far else ()))


def _by_hour(view: View) -> tuple[Lengths, Lengths, Lengths]:
    """Return how long questions waited at other hours, at about this hour on other days, and at about this hour of the week.

    Those that still wait are waits that are not over.
    """
    lengths, hour = (Lengths(), Lengths(), Lengths()), hour_of(view.now)
    for count, amount in view.room.pace.items():
        lengths[NEARNESS[(count.hour - hour) % WEEK]].add(count.step, count.ended, amount)
    for question in view.room.questions.values():
        if question.counted is None and waits(question):
            since = question.since
            step = step_of((view.now - since).total_seconds())
            lengths[NEARNESS[(hour_of(since) - hour) % WEEK]].add(step, False)
    return lengths


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
