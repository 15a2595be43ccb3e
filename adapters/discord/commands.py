"""The slash commands and menus: discord.py parses them; each is answered, or a place is kept for the answer, at once."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord
from discord import app_commands

from adapters.discord.desk import Desk, asked_of
from adapters.discord.listen import Ears
from adapters.discord.polls import Polls
from adapters.discord.presses import Page
from adapters.discord.privacy import Privacy
from adapters.discord.questions import Questions
from adapters.discord.reasons import Reasons
from adapters.discord.settings import Settings, offers
from adapters.discord.setup import Setup
from adapters.discord.translate import message_edited, message_seen
from adapters.discord.wire import FAILURES, Asked
from bot.events import CommandGiven, Event, MessageEdited
from bot.model import KNOBS, Line, Phrase

log = logging.getLogger("twoway.discord")

Serve = Callable[[discord.Interaction, Asked], Awaitable[None]]
LIKELY = 0.3
IN_SERVERS = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
KNOB_CHOICES = [app_commands.Choice(name=knob, value=knob) for knob in KNOBS][:25]


class Commands:
    """Registers the commands with Discord, and serves them."""

    def __init__(self, ears: Ears, desk: Desk) -> None:
        """Hang the commands on a client."""
        self._desk, self.tree = desk, app_commands.CommandTree(ears)
        self._questions, self._reasons = Questions(desk), Reasons(desk)
        self._settings, self._setup, self._privacy = Settings(desk), Setup(desk), Privacy(desk)
        self._polls = Polls(desk)
        self._add()
        ears.prepare = self.sync

    @property
    def pages(self) -> Mapping[str, Page]:
        """The pages that have buttons and menus of their own, by the name in their custom ids."""
        return {
            "questions": self._questions.turn,
            "setup": self._setup.turn,
            "forget": self._privacy.forget,
            "poll": self._polls.written,
        }

    def _words(self, name: str) -> str:
        return self._desk.phrases.say(Phrase(f"discord.{name}"), "en")

    def _add(self) -> None:
        group = app_commands.Group(name="twoway", description=self._words("command_twoway"), guild_only=True)
        for name, callback in (
            ("questions", self.questions),
            ("why", self.why),
            ("poll", self.poll),
            ("settings", self.settings),
            ("setup", self.setup),
            ("budget", self.budget),
            ("privacy", self.privacy),
            ("mydata", self.mydata),
            ("forgetme", self.forgetme),
        ):
            command: app_commands.Command[Any, ..., None] = app_commands.Command(
                name=name, description=self._words(f"command_{name}"), callback=callback
            )
            group.add_command(command)
            if name == "settings":
                command.autocomplete("value")(self.offered)
        self.tree.add_command(group)
        for name, menu in (
            ("Needs an answer", self.needs_answer),
            ("Answered here", self.answered_here),
            ("Ask the room", self.ask_room),
            ("Why this?", self.why_this),
        ):
            self.tree.add_command(app_commands.ContextMenu(name=name, callback=menu, allowed_contexts=IN_SERVERS))

    async def sync(self) -> None:
        """Tell Discord of the commands. Where that fails, listening is worth more than commands."""
        try:
            await self.tree.sync()
        except (discord.DiscordException, *FAILURES) as why:
            log.warning("commands not registered", extra={"why": type(why).__name__})

    async def _serve(self, interaction: discord.Interaction, serve: Serve, *, team: bool = False) -> None:
        """Keep a place for the answer, then serve. `team`: for the team alone."""
        asked = asked_of(interaction)
        if asked is None:
            return
        try:
            await self._desk.hold(asked)
            await self._desk.teams.view(int(asked.channel.community.id))
            if team and not self._desk.is_team(interaction, staff=True):
                await self._desk.tell(asked, self._desk.say(asked, "team_only"))
                return
            await serve(interaction, asked)
        except FAILURES as why:
            log.warning("command not answered", extra={"why": type(why).__name__})
        except Exception:
            log.exception("command failed")
            await self._desk.gone_wrong(asked)

    async def questions(self, interaction: discord.Interaction) -> None:
        """Show what waits."""
        await self._serve(interaction, self._questions.show, team=True)

    async def why(self, interaction: discord.Interaction) -> None:
        """Explain what was decided here."""
        await self._serve(interaction, self._reasons.here)

    @app_commands.choices(knob=KNOB_CHOICES)
    async def settings(
        self,
        interaction: discord.Interaction,
        knob: str | None = None,
        value: app_commands.Range[str, 1, 200] | None = None,
        here: bool = False,
    ) -> None:
        """Show the policy, or turn a knob."""

        async def serve(interaction: discord.Interaction, asked: Asked) -> None:
            if knob is None or value is None:
                await self._settings.show(asked)
            else:
                await self._settings.set(asked, self._desk.is_team(interaction, staff=True), knob, value, here)

        await self._serve(interaction, serve, team=True)

    async def offered(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Offer values that fit the chosen knob."""
        knob = str(getattr(interaction.namespace, "knob", "") or "")
        return [app_commands.Choice(name=label, value=value) for label, value in offers(knob, typed, interaction.guild)]

    async def setup(self, interaction: discord.Interaction) -> None:
        """Show the page of menus."""
        await self._serve(interaction, self._setup.show, team=True)

    async def budget(self, interaction: discord.Interaction) -> None:
        """Show what is left of the day's budget."""
        await self._serve(interaction, self._settings.budget)

    async def privacy(self, interaction: discord.Interaction) -> None:
        """Say what is kept."""
        await self._serve(interaction, self._privacy.tell)

    async def mydata(self, interaction: discord.Interaction) -> None:
        """Give the member what is kept of them."""
        await self._serve(interaction, self._privacy.show)

    async def forgetme(self, interaction: discord.Interaction) -> None:
        """Ask whether to forget them."""
        await self._serve(interaction, self._privacy.ask)

    async def needs_answer(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Say that a message waits for an answer."""

        async def serve(interaction: discord.Interaction, asked: Asked) -> None:
            event = CommandGiven(
                asked.at,
                asked.channel,
                asked.member,
                "needs_answer",
                (("message", str(message.id)),),
                self._desk.is_team(interaction),
            )
            await self._desk.command(asked, event, "needs_answer_done", *self._told(message))

        await self._serve(interaction, serve)

    async def answered_here(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Say that a question is answered."""

        async def serve(interaction: discord.Interaction, asked: Asked) -> None:
            question = await self._question(asked, message)
            event = CommandGiven(
                asked.at,
                asked.channel,
                asked.member,
                "answered",
                (("question", question),),
                self._desk.is_team(interaction),
            )
            await self._desk.command(asked, event, "answered_done")

        await self._serve(interaction, serve)

    async def poll(
        self,
        interaction: discord.Interaction,
        question: app_commands.Range[str, 1, 300] | None = None,
        options: app_commands.Range[str, 1, 600] | None = None,
        hours: app_commands.Range[int, 1, 768] | None = None,
        several: bool = False,
        end: bool = False,
    ) -> None:
        """Draft a poll, or end the one that is open. With nothing given a window asks for its words."""
        if question is None and not end:
            await self._polls.window(interaction)
            return

        async def serve(interaction: discord.Interaction, asked: Asked) -> None:
            if end:
                await self._polls.end(interaction, asked)
            else:
                await self._polls.ask(interaction, asked, question or "", options or "", hours, several)

        await self._serve(interaction, serve, team=True)

    async def ask_room(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Draft a poll out of a message."""

        async def serve(interaction: discord.Interaction, asked: Asked) -> None:
            await self._polls.about(interaction, asked, message, self._told(message))

        await self._serve(interaction, serve, team=True)

    async def why_this(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Explain a message."""

        async def serve(interaction: discord.Interaction, asked: Asked) -> None:
            await self._reasons.of(interaction, asked, message)

        await self._serve(interaction, serve)

    def _told(self, message: discord.Message) -> list[Event]:
        """Return what the core has to know first: the message, and its text, which the menu shows us whatever our intents."""
        if self._desk.places.is_me(message.author.id):
            return []
        seen = message_seen(message, self._desk.teams.now(message.author))
        if seen is None:
            return []
        said = message_edited(message) or MessageEdited(seen.at, seen.message.ref, seen.message.text)
        return [seen] if self._desk.places.content else [seen, said]

    async def _question(self, asked: Asked, message: discord.Message) -> str:
        """Return the question that a message is, answers or brought back; the message itself where there is none."""
        id, snapshot = str(message.id), await self._desk.store.view(asked.channel)
        known = {question.id for question in snapshot.questions}
        if id in known:
            return id
        for post in snapshot.posts:
            if post.message is not None and post.message.id == id and post.questions:
                return post.questions[0]
        line: Line | None = next((line for line in snapshot.lines if line.message.ref.id == id), None)
        about = [pair for pair in line.about if pair[0] in known and pair[1] >= LIKELY] if line else []
        return max(about, key=lambda pair: pair[1])[0] if about else id
