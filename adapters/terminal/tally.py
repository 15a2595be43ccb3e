"""What became of a file's records: how many were read, what was left out and why, and where it is broken."""

from collections.abc import Iterable, Mapping
from typing import IO, Protocol
from zoneinfo import ZoneInfo

from adapters.terminal.console import console_for, indented
from bot.measure.speech import Speech, clean
from bot.model import Phrases


class ReadingTally(Protocol):
    """The counts of one reading, as any reader of files keeps them."""

    @property
    def read(self) -> int:
        """Messages delivered."""

    @property
    def skipped(self) -> Mapping[str, int]:
        """Records left out, by reason."""

    @property
    def broken(self) -> Iterable[object]:
        """The first broken records: `str()` of each gives its place and what is wrong."""

    @property
    def notes(self) -> Iterable[str]:
        """What was mended on the way."""

    @property
    def cut(self) -> str:
        """How the file ends too early, "" where it does not."""


def print_tally(tally: ReadingTally, phrases: Phrases, language: str, file: IO[str] | None = None) -> None:
    """Print a reading's counts to stdout, or to a file."""
    console, speech = console_for(file), Speech(phrases, language, ZoneInfo("UTC"))
    console.print()
    console.print(speech.say("terminal_read", tally.read), style="bold")
    left_out = sum(tally.skipped.values())
    if left_out:
        indented(console, speech.say("terminal_skipped", left_out))
        for reason, count in sorted(tally.skipped.items(), key=lambda item: (-item[1], item[0])):
            indented(console, f"{speech.number(count):>7}  {clean(reason, 200)}")
    else:
        indented(console, speech.say("terminal_skipped_none"))
    broken = [clean(str(record), 300) for record in tally.broken]
    if broken:
        indented(console, speech.say("terminal_broken"))
        for text in broken:
            indented(console, text, by=5)
    if tally.cut:
        indented(console, speech.say("terminal_cut", why=tally.cut), "yellow")
    for note in tally.notes:
        indented(console, speech.say("terminal_note", text=note), "dim")
