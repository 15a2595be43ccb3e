"""The terminal: a progress bar while a replay reads, and its summary as plain text."""

from adapters.terminal.progress import progress
from adapters.terminal.summary import print_summary
from adapters.terminal.tally import print_tally

__all__ = ["print_summary", "print_tally", "progress"]
