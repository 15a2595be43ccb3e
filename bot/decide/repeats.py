"""Whether a line of an asker's asks the earlier question again, or something of its own."""

import re
from dataclasses import replace

from bot.decide.thresholds import LIKELY
from bot.model import FINAL, Line, Question
from bot.read.traits import STEM, STOP, pieces
from bot.read.words import fold, unspaced, words
from bot.view import Room

NUDGE_WORDS = 6
_HIRAGANA = re.compile("[\u3041-\u309f]+")


def repeated(line: Line, room: Room) -> Question | None:
    """Return the author's own question that this line asks again ("anyone?", the same words)."""
    asker = line.message.author.id
    for id, probability in line.about:
        question = room.questions.get(id)
        if question is not None and question.asker == line.message.author and question.status not in FINAL:
            again = _nudges(line) or _alike(question.text, line.message.text)
            if again and probability >= LIKELY:
                return question
    for question in [question for question in room.questions.values() if question.asker.id == asker]:
        if question.status not in FINAL and _alike(question.text, line.message.text):
            return question
    return None


def _nudges(line: Line) -> bool:
    """Tell whether a line does no more than ask again: "anyone?". A line with more words than that asks something of its own.

    Where nobody separates words, two signs are taken for one.
    """
    said = words(fold(line.message.text))
    count = sum((len(word) + 1) // 2 if unspaced(word) else word[0] not in "?!" for word in said)
    return line.reading.nudge >= LIKELY and count <= NUDGE_WORDS


SAME, JOINT = 0.7, 0.9
"""Share of words, or of pairs of signs where nobody separates words, that two asks of the same have in common."""


def _alike(one: str, other: str) -> bool:
    """Tell whether two asks are the same words: Jaccard similarity of their sets of words at least 0.7, of three words or more.

    Where nobody separates words, pairs of signs stand for them, and polite endings make most of these: there it is 0.9, and what is no
    ending must be the same, or all in the other ("is it open on Monday?" and "... on Tuesday?" differ in two signs).
    """
    first, second = (set(pieces(words(fold(text)))) for text in (one, other))
    joint = any(unspaced(word[0]) for word in first | second if word)
    if joint and not (_matter(one) <= _matter(other) or _matter(other) <= _matter(one)):
        return False
    share = JOINT if joint else SAME
    return len(first) >= 3 and len(second) >= 3 and len(first & second) >= share * len(first | second)


def _matter(text: str) -> set[str]:
    """Return the stems of a text's words but the smallest ones, and pairs of signs where nobody separates words, but of endings."""
    said = pieces(words(fold(text)))
    return {word[:STEM] for word in said if len(word) > 1 and word not in STOP and not _HIRAGANA.fullmatch(word)}


def own_matter(line: Line, room: Room) -> tuple[Line, frozenset[str]]:
    """Return a line that asks something of its own, without belief in the asker's questions of another matter, and the ids of these.

    One that replies to a line of such a question, or shares a word with it, may go on with its matter.
    """
    message = line.message
    own = {id: question for id, question in room.questions.items() if question.asker == message.author}
    if not own:
        return line, frozenset()
    matter = _matter(message.text)
    others = frozenset(
        id
        for id, question in own.items()
        if message.reply_to not in (id, *question.lines) and matter.isdisjoint(_matter(question.text))
    )
    return replace(line, about=tuple([pair for pair in line.about if pair[0] not in others])), others
