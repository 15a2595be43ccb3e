"""Lines that ask how people are, and nothing else: what is wanted there is company, whatever the networks make of it."""

from functools import cache

from bot.read.traits import FILLERS, Traits, group_bit
from bot.read.words import EDGE, phrases_at, places, run_at, unspaced

MOST_WORDS = 14
LEFT_OVER = 3
"""Signs of a run that may stand beside its phrases: what ends a sentence, what turns to somebody."""


@cache
def _bits() -> tuple[int, int]:
    """Return the bit of small talk, and those of what may stand beside it."""
    chatting = group_bit("chatting")
    return chatting, chatting | group_bit("greeting") | group_bit("someone") | group_bit("you") | group_bit("thanks")


def only_chats(seen: Traits) -> bool:
    """Return whether a text greets and asks how people are, and every word of it belongs to that."""
    chatting, beside = _bits()
    said = seen.said
    if len(said) > MOST_WORDS or not any([bits & chatting for _, bits in seen.hits]):
        return False
    covered: set[int] = set()
    for position, bits in seen.hits:
        if unspaced(said[position]):
            if _run_chats(run_at(said, position), beside):
                covered.add(position)
        elif bits & beside:
            for begin, end, group in phrases_at(said, position):
                covered.update(range(begin, end) if group & beside else ())
    return all(place in covered or word[0] in "?!" or word in FILLERS for place, word in enumerate(said))


def _run_chats(run: str, beside: int) -> bool:
    """Return whether hardly a sign of a run is left over by the phrases that belong to small talk."""
    covered = {place for begin, end, bits in places(run) if bits & beside for place in range(begin, end)}
    return sum(place not in covered and sign not in (EDGE, "?") for place, sign in enumerate(run)) <= LEFT_OVER
