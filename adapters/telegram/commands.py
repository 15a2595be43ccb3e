"""The commands, served."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import telegram
from telegram import MessageEntity

from adapters.telegram.dashboard import DASHBOARD, Dashboard
from adapters.telegram.desk import Desk, Served
from adapters.telegram.index import Index
from adapters.telegram.listing import FORGET, MYDATA, OF_TEAM
from adapters.telegram.own import SETUP
from adapters.telegram.pauses import Pauses
from adapters.telegram.polls import Polls
from adapters.telegram.presses import Page
from adapters.telegram.privacy import Privacy
from adapters.telegram.questions import Questions
from adapters.telegram.reasons import Reasons
from adapters.telegram.roster import Roster
from adapters.telegram.settings import Settings
from adapters.telegram.setup import TEAM_CHAT, Setup
from adapters.telegram.suggestions import Suggestions
from adapters.telegram.teams import Teams
from adapters.telegram.translate import author_of, message_seen
from adapters.telegram.wire import Asked
from bot.events import Event
from bot.pages import meant_by

START = "start"
SERVED_IN_PRIVATE = ("privacy", MYDATA, FORGET, SETUP, DASHBOARD)
LED_TO = (MYDATA, FORGET, SETUP, DASHBOARD)
"""What an address may lead to in private."""

Serve = Callable[[Asked, str], Awaitable[Served]]


class Commands:
    """Serves the commands."""

    def __init__(self, desk: Desk, teams: Teams, index: Index) -> None:
        """Serve at this desk."""
        self._desk, self._teams = desk, teams
        self._questions, self._reasons, self._settings = Questions(desk), Reasons(desk), Settings(desk)
        self._setup, self._privacy, self._polls = Setup(desk), Privacy(desk), Polls(desk)
        roster, pauses = Roster(desk), Pauses(desk)
        self._plain: Mapping[str, Serve] = {
            "questions": self._questions.show,
            "settings": self._settings.serve,
            SETUP: self._setup.show,
            DASHBOARD: Dashboard(desk).serve,
            "index": index.serve,
            "enlist": roster.enlist,
            "leave": roster.leave,
            "suggest": Suggestions(desk).suggest,
            "pause": pauses.begin,
            "resume": pauses.end,
            "budget": self._settings.budget,
            "privacy": self._privacy.tell,
            MYDATA: self._privacy.show,
            FORGET: self._privacy.ask,
        }

    @property
    def pages(self) -> Mapping[str, Page]:
        """The pages that have buttons of their own, by the name in what these carry."""
        return {"questions": self._questions.turn, SETUP: self._setup.turn, "forget": self._privacy.forget}

    # -- served

    async def take(self, raw: telegram.Message) -> Served | None:
        """Serve a command of ours; None for everything else. Where the group wants that, it is noted that the command is to go."""
        name, rest = given(raw, self._desk.wire.bot.username)
        private = raw.chat.type == telegram.Chat.PRIVATE
        if name not in (START, *(SERVED_IN_PRIVATE if private else OF_TEAM)):
            return None
        asked = await self._desk.asked(raw)
        served = await (self._start(asked, raw, rest) if name == START else self._serve(name, asked, raw, rest))
        return replace(served, events=(*served.events, *await self._desk.tidying.given(asked)))

    async def _serve(self, name: str, asked: Asked, raw: telegram.Message, rest: str) -> Served:
        about = raw.reply_to_message
        if about is not None and about.forum_topic_created is not None:
            about = None
        if name in self._plain:
            return await self._plain[name](asked, rest)
        if name == "why":
            return await self._reasons.show(asked, about)
        if name == "poll":
            served = await self._polls.serve(replace(asked, team=asked.team or asked.staff), rest, self._id(about))
            return await self._told(served, about)
        return await self._corrected(name, asked, about)

    async def _corrected(self, name: str, asked: Asked, about: telegram.Message | None) -> Served:
        """Serve what is said about a message, by a reply to it."""
        id = self._id(about)
        if id is None:
            return self._desk.only(asked, lambda: self._desk.tell(asked, self._desk.say(asked, "reply_to_it")))
        if name == "needsanswer":
            served = self._desk.command(asked, "needs_answer", {"message": id}, "needs_answer_done")
            return await self._told(served, about)
        question = meant_by(id, await self._desk.store.view(asked.channel))
        return self._desk.command(asked, "answered", {"question": question}, "answered_done")

    def _id(self, about: telegram.Message | None) -> str | None:
        return self._desk.directory.home(about.chat.id).id(about.message_id) if about is not None else None

    async def _told(self, served: Served, about: telegram.Message | None) -> Served:
        """Let the core know first the message that a command is about: with privacy mode on it was not heard."""
        if about is None or (about.from_user is not None and about.from_user.id == self._desk.wire.bot.id):
            return served
        home = self._desk.directory.home(about.chat.id)
        before: Event | None = message_seen(about, home, await self._teams.is_team(home, author_of(about)))
        return replace(served, events=(before, *served.events)) if before is not None else served

    async def _start(self, asked: Asked, raw: telegram.Message, rest: str) -> Served:
        """Serve /start, which is given by addresses too: to a private page, or to make a group the team's own chat."""
        what, _, where = rest.strip().partition("_")
        if asked.private:
            if what in LED_TO:
                return await self._plain[what](asked, where)
            return self._desk.only(asked, lambda: self._desk.tell(asked, self._desk.say(asked, "hello")))
        if what == TEAM_CHAT and where:
            return await self._setup.team_chat(asked, raw, where)
        return await self._setup.show(asked, "")


def given(raw: telegram.Message, username: str) -> tuple[str, str]:
    """Return (name, what follows it) of a command to us, ("", "") for everything else."""
    if not raw.text or not raw.entities:
        return "", ""
    first = raw.entities[0]
    if first.type != MessageEntity.BOT_COMMAND or first.offset != 0:
        return "", ""
    name, _, whose = raw.parse_entity(first).removeprefix("/").partition("@")
    if whose and whose.casefold() != username.casefold():
        return "", ""
    return name.lower(), raw.text[first.length :].strip()
