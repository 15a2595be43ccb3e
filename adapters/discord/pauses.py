"""`/twoway pause` and `/twoway resume`: the team asks for silence, and ends it."""

import discord

from adapters.discord.desk import Desk
from adapters.discord.wire import Asked
from bot.events import CommandGiven


class Pauses:
    """Hands the team's wish for silence to the core, which keeps it everywhere in the community."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk = desk

    async def begin(self, interaction: discord.Interaction, asked: Asked, length: str) -> None:
        """Ask for silence. `length`: a duration such as "2h", "" for the usual one."""
        await self._command(interaction, asked, "pause", (("for", length),))

    async def end(self, interaction: discord.Interaction, asked: Asked) -> None:
        """End it."""
        await self._command(interaction, asked, "resume", ())

    async def _command(
        self, interaction: discord.Interaction, asked: Asked, name: str, arguments: tuple[tuple[str, str], ...]
    ) -> None:
        team = self._desk.is_team(interaction, staff=True)
        by = interaction.user.display_name if team else ""
        event = CommandGiven(asked.at, asked.channel, asked.member, name, arguments, team, by)
        await self._desk.command(asked, event, "done")
        await self._desk.teams.view(int(asked.channel.community.id), fresh=True)
