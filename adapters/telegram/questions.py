"""/questions: what waits, with links, filters and pages."""

from datetime import datetime

from telegram import InlineKeyboardMarkup

from adapters.telegram import render
from adapters.telegram.desk import Desk, Served
from adapters.telegram.refs import link, number
from adapters.telegram.wire import Asked
from bot.model import Question
from bot.pages import FILTERS, page_of, shortened

MOST, NAME = 500, 30
AGO = ((86_400, "ago_days"), (3_600, "ago_hours"), (60, "ago_minutes"))


class Questions:
    """Shows the list, and turns its pages: the buttons carry filter and page."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk = desk

    async def show(self, asked: Asked, rest: str) -> Served:
        """Show the first page of what waits."""

        async def then() -> None:
            await self._desk.tell(asked, *await self._page(asked, "open", 0))

        return self._desk.only(asked, then, team=True)

    async def turn(self, asked: Asked, parts: list[str]) -> Served:
        """Show another page."""
        chosen, page = (*parts, "open", "0")[:2]

        async def then() -> None:
            await self._desk.alert(asked)
            shown = await self._page(asked, chosen if chosen in FILTERS else "open", number(page))
            await self._desk.turn(asked, *shown)

        return self._desk.only(asked, then, team=True)

    async def _page(self, asked: Asked, chosen: str, wanted: int) -> tuple[str, InlineKeyboardMarkup]:
        found = await self._desk.records.questions(asked.channel.community, FILTERS[chosen], MOST)
        page, say = page_of(found, wanted, lambda question: True), self._desk.say
        lines = [say(asked, f"questions_{chosen}", page.count) if page.count else say(asked, "questions_none")]
        now = self._desk.clock.now()
        lines += [self._line(asked, question, now) for question in page.shown]
        if len(found) >= MOST:
            lines.append(say(asked, "questions_many", most=str(MOST)))
        filters = [
            render.key(
                ("· " if name == chosen else "") + self._desk.label(asked, f"filter_{name}"), f"~questions:{name}:0"
            )
            for name in FILTERS
        ]
        turns = [
            render.key(self._desk.label(asked, name), f"~questions:{chosen}:{to}")
            for name, to in (("page_back", page.number - 1), ("page_on", page.number + 1))
            if 0 <= to <= page.last
        ]
        return "\n".join(lines), InlineKeyboardMarkup([filters[:2], filters[2:], *([turns] if turns else [])])

    def _line(self, asked: Asked, question: Question, now: datetime) -> str:
        say, spot = self._desk.say, self._desk.directory.spot(question.ref.channel)
        item = say(asked, "question_item", name=question.name[:NAME], quote=shortened(question.text))
        seconds = max(60, (now - question.asked_at).total_seconds())
        size, name = next((size, name) for size, name in AGO if seconds >= size)
        when = say(asked, name, int(seconds // size))
        message = self._desk.directory.home(spot.chat).number(question.id)
        address = link(spot, message) if message else ""
        return f'{item} · <a href="{address}">{when}</a>' if address else f"{item} · {when}"
