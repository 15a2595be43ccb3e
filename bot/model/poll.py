"""Polls, options, votes and tallies."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a poll. `id` outlives reordering (Telegram's persistent id, Discord's answer id)."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Poll:
    """A question with options, as it hangs on a message. `multiple`: a member may choose several.

    `closes_at`: when it takes no more votes, None where that is not known. `closed`: it takes none now. `anonymous`: nobody is
    shown, or told, who voted for what; only the votes are counted.
    """

    question: str
    options: tuple[Option, ...]
    multiple: bool = False
    closed: bool = False
    closes_at: datetime | None = None
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes counted for one option. `final` tells whether the platform has finished counting.

    `text`: the option's words, where it was not there from the beginning: a member added it.
    """

    option: str
    votes: int
    final: bool = False
    text: str = ""
