"""/questions: what waits, with links, filters and pages."""

from datetime import datetime

from telegram import InlineKeyboardMarkup

from adapters.telegram import render
from adapters.telegram.desk import Desk, Served
from adapters.telegram.refs import link, number
from adapters.telegram.wire import Asked
from bot.model import ChannelRef, MessageRef, Question, SurveyState
from bot.model.inquiry import FoundWaiting, StillWaiting
from bot.pages import FILTERS, nothing, page_of, shortened
from bot.view import team_channel_of

MOST, NAME, PUT = 500, 30, 3
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
        lines = [say(asked, f"questions_{chosen}", page.count) if page.count else say(asked, nothing(chosen, found))]
        now = self._desk.clock.now()
        lines += [self._line(asked, question, now) for question in page.shown]
        if len(found) >= MOST:
            lines.append(say(asked, "questions_many", most=str(MOST)))
        if chosen == "open" and not page.number:
            further = await self._for_the_team(asked, now)
            lines = lines + further if page.count or not further else further
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

    async def _for_the_team(self, asked: Asked, now: datetime) -> list[str]:
        """Return what waits for the team itself: what was put to it, and polls whose result it has not said anything of."""
        home, say = asked.channel.community, self._desk.say
        policy, view = await self._desk.teams.policy(asked.channel), await self._desk.store.community(home)
        inside = team_channel_of(policy, view) or ChannelRef(home, "")
        found = await self._desk.records.consult(StillWaiting(home, 1, inside), now)
        put = found.put if isinstance(found, FoundWaiting) else ()
        lines = [say(asked, "questions_put", len(put))] if put else []
        lines += [self._item(asked, one.ref, one.name, one.text, one.at, now) for one in put[:PUT]]
        polls = await self._desk.records.surveys(home, now, MOST)
        awaited = sum(poll.state is SurveyState.AWAITED for poll in polls)
        return [*lines, *([say(asked, "questions_polls", awaited)] if awaited else [])]

    def _line(self, asked: Asked, question: Question, now: datetime) -> str:
        return self._item(asked, question.ref, question.name, question.text, question.asked_at, now)

    def _item(self, asked: Asked, ref: MessageRef, name: str, text: str, at: datetime, now: datetime) -> str:
        say, spot = self._desk.say, self._desk.directory.spot(ref.channel)
        item = say(asked, "question_item", name=name[:NAME], quote=shortened(text))
        seconds = max(60, (now - at).total_seconds())
        size, phrase = next((size, phrase) for size, phrase in AGO if seconds >= size)
        when = say(asked, phrase, int(seconds // size))
        message = self._desk.directory.home(spot.chat).number(ref.id)
        address = link(spot, message) if message else ""
        return f'{item} · <a href="{address}">{when}</a>' if address else f"{item} · {when}"
