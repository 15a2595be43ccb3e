"""Fits bot/read/weights/silence.npz: has nobody responded to a question when its patience runs out?

Plays the labelled logs (training/labels, training/talk) through the real engine, takes what the room knows of each question at 15 and
at 30 minutes, and fits small networks to it.
"""

import argparse
import asyncio
import multiprocessing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import torch

import bot.decide.listening
import bot.read.silence
from adapters.clock import ManualClock
from adapters.memory import MemoryStore
from bot.actions import Decision, LineKept, QuestionKept
from bot.commands.replay import replay
from bot.courier import Courier
from bot.engine import Engine
from bot.events import Event, MessageSeen, TimerDue
from bot.model import SMALLEST, Line, Message, Policy, Purpose, Question, Reading
from bot.ports import Batch
from bot.read import Window, read
from bot.read.silence import signs
from bot.read.weights import load
from bot.view import ROOM_LINES
from training.corpus import HERE, SHARED, TIMELESS, Log, labelled, real, talk, ubuntu
from training.gist import look
from training.targets import waiting
from training.wording import Tables, fair, kept, tables, use

PATIENCES = (15, 30)
BEFORE = 150
"""Messages before the labelled ones that are read first, to fill the room."""
PENALTY, RATE, SEEDS, HIDDEN, EPOCHS = 1e-1, 1e-2, 6, 6, 40
WEIGHTS = HERE.parent / "bot" / "read" / "weights"


class Watch:
    """A witness that notes each question, with the lines the room then held, when its patience runs out."""

    def __init__(self) -> None:
        """Nothing seen yet."""
        self.questions: dict[str, Question] = {}
        self.lines: dict[str, Line] = {}
        self.due: list[tuple[Question, float, tuple[float, ...]]] = []

    def saw(self, event: Event, decision: Decision) -> None:
        """Keep what a room would."""
        if isinstance(event, TimerDue) and event.timer.purpose is Purpose.PATIENCE:
            question = self.questions[event.timer.subject]
            self.due.append((question, event.at.timestamp(), signs(question, list(self.lines.values())[-ROOM_LINES:])))
        for change in decision.changes:
            match change:
                case QuestionKept(question):
                    self.questions[question.id] = question
                case LineKept(line):
                    self.lines[line.message.ref.id] = line
                case _:
                    pass


async def watch(log: Log, minutes: int) -> Watch:
    """Play a log at a patience."""
    seen, clock = Watch(), ManualClock(datetime.fromtimestamp(0, UTC))
    store = MemoryStore()
    engine = Engine(store, replace(Policy(), patience=timedelta(minutes=minutes)), {}, SMALLEST, [seen])
    courier = Courier(store, store, {}, clock, lambda event: engine.handle(Batch((event,))))
    await replay([MessageSeen(message) for message in _around(log)], "training", engine, store, courier, clock)
    return seen


def _around(log: Log) -> list[Message]:
    """Return the labelled lines with as many before them as fill a room, and two hours after them."""
    first, last = log.labelled
    places = [place for place, message in enumerate(log.messages) if first <= int(message.ref.id) <= last]
    end = log.messages[places[-1]].at + timedelta(hours=2)
    return [message for message in log.messages[max(0, places[0] - BEFORE) :] if message.at <= end]


def examples(logs: list[tuple[int, Log]], words: Tables) -> tuple[list, list]:
    """Return inputs float64[signs] and outcomes 0/1 of every labelled question to everyone, at every patience."""
    # what an earlier model says of silence must not matter here
    bot.read.silence.forward = lambda name, inputs: np.zeros(1, np.float32)  # type: ignore[assignment]
    inputs, outcomes = [], []
    for number, log in logs:
        use(fair(words, number))
        _read_once()
        first, last = log.labelled
        end = log.messages[-1].at.timestamp()
        for minutes in PATIENCES:
            answers = waiting(log, 60 * minutes)
            for question, due, seen in asyncio.run(watch(log, minutes)).due:
                outcome = answers.get(question.id)
                if first <= int(question.id) <= last and due <= end and outcome is not None:
                    inputs.append(seen)
                    outcomes.append(outcome)
    return inputs, outcomes


def _read_once() -> None:
    """Let the engine read each message of the next log once: what it means, and so its window, is the same at every patience."""
    known: dict[str, Reading] = {}

    def once(message: Message, window: Window) -> Reading:
        if message.ref.id not in known:
            known[message.ref.id] = read(message, window)
        return known[message.ref.id]

    bot.decide.listening.read = once


def fit(inputs: np.ndarray, outcomes: np.ndarray) -> dict[str, np.ndarray]:
    """Return networks as `bot.read.net.forward` takes them, by penalised maximum likelihood."""
    torch.set_num_threads(1)
    middle, spread = inputs.mean(axis=0), inputs.std(axis=0) + 1e-6
    x, y = torch.tensor((inputs - middle) / spread).float(), torch.tensor(outcomes).float()
    inner, outer, bias = [], [], 0.0
    for seed in range(SEEDS):
        torch.manual_seed(seed)
        net = torch.nn.Sequential(torch.nn.Linear(x.shape[1], HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, 1))
        best = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=PENALTY)
        for epoch in range(EPOCHS):
            for group in best.param_groups:
                group["lr"] = RATE * (1 - epoch / EPOCHS)
            for batch in torch.randperm(len(x)).split(256):
                loss = torch.nn.functional.binary_cross_entropy_with_logits(net(x[batch])[:, 0], y[batch])
                best.zero_grad(), loss.backward(), best.step()
        weight, shift = (net[0].weight.detach().numpy(), net[0].bias.detach().numpy())
        weight = weight / spread
        inner.append(np.c_[weight, shift - weight @ middle][None])
        outer.append(net[2].weight.detach().numpy()[0] / SEEDS)
        bias += float(net[2].bias.detach()[0]) / SEEDS
    return {
        "inner": np.concatenate(inner).astype(np.float32),
        "outer": np.append(np.concatenate(outer), bias)[None].astype(np.float32),
    }


def main() -> None:
    """Fit, save, and print the weights."""
    parser = argparse.ArgumentParser(prog="python -m training.silence")
    parser.add_argument(
        "--words", type=Path, help="what words speak for, as training learnt it; else it is learnt anew"
    )
    parser.add_argument("--shared", type=Path, default=SHARED, help="the folder that holds data/irc-train-dev.tar.xz")
    asked = parser.parse_args()
    logs, other = list(ubuntu("train", asked.shared)), [*talk(), *real()]
    known = labelled(logs, other)
    timed = [(number, log) for number, log in known if log.name not in TIMELESS]
    numbered = [*enumerate(logs), *enumerate(other)]
    words = kept(asked.words) if asked.words else tables(load("ngrams")["ngrams"][:, :1], look(numbered), known)
    with multiprocessing.Pool(2) as pool:
        parts = pool.starmap(examples, [(timed[::2], words), (timed[1::2], words)])
    inputs, outcomes = (np.array([row for part in both for row in part]) for both in zip(*parts, strict=True))
    np.savez(WEIGHTS / "silence.npz", **fit(inputs, outcomes))
    print(f"silence: {len(outcomes)} cases, {outcomes.mean():.2f} of them wait")


if __name__ == "__main__":
    main()
