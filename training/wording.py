"""What the words of a line alone speak for: would it end with a question mark; is it a question, to everyone, an answer.

The first is learnt without labels, from lines whose mark is taken away. The others are learnt from labelled lines, and would know those
by heart; so labelled logs (and single lines) are halved by their number, and whatever is trained further on one half sees words as
the other half taught them. What the gist of a line is (gist.py) is learnt by the same halves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import bot.read.wording
from bot.read.traits import traits
from bot.read.weights import Arrays, load
from bot.read.wording import COUNTED, HEADS
from training.corpus import Log, lines
from training.gist import Lines, gists
from training.ngrams import fit
from training.targets import KINDS, targets

EPOCHS, BATCH = 4, 256


Words = dict[str, Arrays]
"""The arrays of `ngrams.npz` and `gist.npz`."""


@dataclass(slots=True)
class Tables:
    """What `bot.read.wording` reads by: as learnt from everything, and from the even and the odd half alone."""

    whole: Words
    even: Words
    odd: Words


def fair(tables: Tables, number: int) -> Words:
    """Return the weights for reading a log or a line of a number: those that it taught nothing."""
    return tables.odd if number % 2 == 0 else tables.even


def tables(marks: np.ndarray, known: Lines, labelled: Sequence[tuple[int, Log]]) -> Tables:
    """Learn from labelled windows with their logs' numbers, and from the single lines. `marks`: what was learnt without labels; `known`: all lines."""
    halves = [_rows(labelled, half) for half in (0, 1)]
    both = [a + b for a, b in zip(*halves, strict=True)]
    counted = [_with(marks, *rows) for rows in (both, *halves)]
    heard = [{name: _as_kept(array) for name, array in gist.items()} for gist in gists(known, labelled)]
    return Tables(*({"ngrams": {"ngrams": a}, "gist": b} for a, b in zip(counted, heard, strict=True)))


def use(words: Words | None) -> None:
    """Let `bot.read.wording` read by weights that are not on the disk, in this process; None: by those on the disk again."""
    bot.read.wording.load = load if words is None else words.__getitem__  # type: ignore[assignment]


def keep(tables: Tables, path: Path) -> None:
    """Write all three to a file, for another process."""
    parts = {"whole": tables.whole, "even": tables.even, "odd": tables.odd}
    np.savez(
        path,
        **{
            f"{part} {name} {key}": array
            for part, words in parts.items()
            for name, arrays in words.items()
            for key, array in arrays.items()
        },
    )


def kept(path: Path) -> Tables:
    """Return what `keep` wrote."""
    found: dict[str, Words] = {}
    with np.load(path, allow_pickle=False) as file:
        for entry in file.files:
            part, name, key = entry.split()
            found.setdefault(part, {}).setdefault(name, {})[key] = file[entry]
    return Tables(**found)


def _as_kept(array: np.ndarray) -> np.ndarray:
    """Return numbers as they will be on the disk."""
    return array.astype(np.float16).astype(np.float32) if array.size > 1000 else array


def _with(marks: np.ndarray, bags: list[np.ndarray], y: list[np.ndarray], w: list[np.ndarray]) -> np.ndarray:
    learnt = fit(bags, np.array(y), np.array(w), EPOCHS, BATCH)
    return _as_kept(np.concatenate([marks, learnt], axis=1))


def _rows(labelled: Sequence[tuple[int, Log]], half: int) -> tuple[list, list, list]:
    """Return bags, targets and weights of one half."""
    columns = [HEADS.index(name) for name in COUNTED[1:]]
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
            ys.append(np.array([known.get(name, 0) for name in COUNTED[1:]], np.float32))
            ws.append(np.array([name in known for name in COUNTED[1:]], np.float32))
    return bags, ys, ws
