"""The latest lines of a channel, as arrays for the linker."""

from collections.abc import Iterable

from bot.model import Line


class Window:
    """The latest lines of a channel. Only the room that owns it pushes."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        """Rebuild from lines in order of arrival."""
        for line in lines:
            self.push(line)

    def push(self, line: Line) -> None:
        """Add the newest line."""
