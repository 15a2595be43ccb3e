"""Where two options begin and end in the words around "or": at the cut that makes them most alike."""

from bot.read.phrases import Word, japanese, single, words_of

WORDS_IN_OPTION = 8


def trimmed(said: list[Word]) -> list[Word]:
    """Return words without those that only end a sentence, and without an indefinite article before them."""
    end = len(said)
    while end > 1 and said[end - 1].folded in single("tail"):
        end -= 1
    indefinite = end > 1 and said[0].some and said[1].folded not in single("article")
    return said[1 if indefinite else 0 : end]


def best_cut(left: str, right: str, topical: bool) -> tuple[float, str, str, bool] | None:
    """Return (fit, first option, second, whether the first fills its part) for the cut that makes the two most alike."""
    kana = japanese(left) or japanese(right)
    before = trimmed(words_of(left, part_of_japanese=kana))[-14:]
    after = words_of(right, part_of_japanese=kana)[:14]
    if not before or not after:
        return None
    choices = []
    for start in range(max(0, len(before) - 2 * WORDS_IN_OPTION), len(before)):
        for end in range(1, min(len(after), 2 * WORDS_IN_OPTION) + 1):
            a, b = trimmed(before[start:]), after[:end]
            score = _opens(before, start, topical) + _closes(after, end, right) + alike(a, b)
            choices.append((score, -end, -start, start, end))
    score, _, _, start, end = max(choices)
    a, b = trimmed(before[start:]), trimmed(after[:end])
    options = left[a[0].start : a[-1].end], right[b[0].start : b[-1].end]
    return score, options[0], options[1], start == 0


def _opens(said: list[Word], start: int, topical: bool) -> float:
    """Return how well an option begins at a word."""
    score = -2.0 if said[start].folded in single("stem") else 0.0
    if start == 0:
        return score + (0 if topical else 1)
    before = said[start - 1].folded
    if before in single("stem"):
        return score + 2
    if before in single("prep") or said[start - 1].some:
        return score + 1
    return score - (1.5 if before in single("article") else 0.2 if topical else 0.7)


def _closes(said: list[Word], end: int, text: str) -> float:
    """Return how well the last option ends before a word; a name in capitals goes on over a small word."""
    if end == len(said):
        return 1.0
    after = said[end].folded
    if (
        after in ("to", "of", "the")
        and end + 1 < len(said)
        and text[said[0].start].isupper()
        and text[said[end + 1].start].isupper()
    ):
        return -1.5
    if after in single("tail") or after in single("stem"):
        return 1.5
    return 1.0 if after in single("prep") else -1.5


def alike(a: list[Word], b: list[Word]) -> float:
    """Return how alike two options are built: length, first and last word, articles and prepositions, figures."""
    inner = sum(word.folded in single("stem") for word in a[1:]) + sum(word.folded in single("stem") for word in b)
    score = -0.85 * abs(len(a) - len(b)) - 1.2 * inner - 0.1 * (len(a) + len(b))
    if a[0].folded == b[0].folded and len(a) + len(b) > 2:
        score += 3
    elif len(a) > 1 and a[-1].folded == b[-1].folded:
        score += 1.5
    for group in ("article", "prep"):
        first, second = a[0].folded in single(group), b[0].folded in single(group)
        score += 1.5 if first and second else -1.0 if first or second else 0
    if a[0].folded[0].isdigit() and b[0].folded[0].isdigit():
        score += 2
    if b[-1].folded in single("prep") or b[-1].folded in single("article"):
        score -= 2
    return score
