"""Does a line say that something did not work, or was not found? Words of success stand in such lines too ("nichts gefunden")."""

import re
import tomllib
from functools import cache
from pathlib import Path

from bot.read.traits import Traits, cue_names
from bot.read.words import fold, plain

LEFT = 0.2
"""What is left of "settled" and "withdrawn" in a line that denies success."""
_WORDS = Path(__file__).parent / "denied.toml"
_BETWEEN = r"(?: +\w+){0,2}? +"


@cache
def _table() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the words of denied.toml, folded: group -> language -> phrases, the longest first."""
    read = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    return {
        group: {
            tongue: tuple(sorted((fold(phrase) for phrase in text.split(" | ")), key=lambda p: (-len(p), p)))
            for tongue, text in by.items()
        }
        for group, by in read.items()
    }


def _any(group: str, tongue: str) -> str:
    return "|".join(map(re.escape, _table()[group][tongue]))


def _phrases(group: str) -> str:
    """Return a pattern of a group's phrases in every language: whole words, or anywhere where nobody separates words."""
    inside = [phrase for tongue in ("ja", "zh") for phrase in _table()[group].get(tongue, ())]
    spaced = [phrase for tongue, many in _table()[group].items() if tongue not in ("ja", "zh") for phrase in many]
    whole = rf"(?<!\w)(?:{'|'.join(map(re.escape, spaced))})(?!\w)"
    return "|".join((whole, *map(re.escape, inside)))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return what denies, what goes on as before, and what holds a negation and denies nothing."""
    before = [rf"(?<!\w)(?:{_any('not', tongue)}){_BETWEEN}(?:{_any('done', tongue)})" for tongue in _table()["not"]]
    behind = [
        rf"(?<!\w)(?:{_any('behind', tongue)}){_BETWEEN}(?:{_any('after', tongue)})(?!\w)"
        for tongue in _table()["after"]
    ]
    denial = re.compile("|".join((_phrases("unmet"), *before, *behind)))
    return denial, re.compile(_phrases("still")), re.compile(_phrases("harmless"))


def denied(text: str, seen: Traits) -> bool:
    """Return whether a text denies that something worked or was found; `seen`: what can be told of it otherwise."""
    denial, still, harmless = _patterns()
    folded = harmless.sub(",", fold(plain(text)))
    if denial.search(folded) is not None:
        return True
    heard = dict(zip(cue_names(), seen.cues.tolist(), strict=True))
    return heard["trouble"] > 0 and not heard["took_back"] and still.search(folded) is not None
