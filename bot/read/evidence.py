"""How far a link is to be trusted where little is known of a channel."""

from dataclasses import replace

from bot.model import Link, Reading

EVIDENCE = frozenset({"reply_mark", "names_author", "named_before", "same_words", "same_talk", "goes_on"})
"""Cues that say more than that one line came soon after another."""

YOUNG, GROWN = 0.7, 40
"""In a channel of which little is known, coming right after a question is poor evidence of answering it: people also just talk. Such
links count seven tenths at first, and fully from 40 lines on. Chosen on the written talk (flags F1 0.90 either way) and the sample."""


def weighed(reading: Reading, lines: int) -> Reading:
    """Return the reading with links as far as they are to be trusted after so many lines of a channel."""
    if lines >= GROWN or not reading.links:
        return reading
    trust = YOUNG + (1 - YOUNG) * lines / GROWN
    return replace(reading, links=tuple(_weighed(link, trust) for link in reading.links))


def _weighed(link: Link, trust: float) -> Link:
    shown = any(cue.phrase in EVIDENCE for cue in link.because)
    return link if shown else replace(link, probability=link.probability * trust)
