"""Trained weights: arrays in .npz files (no pickle), loaded when first needed. README.md is their card."""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[np.float32]]
"""By name; all float32 but for words' vectors (`BAG`)."""
BAG = "bag"
"""Words' vectors by hash, of which a line needs a score: megabytes, which stay float16 in memory."""


@cache
def load(name: str) -> Arrays:
    """Return one file's arrays by name; large ones are float16 on the disk, and float32 here but for words' vectors (`BAG`)."""
    with np.load(Path(__file__).parent / f"{name}.npz", allow_pickle=False) as file:
        arrays = {key: file[key] for key in file.files}
    return {
        key: array if key == BAG or array.dtype != np.float16 else array.astype(np.float32)
        for key, array in arrays.items()
    }


def rarity() -> NDArray[np.float32]:
    """Return the weight of a word by its hash: -log of the share of lines that hold it, float32[65536], 1..9."""
    return load("rarity")["rarity"]
