"""What words do in talk, learnt from the corpus without reading labels: an embedding of each word and pair of words.

The embedding of a line (the mean over its words) must tell whether the line ended with a question mark (which is taken away first), and,
where annotators linked the talk, whether it started something, whether another person took it up, and what it responded to.
"""

from collections.abc import Iterable

import numpy as np
import torch

from bot.read.traits import ACTS, BUCKETS, SHAPE, traits
from training.corpus import Log

TASKS = ("marked", "starts", "taken_up", "responds", "goes_on", "answers")


def facts(logs: Iterable[Log]) -> tuple[list[np.ndarray], np.ndarray]:
    """Return each line's hashes, and what is known of it: float32[lines, TASKS], nan where nothing is."""
    bags, told = [], []
    for log in logs:
        by = {message.ref.id: message for message in log.messages}
        taken = {
            parent
            for id, parents in log.parents.items()
            for parent in parents
            if parent in by and id in by and by[parent].author != by[id].author
        }
        for message in log.messages:
            seen = traits(message.text)
            if not len(seen.hashes):
                continue
            row = [float(seen.cues[SHAPE["ends_mark"]])] + [np.nan] * (len(TASKS) - 1)
            parents = log.parents.get(message.ref.id)
            if parents:
                others = [by[parent] for parent in parents if parent in by and by[parent].author != message.author]
                own = any(parent in by and by[parent].author == message.author for parent in parents - {message.ref.id})
                asked = any("?" in other.text for other in others)
                row[1:] = message.ref.id in parents, message.ref.id in taken, bool(others), own, asked
            bags.append(seen.hashes.astype(np.int64)), told.append(row)
    return bags, np.array(told, np.float32)


def acts(logs: Iterable[Log], epochs: int = 4) -> np.ndarray:
    """Return the embeddings, float16[65536, ACTS]."""
    bags, told = facts(logs)
    torch.manual_seed(0)
    table = torch.nn.EmbeddingBag(BUCKETS, ACTS, mode="mean", sparse=True)
    torch.nn.init.normal_(table.weight, std=0.02)
    net = torch.nn.Sequential(torch.nn.Dropout(0.1), torch.nn.Linear(ACTS, 24), torch.nn.ReLU(), torch.nn.Linear(24, len(TASKS)))
    best, other = torch.optim.SparseAdam(table.parameters(), lr=0.01), torch.optim.Adam(net.parameters(), lr=0.003)
    sizes = np.array([len(bag) for bag in bags])
    y = torch.from_numpy(told)
    known = ~torch.isnan(y)
    y = torch.nan_to_num(y)
    for epoch in range(epochs):
        for group in best.param_groups:
            group["lr"] = 0.01 * (1 - epoch / epochs)
        for batch in torch.randperm(len(bags)).split(512):
            picked = batch.numpy()
            flat = torch.from_numpy(np.concatenate([bags[i] for i in picked]))
            offsets = torch.from_numpy(np.concatenate([[0], sizes[picked].cumsum()[:-1]]))
            out = net(table(flat, offsets))
            loss = torch.nn.functional.binary_cross_entropy_with_logits(out, y[batch], weight=known[batch].float())
            best.zero_grad(), other.zero_grad(), loss.backward(), best.step(), other.step()
    return table.weight.detach().numpy().astype(np.float16)
