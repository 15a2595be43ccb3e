"""What /setup asks in private, since a group would read along: who the team is, where drafts go, how long words are kept."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from adapters.telegram.desk import Desk
from adapters.telegram.offers import button, called, rows
from adapters.telegram.wire import Asked
from bot.model import ChannelRef, Policy
from bot.pages import OFFERED, written

SETUP = "setup"
ABOUT = "@"
"""Begins the part of a button's value that names the group which a page in private is about."""
OWN = ("own", "chats", "chat", "who", "member", "keep", "keeps")
"""What is turned in private alone."""
MOST = 40

Page = tuple[str, InlineKeyboardMarkup]


class Own:
    """Makes the pages, and reads what their buttons mean."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk = desk

    async def group(self, asked: Asked) -> str:
        """Return what the group is called."""
        known = await self._desk.teams.look(self._chat(asked))
        return (known.chat.title if known.chat is not None else None) or str(self._chat(asked))

    async def page(self, asked: Asked, what: str) -> Page:
        """Return the page that stands after a press."""
        match what:
            case "chats":
                return await self._chats(asked)
            case "who" | "member":
                return await self._who(asked)
            case "keep" | "keeps":
                return await self._keep(asked)
            case _:
                return await self._first(asked)

    async def meant(self, asked: Asked, what: str, value: str) -> list[tuple[str, str]]:
        """Return the (knob, value) that a press turns."""
        match what:
            case "chat":
                return [("team_channel", value)]
            case "member":
                team = (await self._policy(asked)).team
                left = [id for id in team if id != value] if value in team else [*team, value]
                return [("team", ",".join(left))]
            case "keeps":
                return [("retention", value)]
            case _:
                return []

    def _chat(self, asked: Asked) -> int:
        return self._desk.directory.chat(asked.channel.community)

    def _button(self, asked: Asked, label: str, carries: str, chosen: bool = False) -> InlineKeyboardButton:
        return button(label, f"{ABOUT}{self._chat(asked)}:{carries}", chosen)

    def _back(self, asked: Asked) -> list[InlineKeyboardButton]:
        return [self._button(asked, self._desk.label(asked, "page_back"), "own")]

    async def _policy(self, asked: Asked) -> Policy:
        return await self._desk.teams.policy(ChannelRef(asked.channel.community, ""), fresh=True)

    async def _first(self, asked: Asked) -> Page:
        say, label, policy = self._desk.say, self._desk.label, await self._policy(asked)
        names = (await self._desk.teams.view(asked.channel.community)).channels
        chat = names.get(policy.team_channel, policy.team_channel)
        team = ", ".join([name for id, name in await self._admins(asked) if id in policy.team])
        lines = [
            say(asked, "setup_own_head", group=await self.group(asked)),
            say(asked, "setup_team_is", team=team or label(asked, "setup_staff")),
            say(asked, "setup_chat_is", chat=chat) if chat else say(asked, "setup_no_chat"),
            say(asked, "setup_kept_is", retention=written(policy, "retention")),
        ]
        further = [("setup_chat", "chats"), ("setup_who", "who"), ("setup_keep", "keep")]
        keys = [self._button(asked, label(asked, name), what) for name, what in further]
        return "\n".join(lines), InlineKeyboardMarkup(rows(keys))

    async def _chats(self, asked: Asked) -> Page:
        """Choose where drafts go: a topic of the group, or another group, to which an address leads that adds the bot there."""
        view, policy = await self._desk.teams.view(asked.channel.community, fresh=True), await self._policy(asked)
        keys = [
            self._button(asked, called(name), f"chat:{id}", policy.team_channel in (id, name))
            for id, name in sorted(view.channels.items())[:MOST]
        ]
        address = f"https://t.me/{self._desk.wire.bot.username}?startgroup=team_{self._chat(asked)}"
        other = InlineKeyboardButton(self._desk.label(asked, "setup_other_chat"), url=address)
        return self._desk.say(asked, "setup_chat_how"), InlineKeyboardMarkup([*rows(keys), [other], self._back(asked)])

    async def _who(self, asked: Asked) -> Page:
        """Choose who of the administrators speaks for the brand; while nobody is chosen, all of them do."""
        chosen = (await self._policy(asked)).team
        keys = [
            self._button(asked, called(name), f"member:{id}", id in chosen)
            for id, name in (await self._admins(asked))[:MOST]
        ]
        return self._desk.say(asked, "setup_who_how"), InlineKeyboardMarkup([*rows(keys), self._back(asked)])

    async def _admins(self, asked: Asked) -> list[tuple[str, str]]:
        """Return (id, name) of those who can be chosen, and of those who were."""
        members = (await self._desk.teams.look(self._chat(asked))).members
        admins = {str(member.user.id): member.user.full_name for member in members if not member.user.is_bot}
        return sorted(({id: id for id in (await self._policy(asked)).team} | admins).items())

    async def _keep(self, asked: Asked) -> Page:
        now = written(await self._policy(asked), "retention")
        keys = [self._button(asked, value, f"keeps:{value}", value == now) for value in OFFERED["retention"]]
        return self._desk.say(asked, "setup_keep_how"), InlineKeyboardMarkup([*rows(keys), self._back(asked)])
