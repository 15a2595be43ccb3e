"""The stop word in talk: a line that is nothing but "twoway pause 2h" or "twoway resume", in any of the languages."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from bot.model import WrongKnob, duration
from bot.read.vocabulary import vocabulary
from bot.read.words import fold

CALLED = re.compile(r"^\s*[@/]?twoway\b[\s,:!–-]*(.+?)[\s.!]*$", re.IGNORECASE | re.DOTALL)
SPAN = re.compile(r"\d")
LONGEST = 80
"""A longer line is talk about the bot, not a word to it."""


@dataclass(frozen=True, slots=True)
class Order:
    """To be silent, or (`pause` False) to speak again. `span`: for how long, None where that was not said."""

    pause: bool
    span: timedelta | None = None


@cache
def _words() -> dict[str, bool]:
    """Return each word, folded, and whether it asks for silence."""
    groups = vocabulary("orders").items()
    return {fold(word): group == "pause" for group, by in groups for listed in by.values() for word in listed}


def order_in(text: str) -> Order | None:
    """Return what a line orders the bot to do, None for everything else. What follows the word has to be a span of time, or nothing."""
    if len(text) > LONGEST or "twoway" not in text.casefold():
        return None
    found = CALLED.match(text)
    if found is None:
        return None
    said = " ".join(found[1].split())
    digit = SPAN.search(said)
    word, rest = (said[: digit.start()], said[digit.start() :]) if digit else (said, "")
    asks = _words().get(fold(word.strip()))
    if asks is None:
        return None
    if not rest:
        return Order(asks)
    try:
        return Order(True, duration(rest)) if asks else None
    except WrongKnob:
        return None
