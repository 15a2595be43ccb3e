"""/privacy, /mydata, /forgetme: what is kept, all of it as a file, and none of it any more.

What is one member's alone is answered in their private chat with the bot; a group would read along.
"""

import json
from typing import Any

from telegram import InlineKeyboardMarkup

from adapters.telegram import render
from adapters.telegram.desk import Desk, Served
from adapters.telegram.listing import FORGET, MYDATA
from adapters.telegram.refs import GENERAL, number
from adapters.telegram.wire import Asked
from bot.events import CommandGiven, ForgetAsked
from bot.model import ChannelRef, CommunityRef, MemberRef
from bot.pages import written

FILE = "twoway-mydata.json"


class Privacy:
    """Tells, shows and forgets; each member only their own."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk = desk

    async def tell(self, asked: Asked, rest: str) -> Served:
        """Say what is kept and for how long."""

        async def then() -> None:
            policy = await self._desk.teams.policy(asked.channel, fresh=True)
            await self._desk.tell(asked, self._desk.say(asked, "privacy", retention=written(policy, "retention")))

        return self._desk.only(asked, then)

    async def show(self, asked: Asked, rest: str) -> Served:
        """Give a member everything that is kept of them, as a file in their private chat."""
        if asked.member.id.startswith("-"):
            return self._desk.only(asked, lambda: self._unknown(asked))
        return self._desk.only(asked, lambda: self._desk.privately(asked, MYDATA, lambda: self._send(asked, rest)))

    async def ask(self, asked: Asked, rest: str) -> Served:
        """Ask a member whether they mean it, in their private chat."""
        if asked.member.id.startswith("-"):
            return self._desk.only(asked, lambda: self._unknown(asked))
        return self._desk.only(asked, lambda: self._desk.privately(asked, FORGET, lambda: self._sure(asked, rest)))

    async def _unknown(self, asked: Asked) -> None:
        await self._desk.tell(asked, self._desk.say(asked, "anonymous"))

    def _communities(self, asked: Asked, rest: str) -> list[CommunityRef]:
        """Return where a member is meant: here, where the address led from, or, in private, everywhere."""
        if not asked.private:
            return [asked.channel.community]
        if number(rest):
            return [self._desk.directory.home(number(rest)).community]
        return sorted({home.community for home in self._desk.directory.homes.values()})

    async def _send(self, asked: Asked, rest: str) -> None:
        homes = self._communities(asked, rest)
        kept = [await self._kept(MemberRef(here, asked.member.id)) for here in homes]
        counts = [sum(len(rows) for rows in each.values() if isinstance(rows, list)) for each in kept]
        text = json.dumps(kept, ensure_ascii=False, indent=2, default=str).encode()
        user, caption, bot = int(asked.member.id), self._desk.say(asked, "mydata", sum(counts)), self._desk.wire.bot
        await self._desk.wire.write(
            user, lambda: bot.send_document(user, text, caption=caption, filename=FILE, parse_mode="HTML")
        )
        given = [
            CommandGiven(asked.at, ChannelRef(here, GENERAL), MemberRef(here, asked.member.id), MYDATA)
            for here, count in zip(homes, counts, strict=True)
            if count
        ]
        await self._desk.log.append(*given)

    async def _kept(self, member: MemberRef) -> dict[str, Any]:
        """Return all rows that are kept of a member, by kind, with the names of the channels they wrote in."""
        rows = {kind: list(found) for kind, found in (await self._desk.records.belongings(member)).items()}
        names = (await self._desk.store.community(member.community)).channels
        written_in = {str(row["channel"]) for row in rows.get("lines", []) if "text" in row}
        channels = {id: name for id, name in sorted(names.items()) if id in written_in}
        return {"member": member.id, "community": member.community.id, "channels": channels} | rows

    async def _sure(self, asked: Asked, rest: str) -> None:
        user, bot = int(asked.member.id), self._desk.wire.bot
        here = self._desk.directory.chat(asked.channel.community)
        where = rest if number(rest) else "" if asked.private else str(here)
        button = render.key(self._desk.label(asked, "forget_yes"), f"~forget:{asked.member.id}:{where}")
        words, keyboard = self._desk.say(asked, "forget_sure"), InlineKeyboardMarkup([[button]])
        await self._desk.wire.write(
            user, lambda: bot.send_message(user, words, parse_mode="HTML", reply_markup=keyboard)
        )

    async def forget(self, asked: Asked, parts: list[str]) -> Served:
        """Forget who pressed; nobody can have another forgotten."""
        whose, where = (*parts, "", "")[:2]
        if whose != asked.member.id:
            return self._desk.only(asked, lambda: self._desk.alert(asked, self._desk.label(asked, "forget_other")))
        events = tuple(
            ForgetAsked(asked.at, ChannelRef(here, GENERAL), MemberRef(here, whose))
            for here in self._communities(asked, where)
        )

        async def then() -> None:
            await self._desk.alert(asked)
            await self._desk.turn(asked, self._desk.say(asked, "forgotten"))

        return Served(events, then)
