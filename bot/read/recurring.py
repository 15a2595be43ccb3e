"""Questions that come back: asked by different members, over weeks, in other words but of the same things."""

from collections.abc import Sequence
from datetime import timedelta

from bot.model import Topic
from bot.model.lately import AskedOnce
from bot.read.traits import ordinary
from bot.read.words import fold, plain, unspaced, words

ASKERS = 3
APART = timedelta(days=7)
"""So many members asked at least, the first so long before the last."""

SHARED, SHARE, SHARE_UNSPACED = 2, 0.6, 0.5
"""Two questions are of the same things when so many words that mean something stand in both, and so large a share of the shorter one's."""

STEM = 5
"""Letters by which two forms of a word are known as one."""

MOST = 3


def topics(asked: Sequence[AskedOnce]) -> tuple[Topic, ...]:
    """Return what was asked again and again, at most three topics, the one of most members first. `asked`: oldest first."""
    meant = [_things(one.text) for one in asked]
    stars = []
    for place, things in enumerate(meant):
        star = [other for other, those in enumerate(meant) if other == place or _same(things, those)]
        askers = {asked[other].asker for other in star}
        if len(askers) >= ASKERS and asked[star[-1]].at - asked[star[0]].at >= APART:
            stars.append((-len(askers), -place, star))
    found: list[Topic] = []
    told: set[int] = set()
    for _, _, star in sorted(stars):
        if told.isdisjoint(star) and len(found) < MOST:
            told.update(star)
            found.append(Topic(asked[star[-1]].text, len(star), tuple([asked[place].ref for place in reversed(star)])))
    return tuple(found)


def _things(text: str) -> tuple[frozenset[str], bool]:
    """Return the words of a question that mean something, by their first letters; of runs without spaces, their pairs of letters."""
    said = words(fold(plain(text)))
    spaced = {word[:STEM] for word in said if word[0] not in "?!" and not unspaced(word) and not ordinary(word)}
    runs = [word for word in said if unspaced(word)]
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    meaning = {pair for pair in pairs if not all("\u3040" <= sign <= "\u309f" for sign in pair)}
    return frozenset(spaced | meaning), bool(meaning)


def _same(one: tuple[frozenset[str], bool], other: tuple[frozenset[str], bool]) -> bool:
    shared = len(one[0] & other[0])
    shorter = min(len(one[0]), len(other[0]))
    dense = one[1] and other[1]
    return shared >= (SHARED + dense) and shared >= (SHARE_UNSPACED if dense else SHARE) * shorter
