"""A poll's form: fitted to what its platform takes, read from what a person wrote, and shown in words.

Posted polls cannot be changed, so what a person wrote is never cut without being asked; what the talk said is, at a word.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.decide.quote import cut
from bot.model import Limits, Option, Phrase, Poll

FEWEST = 2
MARK = re.compile(r"^\s*[-–*•·▪◦]\s+")
NUMBER = re.compile(r"^\s*\(?(\d{1,2})[.)]\s+")
"""What people put before the items of a list."""


def poll_of(question: str, options: Iterable[str], *, multiple: bool = False) -> Poll:
    """Return a poll. Of options that differ only in case and spaces the first stays."""
    distinct: dict[str, str] = {}
    for option in options:
        plain = " ".join(option.split())
        if plain:
            distinct.setdefault(plain.casefold(), plain)
    kept = tuple([Option(str(number), text) for number, text in enumerate(distinct.values(), 1)])
    return Poll(" ".join(question.split()), kept, multiple)


def fitted(poll: Poll, limits: Limits) -> Poll:
    """Return the poll cut at words to what the platform takes, with at most so many options as it takes."""
    texts = [cut(option.text, limits.poll_option_characters) for option in poll.options]
    distinct = poll_of(cut(poll.question, limits.poll_question_characters), texts, multiple=poll.multiple)
    return replace(distinct, options=distinct.options[: limits.poll_options])


def unfit(poll: Poll, limits: Limits) -> Phrase | None:
    """Return why a poll cannot be posted, None when it can."""
    if len(poll.question) > limits.poll_question_characters:
        return _long("notice.poll_question_long", poll.question, limits.poll_question_characters)
    if not FEWEST <= len(poll.options) <= limits.poll_options:
        values = (("least", str(FEWEST)), ("most", str(limits.poll_options)), ("found", str(len(poll.options))))
        return Phrase("notice.poll_options", values)
    long = next((option for option in poll.options if len(option.text) > limits.poll_option_characters), None)
    return _long("notice.poll_option_long", long.text, limits.poll_option_characters) if long is not None else None


def _long(phrase: str, text: str, most: int) -> Phrase:
    return Phrase(phrase, (("text", cut(text, 40)), ("found", str(len(text))), ("most", str(most))))


def written(text: str, *, multiple: bool = False) -> Poll:
    """Read what a person wrote: the question on the first line, then one option a line, with or without marks of a list."""
    lines = [line for line in text.splitlines() if line.strip()]
    return poll_of(lines[0] if lines else "", _items(lines[1:]), multiple=multiple)


def _items(lines: list[str]) -> list[str]:
    """Return lines without the marks of a list. Numbers are such marks only where they count up from one ("10. May" is a day)."""
    numbers = [int(found[1]) if (found := NUMBER.match(line)) else 0 for line in lines]
    if numbers == list(range(1, len(lines) + 1)):
        return [NUMBER.sub("", line) for line in lines]
    return [MARK.sub("", line) for line in lines]


def words(poll: Poll) -> tuple[Phrase, ...]:
    """Return a poll as the words of its draft: a line for the question, then one for each option. `written` reads them back."""
    return (asks(poll), *(Phrase("poll.option", (("option", option.text),)) for option in poll.options))


def asks(poll: Poll) -> Phrase:
    """Return the words of a poll's question; a plain one where the talk put none."""
    return Phrase("verbatim.text", (("text", poll.question),)) if poll.question else Phrase("poll.which")


def lasting(span: timedelta, limits: Limits) -> int:
    """Return how many seconds a poll takes votes: as the team chose, within what the platform takes."""
    least, most = limits.poll_seconds
    return int(min(most, max(least, span.total_seconds())))
