"""Does a line say that something did not work, or was not found? Words of success stand in such lines too ("nichts gefunden")."""

import re
from functools import cache

from bot.read.traits import Traits, cue_names
from bot.read.vocabulary import UNSPACED, one_of, vocabulary, whole
from bot.read.words import fold, plain

LEFT = 0.2
"""What is left of "settled" and "withdrawn" in a line that denies success."""
_BETWEEN = r"(?: +\w+){0,2}? +"


def _any(group: str, tongue: str) -> str:
    return one_of(map(fold, vocabulary("denied")[group][tongue]))


def _phrases(group: str) -> str:
    by = vocabulary("denied")[group].items()
    spaced = [fold(phrase) for tongue, many in by if tongue not in UNSPACED for phrase in many]
    return whole(spaced, [fold(phrase) for tongue, many in by if tongue in UNSPACED for phrase in many])


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return what denies, what goes on as before, and what holds a negation and denies nothing."""
    words = vocabulary("denied")
    before = [rf"(?<!\w)(?:{_any('not', tongue)}){_BETWEEN}(?:{_any('done', tongue)})" for tongue in words["not"]]
    behind = [
        rf"(?<!\w)(?:{_any('behind', tongue)}){_BETWEEN}(?:{_any('after', tongue)})(?!\w)" for tongue in words["after"]
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
