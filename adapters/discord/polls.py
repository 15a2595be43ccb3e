"""`/twoway poll` and the menu "Ask the room": the team's wish for a poll, as the core's command."""

import discord

from adapters.discord import render
from adapters.discord.desk import Desk
from adapters.discord.wire import MODAL, REPLY, Asked
from bot.events import CommandGiven, Event
from bot.model import Phrase

BETWEEN = "|"
"""Stands between the options where they are given on one line."""


class Polls:
    """Hands the team's wishes to the core, which drafts, posts and ends polls."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk = desk

    async def window(self, interaction: discord.Interaction, asked: Asked) -> None:
        """Open the window in which a poll is written: the question first, then one option a line."""
        if not self._desk.is_team(interaction, staff=True):
            await self._desk.wire.answer(asked, REPLY, render.aside(self._desk.say(asked, "team_only")))
            return
        field = render.said(self._desk.phrases, Phrase("button.edit_poll_asks"), asked.language)
        title = self._desk.say(asked, "poll_window")
        await self._desk.wire.answer(asked, MODAL, render.modal("~poll:written", title, field))

    async def written(self, interaction: discord.Interaction, asked: Asked, parts: list[str], given: list[str]) -> None:
        """Take what was written in the window."""
        await self._desk.hold(asked)
        await self._desk.teams.view(int(asked.channel.community.id))
        await self._command(interaction, asked, "ask_poll", {"text": given[0] if given else ""})

    async def ask(
        self,
        interaction: discord.Interaction,
        asked: Asked,
        question: str,
        options: str,
        hours: int | None,
        several: bool,
    ) -> None:
        """Take what was given with the command."""
        text = "\n".join([question, *(part.strip() for part in options.split(BETWEEN))])
        arguments = {"text": text, "several": "yes" if several else "", "for": f"{hours}h" if hours else ""}
        await self._command(interaction, asked, "ask_poll", arguments)

    async def about(
        self, interaction: discord.Interaction, asked: Asked, message: discord.Message, told: list[Event]
    ) -> None:
        """Ask the room what a message puts to it. `told`: what the core has to know of it first."""
        await self._command(interaction, asked, "ask_room", {"message": str(message.id)}, *told)

    async def end(self, interaction: discord.Interaction, asked: Asked) -> None:
        """End the poll that is open here."""
        await self._command(interaction, asked, "end_poll", {})

    async def _command(
        self, interaction: discord.Interaction, asked: Asked, name: str, arguments: dict[str, str], *before: Event
    ) -> None:
        team = self._desk.is_team(interaction, staff=True)
        event = CommandGiven(asked.at, asked.channel, asked.member, name, tuple(arguments.items()), team)
        await self._desk.command(asked, event, "done", *before)
