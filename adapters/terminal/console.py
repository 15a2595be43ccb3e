"""Where text goes, and how wide it may be: coloured and as wide as the window on a terminal, plain and 100 columns wide in a file."""

from typing import IO

from rich.console import Console
from rich.text import Text

PLAIN_WIDTH = 100
WIDEST = 120
INDENT = 3


def console_for(file: IO[str] | None) -> Console:
    """Return a console for a file, else for stdout. Nothing that people wrote is taken for markup, emoji names or highlights."""
    console = Console(file=file, markup=False, emoji=False, highlight=False)
    console.width = min(console.width, WIDEST) if console.is_terminal else PLAIN_WIDTH
    return console


def heading(console: Console, text: str) -> None:
    """Print a heading with a blank line before it."""
    console.print()
    console.print(Text(text, style="bold"))


def indented(console: Console, text: str, style: str = "", by: int = INDENT) -> None:
    """Print a text that keeps its indent where it wraps, with no blanks at the ends of lines."""
    for line in Text(text).wrap(console, console.width - by):
        line.rstrip()
        console.print(Text(" " * by) + line, style=style, soft_wrap=True)
