"""What the words of a line alone speak for: would it end with a question mark; is it a question, to everyone, an answer.

The first is learnt without labels, from lines whose mark is taken away. The others are learnt from labelled lines, and would know those
by heart; so labelled logs (and single lines) are halved by their number, and whatever is trained further on one half sees words as
the other half taught them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

import bot.read.questions
from bot.read.questions import HEADS, WORDING
from bot.read.traits import traits
from bot.read.weights import load
from training.corpus import Log, lines
from training.ngrams import fit
from training.targets import KINDS, targets

EPOCHS, BATCH = 4, 256


@dataclass(slots=True)
class Tables:
    """`bot.read.questions.wording`'s weights: as learnt from everything, and from the even and the odd half alone."""

    whole: np.ndarray
    even: np.ndarray
    odd: np.ndarray


def fair(tables: Tables, number: int) -> np.ndarray:
    """Return the weights for reading a log or a line of a number: those that it taught nothing."""
    return tables.odd if number % 2 == 0 else tables.even


def tables(marks: np.ndarray, labelled: Sequence[tuple[int, Log]]) -> Tables:
    """Learn from labelled logs with their numbers, and from the single lines. `marks`: what was learnt without labels."""
    halves = [_rows(labelled, half) for half in (0, 1)]
    both = [a + b for a, b in zip(*halves, strict=True)]
    return Tables(*(_with(marks, *rows) for rows in (both, *halves)))


def use(table: np.ndarray | None) -> None:
    """Let `bot.read.questions` read words by a table that is not on the disk, in this process; None: by the one on the disk again."""

    def found(name: str) -> dict[str, np.ndarray]:
        return {"ngrams": table} if name == "ngrams" and table is not None else load(name)

    bot.read.questions.load = found  # type: ignore[assignment]


def _with(marks: np.ndarray, bags: list[np.ndarray], y: list[np.ndarray], w: list[np.ndarray]) -> np.ndarray:
    learnt = fit(bags, np.array(y), np.array(w), EPOCHS, BATCH)
    # as it will be on the disk
    return np.concatenate([marks, learnt], axis=1).astype(np.float16).astype(np.float32)


def _rows(labelled: Sequence[tuple[int, Log]], half: int) -> tuple[list, list, list]:
    """Return bags, targets and weights of one half."""
    columns = [HEADS.index(name) for name in WORDING[1:]]
    bags, ys, ws = [], [], []
    for log in [log for number, log in labelled if number % 2 == half]:
        y, w = (array[:, columns] for array in targets(log, log.messages))
        for i in np.flatnonzero(w.any(axis=1)):
            hashes = traits(log.messages[i].text).hashes
            if len(hashes):
                bags.append(hashes.astype(np.int64)), ys.append(y[i]), ws.append(w[i])
    for _, kind, said in list(lines())[half::2]:
        hashes, known = traits(said).hashes, KINDS.get(kind, {})
        if len(hashes) and known:
            bags.append(hashes.astype(np.int64))
            ys.append(np.array([known.get(name, 0) for name in WORDING[1:]], np.float32))
            ws.append(np.array([name in known for name in WORDING[1:]], np.float32))
    return bags, ys, ws
