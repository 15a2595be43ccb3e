"""Whether an earlier question asks the same, so that its answer fits the later one: by what both are about, and how both ask.

A logistic sum of few signs, fitted on labelled pairs (training/earlier) and held to them by `python -m benchmarks.earlier`.
"""

import math
from functools import cache

from bot.model.likeness import terms
from bot.read.words import fold

WEIGHTS = {
    "bias": -4.98,
    "likeness": 1.47,
    "least": 2.15,
    "most": 1.6,
    "shared": 2.87,
    "same_ask": 0.77,
    "other_ask": -1.02,
}

ASKS = {
    "how": "how how's wie como cómo comment как nasıl كيف چطور چطوری چگونه कैसे kaise どう 怎么 怎样 如何 怎麼",
    "where": "where wo wohin woher dónde donde onde où ou где куда откуда nerede nereden nereye أين وين کجا कहाँ कहां kaha どこ 哪里 哪儿",
    "when": "when wann cuándo cuando quando quand когда متى کی कब kab いつ 何时 什么时候",
    "why": "why warum wieso weshalb por qué porqué pourquoi почему зачем neden niye niçin لماذا ليش چرا क्यों kyu kyun なぜ どうして 为什么",
    "which": "which welche welcher welches welchen welchem cuál cuáles qual quais quelle quel quels quelles какой какая какие какую hangi hangisi أي کدام کدوم कौनसा कौन どれ どの 哪种 哪个",
    "many": "many much wieviel wieviele cuánto cuánta cuántos quanto quantos quanta combien сколько kaç كم چند कितने कितना kitna 何日 何時 几 多少",
}
"""Words that say what is wanted: an answer to one kind seldom answers another."""


ENOUGH = 4
"""So many words in common, or pairs of letters, say all that their number can say."""


def fits(asked: str, before: str, likeness: float) -> float:
    """Return 0..1: how likely the answer to `before` answers `asked`. `likeness`: 0..1, as the store found it."""
    found = signs(asked, before, likeness)
    return 1 / (1 + math.exp(-sum(WEIGHTS[name] * value for name, value in found.items())))


def tells_enough(asked: str) -> bool:
    """Whether a question says what it is about: one with a word or none to go by ("can anyone help?") fits no other, however alike."""
    return len(terms(asked)) > 1


def signs(asked: str, before: str, likeness: float) -> dict[str, float]:
    """Return what speaks for and against, each 0..1. `least` and `most`: the share of either's words that both have."""
    one, other = terms(asked), terms(before)
    shared = len(one & other)
    covered, covers = (shared / len(each) if each else 0.0 for each in (one, other))
    ways, ways_before = _ways(asked), _ways(before)
    known = bool(ways and ways_before)
    return {
        "bias": 1.0,
        "likeness": likeness,
        "least": min(covered, covers),
        "most": max(covered, covers),
        "shared": min(shared, ENOUGH) / ENOUGH,
        "same_ask": float(known and bool(ways & ways_before)),
        "other_ask": float(known and not ways & ways_before),
    }


def _ways(text: str) -> frozenset[str]:
    folded = fold(text)
    words = set(folded.replace("?", " ").replace("¿", " ").split())
    return frozenset(
        name for name, (spaced, dense) in _asks().items() if words & spaced or any(each in folded for each in dense)
    )


@cache
def _asks() -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    """Return kind -> (words that stand between spaces, and those that stand inside others)."""
    found = {}
    for name, words in ASKS.items():
        folded = [fold(word) for word in words.split()]
        dense = tuple(word for word in folded if word[0] >= "\u3040")
        found[name] = (frozenset(folded) - frozenset(dense), dense)
    return found
