"""`/twoway why` and "Why this?": what was decided about a message or a channel, each with its cues and the lines that show it."""

from collections.abc import Iterable, Sequence

import discord

from adapters.discord import render
from adapters.discord.desk import Desk
from adapters.discord.wire import Asked
from bot.model import Because, ChannelRef, Draft, Entry, MessageRef, Phrase, Post, Question, Status

MOST, SHOWN, CUES = 500, 3, 8


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
        subjects, question = await self._subjects(asked, message)
        entries = await self._entries(asked, subjects)
        parts = []
        if question is not None:
            parts.append(self._said_of(asked, question))
        elif not subjects:
            parts.append(await self._reading(asked, message))
        parts.append(self._told(asked, entries))
        await self._desk.tell(asked, "\n".join(filter(None, parts)) or self._desk.say(asked, "why_nothing"))

    async def _subjects(
        self, asked: Asked, message: discord.Message
    ) -> tuple[set[tuple[ChannelRef, str]], Question | None]:
        """Return the (channel, ledger subject) pairs that a message stands for, and the question it is."""
        id, records = str(message.id), self._desk.records
        drafts = {render.read_custom_id(id)[1].partition(":")[2] for id in _custom_ids(message)}
        subjects = set()
        for post in await records.posts(asked.channel.community, MOST):
            ours = post.message is not None and post.message.id == id if isinstance(post, Post) else post.id in drafts
            if ours:
                subjects.add((post.channel, post.subject if isinstance(post, Post) else post.key))
                subjects.update((post.channel, question) for question in _questions(post))
        for question in await records.questions(asked.channel.community, tuple(Status), MOST):
            if question.id == id and question.ref.channel == asked.channel:
                return subjects | {(asked.channel, id)}, question
        return subjects, None

    async def _entries(self, asked: Asked, subjects: set[tuple[ChannelRef, str]] | None) -> list[Entry]:
        found = await self._desk.records.ledger(asked.channel.community, MOST)
        if subjects is None:
            return [entry for entry in found if entry.channel == asked.channel][:SHOWN]
        return [entry for entry in found if (entry.channel, entry.subject) in subjects][:SHOWN]

    def _told(self, asked: Asked, entries: Sequence[Entry]) -> str:
        return "\n".join(self._entry(asked, entry) for entry in entries)

    def _entry(self, asked: Asked, entry: Entry) -> str:
        head = f"**{self._desk.say(asked, f'verdict_{entry.verdict}')}** <t:{entry.at.timestamp():.0f}:f>"
        return "\n".join([head, *self._cues(asked, entry.because, entry.channel)])

    def _cues(self, asked: Asked, because: Because, channel: ChannelRef) -> Iterable[str]:
        for cue in because[:CUES]:
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


def _questions(post: Post | Draft) -> tuple[str, ...]:
    return post.questions


def _custom_ids(message: discord.Message) -> Iterable[str]:
    for row in message.components:
        for part in getattr(row, "children", ()):
            if isinstance(part, discord.Button) and part.custom_id:
                yield part.custom_id
