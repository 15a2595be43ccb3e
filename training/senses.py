"""Where a line lies among all that can be said, learnt from sentence embeddings by a network that sees words' vectors alone.

No label is needed: the target of a line is its embedding (see gist.py), centred, its first components, made a unit vector.
"""

import numpy as np
import torch

from bot.read.sense import SENSE
from bot.read.traits import BUCKETS
from training.gist import Lines

VECTOR, HIDDEN = 32, 64
EPOCHS, BATCH, RATE = 4, 512, 3e-3


class _Student(torch.nn.Module):
    """Words' vectors, a hidden layer beside them, a line's place. `bot.read.sense.sense` is its mirror image."""

    def __init__(self) -> None:
        super().__init__()
        self.bag = torch.nn.EmbeddingBag(BUCKETS, VECTOR, mode="sum", sparse=True)
        torch.nn.init.normal_(self.bag.weight, std=0.1)
        self.inner = torch.nn.Linear(VECTOR, HIDDEN)
        self.outer = torch.nn.Linear(HIDDEN + VECTOR, SENSE)

    def forward(self, flat, offsets, scale):
        said = self.bag(flat, offsets) * scale[:, None]
        return torch.nn.functional.normalize(self.outer(torch.cat([torch.relu(self.inner(said)), said], 1)), dim=1)


def senses(known: Lines) -> dict[str, np.ndarray]:
    """Return the weights of `sense.npz`."""
    torch.manual_seed(0)
    wanted = torch.nn.functional.normalize(
        torch.from_numpy(known.components[:, :SENSE] * known.spread[:SENSE]).float(), dim=1
    )
    sizes = np.array([len(bag) for bag in known.bags])
    places = np.flatnonzero(sizes)
    net = _Student()
    words = torch.optim.SparseAdam(net.bag.parameters(), lr=RATE)
    other = torch.optim.Adam([*net.inner.parameters(), *net.outer.parameters()], lr=RATE)
    for epoch in range(EPOCHS):
        for group in (*words.param_groups, *other.param_groups):
            group["lr"] = RATE * (1 - epoch / EPOCHS)
        for batch in torch.randperm(len(places)).split(BATCH):
            picked = places[batch.numpy()]
            flat = torch.from_numpy(np.concatenate([known.bags[i] for i in picked]))
            offsets = torch.from_numpy(np.concatenate([[0], sizes[picked].cumsum()[:-1]]))
            found = net(flat, offsets, torch.from_numpy(1 / np.sqrt(sizes[picked])).float())
            wrong = -(found * wanted[picked]).sum(1).mean()
            words.zero_grad(), other.zero_grad(), wrong.backward(), words.step(), other.step()
    parts = {"inner": net.inner, "outer": net.outer}
    folded = {
        name: np.concatenate([part.weight.detach().numpy(), part.bias.detach().numpy()[:, None]], axis=1)
        for name, part in parts.items()
    }
    return {"bag": net.bag.weight.detach().numpy(), **folded}
