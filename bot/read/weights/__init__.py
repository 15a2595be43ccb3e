"""Trained weights: arrays in .npz files (no pickle), loaded when first needed. README.md is their card."""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[np.float32]]


@cache
def load(name: str) -> Arrays:
    """Return one file's arrays by name; small numbers are kept as float16 on the disk, and are float32 here."""
    with np.load(Path(__file__).parent / f"{name}.npz", allow_pickle=False) as file:
        return {key: file[key].astype(np.float32) if file[key].dtype == np.float16 else file[key] for key in file.files}


def rarity() -> NDArray[np.float32]:
    """Return the weight of a word by its hash: -log of the share of lines that hold it, float32[65536], 1..9."""
    return load("rarity")["rarity"]
