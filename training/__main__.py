"""Make every weight anew: `python -m training [--shared FOLDER]`. See README.md for what it needs and how long it takes."""

import argparse
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy is loaded: sums come out alike only in one thread

import numpy as np
import torch

from bot.read import weights
from bot.read.links import beliefs
from bot.read.pairs import CONTEXT, PAIR
from bot.read.questions import text_inputs
from training import heads, links
from training.corpus import SHARED, Log, talk, ubuntu
from training.ngrams import ngrams
from training.rarity import rarity
from training.rollout import annotators, rollout
from training.unnamed import unnamed

FOLDER = Path(weights.__file__).parent
BEFORE = 150
"""Messages before the first annotated one that are read first, to fill the window."""
SEEDS = (10, 11), (0, 1)
TALK_WEIGHT = 3
"""How often the talk in other kinds of channel counts beside the thirty times larger corpus."""
EPOCHS = 6, 7
LIFT = 0.35
"""Added to the logit of a question: one half then stands where precision and recall of the development logs meet."""
Read = tuple[Log, dict[str, np.ndarray] | None]
"""A log, and the linker that reads it, one that was not trained on it; None: the annotators."""


def save(name: str, arrays: dict[str, np.ndarray]) -> None:
    """Write a weight file, large arrays as float16, in a fixed order and without times, so that the same arrays give the same bytes."""
    small = {key: value.astype(np.float16) if value.size > 1000 else value for key, value in sorted(arrays.items())}
    np.savez_compressed(FOLDER / f"{name}.npz", **small)
    weights.load.cache_clear()


def from_first_known(log: Log, ids: list[int]) -> int:
    """Return the place to read a log from."""
    first = min(ids)
    start = next(i for i, message in enumerate(log.messages) if int(message.ref.id) >= first)
    return max(0, start - BEFORE)


def variants(numbered: list[tuple[int, Log]]) -> Iterator[Log]:
    """Return each log with all its names, and again with some or all of them taken out."""
    for number, log in numbered:
        yield log
        yield unnamed(log, 0.75 if number % 2 == 0 else 1.0 if number % 4 == 1 else 0.4)


def gather(job: tuple[list[tuple[int, Log]], dict[str, np.ndarray] | None, np.ndarray]) -> links.Choices:
    """Read logs with a linker (None: the annotators), and keep what each message had to choose from."""
    numbered, model, first = job
    torch.set_num_threads(1)
    if model is not None:
        weights.load.cache_clear()
        links.use(model)
    parts = []
    for log in variants(numbered):
        linker = annotators(log) if model is None else beliefs
        steps = rollout(log, linker, from_first_known(log, [int(id) for id in log.parents]), "heads", keep=True)
        known = [(step, log.parents[step.message.ref.id]) for step in steps if log.parents.get(step.message.ref.id)]
        parts.append(links.choices(known, first))
    return links.joined(parts)


def train(job: tuple[links.Choices, tuple[int, ...], int, np.ndarray]) -> dict[str, np.ndarray]:
    """Train networks for some seeds."""
    data, seeds, epochs, first = job
    torch.set_num_threads(1)
    return links.fit(data, seeds, epochs) | {"first": first}


def train_links(logs: list[Log], written: list[Log], say) -> list[dict[str, np.ndarray]]:
    """Train the linker; return the linkers of the even and of the odd logs, for reading what they were not trained on.

    Half of its networks see the annotators' threads in training, half the threads that a linker trained on the other half of the logs
    predicted, twice over. The first keep whole conversations together better, the second are better at single links.
    """
    numbered, more = list(enumerate(logs)), list(enumerate(log for log in written if log.parents))
    some = [log for _, log in numbered[::6]]
    samples = []
    for log in some:
        steps = rollout(
            log, annotators(log), from_first_known(log, [int(id) for id in log.parents]), "heads", keep=True
        )
        samples += [(step, log.parents[step.message.ref.id]) for step in steps if log.parents.get(step.message.ref.id)]
    first = links.first_stage(samples)
    del samples
    halves = numbered[::2], numbered[1::2]
    models: list[dict[str, np.ndarray] | None] = [None, None]
    told: list[links.Choices] = []
    with multiprocessing.Pool(2) as pool:
        for turn, epochs in enumerate((3, 4)):
            parts = pool.map(gather, [(halves[0], models[1], first), (halves[1], models[0], first)], chunksize=1)
            told = told or parts
            models = pool.map(train, [(part, (0,), epochs, first) for part in parts], chunksize=1)
            say(f"linker, turn {turn}")
        jobs = [
            (halves[0], models[1], first), (halves[1], models[0], first), (more, None, first), (more, models[0], first),
        ]  # fmt: skip
        one, other, talk_told, talk_read = pool.map(gather, jobs, chunksize=1)
        told = [*told, *[talk_told] * TALK_WEIGHT]
        read = [one, other, *[talk_read] * TALK_WEIGHT]
        say("linker, last turn")
        last = [(links.joined(told), SEEDS[0], EPOCHS[0], first), (links.joined(read), SEEDS[1], EPOCHS[1], first)]
        parts = pool.map(train, last, chunksize=1)
    nets = [{name: array for name, array in part.items() if name != "first"} for part in parts]
    save("links", links.together(nets) | {"first": first})
    return models


def labelled_rows(logs: list[Read], asks: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return inputs, targets and weights of every message of the labelled logs that something is known of."""
    xs, ys, ws = [], [], []
    for log, model in logs:
        if model is not None:
            links.use(model)
        linker = annotators(log) if model is None else beliefs
        steps = rollout(log, linker, from_first_known(log, [log.labelled[0]]), asks)
        y, w = heads.targets(log, steps)
        known = w.any(axis=1)
        xs.append(np.array([step.inputs for step in steps])[known]), ys.append(y[known]), ws.append(w[known])
    return np.concatenate(xs), np.concatenate(ys), np.concatenate(ws)


def train_heads(name: str, logs: list[Read], asks: str, width: int) -> None:
    """Train the networks that say what a message is, on the first `width` inputs."""
    x, y, w = labelled_rows(logs, asks)
    x = x[:, :width]
    dice = np.random.default_rng(0)
    more = heads.single(x, y, w, dice), heads.openings(x, y, w, dice)
    arrays = heads.fit(*(np.concatenate(parts) for parts in zip((x, y, w), *more, strict=True)))
    if name == "says":
        arrays["outer"][heads.HEADS.index("question"), -1] += LIFT
    save(name, arrays)


def main() -> None:
    """Make the weights."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED, help="the folder that holds data/irc-train-dev.tar.xz")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    started = time.monotonic()

    def say(what: str) -> None:
        print(f"{time.monotonic() - started:6.0f} s  {what}", flush=True)

    logs, written = list(ubuntu("train", asked.shared)), list(talk())
    labelled = [log for log in [*logs, *written] if log.labels]
    say(f"{len(logs)} logs of the corpus, {len(written)} written; {len(labelled)} with labels")
    save("rarity", {"rarity": rarity(logs)})
    # not the labelled logs: what is learnt by heart there would look better than it is
    save("ngrams", {"ngrams": ngrams([log for log in logs if not log.labels])})
    say("words")
    train_heads("heads", [(log, None) for log in labelled], "", text_inputs() + len(CONTEXT))
    say("heads")
    even, odd = train_links(logs, written, say)
    say("links")
    fair: list[Read] = [(log, odd if number % 2 == 0 else even) for number, log in enumerate(logs) if log.labels]
    fair += [(log, even) for log in written if log.labels]
    train_heads("says", fair, "heads", text_inputs() + len(CONTEXT) + len(PAIR) + 2)
    say("says")
    # in a process of its own, which finds the new weights on the disk
    subprocess.run([sys.executable, "-m", "training.silence"], check=True)
    say("silence")


if __name__ == "__main__":
    main()
