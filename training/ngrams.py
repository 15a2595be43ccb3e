"""Which words and pairs of words stand in lines that end with a question mark, once the mark is gone: learnt without labels."""

from collections.abc import Iterable

import numpy as np
import torch

from bot.read.traits import BUCKETS, traits
from training.corpus import Log


def ngrams(logs: Iterable[Log], epochs: int = 3) -> np.ndarray:
    """Return a weight for each hash, float16[65536 + 1], the last is the bias: logit of "the line ended with a question mark"."""
    bags, asked = [], []
    for log in logs:
        for message in log.messages:
            seen = traits(message.text)
            if len(seen.hashes) > 3 and True:
                bags.append(seen.hashes.astype(np.int64)), asked.append(float(seen.cues[1]))
    torch.manual_seed(0)
    net = torch.nn.EmbeddingBag(BUCKETS, 1, mode="sum", sparse=True)
    torch.nn.init.zeros_(net.weight)
    bias = torch.zeros(1, requires_grad=True)
    best, other = torch.optim.SparseAdam(net.parameters(), lr=0.02), torch.optim.Adam([bias], lr=0.02)
    y = torch.tensor(asked)
    sizes = np.array([len(bag) for bag in bags])
    for epoch in range(epochs):
        for group in best.param_groups:
            group["lr"] = 0.02 * (1 - epoch / epochs)
        for batch in torch.randperm(len(bags)).split(512):
            picked = batch.numpy()
            flat = torch.from_numpy(np.concatenate([bags[i] for i in picked]))
            offsets = torch.from_numpy(np.concatenate([[0], sizes[picked].cumsum()[:-1]]))
            scale = torch.from_numpy(1 / np.sqrt(sizes[picked])).float()
            loss = torch.nn.functional.binary_cross_entropy_with_logits(
                net(flat, offsets)[:, 0] * scale + bias, y[batch]
            )
            best.zero_grad(), other.zero_grad(), loss.backward(), best.step(), other.step()
    return np.append(net.weight.detach().numpy()[:, 0], bias.detach().numpy()).astype(np.float16)
