"""Text to meaning. Pure: the same message in the same window reads the same."""

from bot.read.reader import read
from bot.read.silence import silent
from bot.read.threads import about
from bot.read.window import Window

__all__ = ["Window", "about", "read", "silent"]
