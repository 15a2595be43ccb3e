"""/poll: the team's wish for a poll, as the core's commands.

With words after it: a question on the first line, then one option a line (or all on one line, with | between). As a reply to a message
without words: ask the room what that message puts to it. "/poll end" ends the poll that is open here.
"""

from adapters.telegram.desk import Desk, Served
from adapters.telegram.wire import Asked

BETWEEN, END = "|", "end"


class Polls:
    """Hands the team's wishes to the core, which drafts, posts and ends polls."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk = desk

    async def serve(self, asked: Asked, rest: str, about: str | None) -> Served:
        """Serve the command. `about`: the id of the message that it replies to."""
        text = rest.strip()
        if text.lower() == END:
            return self._desk.command(asked, "end_poll", {}, "done")
        if not text and about is not None:
            return self._desk.command(asked, "ask_room", {"message": about}, "done")
        if not text:
            return self._desk.only(asked, lambda: self._desk.tell(asked, self._desk.say(asked, "poll_how")), team=True)
        lines = text if "\n" in text else "\n".join(part.strip() for part in text.split(BETWEEN))
        return self._desk.command(asked, "ask_poll", {"text": lines}, "done")
