"""What became of an export's records: how many were read, which were left out and why, what was broken and where."""

from collections import Counter
from dataclasses import dataclass, field

BROKEN_KEPT = 20


class WrongExport(ValueError):
    """The file is no export that can be read. The text says what was expected and what was found."""


@dataclass(frozen=True, slots=True)
class Broken:
    """One record that could not be read: where it stands (line, record or byte) and what is wrong with it."""

    place: str
    why: str

    def __str__(self) -> str:
        return f"{self.place}: {self.why}"


@dataclass(slots=True)
class ExportTally:
    """Counts of one reading, filled while it runs and begun anew by the next.

    `read`: messages delivered. `skipped`: records left out, by reason ("service message", "duplicate id", "broken" ...).
    `broken`: the first 20 broken records with their places. `notes`: what was mended on the way, each said once.
    `cut`: where and how the file ends before it should, "" where it does not.
    """

    read: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    broken: list[Broken] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cut: str = ""

    def skip(self, reason: str) -> None:
        """Count one record that was left out on purpose."""
        self.skipped[reason] += 1

    def broke(self, place: str, why: str) -> None:
        """Count one broken record, and keep its place if it is among the first."""
        self.skipped["broken"] += 1
        if len(self.broken) < BROKEN_KEPT:
            self.broken.append(Broken(place, why))

    def note(self, text: str) -> None:
        """Say something about the whole file, once."""
        if text not in self.notes:
            self.notes.append(text)

    def clear(self) -> None:
        """Begin anew."""
        self.read, self.cut = 0, ""
        self.skipped.clear()
        self.broken.clear()
        self.notes.clear()
