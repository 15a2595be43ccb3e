"""`/twoway dashboard`: a link to the dashboard, for who asked alone."""

import discord

from adapters.discord.desk import Desk
from adapters.discord.teams import is_staff
from adapters.discord.wire import Asked
from bot.model import Role


class Dashboard:
    """Hands out links, where there is a dashboard."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk = desk

    async def link(self, interaction: discord.Interaction, asked: Asked, look: bool) -> None:
        """Give somebody of the team a link: as an owner to whoever may manage the server. `look`: to look only."""
        user = interaction.user
        staff = isinstance(user, discord.Member) and is_staff(user)
        role = Role.VIEWER if look else Role.OWNER if staff else Role.TEAM
        link = self._desk.invite(asked.member, user.display_name, role) if self._desk.invite is not None else None
        if link is None:
            await self._desk.tell(asked, self._desk.say(asked, "dashboard_none"))
            return
        await self._desk.tell(asked, f"{self._desk.say(asked, 'dashboard_link')}\n<{link}>")
