"""How long questions wait, as a survival curve with its interval: those that still wait count as waiting.

Product-limit estimate: Kaplan and Meier, JASA 53 (1958). Variance: Greenwood (1926). Interval: Wilson's score interval for the number
of cases that would give a plain share the same variance (Rothman, J. Chronic Dis. 31, 1978), which stays within 0..1 and is honest
at 0 and 1. The formulas are in docs/measures.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt

from bot.model import ChannelRef, Question, Status, Wait
from bot.model.heard import counts as counts

Gaps = Mapping[ChannelRef, Sequence[tuple[datetime, datetime]]]
"""By channel, (since, until) that could not be read."""

Z = 1.959963984540054
"""The normal quantile of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Step:
    """Just after `seconds`, the share `waiting` (0..1) still waits; 95 % interval `low`..`high`. `variance`: Greenwood's of the share.

    `at_risk`: how many waited just before. `cases`: how many would give a plain share the same variance; where nobody is left waiting,
    of how many the end was seen.
    """

    seconds: float
    waiting: float
    low: float
    high: float
    variance: float
    at_risk: int
    cases: float


def wilson(share: float, cases: float) -> tuple[float, float]:
    """Return the 95 % score interval of a share (0..1) of so many cases; (0, 1) where there are none."""
    if cases <= 0:
        return 0.0, 1.0
    spread = Z * Z / cases
    middle = share + spread / 2
    reach = Z * sqrt(share * (1 - share) / cases + spread / (4 * cases))
    low, high = (middle - reach) / (1 + spread), (middle + reach) / (1 + spread)
    return (0.0 if share == 0 else max(0.0, low)), (1.0 if share == 1 else min(1.0, high))


def survival(waits: Iterable[Wait]) -> tuple[Step, ...]:
    """Return the steps of the curve. A response and a censoring at the same time count the response first, as is usual."""
    ordered = sorted(waits, key=lambda wait: wait.seconds)
    steps: list[Step] = []
    at_risk, share, total, index, seen = len(ordered), 1.0, 0.0, 0, 0
    while index < len(ordered):
        seconds, ended, gone = ordered[index].seconds, 0, 0
        while index < len(ordered) and ordered[index].seconds == seconds:
            ended += ordered[index].ended
            gone += 1
            index += 1
        if ended:
            share *= 1 - ended / at_risk
            seen += ended
            total += ended / (at_risk * (at_risk - ended)) if ended < at_risk else 0.0
            variance = share * share * total
            alike = share * (1 - share) / variance if variance > 0 else seen
            steps.append(Step(seconds, share, *wilson(share, alike), variance, at_risk, alike))
        at_risk -= gone
    return tuple(steps)


def still_waiting(waits: Sequence[Wait], seconds: float) -> Step:
    """Return the curve at a time: the share that waits longer than so many seconds."""
    before = [step for step in survival(waits) if step.seconds <= seconds]
    if before:
        return before[-1]
    seen = sum(wait.seconds >= seconds for wait in waits)
    return Step(0.0, 1.0, *wilson(1.0, seen), 0.0, len(waits), seen)


def wait_for(
    question: Question, ended: datetime | None, now: datetime, gaps: Sequence[tuple[datetime, datetime]]
) -> Wait:
    """Return how long a question waited for something, which came at `ended` or, None, has not come.

    One that was asked anew waits since it was first asked. Censored: at the moment from which the talk could not be read; when it was followed no longer, or an earlier answer settled it, to which
    nobody had to respond; now, while it waits; and at once where it was withdrawn, since nobody knows when it stopped waiting. `gaps`: (since, until) of its channel.
    """
    blind = min((since for since, until in gaps if until > question.since), default=None)
    if blind is not None and (ended is None or ended > blind):
        return Wait(max(0.0, (blind - question.since).total_seconds()), ended=False)
    if ended is not None:
        return Wait(max(0.0, (ended - question.since).total_seconds()), ended=True)
    if question.status is Status.WITHDRAWN:
        return Wait(0.0, ended=False)
    until = min(now, question.closed_at or now, question.answered_at or now)
    return Wait(max(0.0, (until - question.since).total_seconds()), ended=False)


def within(wait: Wait, seconds: float) -> bool | None:
    """Whether a wait ended within so many seconds; None where it was not followed that far, so that nobody knows."""
    if wait.ended and wait.seconds <= seconds:
        return True
    return False if wait.seconds >= seconds else None


def first_responses(questions: Iterable[Question], now: datetime, gaps: Gaps) -> list[Wait]:
    """Return how long each question that counts waited until anybody reacted."""
    return [wait_for(one, one.heard_at, now, gaps.get(one.ref.channel, ())) for one in questions if counts(one)]


def first_answers(questions: Iterable[Question], now: datetime, gaps: Gaps) -> list[Wait]:
    """Return how long each question that counts waited until a real attempt at an answer."""
    return [wait_for(one, one.answered_at, now, gaps.get(one.ref.channel, ())) for one in questions if counts(one)]
