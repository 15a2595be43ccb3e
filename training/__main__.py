"""Make every weight anew: `python -m training [--shared FOLDER]`. See README.md for what it needs and how long it takes."""

import argparse
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy is loaded: sums come out alike only in one thread

import numpy as np
import torch

from bot.read import weights
from bot.read.features import PAIR
from bot.read.links import beliefs
from bot.read.pairs import CONTEXT
from bot.read.questions import text_inputs
from training import heads, links
from training.channels import cold, quiet, young
from training.corpus import SHARED, Log, labelled, real, talk, ubuntu, windows
from training.gist import look
from training.ngrams import marks
from training.rarity import rarity
from training.rollout import annotators, rollout
from training.senses import senses
from training.soft import believed
from training.targets import targets
from training.unnamed import unnamed
from training.wording import Tables, Words, fair, keep, tables, use

FOLDER = Path(weights.__file__).parent
BEFORE = 150
"""Messages before the first annotated one that are read first, to fill the window."""
SEEDS = (10, 11), (0, 1)
QUIET = 0.1, 0.2
"""Shares of a log's threads that make a quiet channel of it."""
TALK_WEIGHT = 2
"""How often the talk in other kinds of channel counts beside the corpus, which is some twenty times larger."""
READ_WEIGHT = {"irc": 1, "talk": 2}
"""How often a labelled line of each kind counts: #ubuntu has ten times as many of them as all other talk."""
EPOCHS = 8, 8
LIFT = 0.1
"""Added to the logit of a question: at one half, precision and recall of the development logs nearly meet (benchmarks/reading/NOTES.md has
other values)."""
Read = tuple[int, Log, dict[str, np.ndarray] | None]
"""A log with its number, and the linker that reads it, one that was not trained on it; None: the annotators."""


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


def variants(numbered: list[tuple[int, Log]]) -> Iterator[tuple[int, Log]]:
    """Return each log with all its names, and again with some or all of them taken out; cut into young channels, thinned to quiet ones, and
    cut into topics that have just begun.
    """
    for number, log in numbered:
        share = 0.75 if number % 4 < 2 else 1.0 if number % 8 < 4 else 0.4
        yield number, log
        yield number, unnamed(log, share)
        begun = young(log, number)
        if begun.messages:  # a log of few lines has none
            yield number, begun
        busy = log.messages[0].ref.channel.community.platform == "irc"
        for still in (quiet(log, part) for part in QUIET if busy):
            if still.messages:
                yield number, still
                yield number, unnamed(still, share)
        topics = cold(quiet(log, QUIET[0]) if busy else log)
        if topics.messages:
            yield number, topics
            if not busy:
                yield number, unnamed(topics, share)


def unlabelled(log: Log) -> Log:
    """Return the log without its labelled lines: what is learnt by heart there would look better than it is."""
    read = [window.labelled for window in windows(log)]
    kept = [
        message for message in log.messages if not any(first <= int(message.ref.id) <= last for first, last in read)
    ]
    return replace(log, messages=kept)


Job = tuple[list[tuple[int, Log]], dict[str, np.ndarray] | None, np.ndarray, Tables]


def gather(job: Job) -> links.Choices:
    """Read logs with a linker (None: the annotators), and keep what each message had to choose from."""
    numbered, model, first, words = job
    torch.set_num_threads(1)
    if model is not None:
        weights.load.cache_clear()
        links.use(model)
    parts = []
    for number, log in variants(numbered):
        use(fair(words, number))
        linker = annotators(log) if model is None else beliefs
        steps = rollout(log, linker, from_first_known(log, [int(id) for id in log.parents]), "heads", keep=True)
        known = [(step, log.parents[step.message.ref.id]) for step in steps if log.parents.get(step.message.ref.id)]
        parts.append(links.choices(known, first))
    return links.joined(parts)


def gather_soft(job: Job) -> links.Choices:
    """Let a trained linker teach the lines of the logs that nobody annotated."""
    numbered, model, first, words = job
    torch.set_num_threads(1)
    weights.load.cache_clear()
    links.use(model)
    parts = []
    for number, log in numbered:
        use(fair(words, number))
        parts.append(believed(log, number, first))
    return links.joined(parts)


def train(job: tuple[links.Choices, tuple[int, ...], int, np.ndarray]) -> dict[str, np.ndarray]:
    """Train networks for some seeds."""
    data, seeds, epochs, first = job
    torch.set_num_threads(1)
    return links.fit(data, seeds, epochs) | {"first": first}


def train_links(logs: list[Log], written: list[Log], words: Tables, say) -> list[dict[str, np.ndarray]]:
    """Train the linker; return the linkers of the even and of the odd logs, for reading what they were not trained on.

    Half of its networks see the annotators' threads in training, half the threads that a linker trained on the other half of the logs
    predicted, twice over. The first keep whole conversations together better, the second are better at single links.
    """
    numbered, more = list(enumerate(logs)), [(number, log) for number, log in enumerate(written) if log.parents]
    samples = []
    for number, log in numbered[::7]:
        use(fair(words, number))
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
            parts = pool.map(
                gather, [(halves[0], models[1], first, words), (halves[1], models[0], first, words)], chunksize=1
            )
            told = told or parts
            models = pool.map(train, [(part, (0,), epochs, first) for part in parts], chunksize=1)
            say(f"linker, turn {turn}")
        jobs = [
            (halves[0], models[1], first, words), (halves[1], models[0], first, words),
            (more, None, first, words), (more, models[0], first, words),
        ]  # fmt: skip
        one, other, talk_told, talk_read = pool.map(gather, jobs, chunksize=1)
        told = [*told, *[talk_told] * TALK_WEIGHT]
        read = [one, other, *[talk_read] * TALK_WEIGHT]
        say("linker, last turn")
        last = [(links.joined(told), SEEDS[0], EPOCHS[0], first), (links.joined(read), SEEDS[1], EPOCHS[1], first)]
        teacher = _together(pool.map(train, last, chunksize=1))
        say("linker, teacher")
        soft = pool.map(gather_soft, [(half, teacher | {"first": first}, first, words) for half in halves], chunksize=1)
        say("linker, lines that nobody annotated")
        last = [
            (links.joined([*parts, *soft]), seeds, epochs, first)
            for parts, seeds, epochs in zip((told, read), SEEDS, EPOCHS, strict=True)
        ]
        del soft
        parts = pool.map(train, last, chunksize=1)
    save("links", _together(parts) | {"first": first})
    return models


def _together(parts: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    return links.together([{name: array for name, array in part.items() if name != "first"} for part in parts])


def labelled_rows(logs: list[Read], asks: str, words: Tables) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return inputs, targets and weights of every message of the labelled logs that something is known of."""
    with multiprocessing.Pool(2) as pool:
        parts = pool.starmap(_rows_of, [(read, asks, fair(words, read[0])) for read in logs], chunksize=8)
    return tuple(np.concatenate(part) for part in zip(*parts, strict=True))


def _rows_of(read: Read, asks: str, words: Words) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    _, log, model = read
    use(words)
    if model is not None:
        links.use(model)
    linker = annotators(log) if model is None else beliefs
    steps = rollout(log, linker, from_first_known(log, [log.labelled[0]]), asks)
    y, w = targets(log, [step.message for step in steps])
    known = w.any(axis=1)
    w *= READ_WEIGHT[log.messages[0].ref.channel.community.platform]
    return np.array([step.inputs for step in steps])[known], y[known], w[known]


def train_heads(name: str, logs: list[Read], asks: str, width: int, words: Tables) -> None:
    """Train the networks that say what a message is, on the first `width` inputs."""
    x, y, w = labelled_rows(logs, asks, words)
    x = x[:, :width]
    dice = np.random.default_rng(0)
    more = heads.single(x, y, w, dice, words), heads.openings(x, y, w, dice)
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

    logs, other = list(ubuntu("train", asked.shared)), [*talk(), *real()]
    known = labelled(logs, other)
    say(f"{len(logs)} logs of the corpus, {len(other)} of other talk; {len(known)} windows with labels")
    save("rarity", {"rarity": rarity(logs)})
    numbered = [*enumerate(logs), *enumerate(other)]
    lines = look(numbered)
    save("sense", senses(lines))
    words = tables(marks([unlabelled(log) for log in logs]), lines, known)
    del lines
    for name, arrays in words.whole.items():
        save(name, arrays)
    say("words")
    train_heads("heads", [(number, log, None) for number, log in known], "", text_inputs() + len(CONTEXT), words)
    say("heads")
    even, odd = train_links(logs, other, words, say)
    say("links")
    # neither of the two linkers has seen other talk, so there one is as good as the other
    away = {log.name for log in other}
    reads: list[Read] = [(number, log, even if log.name in away or number % 2 else odd) for number, log in known]
    train_heads("says", reads, "heads", text_inputs() + len(CONTEXT) + len(PAIR) + 2, words)
    say("says")
    # in a process of its own, which finds the new weights on the disk
    with TemporaryDirectory(prefix="twoway-training-") as folder:
        keep(words, Path(folder) / "words.npz")
        where = ("--words", f"{folder}/words.npz", "--shared", str(asked.shared))
        subprocess.run([sys.executable, "-m", "training.silence", *where], check=True)
    say("silence")


if __name__ == "__main__":
    main()
