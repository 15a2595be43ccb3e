"""The slash commands and menus: discord.py parses them; each is answered, or a place is kept for the answer, at once."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord
from discord import app_commands

from adapters.discord.corrections import Corrections
from adapters.discord.dashboard import Dashboard
from adapters.discord.desk import Desk, asked_of
from adapters.discord.index import Index
from adapters.discord.languages import Translation, listed
from adapters.discord.listen import Ears
from adapters.discord.pauses import Pauses
from adapters.discord.polls import Polls
from adapters.discord.presses import Page
from adapters.discord.privacy import Privacy
from adapters.discord.questions import Questions
from adapters.discord.reasons import Reasons
from adapters.discord.roster import Roster
from adapters.discord.settings import Settings, offers
from adapters.discord.setup import Setup
from adapters.discord.suggestions import Suggestions
from adapters.discord.wire import FAILURES, Asked
from bot.model import KNOBS, MOST_PINGS
from bot.model.deck import OPENER_CHARACTERS

log = logging.getLogger("twoway.discord")

Serve = Callable[[discord.Interaction, Asked], Awaitable[None]]
IN_SERVERS = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
KNOB_CHOICES = [app_commands.Choice(name=knob, value=knob) for knob in KNOBS][:25]


class Commands:
    """Registers the commands with Discord, and serves them."""

    def __init__(self, ears: Ears, desk: Desk, index: Index | None = None) -> None:
        """Hang the commands on a client. `index`: who knows the weeks; None where nobody counts them."""
        self._desk, self.tree = desk, app_commands.CommandTree(ears)
        self._questions, self._reasons = Questions(desk), Reasons(desk)
        self._settings, self._setup, self._privacy = Settings(desk), Setup(desk), Privacy(desk)
        self._polls, self._corrections, self._roster = Polls(desk), Corrections(desk), Roster(desk)
        self._dashboard, self._index = Dashboard(desk), index or Index(desk, None, None)
        self._pauses = Pauses(desk)
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
            "undo": self._corrections.undo,
        }

    def _words(self, name: str) -> app_commands.locale_str:
        return listed(self._desk.phrases, name)

    def _add(self) -> None:
        group = app_commands.Group(name="twoway", description=self._words("command_twoway"), guild_only=True)
        for name, callback in (
            ("questions", self.questions),
            ("why", self.why),
            ("poll", self.poll),
            ("enlist", self.enlist),
            ("leave", self.leave),
            ("suggest", self.suggest),
            ("dashboard", self.dashboard),
            ("index", self.index),
            ("settings", self.settings),
            ("setup", self.setup),
            ("pause", self.pause),
            ("resume", self.resume),
            ("budget", self.budget),
            ("privacy", self.privacy),
            ("mydata", self.mydata),
            ("forgetme", self.forgetme),
        ):
            command: app_commands.Command[Any, ..., None] = app_commands.Command(
                name=name, description=self._words(f"command_{name}"), callback=callback
            )
            given = {each.name: self._words(f"option_{each.name}") for each in command.parameters}
            group.add_command(app_commands.describe(**given)(command))
            if name == "settings":
                command.autocomplete("value")(self.offered)
        self.tree.add_command(group)
        for name, menu in (
            ("menu_needs_answer", self.needs_answer),
            ("menu_answered", self.answered_here),
            ("menu_ask_room", self.ask_room),
            ("menu_why", self.why_this),
        ):
            words = self._words(name)
            self.tree.add_command(app_commands.ContextMenu(name=words, callback=menu, allowed_contexts=IN_SERVERS))

    async def sync(self) -> None:
        """Tell Discord of the commands. Where that fails, listening is worth more than commands."""
        try:
            await self.tree.set_translator(Translation(self._desk.phrases))
            await self.tree.sync()
        except (discord.DiscordException, *FAILURES) as why:
            log.warning("commands not registered", extra={"why": type(why).__name__})

    async def _serve(
        self, interaction: discord.Interaction, serve: Serve, *, team: bool = False, hold: bool = True
    ) -> None:
        """Keep a place for the answer, then serve. `team`: for the team alone. `hold`: False for what answers at once."""
        asked = asked_of(interaction)
        if asked is None:
            return
        try:
            if hold:
                await self._desk.hold(asked)
            asked = await self._desk.addressed(asked, interaction)
            if team and not self._desk.is_team(interaction, staff=True):
                await self._desk.tell(asked, self._desk.say(asked, "team_only"))
                return
            await serve(interaction, asked)
        except FAILURES as why:
            log.warning("command not answered", extra={"why": type(why).__name__})
        except Exception:
            # A bug stops its own answer, and the rest goes on. Only the place is logged, never the text.
            log.exception("command failed", extra={"channel": str(asked.channel)})
            await self._desk.gone_wrong(asked)

    async def questions(self, interaction: discord.Interaction) -> None:
        """Show what waits."""
        await self._serve(interaction, self._questions.show, team=True)

    async def why(self, interaction: discord.Interaction) -> None:
        """Explain what was decided here."""
        await self._serve(interaction, self._reasons.here)

    async def dashboard(self, interaction: discord.Interaction, look: bool = False) -> None:
        """Give a link to the dashboard."""

        async def serve(interaction: discord.Interaction, asked: Asked) -> None:
            await self._dashboard.link(interaction, asked, look)

        await self._serve(interaction, serve, team=True)

    async def index(self, interaction: discord.Interaction, share: bool = False) -> None:
        """Show the latest week in figures."""

        async def serve(interaction: discord.Interaction, asked: Asked) -> None:
            await self._index.show(interaction, asked, share)

        await self._serve(interaction, serve)

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

    async def pause(
        self, interaction: discord.Interaction, length: app_commands.Range[str, 1, 20] | None = None
    ) -> None:
        """Ask for silence."""

        async def serve(interaction: discord.Interaction, asked: Asked) -> None:
            await self._pauses.begin(interaction, asked, length or "")

        await self._serve(interaction, serve, team=True)

    async def resume(self, interaction: discord.Interaction) -> None:
        """End the silence."""
        await self._serve(interaction, self._pauses.end, team=True)

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
            await self._corrections.needs_answer(interaction, asked, message)

        await self._serve(interaction, serve)

    async def answered_here(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Say that a question is answered."""

        async def serve(interaction: discord.Interaction, asked: Asked) -> None:
            await self._corrections.answered(interaction, asked, message)

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
            await self._serve(interaction, self._polls.window, hold=False)
            return

        async def serve(interaction: discord.Interaction, asked: Asked) -> None:
            if end:
                await self._polls.end(interaction, asked)
            else:
                await self._polls.ask(interaction, asked, question or "", options or "", hours, several)

        await self._serve(interaction, serve, team=True)

    async def enlist(
        self,
        interaction: discord.Interaction,
        topics: app_commands.Range[str, 1, 200] | None = None,
        pings: app_commands.Range[int, 1, MOST_PINGS] | None = None,
        duty: bool | None = None,
    ) -> None:
        """Put a member on the roster, or change their place on it."""

        async def serve(interaction: discord.Interaction, asked: Asked) -> None:
            await self._roster.enlist(interaction, asked, topics or "", pings, duty)

        await self._serve(interaction, serve)

    async def leave(self, interaction: discord.Interaction) -> None:
        """Take a member off the roster."""
        await self._serve(interaction, self._roster.leave)

    async def suggest(
        self, interaction: discord.Interaction, idea: app_commands.Range[str, 1, OPENER_CHARACTERS]
    ) -> None:
        """Suggest how a discussion could be opened."""

        async def serve(interaction: discord.Interaction, asked: Asked) -> None:
            await Suggestions(self._desk).suggest(interaction, asked, idea)

        await self._serve(interaction, serve)

    async def ask_room(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Draft a poll out of a message."""

        async def serve(interaction: discord.Interaction, asked: Asked) -> None:
            await self._polls.about(interaction, asked, message, self._corrections.told(message))

        await self._serve(interaction, serve, team=True)

    async def why_this(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Explain a message."""

        async def serve(interaction: discord.Interaction, asked: Asked) -> None:
            await self._reasons.of(interaction, asked, message)

        await self._serve(interaction, serve)
