"""The words that are kept in the toml files beside, by group and language, and patterns that find them."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

UNSPACED = ("ja", "zh")
"""Languages whose words nobody separates: a phrase of theirs may stand anywhere in a run."""


@cache
def vocabulary(name: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the words of NAME.toml: group -> language -> phrases as they are written there."""
    read = tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))
    return {group: {tongue: tuple(text.split(" | ")) for tongue, text in by.items()} for group, by in read.items()}


def one_of(phrases: Iterable[str]) -> str:
    """Return a pattern for any of some phrases, the longest first."""
    return "|".join(re.escape(phrase) for phrase in sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase)))


def whole(spaced: Iterable[str], unspaced: Iterable[str] = ()) -> str:
    """Return a pattern for phrases: whole words, or anywhere where nobody separates words."""
    inside = one_of(unspaced)
    return rf"(?:(?<!\w)(?:{one_of(spaced)})(?!\w)" + (f"|{inside})" if inside else ")")
