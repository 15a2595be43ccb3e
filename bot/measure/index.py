"""The two-way index: 100 × the geometric mean of Answered, Heard, Echo and Mesh, with its interval. See docs/measures.md."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import log
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from bot.measure.cases import IN_TIME, Case, Cases
from bot.measure.survival import still_waiting, wilson, within
from bot.model import Figure, Wait, Week

LEAST_CASES = 10
"""Fewer make no figure: not enough data yet."""

DRAWS = 1000
SEED = 20_261_123
Shares = npt.NDArray[np.float64]

LEAST = 0.001
"""What stands in for nothing where a logarithm is taken."""

LOW, HIGH = (0.5, 0.5), (1.0, 0.0)
"""What is added to good and bad cases where a share is drawn for the index's lower end (Jeffreys' prior), and for its upper end (Clopper
and Pearson's exact bound): Jeffreys' alone draws four high shares down together, so that too many intervals end below the truth."""


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
    """Return the chance of a response within 24 hours, as `chance_within` does."""
    return chance_within(waits, IN_TIME.total_seconds())


def chance_within(waits: Sequence[Wait], seconds: float) -> Figure:
    """Return the chance that a wait ends within so many seconds, with Rothman's interval.

    Cases are those of which the outcome is known: ended in time, or followed for all of it. There is no figure either while none has
    been followed that far and some still wait.
    """
    step = still_waiting(waits, seconds)
    known = [good for good in (within(wait, seconds) for wait in waits) if good is not None]
    if not known or (all(known) and step.waiting > 0):
        return Figure(None, 0.0, 1.0, len(known))
    enough = len(known) >= LEAST_CASES
    return Figure(1 - step.waiting if enough else None, 1 - step.high, 1 - step.low, len(known))


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
    still = still_waiting(waits, IN_TIME.total_seconds())
    counts = [(still.cases * (1 - still.waiting), still.cases * still.waiting)]
    for each in (cases.heard, cases.echo, cases.mesh):
        good = sum(case.good for case in each)
        counts.append((good, len(each) - good))
    low = np.quantile(_drawn(counts, LOW, chance), 0.025) ** 0.25
    high = np.quantile(_drawn(counts, HIGH, chance), 0.975) ** 0.25
    value = float(np.prod(values)) ** 0.25
    return Figure(100 * value, min(100 * float(low), 100 * value), max(100 * float(high), 100 * value), least)


def _drawn(counts: Sequence[tuple[float, float]], more: tuple[float, float], chance: np.random.Generator) -> Shares:
    """Return (DRAWS,) products of shares, each drawn by how many of its cases were good and bad."""
    shares = [chance.beta(good + more[0], max(bad + more[1], LEAST), DRAWS) for good, bad in counts]
    products: Shares = np.prod(shares, axis=0)
    return products


def warm_up() -> None:
    """Draw once, so that nobody waits for what numpy loads when it first draws."""
    np.quantile(_drawn([(1, 1)], LOW, np.random.default_rng(SEED)), 0.025)


def moved(week: Week, before: Week) -> tuple[str, float] | None:
    """Return the part that moved the index most from one week to the next, and by how much it moved itself (-1..1).

    A part moves the index by its ratio, so the largest |log| counts; None where either week has no index, or it stayed where it was, in
    the whole points that people are shown.
    """
    if week.index.value is None or before.index.value is None or round(week.index.value) == round(before.index.value):
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
