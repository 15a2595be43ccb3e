"""/enlist and /leave: members put themselves on the roster, and off it."""

from adapters.telegram.desk import Desk, Served
from adapters.telegram.wire import Asked

PARTS = str.maketrans(dict.fromkeys(";\n،؛、，", ","))
DUTY = ("on", "off")


class Roster:
    """Hands to the core what members say of themselves; nobody enlists another."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk = desk

    async def enlist(self, asked: Asked, rest: str) -> Served:
        """Put a member on the roster, or change their place on it. What is not given stays as it was.

        `rest`: topics with commas between them; among them a number is pings a day, "off" and "on" pause and go on.
        """
        if asked.member.id.startswith("-"):
            return self._nobody(asked)
        parts = [part.strip() for part in rest.translate(PARTS).split(",") if part.strip()]
        topics = [part for part in parts if not part.isdecimal() and part.casefold() not in DUTY]
        arguments = {
            "name": asked.name,
            "topics": ", ".join(topics),
            "per_day": next((str(int(part)) for part in parts if part.isdecimal()), ""),
            "duty": next((part.casefold() for part in parts if part.casefold() in DUTY), ""),
        }
        return self._desk.command(asked, "enlist", arguments, "done")

    async def leave(self, asked: Asked, rest: str) -> Served:
        """Take a member off the roster."""
        return (
            self._nobody(asked)
            if asked.member.id.startswith("-")
            else self._desk.command(asked, "leave_roster", {}, "done")
        )

    def _nobody(self, asked: Asked) -> Served:
        """Answer somebody who writes as the group: nobody can be asked for help that way."""
        return self._desk.only(asked, lambda: self._desk.tell(asked, self._desk.say(asked, "anonymous")))
