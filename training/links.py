"""Train the linker: which of the earlier lines, or itself, does a message respond to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

import bot.read.links
from bot.read.features import PAIR
from bot.read.links import BEST
from bot.read.pairs import WHOLE
from bot.read.sense import PARTS, SENSE
from training.rollout import Step

P, W = len(PAIR), len(WHOLE)
NOTIONS = 2
"""Of how alike two lines are, each network has so many."""
ALIKE = 3.0
"""How alike two lines are, before anything is learnt: so many times the cosine of the angle between what they speak of."""
SOFT = 0.5
"""What a teacher believes counts half of what an annotator said."""


@dataclass(slots=True)
class Choices:
    """Messages with their shortlisted lines.

    `pair` float16[m, BEST, P]; `whole` float32[m, W]; `sense` int8[m, SENSE] and `senses` int8[m, BEST, SENSE];
    `right` [m, BEST + 1], 1 for every right parent (last: itself), or where `soft` [m] is
    so, what a teacher believed of each, in sum 1; `there` [m, BEST + 1], False where there are fewer lines.
    """

    pair: np.ndarray
    whole: np.ndarray
    right: np.ndarray
    there: np.ndarray
    soft: np.ndarray
    sense: np.ndarray
    senses: np.ndarray


def first_stage(samples: Iterable[tuple[Step, set[str]]], epochs: int = 2) -> np.ndarray:
    """Return the linear scores' weights: softmax over all live lines, among messages whose parent is live."""
    torch.manual_seed(0)
    weight = torch.zeros(P, requires_grad=True)
    best = torch.optim.Adam([weight], lr=0.01)
    data = [(step.pairs.pair, [i for i, id in enumerate(step.ids) if id in parents]) for step, parents in samples]
    data = [(pair, right) for pair, right in data if right and pair.shape[1] == 100]
    spread = np.concatenate([pair for pair, _ in data[::50]], 1).astype(np.float32).std(1) + 0.05
    for _ in range(epochs):
        for batch in torch.randperm(len(data)).split(64):
            pair = torch.from_numpy(np.stack([data[i][0] for i in batch]) / spread[:, None])
            mask = torch.zeros(len(batch), 100)
            for row, i in enumerate(batch):
                mask[row, data[i][1]] = 1
            score = torch.einsum("f,bfn->bn", weight, pair.float())
            loss = -torch.logsumexp(torch.log_softmax(score, 1) + torch.log(mask + 1e-9), 1).mean()
            best.zero_grad(), loss.backward(), best.step()
    return (weight.detach().numpy() / spread).astype(np.float32)


def choices(samples: Iterable[tuple[Step, set[str]]], first: np.ndarray) -> Choices:
    """Cut every message's live lines to the shortlist, with its right parents."""
    return shortlisted([(step, dict.fromkeys(parents, 1.0)) for step, parents in samples], first)


def shortlisted(samples: Iterable[tuple[Step, dict[str, float]]], first: np.ndarray, soft: bool = False) -> Choices:
    """Cut every message's live lines to the shortlist. Of soft targets, what lies outside of it is shared out to the others."""
    pairs, wholes, rights, theres, own, senses = [], [], [], [], [], []
    for step, parents in samples:
        pair = step.pairs.pair
        n = pair.shape[1]
        kept = np.arange(n) if n <= BEST else np.sort(np.argpartition(first @ pair, n - BEST)[n - BEST :])
        block, right, there = np.zeros((BEST, P), np.float16), np.zeros(BEST + 1, np.float32), np.zeros(BEST + 1, bool)
        spoken = np.zeros((BEST, SENSE), np.int8)
        block[: len(kept)], spoken[: len(kept)] = pair[:, kept].T, step.pairs.senses[kept]
        right[: len(kept)] = [parents.get(step.ids[i], 0) for i in kept]
        right[-1] = parents.get(step.message.ref.id, 0)
        there[: len(kept)], there[-1] = True, True
        if right.sum() > (0.5 if soft else 0):
            pairs.append(block), wholes.append(step.pairs.whole), theres.append(there)
            rights.append(right / right.sum() if soft else right)
            own.append(step.pairs.sense), senses.append(spoken)
    return Choices(
        np.array(pairs), np.array(wholes, np.float32), np.array(rights), np.array(theres), np.full(len(pairs), soft),
        np.array(own), np.array(senses),
    )  # fmt: skip


class Net(torch.nn.Module):
    """One member of the ensemble; `bot.read.links.logits` is its mirror image."""

    def __init__(self, hidden: int, second: int) -> None:
        super().__init__()
        self.pair = torch.nn.Linear(P, hidden, bias=False)
        self.alike = torch.nn.Parameter(ALIKE * torch.eye(SENSE).repeat(NOTIONS, 1, 1))
        self.alike_inner = torch.nn.Linear(NOTIONS, hidden, bias=False)
        self.whole = torch.nn.Linear(W, hidden)
        self.second = torch.nn.Linear(hidden, second, bias=False)
        self.pool = torch.nn.Linear(hidden, second)
        self.outer = torch.nn.Linear(second, 1, bias=False)
        self.alone = torch.nn.Linear(hidden, second)
        self.alone_outer = torch.nn.Linear(second, 1)
        self.drop = torch.nn.Dropout(0.1)

    def forward(self, pair, whole, there, sense, senses):
        alike = torch.einsum("bd,ked,bne->bnk", self.drop(sense), self.alike, self.drop(senses))
        hidden = self.drop(torch.relu(self.pair(pair) + self.alike_inner(alike) + self.whole(whole)[:, None]))
        pool = torch.where(there[:, :-1, None], hidden, 0).amax(1)
        scores = self.outer(self.drop(torch.relu(self.second(hidden) + self.pool(pool)[:, None])))[..., 0]
        alone = self.alone_outer(self.drop(torch.relu(self.alone(pool))))
        return torch.cat([scores, alone], 1).masked_fill(~there, -1e4)


def fit(
    data: Choices, seeds: Sequence[int], epochs: int, hidden: int = 96, second: int = 32, peak: float = 2e-3
) -> dict[str, np.ndarray]:
    """Train a network for each seed and put them side by side, the scaling of the inputs folded in."""
    there = data.there[:, :-1]
    mean, spread = (
        data.pair[there][::7].astype(np.float32).mean(0),
        data.pair[there][::7].astype(np.float32).std(0) + 0.02,
    )
    wmean, wspread = data.whole.mean(0), data.whole.std(0) + 0.02
    whole = torch.from_numpy((data.whole - wmean) / wspread).float()
    right, mask = torch.from_numpy(data.right), torch.from_numpy(data.there)
    pair = torch.from_numpy(((data.pair - mean) / spread).astype(np.float16))
    soft, sense, senses = (torch.from_numpy(part) for part in (data.soft, data.sense, data.senses))
    nets = []
    for seed in seeds:
        torch.manual_seed(seed)
        net = Net(hidden, second)
        best = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=1e-2)
        size = 256
        schedule = torch.optim.lr_scheduler.OneCycleLR(best, peak, total_steps=epochs * (len(pair) // size + 1))
        for _ in range(epochs):
            for batch in torch.randperm(len(pair)).split(size):
                said = sense[batch].float() / PARTS, senses[batch].float() / PARTS
                out = torch.log_softmax(net(pair[batch].float(), whole[batch], mask[batch], *said), 1)
                known = torch.logsumexp(out + torch.log(right[batch] + 1e-9), 1)
                taught = SOFT * (out.clamp(min=-30) * right[batch]).sum(1)
                loss = -torch.where(soft[batch], taught, known).mean()
                best.zero_grad(), loss.backward(), best.step(), schedule.step()
        nets.append(net)
    return _fold(nets, mean, spread, wmean, wspread)


def _fold(nets: list[Net], mean, spread, wmean, wspread) -> dict[str, np.ndarray]:
    """Return the networks as arrays for numpy, inputs unscaled."""
    out: dict[str, list[np.ndarray]] = {}
    share = 1 / len(nets)
    for net in nets:
        a = {name: value.detach().numpy() for name, value in net.state_dict().items()}
        inner, whole = a["pair.weight"] / spread, a["whole.weight"] / wspread
        bias = a["whole.bias"] - inner @ mean - whole @ wmean
        out.setdefault("inner", []).append(inner[None])
        out.setdefault("alike", []).append(a["alike"][None] / PARTS)
        out.setdefault("alike_inner", []).append(a["alike_inner.weight"].T[None] / PARTS)
        out.setdefault("whole", []).append(np.concatenate([whole, bias[:, None]], 1)[None])
        out.setdefault("second", []).append(a["second.weight"][None])
        out.setdefault("pool", []).append(np.concatenate([a["pool.weight"], a["pool.bias"][:, None]], 1)[None])
        out.setdefault("outer", []).append(a["outer.weight"][0] * share)
        out.setdefault("alone", []).append(np.concatenate([a["alone.weight"], a["alone.bias"][:, None]], 1)[None])
        out.setdefault("alone_outer", []).append(a["alone_outer.weight"][0] * share)
    out["alone_outer"].append(sum(net.alone_outer.bias.detach().numpy() for net in nets) * share)
    return {name: np.concatenate(parts).astype(np.float32) for name, parts in out.items()}


def together(parts: Sequence[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Put networks that were trained apart (the same number each) side by side."""
    out = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    out["outer"] /= len(parts)
    bias = np.mean([part["alone_outer"][-1] for part in parts])
    out["alone_outer"] = np.append(
        np.concatenate([part["alone_outer"][:-1] for part in parts]) / len(parts), bias
    ).astype(np.float32)
    return out


def joined(parts: Sequence[Choices]) -> Choices:
    """Return several sets of choices as one."""
    return Choices(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("pair", "whole", "right", "there", "soft", "sense", "senses")
        )
    )


def use(model: dict[str, np.ndarray]) -> None:
    """Let `bot.read.links` read with a model that is not on the disk, in this process."""
    bot.read.links.load = lambda name: model  # type: ignore[assignment]
