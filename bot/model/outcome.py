"""What came of an attempt to do something outside. A refusal is a value, not an exception."""

from dataclasses import dataclass

from bot.model.inquiry import Finding
from bot.model.poll import Tally
from bot.model.refs import MessageRef


@dataclass(frozen=True, slots=True)
class Receipt:
    """It was done. `message`: what now stands in the channel; None where nothing does (an edit, a deletion, a notice).

    `tallies`: of a poll that was ended or counted, its votes as the platform knows them now; none where it does not say. `found`: what
    the community's records said, where they were asked.
    """

    message: MessageRef | None = None
    tallies: tuple[Tally, ...] = ()
    found: Finding | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """The platform said no, and would again: `reason` is a word for people (no token, no text of a member)."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It was claimed, then the process died, and the platform cannot say whether it was done. It is never tried again."""


Settlement = Receipt | Refusal | Unknown
