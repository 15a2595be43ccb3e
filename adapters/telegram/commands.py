"""The commands: registered with Telegram by scope and language, and served."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import telegram
from telegram import BotCommand, BotCommandScope, MessageEntity
from telegram.constants import BotCommandScopeType

from adapters.telegram.desk import Desk, Served
from adapters.telegram.polls import Polls
from adapters.telegram.presses import Page
from adapters.telegram.privacy import FORGET, MYDATA, Privacy
from adapters.telegram.questions import Questions
from adapters.telegram.reasons import Reasons
from adapters.telegram.settings import Settings
from adapters.telegram.setup import Setup
from adapters.telegram.teams import Teams
from adapters.telegram.translate import author_of, message_seen
from adapters.telegram.wire import FAILURES, Asked
from bot.events import Event
from bot.model import Phrase, UnknownPhrase
from bot.pages import meant_by

log = logging.getLogger("twoway.telegram")

OF_MEMBERS = ("why", "answered", "budget", "privacy", MYDATA, FORGET)
OF_TEAM = (
    "questions",
    "needsanswer",
    "answered",
    "why",
    "poll",
    "budget",
    "settings",
    "setup",
    "privacy",
    MYDATA,
    FORGET,
)
IN_PRIVATE = ("privacy", MYDATA, FORGET)
SCOPES = (
    (BotCommandScopeType.ALL_GROUP_CHATS, OF_MEMBERS),
    (BotCommandScopeType.ALL_CHAT_ADMINISTRATORS, OF_TEAM),
    (BotCommandScopeType.ALL_PRIVATE_CHATS, IN_PRIVATE),
)
START, TEAM_CHAT = "start", "team"

Serve = Callable[[Asked, str], Awaitable[Served]]


class Commands:
    """Registers the commands with Telegram, and serves them."""

    def __init__(self, desk: Desk, teams: Teams) -> None:
        """Serve at this desk."""
        self._desk, self._teams = desk, teams
        self._questions, self._reasons, self._settings = Questions(desk), Reasons(desk), Settings(desk)
        self._setup, self._privacy, self._polls = Setup(desk), Privacy(desk), Polls(desk)
        self._plain: Mapping[str, Serve] = {
            "questions": self._questions.show,
            "settings": self._settings.serve,
            "setup": self._setup.show,
            "budget": self._settings.budget,
            "privacy": self._privacy.tell,
            MYDATA: self._privacy.show,
            FORGET: self._privacy.ask,
        }

    @property
    def pages(self) -> Mapping[str, Page]:
        """The pages that have buttons of their own, by the name in what these carry."""
        return {"questions": self._questions.turn, "setup": self._setup.turn, "forget": self._privacy.forget}

    async def register(self) -> None:
        """Tell Telegram of the commands. Where that fails, listening is worth more than commands."""
        bot = self._desk.wire.bot
        try:
            for language in ("", *self._languages()):
                for scope, names in SCOPES:
                    listed = [BotCommand(name, self._described(name, language or "en")) for name in names]
                    where = BotCommandScope(scope)
                    await self._desk.wire.ask(
                        lambda listed=listed, where=where, language=language: bot.set_my_commands(  # type: ignore[misc]
                            listed, scope=where, language_code=language or None
                        )
                    )
        except FAILURES as why:
            log.warning("commands not registered", extra={"why": type(why).__name__})

    def _languages(self) -> list[str]:
        """Return the languages, besides English, that describe every command."""
        texts = self._desk.phrases.texts
        return [
            language
            for language in sorted(texts)
            if language != "en" and all(self._drawer(name, language) is not None for name in OF_TEAM)
        ]

    def _drawer(self, name: str, language: str) -> str | None:
        texts = self._desk.phrases.texts.get(language, {})
        drawers = (f"{drawer}.command_{name}" for drawer in ("telegram", "discord"))
        return next((phrase for phrase in drawers if phrase in texts), None)

    def _described(self, name: str, language: str) -> str:
        phrase = self._drawer(name, language)
        if phrase is None:
            raise UnknownPhrase(f"telegram.command_{name}")
        return self._desk.phrases.say(Phrase(phrase), language)

    # -- served

    async def take(self, raw: telegram.Message) -> Served | None:
        """Serve a command of ours; None for everything else."""
        name, rest = given(raw, self._desk.wire.bot.username)
        if name == START:
            return await self._start(raw, rest)
        private = raw.chat.type == telegram.Chat.PRIVATE
        if name not in (IN_PRIVATE if private else OF_TEAM):
            return None
        asked = await self._desk.asked(raw)
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

    async def _start(self, raw: telegram.Message, rest: str) -> Served:
        """Serve /start, which is given by addresses too: to a private page, or to make a group the team's own chat."""
        asked = await self._desk.asked(raw)
        what, _, where = rest.strip().partition("_")
        if asked.private:
            if what in (MYDATA, FORGET):
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
