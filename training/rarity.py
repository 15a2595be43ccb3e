"""How rare each word and each stem is in talk: −log of the share of lines that hold it, by hash, from the corpus's train split."""

from collections.abc import Iterable

import numpy as np

from bot.read.traits import BUCKETS, STEM, handles, pieces, word_hash
from bot.read.words import fold, plain, words
from training.corpus import Log


def rarity(logs: Iterable[Log]) -> np.ndarray:
    """Count lines by word, the log's own names left out (a nick that is also a word would make the word look common)."""
    counts = np.full(BUCKETS, 0.5)
    total = 1
    for log in logs:
        names = {message.name.lower() for message in log.messages}
        for message in log.messages:
            total += 1
            _, opens = handles(message.text)
            said = pieces(words(fold(plain(message.text))))
            skip = len(words(fold(opens))) if opens else 0
            told = {word for word in said[skip:] if word not in names}
            counts[list({word_hash(word) for word in told | {word[:STEM] for word in told}})] += 1
    return np.clip(-np.log(counts / total), 1, 10).astype(np.float16)
