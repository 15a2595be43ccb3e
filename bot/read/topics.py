"""Which of somebody's topics a text speaks of. Endings differ between languages and cases, so words need not be quite the same."""

from collections.abc import Iterable

from bot.read.words import fold, plain, unspaced, words

ROOT = 4
"""Letters that a word must have, before another one with a different ending is taken for it."""

ENDING = 2
ARTICLE = "ال"


def topics_in(topics: Iterable[str], text: str) -> tuple[str, ...]:
    """Return the topics, as they were written, all of whose words stand in the text."""
    said = [_bare(word) for word in words(fold(plain(text)))]
    runs = [word for word in said if unspaced(word)]
    return tuple(topic for topic in topics if _speaks_of(topic, said, runs))


def _speaks_of(topic: str, said: list[str], runs: list[str]) -> bool:
    wanted = [_bare(word) for word in words(fold(topic)) if word[0] not in "?!"]
    return bool(wanted) and all(
        any(word in run for run in runs) if unspaced(word) else any(_same(word, other) for other in said)
        for word in wanted
    )


def _bare(word: str) -> str:
    return word.removeprefix(ARTICLE) if len(word) >= len(ARTICLE) + ROOT else word


def _same(one: str, other: str) -> bool:
    """Tell whether two words are one with different endings: of at most two letters each, or "-ing", after four that are alike."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) >= ROOT and long.startswith(short):
        return len(long) - len(short) <= ENDING or long == f"{short}ing"
    alike = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(short))
    return alike > ROOT and len(long) - alike <= ENDING
