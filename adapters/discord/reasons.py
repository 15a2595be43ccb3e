"""`/twoway why` and "Why this?": what was decided about a message or a channel, each with its cues and the lines that show it."""

from collections.abc import Iterable, Sequence

import discord

from adapters.discord import render
from adapters.discord.desk import Desk
from adapters.discord.wire import Asked
from bot.model import Because, ChannelRef, Entry, MessageRef, Phrase, Question, Status
from bot.pages import question_of, said_of, subjects, told_of

MOST = 500


class Reasons:
    """Explains, from the ledger."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk = desk

    async def here(self, interaction: discord.Interaction, asked: Asked) -> None:
        """Explain what was decided last in this channel."""
        entries = await self._entries(asked, None)
        await self._desk.tell(asked, self._told(asked, entries) or self._desk.say(asked, "why_nothing_here"))

    async def of(self, interaction: discord.Interaction, asked: Asked, message: discord.Message) -> None:
        """Explain one message: a post or a card of ours, or what somebody wrote."""
        about, question = await self._subjects(asked, message)
        entries = await self._entries(asked, about)
        parts = []
        if question is not None:
            parts.append(self._said_of(asked, question))
        elif not about:
            parts.append(await self._reading(asked, message))
        parts.append(self._told(asked, entries))
        await self._desk.tell(asked, "\n".join(filter(None, parts)) or self._desk.say(asked, "why_nothing"))

    async def _subjects(
        self, asked: Asked, message: discord.Message
    ) -> tuple[set[tuple[ChannelRef, str]], Question | None]:
        """Return the (channel, ledger subject) pairs that a message stands for, and the question it is."""
        id, records, community = str(message.id), self._desk.records, asked.channel.community
        drafts = {render.read_custom_id(id)[1].partition(":")[2] for id in _custom_ids(message)}
        found = subjects(MessageRef(asked.channel, id), await records.posts(community, MOST), drafts)
        question = question_of(id, asked.channel, await records.questions(community, tuple(Status), MOST))
        return (found | {(asked.channel, id)} if question else found), question

    async def _entries(self, asked: Asked, about: set[tuple[ChannelRef, str]] | None) -> list[Entry]:
        return said_of(await self._desk.records.ledger(asked.channel.community, MOST), asked.channel, about)

    def _told(self, asked: Asked, entries: Sequence[Entry]) -> str:
        return "\n".join(self._entry(asked, entry) for entry in entries)

    def _entry(self, asked: Asked, entry: Entry) -> str:
        head = f"**{self._desk.say(asked, f'verdict_{entry.verdict}')}** <t:{entry.at.timestamp():.0f}:f>"
        return "\n".join([head, *self._cues(asked, entry.because, entry.channel)])

    def _cues(self, asked: Asked, because: Because, channel: ChannelRef) -> Iterable[str]:
        for cue in told_of(because):
            words = render.said(self._desk.phrases, Phrase(f"because.{cue.phrase}", cue.values), asked.language)
            links = " ".join(render.link(MessageRef(channel, line)) for line in cue.lines[:1])
            yield f"- {words} {links}".rstrip()

    def _said_of(self, asked: Asked, question: Question) -> str:
        percent = f"{100 * question.probability * question.channel:.0f}"
        head = self._desk.say(
            asked, "why_question", percent=percent, status=self._desk.say(asked, f"status_{question.status}")
        )
        return "\n".join([head, *self._cues(asked, question.because, question.ref.channel)])

    async def _reading(self, asked: Asked, message: discord.Message) -> str:
        """Explain how a message was read that is no question."""
        lines = (await self._desk.store.view(asked.channel)).lines
        line = next((line for line in lines if line.message.ref.id == str(message.id)), None)
        if line is None:
            return ""
        head = self._desk.say(asked, "why_no_question", percent=f"{100 * line.reading.question:.0f}")
        return "\n".join([head, *self._cues(asked, line.reading.because, asked.channel)])


def _custom_ids(message: discord.Message) -> Iterable[str]:
    for row in message.components:
        for part in getattr(row, "children", ()):
            if isinstance(part, discord.Button) and part.custom_id:
                yield part.custom_id
