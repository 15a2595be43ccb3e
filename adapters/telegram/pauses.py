"""/pause and /resume: the team asks for silence, and ends it."""

from adapters.telegram.desk import Desk, Served
from adapters.telegram.wire import Asked


class Pauses:
    """Hands the team's wish for silence to the core, which keeps it everywhere in the community."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk = desk

    async def begin(self, asked: Asked, rest: str) -> Served:
        """Ask for silence. `rest`: a duration such as "2h", "" for the usual one."""
        return self._desk.command(asked, "pause", {"for": rest.strip()}, "done")

    async def end(self, asked: Asked, rest: str) -> Served:
        """End it."""
        return self._desk.command(asked, "resume", {}, "done")
