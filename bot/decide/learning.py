"""What draws responses here: Thompson sampling over counts, and the coin that holds some occasions back so that the effect can be told.

Chance is a value: it follows from the key of the cause alone, so every choice can be worked out again from the ledger. An **arm** is
what can be chosen between, with its family before the colon: "opener:first-impression", "talk:choice", "rung:room", "hour:evening".
Two counts of a community tell all about it: how often it was tried, and how many different members answered within a day.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from math import cos, exp, log, pi, sqrt

STRENGTH = 4.0
"""The deck's average weighs as much as so many occasions of an arm's own."""

BEGIN_TRIED, BEGIN_DREW = 2.0, 2.0
"""Before anything is known, the deck is believed to have drawn one answer an occasion, twice."""

BANDS = ("night", "morning", "afternoon", "evening")
ENOUGH = 30
"""From so many posts on it is chosen by what they drew at what hours; before, the usual hour stays."""

MOST_ANSWERS = 8
"""So many different members are counted of one occasion at most: one lucky evening is no proof."""


def tried(arm: str) -> str:
    """Return the name of the count of an arm's occasions."""
    return f"tried:{arm}"


def drew(arm: str) -> str:
    """Return the name of the count of the members whom an arm's occasions drew, at most MOST_ANSWERS of each."""
    return f"drew:{arm}"


def choose(arms: Sequence[str], counts: Mapping[str, int], cause: str) -> str:
    """Return the arm to try, of one family and at least one: each as often as it is likely to be the best (Thompson, 1933).

    `counts`: a community's own. `cause`: the key of what is decided; the same cause and counts give the same arm. Answers an
    occasion are taken for Poisson, so what is believed of an arm's rate is Gamma(STRENGTH × average + drew, STRENGTH + tried).
    """
    average = average_of(arms, counts)
    drawn = {arm: _rate(arm, average, counts, f"arm {arm} {cause}") for arm in arms}
    return max(arms, key=lambda arm: (drawn[arm], arm))


def hours(hour: int) -> str:
    """Return the arm of an hour of the day, 0 to 23: which of its quarters it lies in."""
    return f"hour:{BANDS[hour // 6]}"


def best_hour(counts: Mapping[str, int], usual: int, cause: str) -> int:
    """Return the hour (0 to 23) for something that may as well be said at another: by what has drawn answers, once enough is known."""
    arms = {hours(hour): hour for hour in (10, 15, 19)}
    known = sum(max(0, counts.get(tried(arm), 0)) for arm in arms)
    if known < ENOUGH:
        return usual
    arm = choose(sorted(arms), counts, f"hour {cause}")
    return usual if arm == hours(usual) else arms[arm]


def average_of(arms: Sequence[str], counts: Mapping[str, int]) -> float:
    """Return how many members an occasion draws over all these arms together."""
    drawn = sum(max(0, counts.get(drew(arm), 0)) for arm in arms)
    times = sum(max(0, counts.get(tried(arm), 0)) for arm in arms)
    return (BEGIN_DREW + drawn) / (BEGIN_TRIED + times)


def expected(arm: str, average: float, counts: Mapping[str, int]) -> float:
    """Return what is believed of an arm: answers an occasion, its own shared towards the average."""
    drawn, times = max(0, counts.get(drew(arm), 0)), max(0, counts.get(tried(arm), 0))
    return (STRENGTH * average + drawn) / (STRENGTH + times)


def held(cause: str, share: float) -> bool:
    """Toss the coin: whether an occasion is held back, for a share 0..1 of causes. The same cause always falls the same way."""
    return next(_chances(f"coin {cause}")) < share


def _rate(arm: str, average: float, counts: Mapping[str, int], cause: str) -> float:
    """Draw one rate from what is believed of an arm."""
    drawn, times = max(0, counts.get(drew(arm), 0)), max(0, counts.get(tried(arm), 0))
    return _gamma(STRENGTH * average + drawn, _chances(cause)) / (STRENGTH + times)


def _chances(cause: str) -> Iterator[float]:
    """Yield numbers in [0, 1) that follow from the cause, on every machine the same."""
    number = 0
    while True:
        digest = blake2b(f"{number} {cause}".encode(), digest_size=56).digest()
        for start in range(0, 56, 7):
            yield (int.from_bytes(digest[start : start + 7]) >> 3) / 2**53
        number += 1


def _gamma(shape: float, chances: Iterator[float]) -> float:
    """Draw from a Gamma distribution of scale 1 (Marsaglia and Tsang, ACM TOMS 26, 2000; below shape 1 by their section 6)."""
    if shape < 1:
        return _gamma(shape + 1, chances) * exp(log(1 - next(chances)) / shape)
    d = shape - 1 / 3
    while True:
        normal = sqrt(-2 * log(1 - next(chances))) * cos(2 * pi * next(chances))
        v = (1 + normal / sqrt(9 * d)) ** 3
        if v > 0 and log(1 - next(chances)) < normal * normal / 2 + d - d * v + d * log(v):
            return d * v
