"""The list of questions: which are shown, page by page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.model import AWAITING, Question, Status

A_PAGE, QUOTE = 5, 90
LIKELY = 0.5
FILTERS: dict[str, tuple[Status, ...]] = {
    "open": (Status.OPEN,),
    "talk": (Status.ACKNOWLEDGED, Status.ENGAGED),
    "all": AWAITING,
    "answered": (Status.ANSWERED, Status.SETTLED),
}
"""What can be asked for, and the states that it means."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: how many there are in all, what stands on it, its number and that of the last."""

    count: int
    shown: tuple[Question, ...]
    number: int
    last: int


def page_of(found: Iterable[Question], number: int, seen: Callable[[Question], bool]) -> Page:
    """Return a page of those questions that count as such and that who asks may see."""
    listed = [
        question
        for question in found
        if (question.flagged_at or question.probability * question.channel >= LIKELY) and seen(question)
    ]
    last = max(0, (len(listed) - 1) // A_PAGE)
    number = max(0, min(number, last))
    return Page(len(listed), tuple(listed[number * A_PAGE : (number + 1) * A_PAGE]), number, last)


def nothing(chosen: str, found: Iterable[Question], everywhere: bool = True) -> str:
    """Return the name of what is said of an empty page: that no question waits only where that is so, whoever may see it."""
    none = everywhere and chosen == "all" and not page_of(found, 0, lambda question: True).count
    return "questions_none" if none else "questions_nothing"


def shortened(text: str) -> str:
    """Return a question's words on one line, cut to fit a list."""
    line = " ".join(text.split())
    return line if len(line) <= QUOTE else line[: QUOTE - 1].rstrip() + "…"
