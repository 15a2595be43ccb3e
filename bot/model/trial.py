"""What came of a post, or of holding one back: over a day it is counted who spoke in the channel, and who answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.policy import Kind
from bot.model.refs import ChannelRef

EARLY, LATE = timedelta(hours=2), timedelta(hours=24)
"""When the ledger is told what came of it."""

COIN = "coin:"
"""Begins the key of a trial that a coin began; the key of the post it was tossed for follows."""

MOST_VOICES = 50
"""So many different members are told apart at most."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A day, from `at` on, over which responses are counted: after a post (`key` is the post's), or after the coin was tossed.

    `arm`: what was chosen, where there was a choice. `held`: how the coin fell, None where none was tossed. `questions`: ids of those
    it is about. While it runs, `voices` are the ids of the members (nobody of the team) who spoke in the channel or voted there, and
    `answers` of those who answered the post or the questions, at most MOST_VOICES of each; then only how many there were stays:
    `early` and `late` are (voices, answers) after EARLY and LATE. `blind`: what came of it could not be seen: there was a gap, or
    the post never stood.
    """

    key: str
    channel: ChannelRef
    kind: Kind
    at: datetime
    arm: str = ""
    held: bool | None = None
    questions: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    early: tuple[int, int] | None = None
    late: tuple[int, int] | None = None
    blind: bool = False

    @property
    def open(self) -> bool:
        """Whether it is still counted."""
        return self.late is None and not self.blind

    @property
    def subject(self) -> str:
        """What the ledger knows it by."""
        return self.key.removeprefix(COIN)

    @property
    def counted(self) -> tuple[int, int]:
        """How many different members spoke, and how many answered, so far."""
        return len(self.voices), len(self.answers)
