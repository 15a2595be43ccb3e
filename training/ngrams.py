"""A line's words and pairs of words, hashed, as the input of a logistic model: what do they alone speak for?"""

from collections.abc import Iterable

import numpy as np
import torch

from bot.read.traits import BUCKETS, traits
from training.corpus import Log

RATE = 0.02
Bags = list[np.ndarray]


def fit(bags: Bags, y: np.ndarray, w: np.ndarray, epochs: int, size: int) -> np.ndarray:
    """Return float32[BUCKETS + 1, outputs], the last row the biases: logistic in the sum over a line's hashes over √n.

    `y`, `w` [lines, outputs]: targets and how much each counts.
    """
    torch.manual_seed(0)
    net = torch.nn.EmbeddingBag(BUCKETS, y.shape[1], mode="sum", sparse=True)
    torch.nn.init.zeros_(net.weight)
    bias = torch.zeros(y.shape[1], requires_grad=True)
    best, other = torch.optim.SparseAdam(net.parameters(), lr=RATE), torch.optim.Adam([bias], lr=RATE)
    targets, weights = torch.from_numpy(y.astype(np.float32)), torch.from_numpy(w.astype(np.float32))
    sizes = np.array([len(bag) for bag in bags])
    for epoch in range(epochs):
        for group in best.param_groups:
            group["lr"] = RATE * (1 - epoch / epochs)
        for batch in torch.randperm(len(bags)).split(size):
            picked = batch.numpy()
            flat = torch.from_numpy(np.concatenate([bags[i] for i in picked]))
            offsets = torch.from_numpy(np.concatenate([[0], sizes[picked].cumsum()[:-1]]))
            scale = torch.from_numpy(1 / np.sqrt(sizes[picked])).float()
            logit = net(flat, offsets) * scale[:, None] + bias
            loss = torch.nn.functional.binary_cross_entropy_with_logits(
                logit, targets[batch], weight=weights[batch], reduction="sum"
            ) / len(batch)
            best.zero_grad(), other.zero_grad(), loss.backward(), best.step(), other.step()
    return np.concatenate([net.weight.detach().numpy(), bias.detach().numpy()[None]])


def marks(logs: Iterable[Log]) -> np.ndarray:
    """Learn which words stand in lines that end with a question mark, once the mark is gone."""
    bags, asked = [], []
    for log in logs:
        for message in log.messages:
            seen = traits(message.text)
            if len(seen.hashes) > 3:
                bags.append(seen.hashes.astype(np.int64)), asked.append([float(seen.cues[1])])
    y = np.array(asked)
    return fit(bags, y, np.ones_like(y), 3, 512)
