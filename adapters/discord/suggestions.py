"""`/twoway suggest`: a member suggests how a discussion could be opened; the team decides."""

import discord

from adapters.discord.desk import Desk
from adapters.discord.wire import Asked
from bot.events import CommandGiven


class Suggestions:
    """Hands to the core what members suggest."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk = desk

    async def suggest(self, interaction: discord.Interaction, asked: Asked, idea: str) -> None:
        """Take a suggestion."""
        arguments = (("name", interaction.user.display_name), ("text", idea))
        event = CommandGiven(asked.at, asked.channel, asked.member, "suggest", arguments)
        await self._desk.command(asked, event, "done")
