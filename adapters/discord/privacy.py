"""`/twoway privacy`, `/twoway mydata`, `/twoway forgetme`: what is kept, all of it as a file, and none of it any more."""

import json
from typing import Any

import discord

from adapters.discord import render
from adapters.discord.desk import Desk
from adapters.discord.render import aside
from adapters.discord.wire import QUIET, Asked
from bot.events import CommandGiven, ForgetAsked
from bot.pages import written

DANGER = 4
FILE = "twoway-mydata.json"


class Privacy:
    """Tells, shows and forgets; each member only their own."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk = desk

    async def tell(self, interaction: discord.Interaction, asked: Asked) -> None:
        """Say what is kept and for how long."""
        policy = await self._desk.teams.policy(int(asked.channel.community.id), fresh=True)
        await self._desk.tell(asked, self._desk.say(asked, "privacy", retention=written(policy, "retention")))

    async def show(self, interaction: discord.Interaction, asked: Asked) -> None:
        """Give a member everything that is kept of them, as a file that they alone see."""
        kept = await self._desk.records.belongings(asked.member)
        names = (await self._desk.store.community(asked.member.community)).channels
        written_in = {str(row["channel"]) for row in kept["lines"] if "text" in row}
        whose: dict[str, Any] = {"member": asked.member.id, "community": asked.member.community.id}
        whose["channels"] = {id: name for id, name in sorted(names.items()) if id in written_in}
        text = json.dumps(whose | dict(kept), ensure_ascii=False, indent=2)
        count = sum(map(len, kept.values()))
        page = aside(self._desk.say(asked, "mydata", count))
        await self._desk.wire.follow(asked, page, (FILE, text.encode()))
        await self._desk.save(CommandGiven(asked.at, asked.channel, asked.member, "mydata"))

    async def ask(self, interaction: discord.Interaction, asked: Asked) -> None:
        """Ask whether they mean it."""
        button = render.button(self._desk.say(asked, "forget_yes"), f"~forget:{asked.member.id}", DANGER)
        await self._desk.tell(asked, self._desk.say(asked, "forget_sure"), [render.row(button)])

    async def forget(self, interaction: discord.Interaction, asked: Asked, parts: list[str], given: list[str]) -> None:
        """Forget who pressed; nobody can have another forgotten."""
        await self._desk.wire.answer(asked, QUIET)
        if parts != [asked.member.id]:
            await self._desk.wire.follow(asked, aside(self._desk.say(asked, "forget_other")))
            return
        saved = await self._desk.save(ForgetAsked(asked.at, asked.channel, asked.member))
        await self._desk.tell(asked, self._desk.say(asked, "forgotten" if saved else "not_saved"))
