"""/suggest: a member suggests how a discussion could be opened; the team decides."""

from adapters.telegram.desk import Desk, Served
from adapters.telegram.wire import Asked


class Suggestions:
    """Hands to the core what members suggest."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk = desk

    async def suggest(self, asked: Asked, rest: str) -> Served:
        """Take a suggestion. `rest`: what would be asked. Who writes as the group is of its team, and writes openers in the dashboard."""
        if asked.member.id.startswith("-"):
            return self._desk.only(asked, lambda: self._desk.tell(asked, self._desk.say(asked, "anonymous")))
        return self._desk.command(asked, "suggest", {"name": asked.name, "text": rest}, "done")
