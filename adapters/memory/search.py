"""Which lines hold all of some words. Plain and slow: what it finds is what any index has to find."""

import re
import unicodedata
from collections.abc import Iterable

from bot.model import Line

UNSEGMENTED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff]"
)
"""Scripts that write without spaces, or glue endings on: there a word is found inside others."""

TOKEN = re.compile(r"[^\W_]+")


def search(lines: Iterable[Line], words: str, limit: int) -> list[Line]:
    """Return the lines that hold all words; those where the words make up more of the text first, then the newest."""
    wanted = words.replace("\0", " ").split()
    found = [line for line in lines if wanted and all(_holds(line.message.text, word) for word in wanted)]
    found.reverse()
    found.sort(key=lambda line: len(line.message.text))
    return found[:limit]


def _holds(text: str, word: str) -> bool:
    tokens = _tokens(word)
    if not tokens:
        return word in text
    if UNSEGMENTED.search(word):
        return word.casefold() in text.casefold()
    there = _tokens(text)
    return any(there[start : start + len(tokens)] == tokens for start in range(len(there) - len(tokens) + 1))


def _tokens(text: str) -> list[str]:
    """Return the words of a text, without case and accents."""
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(mark))
    return TOKEN.findall(plain)
