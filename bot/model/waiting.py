"""Waiting times as a survival curve: questions that still wait count as waiting, not as never asked."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wait:
    """How long one question waited, in seconds. `ended`: a response ended it; otherwise it is censored then."""

    seconds: float
    ended: bool


@dataclass(frozen=True, slots=True)
class WaitingCurve:
    """Kaplan–Meier's product-limit estimate: steps of (seconds, share of questions that still wait just after).

    `longest`: for so many seconds the longest wait was followed; beyond that nothing is known.
    """

    steps: tuple[tuple[float, float], ...]
    waits: int
    longest: float = 0.0

    @classmethod
    def of(cls, waits: Iterable[Wait]) -> "WaitingCurve":
        """Estimate S(t) = Π (1 − d_i / n_i) over the times t_i ≤ t at which d_i of the n_i still at risk got a response.

        Kaplan and Meier, "Nonparametric estimation from incomplete observations", JASA 53 (1958). Ties of a response and a
        censoring at the same time count the response first, as is usual.
        """
        rows: dict[float, list[int]] = {}
        for wait in waits:
            rows.setdefault(wait.seconds, [0, 0])[0 if wait.ended else 1] += 1
        return cls.tallied((seconds, ended, gone) for seconds, (ended, gone) in rows.items())

    @classmethod
    def tallied(cls, rows: Iterable[tuple[float, int, int]]) -> "WaitingCurve":
        """Estimate from counts: (seconds, how many got a response then, how many were last seen waiting then), each length once."""
        ordered = sorted(rows)
        waits = at_risk = sum(ended + gone for _, ended, gone in ordered)
        share, steps = 1.0, []
        for seconds, ended, gone in ordered:
            if ended:
                share *= 1 - ended / at_risk
                steps.append((seconds, share))
            at_risk -= ended + gone
        return cls(tuple(steps), waits, ordered[-1][0] if ordered else 0.0)

    def waiting_after(self, seconds: float) -> float:
        """Return the share (0..1) of questions that still wait after so many seconds."""
        share = 1.0
        for time, value in self.steps:
            if time > seconds:
                break
            share = value
        return share

    def seconds_until(self, answered: float) -> float | None:
        """Return the seconds after which a share (0..1) of questions has a response; None where the curve never gets there."""
        for time, share in self.steps:
            if 1 - share >= answered - 1e-12:
                return time
        return None
