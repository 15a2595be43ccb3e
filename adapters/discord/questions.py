"""`/twoway questions`: what waits, with links, filters and pages. A member sees only channels that Discord shows them."""

from collections.abc import Sequence

import discord

from adapters.discord import render
from adapters.discord.desk import Desk
from adapters.discord.refs import number
from adapters.discord.render import MENU, Payload
from adapters.discord.teams import is_staff
from adapters.discord.wire import Asked
from bot.model import ChannelRef, MessageRef, Question, SurveyState
from bot.model.inquiry import FoundWaiting, StillWaiting
from bot.pages import FILTERS, Page, nothing, page_of, shortened
from bot.view import team_channel_of

MOST, NAME, CHANNEL_MENU, PUT = 500, 30, 8, 3


class Questions:
    """Shows the list, and turns its pages: the custom ids carry filter, channel and page."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk = desk

    async def show(self, interaction: discord.Interaction, asked: Asked) -> None:
        """Show the first page of what waits."""
        page = await self._page(interaction, asked, "open", "", 0)
        await self._desk.wire.fill(asked, page)

    async def turn(self, interaction: discord.Interaction, asked: Asked, parts: list[str], given: list[str]) -> None:
        """Show another page. `parts`: what was pressed, then filter, channel and page as they were."""
        pressed, chosen, channel, page = (*parts, "", "", "", "")[:4]
        if pressed == "filter":
            chosen, page = (given or ["open"])[0], "0"
        if pressed == "channel":
            channel, page = (given or [""])[0], "0"
        shown = await self._page(interaction, asked, chosen if chosen in FILTERS else "open", channel, number(page))
        await self._desk.turn(asked, shown)

    async def _page(
        self, interaction: discord.Interaction, asked: Asked, chosen: str, channel: str, page: int
    ) -> Payload:
        found = await self._desk.records.questions(asked.channel.community, FILTERS[chosen], MOST)

        def seen(question: Question) -> bool:
            return channel in ("", question.ref.channel.id) and _sees(interaction, question.ref)

        turned = page_of(found, page, seen)
        head = (
            self._desk.say(asked, f"questions_{chosen}", turned.count)
            if turned.count
            else self._desk.say(asked, nothing(chosen, found, everywhere=not channel))
        )
        lines = [self._line(asked, question) for question in turned.shown]
        if len(found) >= MOST:
            lines.append(self._desk.say(asked, "questions_many", most=str(MOST)))
        if chosen == "open" and not turned.number and not channel:
            further = await self._for_the_team(interaction, asked)
            if further and not turned.count:
                return render.aside("\n".join(further), self._parts(asked, chosen, channel, turned))
            lines += further
        return render.aside("\n".join([head, *lines]), self._parts(asked, chosen, channel, turned))

    async def _for_the_team(self, interaction: discord.Interaction, asked: Asked) -> list[str]:
        """Return what waits for the team itself: what was put to it, and polls whose result it has not said anything of."""
        home, now = asked.channel.community, self._desk.clock.now()
        guild = int(home.id)
        policy, view = await self._desk.teams.policy(guild), await self._desk.teams.view(guild)
        inside = team_channel_of(policy, view) or ChannelRef(home, "")
        found = await self._desk.records.consult(StillWaiting(home, 1, inside), now)
        put = [one for one in found.put if _sees(interaction, one.ref)] if isinstance(found, FoundWaiting) else []
        lines = [self._desk.say(asked, "questions_put", len(put))] if put else []
        for one in put[:PUT]:
            item = self._desk.say(asked, "question_item", name=one.name[:NAME], quote=shortened(one.text))
            lines.append(f"{item} · <t:{one.at.timestamp():.0f}:R> · {render.link(one.ref)}")
        polls = await self._desk.records.surveys(home, now, MOST)
        awaited = sum(poll.state is SurveyState.AWAITED for poll in polls)
        return [*lines, *([self._desk.say(asked, "questions_polls", awaited)] if awaited else [])]

    def _line(self, asked: Asked, question: Question) -> str:
        item = self._desk.say(asked, "question_item", name=question.name[:NAME], quote=shortened(question.text))
        return f"{item} · <t:{question.asked_at.timestamp():.0f}:R> · {render.link(question.ref)}"

    def _parts(self, asked: Asked, chosen: str, channel: str, turned: Page) -> Sequence[Payload]:
        page, last = turned.number, turned.last

        def say(name: str) -> str:
            return self._desk.say(asked, name)

        options = [{"label": say(f"filter_{name}"), "value": name, "default": name == chosen} for name in FILTERS]
        here = f"{chosen}:{channel}"
        menu: Payload = {"type": MENU, "custom_id": f"~questions:filter:{here}:{page}", "options": options}
        where: Payload = {
            "type": CHANNEL_MENU,
            "custom_id": f"~questions:channel:{here}:{page}",
            "placeholder": say("filter_channel"),
            "min_values": 0,
        }
        if channel:
            where["default_values"] = [{"id": channel, "type": "channel"}]
        back = render.button(say("page_back"), f"~questions:page:{here}:{max(0, page - 1)}", disabled=page == 0)
        # Both buttons may lead to the same page where there is only one: custom ids must differ all the same.
        on = render.button(say("page_on"), f"~questions:page:{here}:{page + 1}", disabled=page >= last)
        return [render.row(menu), render.row(where), *([render.row(back, on)] if last else [])]


def _sees(interaction: discord.Interaction, ref: MessageRef) -> bool:
    """Whether who asks may see a message's channel. Of a sleeping thread only the staff is told."""
    guild, user = interaction.guild, interaction.user
    if guild is None or not isinstance(user, discord.Member):
        return False
    place = guild.get_channel_or_thread(number(ref.channel.id))
    if place is None:
        return is_staff(user)
    try:
        return place.permissions_for(user).view_channel
    except discord.ClientException:
        return False
