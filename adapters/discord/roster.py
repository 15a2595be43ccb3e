"""`/twoway enlist` and `/twoway leave`: members put themselves on the roster, and off it."""

import discord

from adapters.discord.desk import Desk
from adapters.discord.wire import Asked
from bot.events import CommandGiven


class Roster:
    """Hands to the core what members say of themselves; nobody enlists another."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk = desk

    async def enlist(
        self, interaction: discord.Interaction, asked: Asked, topics: str, pings: int | None, duty: bool | None
    ) -> None:
        """Put a member on the roster, or change their place on it. What is not given stays as it was."""
        arguments = {
            "name": interaction.user.display_name,
            "topics": topics,
            "per_day": str(pings) if pings else "",
            "duty": "" if duty is None else "on" if duty else "off",
        }
        await self._command(asked, "enlist", arguments)

    async def leave(self, interaction: discord.Interaction, asked: Asked) -> None:
        """Take a member off the roster."""
        await self._command(asked, "leave_roster", {})

    async def _command(self, asked: Asked, name: str, arguments: dict[str, str]) -> None:
        event = CommandGiven(asked.at, asked.channel, asked.member, name, tuple(arguments.items()))
        await self._desk.command(asked, event, "done")
