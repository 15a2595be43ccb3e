"""How fast questions are taken up, as counts that add up: a wait is counted once it is over, and can be uncounted again.

Counts of a season (thirteen weeks) are kept by hour of the week and by length on a logarithmic scale, so that a channel's pace is a
small table however much was asked, and only the newest two seasons are looked at: habits change.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil, log2

from bot.model.waiting import WaitingCurve

SEASON = 91
"""Days. Whole weeks, so that every hour of the week comes as often as any other."""

WEEK = 168
SHORTEST = 15.0
"""Seconds: shorter waits are not told apart."""

FINENESS = 8
"""Steps an octave: two lengths of one step differ by at most 9 %."""

LONGEST = 16 * FINENESS


@dataclass(frozen=True, slots=True, order=True)
class Waited:
    """How a wait is counted: when its question was asked, how long it waited, and whether a response `ended` it (else it is censored).

    `season`: thirteen weeks since the year 1. `hour`: of the week in UTC, 0 (Monday, midnight) to 167; 0 where hours are not told
    apart. `step`: 0 to LONGEST, of a logarithmic scale of lengths.
    """

    season: int
    hour: int
    step: int
    ended: bool


class Lengths:
    """How long questions waited, whenever they were asked: what a waiting curve is drawn from.

    Told apart by their step alone, since a question that is opened draws half a dozen curves.
    """

    __slots__ = ("_rows",)

    def __init__(self) -> None:
        """Begin with none."""
        self._rows: dict[int, list[int]] = {}

    def __bool__(self) -> bool:
        """Whether anything was ever counted, be it uncounted since."""
        return bool(self._rows)

    def __add__(self, other: "Lengths") -> "Lengths":
        """Return both together."""
        both = Lengths()
        for each in (self, other):
            for step, (ended, gone) in each._rows.items():
                both.add(step, True, ended)
                both.add(step, False, gone)
        return both

    def add(self, step: int, ended: bool, amount: int = 1) -> None:
        """Count so many more. An amount below zero is taken for none."""
        row = self._rows.get(step)
        if row is None:
            row = self._rows[step] = [0, 0]
        if amount > 0:
            row[0 if ended else 1] += amount

    def curve(self) -> WaitingCurve:
        """Return the waiting curve."""
        return WaitingCurve.tallied([(SECONDS[step], ended, gone) for step, (ended, gone) in self._rows.items()])


SECONDS = tuple(SHORTEST * 2 ** (max(0.0, step - 0.5) / FINENESS) for step in range(LONGEST + 1))

Pace = Mapping[Waited, int]
"""How many questions waited so. Of the newest season that anything was counted in, and the one before."""


def waited(asked_at: datetime, seconds: float, ended: bool) -> Waited:
    """Return how the wait of a question asked at an aware moment is counted. `seconds`: 0 or more."""
    asked = asked_at.astimezone(UTC)
    return Waited(asked.toordinal() // SEASON, hour_of(asked), step_of(seconds), ended)


def hour_of(moment: datetime) -> int:
    """Return the hour of the week in UTC, 0 to 167, of an aware moment."""
    at = moment.astimezone(UTC)
    return 24 * at.weekday() + at.hour


def step_of(seconds: float) -> int:
    """Return the step of the scale that a length falls on."""
    return min(LONGEST, ceil(FINENESS * log2(seconds / SHORTEST))) if seconds > SHORTEST else 0


def anywhen(count: Waited) -> Waited:
    """Return a count without its hour: so a community counts the waits of all its channels."""
    return Waited(count.season, 0, count.step, count.ended)


def count_wait(pace: dict[Waited, int], count: Waited, amount: int) -> None:
    """Add to a pace, and let go of seasons long past. A count that comes down to nothing stays, so that seasons never come back."""
    newest = max((kept.season for kept in pace), default=count.season)
    if count.season < newest - 1:
        return
    pace[count] = pace.get(count, 0) + amount
    if count.season > newest:
        for old in [kept for kept in pace if kept.season < count.season - 1]:
            del pace[old]


def recent(counts: Iterable[tuple[Waited, int]]) -> dict[Waited, int]:
    """Return the pace that all counts ever made come to."""
    every = list(counts)
    newest = max((count.season for count, _ in every), default=0)
    return {count: amount for count, amount in every if count.season >= newest - 1}


def others_of(community: Pace, channel: Pace) -> Lengths:
    """Return how long questions waited in the community's other channels: all of it, without the channel's own."""
    own: dict[tuple[int, int, bool], int] = {}
    for count, amount in channel.items():
        alike = count.season, count.step, count.ended
        own[alike] = own.get(alike, 0) + amount
    others = Lengths()
    for count, amount in community.items():
        others.add(count.step, count.ended, amount - own.get((count.season, count.step, count.ended), 0))
    return others
