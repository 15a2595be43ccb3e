"""The menus "Needs an answer" and "Answered here", and Undo: one tap puts the bot right, and one more takes that back."""

from collections.abc import Sequence

import discord

from adapters.discord import render
from adapters.discord.desk import Desk
from adapters.discord.render import Payload, aside
from adapters.discord.translate import message_edited, message_seen
from adapters.discord.wire import QUIET, Asked
from bot.events import ButtonPressed, CommandGiven, Event, MessageEdited
from bot.model import ChannelRef, Draft, Phrase
from bot.pages import meant_by

MOST = 500
QUESTION, DRAFT = "question", "draft"
UNDONE_BY_REOPENING = {"notq": "not_question_done", "snooze": "snoozed_done"}
"""What a button on a draft does to its questions, and how that is noted."""


class Corrections:
    """Hands what people know better to the core, and opens again what they took back."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk = desk

    async def needs_answer(self, interaction: discord.Interaction, asked: Asked, message: discord.Message) -> None:
        """Take that a message waits for an answer."""
        event = self._command(interaction, asked, "needs_answer", "message", str(message.id))
        await self._desk.command(asked, event, "needs_answer_done", *self.told(message))

    async def answered(self, interaction: discord.Interaction, asked: Asked, message: discord.Message) -> None:
        """Take that a question is answered; the answer carries what takes that back."""
        question = meant_by(str(message.id), await self._desk.store.view(asked.channel))
        event = self._command(interaction, asked, "answered", "question", question)
        await self._desk.command(asked, event, "answered_done", parts=self._undo_button(asked, QUESTION, question))

    async def noted(self, asked: Asked, event: ButtonPressed, draft: Draft) -> None:
        """Tell who pressed a draft's button what was noted of its questions, with what takes that back."""
        done = UNDONE_BY_REOPENING.get(event.value.partition(":")[0])
        if done is not None and draft.questions:
            page = aside(self._desk.say(asked, done), self._undo_button(asked, DRAFT, draft.id))
            await self._desk.wire.follow(asked, page)

    async def undo(self, interaction: discord.Interaction, asked: Asked, parts: list[str], given: list[str]) -> None:
        """Open the questions again that a correction closed or put off."""
        await self._desk.wire.answer(asked, QUIET)
        await self._desk.teams.view(int(asked.channel.community.id))
        events = [
            self._command(interaction, asked, "reopen", "question", id, channel)
            for channel, id in await self._meant(asked, *parts[:2])
        ]
        if events:
            *before, last = events
            await self._desk.command(asked, last, "undone", *before)
        else:
            gone = render.said(self._desk.phrases, Phrase("notice.draft_gone"), asked.language)
            await self._desk.tell(asked, gone)

    async def _meant(self, asked: Asked, kind: str = "", id: str = "") -> Sequence[tuple[ChannelRef, str]]:
        """Return the (channel, question) pairs that an Undo is about."""
        if kind == QUESTION:
            return [(asked.channel, id)]
        for draft in await self._desk.records.posts(asked.channel.community, MOST):
            if isinstance(draft, Draft) and draft.id == id:
                return [(draft.channel, question) for question in draft.questions]
        return []

    def _command(
        self,
        interaction: discord.Interaction,
        asked: Asked,
        name: str,
        argument: str,
        value: str,
        channel: ChannelRef | None = None,
    ) -> CommandGiven:
        team = self._desk.is_team(interaction)
        return CommandGiven(asked.at, channel or asked.channel, asked.member, name, ((argument, value),), team)

    def _undo_button(self, asked: Asked, kind: str, id: str) -> Sequence[Payload]:
        return [render.row(render.button(self._desk.say(asked, "undo"), f"~undo:{kind}:{id}"))]

    def told(self, message: discord.Message) -> list[Event]:
        """Return what the core has to know first: the message, and its text, which a menu shows us whatever our intents."""
        if self._desk.places.is_me(message.author.id):
            return []
        seen = message_seen(message, self._desk.teams.now(message.author))
        if seen is None:
            return []
        said = message_edited(message) or MessageEdited(seen.at, seen.message.ref, seen.message.text)
        return [seen] if self._desk.places.content else [seen, said]
