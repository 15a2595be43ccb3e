"""The small networks that read one message: is it a question, put to whom, for what; is it an answer, or something less.

Rows are messages of the labelled logs (`training/labels/ubuntu`, `training/talk`), each with its cues, its n-gram score and its place in the
channel; and the single lines of `training/talk/lines-*.tsv`, given the places of messages of the same kind.
"""

import multiprocessing
from datetime import UTC, datetime
from functools import cache

import numpy as np
import torch

from bot.model import ChannelRef, CommunityRef, MemberRef, Message, MessageRef
from bot.read.pairs import CONTEXT, Pairs, pairs
from bot.read.questions import inputs, linked, text_inputs
from bot.read.traits import traits
from bot.read.window import Window
from bot.read.wording import HEADS
from training.corpus import lines
from training.gist import loss
from training.targets import KINDS, TOLD
from training.wording import Tables, fair, use

SEEDS = 4
HIDDEN = 56
EPOCHS, BATCH, RATE, DECAY = 14, 192, 3e-3, 3e-2


def single(
    x: np.ndarray, y: np.ndarray, w: np.ndarray, generator: np.random.Generator, tables: Tables, copies: int = 3
) -> tuple:
    """Return rows for the single lines, each in the surroundings of `copies` messages of the same kind (a question, an answer, ...)."""
    place = {name: i for i, name in enumerate(TOLD)}
    text = text_inputs()
    xs, ys, ws = [], [], []
    for number, (_, kind, said) in enumerate(lines()):
        if kind not in KINDS:
            continue
        use(fair(tables, number))
        base = inputs(traits(said), _empty())[:text]
        donors = generator.choice(_pool(KINDS[kind], kind, y, w), copies)
        for donor in donors:
            target, weight = np.zeros(y.shape[1], np.float32), np.zeros(y.shape[1], np.float32)
            for name, value in KINDS[kind].items():
                target[place[name]], weight[place[name]] = (
                    value,
                    1 / copies * (2 if value and name in ("settled", "withdrawn") else 1),
                )
            xs.append(np.concatenate([base, x[donor, text:]])), ys.append(target), ws.append(weight)
    return np.array(xs), np.array(ys), np.array(ws)


def _pool(known: dict, kind: str, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Return the rows whose surroundings suit a kind of line."""
    for name in ("answer", "acknowledgement", "engagement", "nudge"):
        if known.get(name) == 1:
            i = HEADS.index(name)
            return np.flatnonzero((w[:, i] > 0) & (y[:, i] > 0.5))
    wanted = known.get("question") == 1
    return np.flatnonzero((w[:, 0] > 0) & ((y[:, 0] > 0.5) == wanted))


def openings(x: np.ndarray, y: np.ndarray, w: np.ndarray, generator: np.random.Generator) -> tuple:
    """Return copies of questions to the channel, and of other lines, as if each were the first line of a quiet channel."""
    place = HEADS.index("channel")
    asked, other = (w[:, place] > 0) & (y[:, place] > 0.5), (w[:, 0] > 0) & (y[:, 0] < 0.5)
    picked = np.concatenate([generator.choice(np.flatnonzero(rows), 250) for rows in (asked, other)])
    x, y, w = x[picked].copy(), y[picked], w[picked] * 0.5
    x[:, text_inputs() :] = np.concatenate((_empty().whole[2 : 2 + len(CONTEXT)], linked(_empty(), ())))[
        : x.shape[1] - text_inputs()
    ]
    return x, y, w


@cache
def _empty() -> Pairs:
    """Return what stands around the first line of all."""
    channel = ChannelRef(CommunityRef("none", "none"), "none")
    told = Message(
        MessageRef(channel, "0"), MemberRef(channel.community, "a"), "a", datetime(2020, 1, 1, tzinfo=UTC), ""
    )
    window = Window()
    return pairs(window.look(told), window)


Rows = tuple[np.ndarray, np.ndarray, np.ndarray]


def fit(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> dict[str, np.ndarray]:
    """Train `SEEDS` networks, in two processes, and put them side by side."""
    mean, spread = x.mean(0), x.std(0) + 1e-2
    rows = ((x - mean) / spread, y, w)
    with multiprocessing.Pool(2) as pool:
        nets = pool.starmap(_member, [(rows, seed) for seed in range(SEEDS)], chunksize=SEEDS // 2)
    inner, outer = [], []
    for scale, shift, weights, bias in nets:
        scale = scale / spread
        inner.append(np.concatenate([scale, (shift - scale @ mean)[:, None]], 1)[None])
        outer.append((weights, bias))
    weights = np.concatenate([out[0] for out in outer], 1) / SEEDS
    bias = sum(out[1] for out in outer)[:, None] / SEEDS
    return {
        "inner": np.concatenate(inner).astype(np.float32),
        "outer": np.concatenate([weights, bias], 1).astype(np.float32),
    }


def _member(rows: Rows, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Train one network; return its weights and biases, layer by layer."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    x, y, w = (torch.tensor(part) for part in rows)
    net = torch.nn.Sequential(
        torch.nn.Dropout(0.12),
        torch.nn.Linear(x.shape[1], HIDDEN),
        torch.nn.ReLU(),
        torch.nn.Dropout(0.2),
        torch.nn.Linear(HIDDEN, y.shape[1]),
    )
    best = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    for epoch in range(EPOCHS):
        for group in best.param_groups:
            group["lr"] = RATE * (1 - epoch / EPOCHS)
        for batch in torch.randperm(len(x)).split(BATCH):
            wrong = loss(net(x[batch]), y[batch], w[batch])
            best.zero_grad(), wrong.backward(), best.step()
    a, b = net[1], net[4]
    return tuple(part.detach().numpy() for part in (a.weight, a.bias, b.weight, b.bias))
