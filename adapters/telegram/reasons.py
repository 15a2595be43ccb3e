"""/why: what was decided about a message (as a reply to it) or a channel, each with its cues and the lines that show it."""

from collections.abc import Iterable, Sequence

import telegram

from adapters.telegram import render
from adapters.telegram.desk import Desk, Served
from adapters.telegram.refs import link
from adapters.telegram.translate import topic_of
from adapters.telegram.wire import Asked
from bot.model import Because, ChannelRef, Entry, MessageRef, Phrase, Question, Status
from bot.model.post import IN_DOUBT
from bot.pages import question_of, said_of, subjects, told_of

MOST = 500


class Reasons:
    """Explains, from the ledger."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk = desk

    async def show(self, asked: Asked, about: telegram.Message | None) -> Served:
        """Explain the message that the command replies to, or what was decided last here."""

        async def then() -> None:
            told = await (self._here(asked) if about is None else self._of(asked, about))
            await self._desk.tell(asked, told)

        return self._desk.only(asked, then)

    async def _here(self, asked: Asked) -> str:
        entries = said_of(await self._ledger(asked), asked.channel, None)
        return self._told(asked, entries) or self._desk.say(asked, "why_nothing_here")

    async def _of(self, asked: Asked, about: telegram.Message) -> str:
        """Explain one message: a post or a card of ours, or what somebody wrote."""
        records, community = self._desk.records, asked.channel.community
        ref = self._desk.directory.home(about.chat.id).message(topic_of(about), about.message_id)
        posts = await records.posts(community, MOST)
        found = subjects(ref, posts, set(_drafts(about)))
        question = question_of(ref.id, ref.channel, await records.questions(community, tuple(Status), MOST))
        if question is not None:
            by = (question.nudged_by or "").removeprefix(IN_DOUBT)
            found.update((ref.channel, subject) for subject in (ref.id, by) if subject)
        parts = [self._said_of(asked, question)] if question is not None else []
        if not found:
            parts.append(await self._reading(asked, ref))
        parts.append(self._told(asked, said_of(await self._ledger(asked), ref.channel, found)))
        return "\n".join(filter(None, parts)) or self._desk.say(asked, "why_nothing")

    async def _ledger(self, asked: Asked) -> Sequence[Entry]:
        return await self._desk.records.ledger(asked.channel.community, MOST)

    def _told(self, asked: Asked, entries: Iterable[Entry]) -> str:
        return "\n".join(self._entry(asked, entry) for entry in entries)

    def _entry(self, asked: Asked, entry: Entry) -> str:
        head = f"<b>{self._desk.say(asked, f'verdict_{entry.verdict}')}</b> {entry.at:%Y-%m-%d %H:%M} UTC"
        return "\n".join([head, *self._cues(asked, entry.because, entry.channel)])

    def _cues(self, asked: Asked, because: Because, channel: ChannelRef) -> Iterable[str]:
        spot = self._desk.directory.spot(channel)
        home = self._desk.directory.home(spot.chat)
        for cue in told_of(because):
            words = render.said(self._desk.phrases, Phrase(f"because.{cue.phrase}", cue.values), asked.language)
            number = home.number(cue.lines[0]) if cue.lines else None
            address = link(spot, number) if number else ""
            yield f'• {words} <a href="{address}">→</a>' if address else f"• {words}"

    def _said_of(self, asked: Asked, question: Question) -> str:
        percent = f"{100 * question.probability * question.channel:.0f}"
        status = self._desk.label(asked, f"status_{question.status}")
        head = self._desk.say(asked, "why_question", percent=percent, status=status)
        return "\n".join([head, *self._cues(asked, question.because, question.ref.channel)])

    async def _reading(self, asked: Asked, ref: MessageRef) -> str:
        """Explain how a message was read that is no question."""
        lines = (await self._desk.store.view(ref.channel)).lines
        line = next((line for line in lines if line.message.ref.id == ref.id), None)
        if line is None:
            return ""
        head = self._desk.say(asked, "why_no_question", percent=f"{100 * line.reading.question:.0f}")
        return "\n".join([head, *self._cues(asked, line.reading.because, ref.channel)])


def _drafts(raw: telegram.Message) -> Iterable[str]:
    """Return the ids of the drafts that a card of ours shows."""
    for row in raw.reply_markup.inline_keyboard if raw.reply_markup is not None else ():
        for button in row:
            yield render.read_data(str(button.callback_data or ""))[1].partition(":")[2]
