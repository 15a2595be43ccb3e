"""`/twoway index`: the latest week in figures, in words and as a picture. For whoever asks; for all in the channel where the team shares it."""

import discord

from adapters.discord.desk import Desk
from adapters.discord.render import EPHEMERAL, NO_PREVIEWS, NOBODY, Payload, text
from adapters.discord.wire import Asked
from bot.charts import index_picture, index_words
from bot.model import Drawn
from bot.model.weeks import FoundWeek, WeekFigures
from bot.ports import Library, Painter, Unavailable


class Index:
    """Answers with the week. The picture is drawn while a place is kept for the answer."""

    def __init__(self, desk: Desk, library: Library | None, painter: Painter | None) -> None:
        """Serve at this desk. `library`: who knows the weeks; `painter`: None for words alone."""
        self._desk, self._library, self._painter = desk, library, painter

    async def show(self, interaction: discord.Interaction, asked: Asked, share: bool) -> None:
        """Show the week. `share`: to everybody in the channel, which is for the team to do."""
        if share and not self._desk.is_team(interaction, staff=True):
            await self._desk.tell(asked, self._desk.say(asked, "team_only"))
            return
        found = await self._found(asked)
        if found is None:
            await self._desk.tell(asked, self._desk.say(asked, "not_now"))
            return
        language = asked.common if share and asked.common in self._desk.phrases.texts else asked.language
        content = text(self._desk.phrases, index_words(found), language)
        drawn = await self._drawn(found, language) if self._desk.places.may_attach(asked.channel) else None
        page: Payload = {"content": content, "allowed_mentions": NOBODY, "flags": NO_PREVIEWS}
        if share:
            await self._desk.tell(asked, self._desk.say(asked, "index_shared"))
            await self._desk.wire.follow(asked, page, drawn=drawn)
        else:
            await self._desk.wire.fill(asked, page | {"flags": EPHEMERAL | NO_PREVIEWS}, drawn)

    async def _found(self, asked: Asked) -> FoundWeek | None:
        if self._library is None:
            return None
        try:
            inquiry = WeekFigures(asked.channel.community, whole=False)
            found = await self._library.consult(inquiry, self._desk.clock.now())
        except Unavailable:
            return None
        return found if isinstance(found, FoundWeek) else None

    async def _drawn(self, found: FoundWeek, language: str) -> Drawn | None:
        picture = index_picture(found)
        if picture is None or self._painter is None:
            return None
        return await self._painter.paint(picture, language)
