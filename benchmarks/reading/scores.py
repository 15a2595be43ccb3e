"""Scores of links, conversations, questions, flags and answers, as counts that can be added up over logs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.reading.played import Played
from bot.model import Line
from training.corpus import Log


@dataclass(frozen=True, slots=True)
class Counts:
    """Hits among what was said and among what is so."""

    hit: float = 0.0
    said: float = 0.0
    gold: float = 0.0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.hit + other.hit, self.said + other.said, self.gold + other.gold)

    @property
    def precision(self) -> float:
        return self.hit / self.said if self.said else 1.0

    @property
    def recall(self) -> float:
        return self.hit / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def interval(parts: Sequence[Counts], draws: int = 2000) -> tuple[float, float]:
    """Return the 95 % interval of F1 by drawing logs with replacement (percentile bootstrap, fixed seed)."""
    dice = np.random.default_rng(0)
    table = np.array([(part.hit, part.said, part.gold) for part in parts])
    sums = table[dice.integers(0, len(table), (draws, len(table)))].sum(axis=1)
    f1 = 2 * sums[:, 0] / np.maximum(sums[:, 1] + sums[:, 2], 1e-9)
    low, high = np.percentile(f1, [2.5, 97.5])
    return float(low), float(high)


def pairs(log: Log, lines: Iterable[Line]) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Return the annotators' (parent, child) links and ours; a line that starts something is linked to itself, system lines too."""
    gold = {int(id): {int(parent) for parent in parents} for id, parents in log.parents.items()}
    first = min(id for id in gold if id >= 1000) if any(id >= 1000 for id in gold) else min(gold)
    said: dict[int, list[int]] = {
        int(line.message.ref.id): [int(parent) for parent in line.reading.parents()] for line in lines
    }
    children = [id for id in gold if id >= first]
    ours = {(parent, id) for id in children for parent in (said.get(id) or [id])}
    return {(parent, id) for id in children for parent in gold[id]}, ours


def links(log: Log, lines: Iterable[Line]) -> Counts:
    """Score the links as graph edges."""
    gold, ours = pairs(log, lines)
    return Counts(len(gold & ours), len(ours), len(gold))


def _clusters(edges: set[tuple[int, int]]) -> list[frozenset[int]]:
    up: dict[int, int] = {}

    def top(node: int) -> int:
        while up.setdefault(node, node) != node:
            node = up[node]
        return node

    for a, b in edges:
        up[top(a)] = top(b)
    found: dict[int, set[int]] = {}
    for node in list(up):
        found.setdefault(top(node), set()).add(node)
    return [frozenset(nodes) for nodes in found.values() if len(nodes) > 1]


def conversations(log: Log, lines: Iterable[Line]) -> Counts:
    """Score conversations of more than one line that are found exactly."""
    gold, ours = (_clusters(edges) for edges in pairs(log, lines))
    return Counts(len(set(gold) & set(ours)), len(ours), len(gold))


def answers(played: Played) -> tuple[Counts, Counts]:
    """Score "a real attempt at an answer" and "a mere response" on the annotators' first responses."""
    readings = {int(line.message.ref.id): line.reading for line in played.lines}
    real, mere = Counts(), Counts()
    for label in played.log.labels:
        response = label.get("first_response")
        if response is None or response not in readings or label.get("sure", 1) < 0.5:
            continue
        gold, said = response == label.get("first_answer"), readings[response].answer >= 0.5
        real += Counts(gold and said, said, gold)
        mere += Counts(not gold and not said, not said, not gold)
    return real, mere


def reliability(pairs_of: Iterable[tuple[float, bool]], bins: int = 10) -> list[tuple[float, float, int]]:
    """Return (mean probability, share that is so, number) for each tenth of the probabilities that holds anything."""
    told = np.array([(chance, is_so) for chance, is_so in pairs_of], float)
    if not len(told):
        return []
    place = np.minimum((told[:, 0] * bins).astype(int), bins - 1)
    return [
        (float(told[place == b, 0].mean()), float(told[place == b, 1].mean()), int((place == b).sum()))
        for b in range(bins)
        if (place == b).any()
    ]
