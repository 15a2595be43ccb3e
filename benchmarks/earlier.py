"""How well it is told whether an earlier answer fits, on the labelled pairs of training/earlier.

    python -m benchmarks.earlier [--errors] [--fit] [--speed]

A pair is offered when its probability reaches the threshold at which the bot offers; it is right when the label says that the earlier answer
fits. The halves are cut by what is asked, so that no question stands in both; `--fit` prints weights fitted on the first half, the
second is for reporting. Intervals: bootstrap over questions, 95 %.
"""

import argparse
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.decide.earlier import FITS
from bot.model.likeness import likeness, most_alike, standing, terms
from bot.read.earlier import WEIGHTS, fits, signs

PAIRS = Path(__file__).resolve().parents[1] / "training" / "earlier" / "pairs.tsv"
FITTED, HELD_BACK = 0, 1


@dataclass(frozen=True)
class Pair:
    """A question, one that was answered before, and whether that answer fits. `alike`: 0..1, among the pairs of its language."""

    language: str
    fits: bool
    asked: str
    before: str
    alike: float
    half: int

    @property
    def probability(self) -> float:
        """How likely the bot takes it to fit."""
        return fits(self.asked, self.before, self.alike)


def pairs() -> list[Pair]:
    """Read the labelled pairs."""
    rows = [line.split("\t") for line in PAIRS.read_text(encoding="utf-8").splitlines() if line]
    pools: dict[str, list[str]] = defaultdict(list)
    asked: dict[str, list[str]] = defaultdict(list)
    for language, _, one, before in rows:
        pools[language] += [before] if before not in pools[language] else []
        asked[language] += [one] if one not in asked[language] else []
    known = {language: standing(pool) for language, pool in pools.items()}
    found = []
    for language, label, one, before in rows:
        alike = likeness(terms(one), terms(before), known[language], len(pools[language]))
        found.append(Pair(language, label == "1", one, before, alike, asked[language].index(one) % 2))
    return found


def measured(taken: list[Pair]) -> tuple[float, float, int]:
    """Return precision, recall, and how many are offered."""
    offered = [pair for pair in taken if pair.probability >= FITS]
    right = sum(pair.fits for pair in offered)
    return right / max(1, len(offered)), right / max(1, sum(pair.fits for pair in taken)), len(offered)


def interval(taken: list[Pair], draws: int = 1000) -> tuple[float, float]:
    """Return the 95 % interval of precision, questions drawn anew."""
    by: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in taken:
        by[pair.language, pair.asked].append(pair)
    groups, chance, found = list(by.values()), np.random.default_rng(1), []
    for _ in range(draws):
        drawn = [pair for place in chance.integers(len(groups), size=len(groups)) for pair in groups[place]]
        found.append(measured(drawn)[0])
    low, high = np.quantile(found, (0.025, 0.975))
    return float(low), float(high)


def fitted(taken: list[Pair], strength: float = 0.5) -> dict[str, float]:
    """Return weights fitted on these pairs (logistic regression, L2)."""
    inputs = np.array([list(signs(pair.asked, pair.before, pair.alike).values()) for pair in taken])
    labels, weights = np.array([pair.fits for pair in taken], float), np.zeros(inputs.shape[1])
    penalty = np.eye(len(weights)) * strength
    penalty[0, 0] = 0.01
    for _ in range(50):
        said = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (said - labels) + penalty @ weights
        weights -= np.linalg.solve((inputs * (said * (1 - said))[:, None]).T @ inputs + penalty, slope)
    return {name: round(float(weight), 2) for name, weight in zip(WEIGHTS, weights, strict=True)}


def speed(texts: int = 3000) -> float:
    """Return milliseconds that it takes to look through so many answered questions."""
    base = [pair.before for pair in pairs()]
    others = [f"{base[number % len(base)]} {number % 97} {number % 89}" for number in range(texts)]
    most_alike(base[0], others, 5)
    began = time.perf_counter()
    for number in range(5):
        most_alike(base[number], others, 5)
    return (time.perf_counter() - began) * 200


def main() -> None:
    """Print how well it is told."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]  # it has one
    for flag in ("--errors", "--fit", "--speed"):
        parser.add_argument(flag, action="store_true")
    asked, found = parser.parse_args(), pairs()
    print(f"{len(found)} pairs, {sum(pair.fits for pair in found)} of them fit; offered from {FITS} on")
    kinds = {
        "fitted half": [p for p in found if p.half == FITTED],
        "held-back half": [p for p in found if p.half == HELD_BACK],
    }
    kinds["  of it written for the purpose"] = [p for p in kinds["held-back half"] if p.language != "ubuntu"]
    kinds["  of it #ubuntu"] = [p for p in kinds["held-back half"] if p.language == "ubuntu"]
    for name, taken in kinds.items():
        precision, recall, offered = measured(taken)
        low, high = interval(taken)
        print(
            f"{name:32} precision {precision:.2f} ({low:.2f}-{high:.2f})  recall {recall:.2f}  offered {offered} of {len(taken)}"
        )
    for language in sorted({pair.language for pair in found}):
        precision, recall, offered = measured([pair for pair in found if pair.language == language])
        print(f"  {language:8} precision {precision:.2f}  recall {recall:.2f}  offered {offered}")
    for pair in sorted(found, key=lambda pair: -pair.probability) if asked.errors else ():
        if pair.fits != (pair.probability >= FITS):
            print(
                f"{'missed' if pair.fits else 'FALSE '} {pair.probability:.2f} {pair.language} {pair.asked} | {pair.before}"
            )
    if asked.fit:
        print(fitted(kinds["fitted half"]))
    if asked.speed:
        print(f"{speed():.0f} ms to look through 3,000 answered questions")


if __name__ == "__main__":
    main()
