"""/index: the latest week in figures, in words and as a picture, for all in the chat: so it is the team's to ask for."""

from telegram.constants import ParseMode

from adapters.telegram import render
from adapters.telegram.desk import Desk, Served
from adapters.telegram.posting import Posting
from adapters.telegram.wire import Asked
from bot.charts import index_picture, index_words
from bot.model.weeks import FoundWeek, WeekFigures
from bot.ports import Library, Painter, Unavailable


class Index:
    """Answers with the week."""

    def __init__(self, desk: Desk, library: Library | None, painter: Painter | None) -> None:
        """Serve at this desk. `library`: who knows the weeks; `painter`: None for words alone."""
        self._desk, self._library, self._posting = desk, library, Posting(desk.wire, painter)

    async def serve(self, asked: Asked, rest: str) -> Served:
        """Show the week."""

        async def then() -> None:
            found = await self._found(asked)
            if found is None:
                await self._desk.tell(asked, self._desk.say(asked, "not_now"))
                return
            payload = render.placed(asked.topic, asked.message or None) | {
                "text": render.text(self._desk.phrases, index_words(found), asked.language),
                "parse_mode": ParseMode.HTML,
                "link_preview_options": render.NO_PREVIEW,
                "disable_notification": True,
            }
            drawn = await self._posting.drawn(index_picture(found), asked.language)
            sent = await self._posting.post(asked.chat, payload, drawn)
            await self._desk.tidying.answered(asked, sent.message_id)

        return self._desk.only(asked, then, team=True)

    async def _found(self, asked: Asked) -> FoundWeek | None:
        if self._library is None:
            return None
        try:
            inquiry = WeekFigures(asked.channel.community, whole=False)
            found = await self._library.consult(inquiry, self._desk.clock.now())
        except Unavailable:
            return None
        return found if isinstance(found, FoundWeek) else None
