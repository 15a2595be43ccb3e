"""/dashboard: a link to the dashboard, in the private chat of who asked: a group would read along."""

from telegram.constants import ParseMode

from adapters.telegram import render
from adapters.telegram.desk import Desk, Served
from adapters.telegram.escape import marked, worded
from adapters.telegram.refs import number
from adapters.telegram.wire import Asked
from bot.model import Role

DASHBOARD, LOOK = "dashboard", "look"


class Dashboard:
    """Hands out links, where there is a dashboard."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk = desk

    async def serve(self, asked: Asked, rest: str) -> Served:
        """Give somebody of the team a link. `rest`: "look" to look only; in private, the number of the group that it is for."""
        desk = self._desk
        if asked.private:
            if not number(rest):
                return desk.only(asked, lambda: desk.tell(asked, desk.say(asked, "in_the_group")))
            asked = await desk.about(asked, number(rest))
        look = rest.strip().lower() == LOOK
        return desk.only(asked, lambda: self._invite(asked, look=look), team=True)

    async def _invite(self, asked: Asked, *, look: bool) -> None:
        """Make a link: as an owner to whoever administers the group. Where there is no dashboard just now, say so."""
        desk = self._desk
        role = Role.VIEWER if look else Role.OWNER if asked.staff else Role.TEAM
        link = desk.invite(asked.member, asked.name, role) if desk.invite is not None else None
        if link is None:
            await desk.tell(asked, desk.say(asked, "dashboard_none"))
            return
        await desk.privately(asked, DASHBOARD, lambda: self._send(asked, link))

    async def _send(self, asked: Asked, link: str) -> None:
        """Send the link. What cannot be forwarded cannot be forwarded by mistake."""
        desk, user = self._desk, int(asked.member.id)
        words = f"{desk.say(asked, 'dashboard_link')}\n{marked(worded(link))}"
        await desk.wire.write(
            user,
            lambda: desk.wire.bot.send_message(
                user,
                words,
                parse_mode=ParseMode.HTML,
                link_preview_options=render.NO_PREVIEW,
                protect_content=True,
                disable_notification=asked.private,
            ),
        )
