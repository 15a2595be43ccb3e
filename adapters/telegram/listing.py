"""What Telegram shows of the bot by itself: its commands by scope and language, and what it says of itself before anybody wrote."""

import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from functools import partial
from hashlib import blake2s

from telegram import BotCommand, BotCommandScope
from telegram.constants import BotCommandScopeType

from adapters.telegram.desk import Desk
from adapters.telegram.languages import ENGLISH
from adapters.telegram.wire import FAILURES, Uncertain
from bot.model import Phrase, Phrases
from bot.ports import EventLog, Unavailable

log = logging.getLogger("twoway.telegram")

MYDATA, FORGET = "mydata", "forgetme"
OF_MEMBERS = ("why", "answered", "budget", "enlist", "leave", "suggest", "privacy", MYDATA, FORGET)
OF_TEAM = (
    *(
        "questions",
        "needsanswer",
        "answered",
        "why",
        "poll",
        "dashboard",
        "index",
        "pause",
        "resume",
        "budget",
        "settings",
        "setup",
    ),
    *("enlist", "leave", "suggest", "privacy", MYDATA, FORGET),
)
IN_PRIVATE = ("privacy", MYDATA, FORGET)
SCOPES = (
    (BotCommandScopeType.ALL_GROUP_CHATS, OF_MEMBERS),
    (BotCommandScopeType.ALL_CHAT_ADMINISTRATORS, OF_TEAM),
    (BotCommandScopeType.ALL_PRIVATE_CHATS, IN_PRIVATE),
)
PAUSE, AGAIN, TRIES = timedelta(milliseconds=300), timedelta(seconds=30), 5
KEY = "listed"
"""Names the note of what Telegram was told last."""

Wanted = list[tuple[str, str, list[tuple[str, str]]]]
"""(language or "" for all others, scope, (command, description))."""


class Listing:
    """Tells Telegram what it shows, where that is not what it was told last."""

    def __init__(self, desk: Desk, events: EventLog) -> None:
        """What was told is noted."""
        self._desk, self._events = desk, events

    async def tell(self) -> None:
        """Tell Telegram, without haste: it is some sixty requests. What could not be told is told at the next start."""
        phrases, directory = self._desk.phrases, self._desk.directory
        digest = digest_of(phrases)
        if directory.kept(KEY) == digest:
            return
        try:
            for request in self._requests(phrases):
                await self._ask(request)
            await self._events.append(directory.note(self._desk.clock.now(), KEY, digest))
        except FAILURES as why:
            log.warning("commands not registered", extra={"why": type(why).__name__})

    async def _ask(self, request: Callable[[], Awaitable[bool]]) -> None:
        """Make one request; one that Telegram does not take now is made again after a while, a few times."""
        clock = self._desk.clock
        for left in reversed(range(TRIES)):
            try:
                await self._desk.wire.ask(request)
                break
            except (Unavailable, Uncertain):
                if not left:
                    raise
                await clock.sleep_until(clock.now() + AGAIN)
        await clock.sleep_until(clock.now() + PAUSE)

    def _requests(self, phrases: Phrases) -> Iterator[Callable[[], Awaitable[bool]]]:
        bot = self._desk.wire.bot
        for language, scope, commands in commands_of(phrases):
            listed, where = [BotCommand(*each) for each in commands], BotCommandScope(scope)
            yield partial(bot.set_my_commands, listed, scope=where, language_code=language or None)
        for language in languages(phrases):
            about, short = (described(phrases, name, language or ENGLISH) for name in ("about", "about_short"))
            yield partial(bot.set_my_description, about, language or None)
            yield partial(bot.set_my_short_description, short, language or None)


def languages(phrases: Phrases) -> tuple[str, ...]:
    """Return the languages that describe every command, English as "": it is for all whose language is none of them."""
    spoken = sorted(set(phrases.texts) - {ENGLISH})
    whole = [language for language in spoken if all(_drawer(phrases, f"command_{name}", language) for name in OF_TEAM)]
    return ("", *whole)


def commands_of(phrases: Phrases) -> Wanted:
    """Return every list of commands that Telegram is told."""
    return [
        (language, scope, [(name, described(phrases, f"command_{name}", language or ENGLISH)) for name in names])
        for language in languages(phrases)
        for scope, names in SCOPES
    ]


def described(phrases: Phrases, name: str, language: str) -> str:
    """Return a phrase of ours, or of all, in a language."""
    drawer = _drawer(phrases, name, language) or _drawer(phrases, name, ENGLISH) or f"telegram.{name}"
    return phrases.say(Phrase(drawer), language)


def _drawer(phrases: Phrases, name: str, language: str) -> str | None:
    texts = phrases.texts.get(language, {})
    return next((phrase for phrase in (f"telegram.{name}", f"discord.{name}") if phrase in texts), None)


def digest_of(phrases: Phrases) -> str:
    """Return a mark of all that Telegram is told."""
    said = [
        described(phrases, name, each or ENGLISH) for each in languages(phrases) for name in ("about", "about_short")
    ]
    return blake2s(json.dumps([commands_of(phrases), said]).encode(), digest_size=8).hexdigest()
