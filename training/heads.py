"""The small networks that read one message: is it a question, put to whom, for what; is it an answer, or something less.

Rows are messages of the labelled logs (`training/labels/ubuntu`, `training/talk`), each with its cues, its n-gram score and its place in the
channel; and the single lines of `training/talk/lines-*.tsv`, given the places of messages of the same kind.
"""

from datetime import UTC, datetime

import numpy as np
import torch

from bot.model import ChannelRef, CommunityRef, MemberRef, Message, MessageRef
from bot.read.pairs import CONTEXT, Pairs, pairs
from bot.read.questions import HEADS, NEEDS, inputs, linked, text_inputs
from bot.read.traits import traits
from bot.read.window import Window
from training.corpus import Log, bursts, lines
from training.rollout import Step

SEEDS = 6
HIDDEN = 24


def targets(log: Log, steps: list[Step]) -> tuple[np.ndarray, np.ndarray]:
    """Return targets and weights, float32[messages, HEADS + NEEDS]; weight 0 where nothing is known."""
    width = len(HEADS) + len(NEEDS)
    y, w = np.zeros((len(steps), width), np.float32), np.zeros((len(steps), width), np.float32)
    at = {step.message.ref.id: i for i, step in enumerate(steps)}
    place = {name: i for i, name in enumerate(HEADS)}
    first, last = log.labelled
    inside = [i for i, step in enumerate(steps) if first <= int(step.message.ref.id) <= last]
    w[inside, place["question"]] = 1
    runs = bursts(log)
    for label in log.labels:
        w[[at[id] for id in runs[str(label["q"])]], place["question"]] = 0
    asked = {str(label["q"]) for label in log.labels}
    for label in log.labels:
        _label(label, y, w, at, place, steps, asked)
    return y, w


def _label(
    label: dict,
    y: np.ndarray,
    w: np.ndarray,
    at: dict[str, int],
    place: dict[str, int],
    steps: list[Step],
    asked: set[str],
) -> None:
    q, sure = at[str(label["q"])], label.get("sure", 1)
    y[q, place["question"]] = sure >= 0.5
    w[q, place["question"]] = 1 if sure >= 0.6 else 0.4
    y[q, place["channel"]], w[q, place["channel"]] = label["audience"] == "channel", 1
    y[q, len(HEADS) + NEEDS.index(label["need"])] = 1
    w[q, len(HEADS) :] = 1
    response, answer = label.get("first_response"), label.get("first_answer")
    if response is not None and str(response) in at:
        r = at[str(response)]
        kind = "answer" if response == answer else "engagement" if str(response) in asked else "acknowledgement"
        for name in ("answer", "engagement", "acknowledgement"):
            y[r, place[name]], w[r, place[name]] = name == kind, 1
    if answer is not None and str(answer) in at:
        r = at[str(answer)]
        y[r, place["answer"]], w[r, place["answer"]] = 1, 1
    asker = steps[q].message.author
    followups = [i for i in range(q + 1, min(q + 60, len(steps))) if steps[i].message.author == asker]
    for i in followups:
        for name in ("withdrawn", "nudge"):
            w[i, place[name]] = max(w[i, place[name]], 0.5)
    if label.get("withdrawn") is not None and str(label["withdrawn"]) in at:
        i = at[str(label["withdrawn"])]
        y[i, place["withdrawn"]], w[i, place["withdrawn"]] = 1, 1
    if label.get("repeat_of") is not None:
        y[q, place["nudge"]], w[q, place["nudge"]] = 1, 1


KINDS = {
    "question": {"question": 1, "nudge": 0}, "indirect": {"question": 1, "nudge": 0}, "statement": {"question": 0},
    "rhetorical": {"question": 0}, "tag": {"question": 0}, "quoted": {"question": 0}, "exclaimed": {"question": 0},
    "answer": {"question": 0, "answer": 1, "engagement": 0, "acknowledgement": 0},
    "engaged": {"answer": 0, "engagement": 1, "acknowledgement": 0},
    "ack": {"question": 0, "answer": 0, "engagement": 0, "acknowledgement": 1, "settled": 0, "withdrawn": 0},
    "settled": {"question": 0, "settled": 1, "withdrawn": 0}, "withdrawn": {"question": 0, "withdrawn": 1, "settled": 0},
    "nudge": {"nudge": 1, "withdrawn": 0, "settled": 0},
}  # fmt: skip


def single(x: np.ndarray, y: np.ndarray, w: np.ndarray, generator: np.random.Generator, copies: int = 3) -> tuple:
    """Return rows for the single lines, each in the surroundings of `copies` messages of the same kind (a question, an answer, ...)."""
    place = {name: i for i, name in enumerate(HEADS)}
    text = text_inputs()
    xs, ys, ws = [], [], []
    for _, kind, said in lines():
        if kind not in KINDS:
            continue
        base = inputs(traits(said), EMPTY)[:text]
        donors = generator.choice(_pool(KINDS[kind], kind, y, w), copies)
        for donor in donors:
            target, weight = np.zeros(y.shape[1], np.float32), np.zeros(y.shape[1], np.float32)
            for name, value in KINDS[kind].items():
                target[place[name]], weight[place[name]] = (
                    value,
                    1 / copies * (2 if name in ("settled", "withdrawn") else 1),
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
    x[:, text_inputs() :] = np.concatenate((EMPTY.whole[2 : 2 + len(CONTEXT)], linked(EMPTY, ())))[
        : x.shape[1] - text_inputs()
    ]
    return x, y, w


def _empty() -> Pairs:
    """Return what stands around the first line of all."""
    channel = ChannelRef(CommunityRef("none", "none"), "none")
    told = Message(
        MessageRef(channel, "0"), MemberRef(channel.community, "a"), "a", datetime(2020, 1, 1, tzinfo=UTC), ""
    )
    window = Window()
    return pairs(window.look(told), window)


EMPTY = _empty()


def fit(x: np.ndarray, y: np.ndarray, w: np.ndarray, epochs: int = 40, decay: float = 3e-3) -> dict[str, np.ndarray]:
    """Train `SEEDS` networks and put them side by side."""
    mean, spread = x.mean(0), x.std(0) + 1e-2
    scaled = torch.tensor((x - mean) / spread)
    y_, w_ = torch.tensor(y), torch.tensor(w)
    inner, outer = [], []
    for seed in range(SEEDS):
        torch.manual_seed(seed)
        net = torch.nn.Sequential(
            torch.nn.Dropout(0.1),
            torch.nn.Linear(x.shape[1], HIDDEN),
            torch.nn.ReLU(),
            torch.nn.Dropout(0.2),
            torch.nn.Linear(HIDDEN, y.shape[1]),
        )
        best = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=decay * 10)
        for epoch in range(epochs):
            for group in best.param_groups:
                group["lr"] = 3e-3 * (1 - epoch / epochs)
            for batch in torch.randperm(len(x)).split(128):
                loss = _loss(net(scaled[batch]), y_[batch], w_[batch])
                best.zero_grad(), loss.backward(), best.step()
        a, b = net[1], net[4]
        scale = a.weight.detach().numpy() / spread
        inner.append(np.concatenate([scale, (a.bias.detach().numpy() - scale @ mean)[:, None]], 1)[None])
        outer.append((b.weight.detach().numpy(), b.bias.detach().numpy()))
    weights = np.concatenate([out[0] for out in outer], 1) / SEEDS
    bias = sum(out[1] for out in outer)[:, None] / SEEDS
    return {
        "inner": np.concatenate(inner).astype(np.float32),
        "outer": np.concatenate([weights, bias], 1).astype(np.float32),
    }


def _loss(out: torch.Tensor, y: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
    heads = len(HEADS)
    binary = torch.nn.functional.binary_cross_entropy_with_logits(
        out[:, :heads], y[:, :heads], weight=w[:, :heads], reduction="sum"
    )
    kinds = -(torch.log_softmax(out[:, heads:], 1) * y[:, heads:] * w[:, heads:]).sum()
    return (binary + 0.5 * kinds) / len(out)
