"""What the bot is worth: responses an occasion, where it spoke up against where a coin held it back. See docs/measures.md.

Interval: Student's, with one variance for both sides (Student, Biometrika 6, 1908). The coin, not a model, makes it right: where
posts change nothing, both sides are draws from the same days, and Student's test is what the exact test over all ways in which the
coin could have fallen comes to (Fisher, The Design of Experiments, 1935; Pitman, J. R. Stat. Soc. Suppl. 4, 1937). Welch's interval,
which estimates a variance for each side, is too narrow at small counts of rare responses; measured in `benchmarks/simulation/NOTES.md`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from bot.measure.survival import Z
from bot.model import Figure, Kind, Trial

LEAST_OCCASIONS = 10
"""Fewer on either side make no figure: not enough data yet."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One kind of post. `treated` and `held`: how many occasions on each side were seen to their end; `with_it` and `without`: how
    many members responded an occasion there, on average. `difference`: of the two, with its interval; no value while there is not
    enough data: less than LEAST_OCCASIONS on a side, or nobody ever responded differently.

    A response is a different member who spoke in the channel within a day, the team left out; for questions, one who answered it.
    """

    kind: Kind
    treated: int
    held: int
    with_it: float
    without: float
    difference: Figure


def effect(trials: Iterable[Trial], kind: Kind) -> Effect:
    """Return what one kind of post is worth. `trials`: a store's; those no coin began, or that were not seen to their end, count for nothing."""
    ours = [trial for trial in trials if trial.kind is kind and trial.held is not None and not trial.blind]
    treated = [_responses(trial) for trial in ours if not trial.held and trial.late is not None]
    held = [_responses(trial) for trial in ours if trial.held and trial.late is not None]
    return Effect(kind, len(treated), len(held), _mean(treated), _mean(held), difference(treated, held))


def _responses(trial: Trial) -> int:
    assert trial.late is not None, "only trials that are over are counted"
    voices, answers = trial.late
    return answers if trial.kind is Kind.NUDGE else voices


def difference(treated: Sequence[float], held: Sequence[float]) -> Figure:
    """Return mean(treated) − mean(held) with its 95 % interval."""
    cases = min(len(treated), len(held))
    one, other = _mean(treated), _mean(held)
    free = len(treated) + len(held) - 2
    spread = sum((count - one) ** 2 for count in treated) + sum((count - other) ** 2 for count in held)
    if cases < LEAST_OCCASIONS or spread == 0:
        return Figure(None, 0.0, 0.0, cases)
    reach = quantile(free) * sqrt(spread / free * (1 / len(treated) + 1 / len(held)))
    return Figure(one - other, one - other - reach, one - other + reach, cases)


def quantile(free: int) -> float:
    """Return the 97.5 % quantile of Student's distribution with at least LEAST_OCCASIONS degrees of freedom, to three decimals.

    By its expansion about the normal quantile (Abramowitz and Stegun, 26.7.5).
    """
    z = Z
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / free + second / free**2 + third / free**3


def _mean(counts: Sequence[float]) -> float:
    return sum(counts) / len(counts) if counts else 0.0
