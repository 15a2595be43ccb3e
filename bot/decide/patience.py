"""Patience: how long a question may wait here before it is flagged."""

from datetime import timedelta
from math import exp, log

from bot.model import DEFAULT_PATIENCE, MAXIMUM_PATIENCE, MINIMUM_PATIENCE, Because, Cue, WaitingCurve
from bot.view import View

USUAL = 0.8
PHANTOM = 20


def minutes(span: timedelta) -> str:
    """Return a span as whole minutes for people ("1" at least); below two minutes, with one decimal."""
    value = span.total_seconds() / 60
    return f"{value:.1f}".removesuffix(".0") if value < 2 else f"{value:.0f}"


def patience(view: View) -> tuple[timedelta, Because]:
    """Return how long a question put to this channel now may wait, and why.

    Unless the team fixed it: the time t by which 8 of 10 questions here have a response (Kaplan–Meier, waiting ones censored),
    shrunk on the log scale to 30 minutes as exp((n·ln t + 20·ln 30min) / (n + 20)), within 5 minutes and 12 hours.
    """
    if view.policy.patience is not None:
        return view.policy.patience, (Cue("patience_fixed", (("minutes", minutes(view.policy.patience)),)),)
    room = view.room
    seen = len(room.waits)
    curve = WaitingCurve.of([wait for _, _, wait in room.waits]) if seen else None
    usual = curve.seconds_until(USUAL) if curve else None
    if curve is None or seen < 5:
        return DEFAULT_PATIENCE, (Cue("patience_default", (("minutes", minutes(DEFAULT_PATIENCE)),)),)
    # A curve that never comes down to two in ten is a channel where most questions stay without a response: waiting longer
    # than anyone was ever answered helps nobody.
    seconds = (
        usual if usual is not None else max((time for time, _ in curve.steps), default=DEFAULT_PATIENCE.total_seconds())
    )
    weight = seen / (seen + PHANTOM)
    shrunk = timedelta(
        seconds=exp(weight * log(max(1.0, seconds)) + (1 - weight) * log(DEFAULT_PATIENCE.total_seconds()))
    )
    chosen = min(MAXIMUM_PATIENCE, max(MINIMUM_PATIENCE, shrunk))
    return chosen, (Cue("patience_learned", (("minutes", minutes(chosen)), ("questions", str(seen)))),)
