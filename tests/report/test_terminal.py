"""The terminal: plain text that stays the same, nothing that people wrote steers the window, and no bar where nobody looks."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path

import pytest

from adapters.terminal import print_summary, print_tally, progress
from bot.measure import Summary
from tests.report.talk import PHRASES, busy, empty, hostile, three

HERE = Path(__file__).parent


def printed(summary: Summary, language: str = "en") -> str:
    out = StringIO()
    print_summary(summary, PHRASES, language, out)
    return out.getvalue()


@pytest.mark.parametrize(("name", "made"), [("three", three), ("busy", busy)])
def test_reads_as_it_did(name: str, made: Callable[[], Summary]) -> None:
    assert printed(made()) == (HERE / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("made", [empty, three, busy, hostile])
def test_plain_lines_of_at_most_a_hundred_columns(made: Callable[[], Summary]) -> None:
    text = printed(made())
    assert text == printed(made())
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert text.encode("utf-8")
    assert all(len(line) <= 100 and line == line.rstrip() for line in text.splitlines())


def test_no_messages() -> None:
    assert printed(empty()) == "No messages, so there is nothing to tell yet.\n"


def test_nothing_waits() -> None:
    text = printed(replace(busy(still=0), waiting=(), proposed=()))
    assert "Nothing waits: every question was taken up." in text
    assert "In the end everybody got a response." in text
    assert "Nothing: no question called for a post." in text


def test_german() -> None:
    assert "Auf 8 von 10 Fragen geht hier jemand ein, und das dauert höchstens 32 Minuten." in printed(busy(), "de")


def test_long_lists_say_how_many_more() -> None:
    text = printed(busy(count=200, still=70))
    assert "20 more questions wait; they are not listed here." in text
    assert "and 50 more posts" in text


@dataclass
class Tally:
    """A reading's counts, as exports keep them."""

    read: int = 1240
    skipped: Counter[str] = field(
        default_factory=lambda: Counter({"service message": 3, "broken": 1, "duplicate id": 3})
    )
    broken: tuple[str, ...] = ("line 7: no time \x1b[2J",)
    notes: tuple[str, ...] = ("times without a zone were read as UTC",)
    cut: str = "line 90 stops in the middle"


def test_tally() -> None:
    out = StringIO()
    print_tally(Tally(), PHRASES, "en", out)
    assert out.getvalue() == (
        "\n1,240 messages read\n"
        "   7 records left out:\n"
        "         3  duplicate id\n"
        "         3  service message\n"
        "         1  broken\n"
        "   Broken records:\n"
        "     line 7: no time [2J\n"
        "   The file ends too early: line 90 stops in the middle\n"
        "   Note: times without a zone were read as UTC\n"
    )


def test_tally_of_a_whole_file() -> None:
    out = StringIO()
    print_tally(Tally(1, Counter(), (), (), ""), PHRASES, "en", out)
    assert out.getvalue() == "\n1 message read\n   No record was left out.\n"


class Window(StringIO):
    """A terminal that keeps what is drawn on it."""

    def isatty(self) -> bool:
        return True


def test_no_bar_where_nobody_looks() -> None:
    out = StringIO()
    with progress("Reading", out) as moved:
        moved(5, 10)
        moved(10, 10)
    assert out.getvalue() == ""


def test_the_bar_shows_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    out = Window()
    with progress("Reading [bold]", out) as moved:
        moved(5, 10)
        moved(10, 10)
        drawn = out.getvalue()
        moved(10, 10)
    assert "Reading [bold]" in drawn
    assert drawn.endswith("\x1b[2K") or "\x1b[?25h" in drawn
