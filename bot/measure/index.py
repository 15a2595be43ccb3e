"""The two-way index: 100 × the geometric mean of Answered, Heard, Echo and Mesh, with a bootstrap interval. See docs/measures.md."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import log
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from bot.measure.cases import IN_TIME, Case, Cases
from bot.measure.survival import still_waiting, wilson
from bot.model import Figure, Wait, Week

LEAST_CASES = 10
"""Fewer make no figure: not enough data yet."""

DRAWS = 1000
SEED = 20_261_123
GRAIN = 60.0
"""Seconds to which waits are rounded while resampling: it bounds the work, and moves nothing that anybody sees."""

LEAST = 0.001
"""What stands in for nothing where a logarithm is taken."""

Shares = npt.NDArray[np.float64]


def week_of(moment: datetime, zone: str) -> tuple[datetime, datetime]:
    """Return the week that a moment lies in: Monday, midnight in the zone, and the Monday after."""
    local = moment.astimezone(ZoneInfo(zone))
    monday = local.date() - timedelta(days=local.weekday())
    return _midnight(monday.toordinal(), zone), _midnight(monday.toordinal() + 7, zone)


def weeks_before(moment: datetime, zone: str, count: int) -> list[tuple[datetime, datetime]]:
    """Return so many weeks, oldest first; the last is the one that a moment lies in."""
    first = week_of(moment, zone)[0].astimezone(ZoneInfo(zone)).date().toordinal()
    days = [first - 7 * back for back in reversed(range(count))]
    return [(_midnight(day, zone), _midnight(day + 7, zone)) for day in days]


def _midnight(day: int, zone: str) -> datetime:
    return datetime.combine(datetime.fromordinal(day).date(), datetime.min.time(), ZoneInfo(zone))


def share_of(cases: Sequence[Case]) -> Figure:
    """Return the share of good cases, with Wilson's interval."""
    total = len(cases)
    share = sum(case.good for case in cases) / total if total else 0.0
    return Figure(share if total >= LEAST_CASES else None, *wilson(share, total), total)


def answered_of(waits: Sequence[Wait]) -> Figure:
    """Return the chance of a response within 24 hours, with Rothman's interval.

    Cases are the questions of which the outcome is known: taken up in time, or followed for all of it. There is no figure either
    while no question has been followed that far and some still wait.
    """
    day = IN_TIME.total_seconds()
    step = still_waiting(waits, day)
    whole = sum(wait.seconds > day or (wait.seconds == day and not wait.ended) for wait in waits)
    known = whole + sum(wait.ended and wait.seconds <= day for wait in waits)
    if not known or (not whole and step.waiting > 0):
        return Figure(None, 0.0, 1.0, known)
    return Figure(1 - step.waiting if known >= LEAST_CASES else None, 1 - step.high, 1 - step.low, known)


def two_way(cases: Cases, began: datetime, ended: datetime) -> Week:
    """Return a week in figures."""
    waits = [wait for _, wait in cases.asked]
    parts = (answered_of(waits), share_of(cases.heard), share_of(cases.echo), share_of(cases.mesh))
    return Week(began, ended, *parts, _index(parts, waits, cases), share_of(cases.asking))


def _index(parts: Sequence[Figure], waits: Sequence[Wait], cases: Cases) -> Figure:
    least = min(part.cases for part in parts)
    values = [part.value for part in parts if part.value is not None]
    if len(values) < len(parts):
        return Figure(None, 0.0, 100.0, least)
    chance = np.random.default_rng(SEED)
    drawn = _resampled_waits(waits, chance)
    for each in (cases.heard, cases.echo, cases.mesh):
        good = sum(case.good for case in each)
        drawn = drawn * chance.binomial(len(each), good / len(each), DRAWS) / len(each)
    low, high = np.quantile(drawn**0.25, (0.025, 0.975))
    value = float(np.prod(values)) ** 0.25
    return Figure(100 * value, min(100 * float(low), 100 * value), max(100 * float(high), 100 * value), least)


def _resampled_waits(waits: Sequence[Wait], chance: np.random.Generator) -> Shares:
    """Return (DRAWS,) shares in 0..1: the chance of a response within 24 hours, of questions drawn anew with replacement."""
    day = IN_TIME.total_seconds()
    kinds: dict[tuple[float, bool], int] = {}
    for wait in waits:
        in_time = wait.ended and wait.seconds <= day
        key = (min(day + GRAIN, round(wait.seconds / GRAIN) * GRAIN), not in_time)  # a response before a censoring
        kinds[key] = kinds.get(key, 0) + 1
    order = sorted(kinds)
    counted = np.array([kinds[key] for key in order], dtype=np.float64)
    drawn = chance.multinomial(len(waits), counted / counted.sum(), DRAWS).astype(np.float64)
    at_risk = np.cumsum(drawn[:, ::-1], axis=1)[:, ::-1]
    ended = np.array([not censored for _, censored in order])
    kept = np.where(ended & (at_risk > 0), 1 - drawn / np.maximum(at_risk, 1), 1.0)
    shares: Shares = 1 - np.prod(kept, axis=1)
    return shares


def warm_up() -> None:
    """Draw once, so that nobody waits for what numpy loads when it first draws."""
    _resampled_waits([Wait(60.0, ended=True)], np.random.default_rng(SEED))


def moved(week: Week, before: Week) -> tuple[str, float] | None:
    """Return the part that moved the index most from one week to the next, and by how much it moved itself (-1..1).

    A part moves the index by its ratio, so the largest |log| counts; None where either week has no index, or nothing moved.
    """
    if week.index.value is None or before.index.value is None:
        return None
    found: list[tuple[float, str, float]] = []
    for (name, after), (_, earlier) in zip(week.parts, before.parts, strict=True):
        now, then = after.value or 0.0, earlier.value or 0.0
        if now != then:
            found.append((abs(log(max(now, 0.001)) - log(max(then, 0.001))), name, now - then))
    return max(found)[1:] if found else None


def moves(week: Week, before: Week) -> tuple[tuple[str, float], ...]:
    """Return by how many points each part moved the index from one week to the next; () where either week has none.

    The points add up to the change: that of a product divides by the logarithms of its factors (the logarithmic mean; Ang, Energy
    Policy 32, 2004). A share of nothing counts as a thousandth.
    """
    now, then = week.index.value, before.index.value
    if now is None or then is None:
        return ()
    ratios = [
        (name, log(max(part.value or 0.0, LEAST) / max(old.value or 0.0, LEAST)))
        for (name, part), (_, old) in zip(week.parts, before.parts, strict=True)
    ]
    total = sum(ratio for _, ratio in ratios)
    # Parts that outweigh one another move nothing together, and yet each by itself.
    weight = (now - then) / total if abs(total) > 1e-9 else now / len(ratios)
    return tuple([(name, weight * ratio) for name, ratio in ratios])
