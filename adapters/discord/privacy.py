"""`/twoway privacy`, `/twoway mydata`, `/twoway forgetme`: what is kept, all of it as a file, and none of it any more."""

import json
from typing import Any

import discord

from adapters.discord import render
from adapters.discord.desk import Desk
from adapters.discord.render import aside
from adapters.discord.settings import written
from adapters.discord.wire import QUIET, Asked
from bot.events import ForgetAsked
from bot.model import ChannelRef, Line, MemberRef, Question, Status

EVERYTHING = 1_000_000
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
        kept = await self._kept(asked.member)
        text = json.dumps(kept, ensure_ascii=False, indent=2)
        count = len(kept["messages"]) + len(kept["questions"])
        page = aside(self._desk.say(asked, "mydata", count))
        await self._desk.wire.follow(asked, page, (FILE, text.encode()))

    async def _kept(self, member: MemberRef) -> dict[str, Any]:
        view = await self._desk.store.community(member.community)
        messages = []
        for channel in sorted(view.channels):
            for line in await self._desk.records.history(ChannelRef(member.community, channel), EVERYTHING):
                if line.message.author == member:
                    messages.append(_line(line, view.channels[channel]))
        asked = await self._desk.records.questions(member.community, tuple(Status), EVERYTHING)
        questions = [_question(question) for question in asked if question.asker == member]
        return {"member": member.id, "community": member.community.id, "messages": messages, "questions": questions}

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


def _line(line: Line, channel: str) -> dict[str, Any]:
    message = line.message
    return {
        "id": message.ref.id,
        "channel": channel,
        "at": message.at.isoformat(),
        "name": message.name,
        "text": message.text,
        "reply_to": message.reply_to,
        "read_as_question": round(line.reading.question, 3),
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "channel": question.ref.channel.id,
        "at": question.asked_at.isoformat(),
        "text": question.text,
        "status": question.status.value,
    }
