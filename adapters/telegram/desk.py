"""Where presses and commands are served: the doors they need, and how each is answered."""

import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Protocol

import telegram
from telegram import InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from adapters.telegram import render
from adapters.telegram.answers import Answers
from adapters.telegram.directory import Directory
from adapters.telegram.escape import cut, marked, plain, shortened
from adapters.telegram.places import Places
from adapters.telegram.teams import Teams
from adapters.telegram.translate import author_of, topic_of
from adapters.telegram.wire import Asked, Wire, same
from bot.events import ButtonPressed, CommandGiven, Event
from bot.model import Phrases
from bot.ports import Belongings, Clock, Records, Store

log = logging.getLogger("twoway.telegram")

Then = Callable[[], Coroutine[Any, Any, None]]
REMEMBERED = 1_000


class Books(Records, Belongings, Protocol):
    """What pages look at."""


@dataclass(frozen=True, slots=True)
class Served:
    """What a press or a command leads to: events, committed like all others, and what is done once they are."""

    events: tuple[Event, ...] = ()
    then: Then | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """What every command and button may use."""

    records: Books
    store: Store
    clock: Clock
    phrases: Phrases
    teams: Teams
    answers: Answers
    wire: Wire
    places: Places
    directory: Directory
    last: dict[tuple[int, int | None], int] = field(default_factory=dict)
    """The latest answer in each channel, which the next one replaces."""

    # -- who asks

    async def asked(self, raw: telegram.Message) -> Asked:
        """Return who gave a command, and where."""
        home, who = self.directory.home(raw.chat.id), author_of(raw)
        private = raw.chat.type == telegram.Chat.PRIVATE
        return Asked(
            chat=raw.chat.id,
            topic=topic_of(raw),
            message=raw.message_id,
            press="",
            channel=home.channel(topic_of(raw)),
            member=home.member(who),
            at=raw.date,
            language=language_of(raw.from_user),
            team=not private and await self.teams.is_team(home, who),
            staff=not private and await self.teams.is_staff(home, who),
            private=private,
        )

    async def pressed(self, raw: telegram.CallbackQuery) -> Asked | None:
        """Return who pressed a button, and where; None where Telegram does not say where."""
        under = raw.message
        if under is None:
            return None
        home = self.directory.home(under.chat.id)
        topic = topic_of(under) if isinstance(under, telegram.Message) else None
        return Asked(
            chat=under.chat.id,
            topic=topic,
            message=under.message_id,
            press=raw.id,
            channel=home.channel(topic),
            member=home.member(raw.from_user.id),
            at=self.clock.now(),
            language=language_of(raw.from_user),
            team=await self.teams.is_team(home, raw.from_user.id),
            staff=await self.teams.is_staff(home, raw.from_user.id),
            private=under.chat.type == telegram.Chat.PRIVATE,
        )

    # -- words

    def say(self, asked: Asked, name: str, count: int | None = None, /, **values: str) -> str:
        """Return one of our pages' phrases in the member's language, as HTML."""
        return marked(self._words(asked, name, count, values))

    def label(self, asked: Asked, name: str, /, **values: str) -> str:
        """Return a phrase for a button or a window, where there is no HTML."""
        return plain(self._words(asked, name, None, values))

    def _words(self, asked: Asked, name: str, count: int | None, values: dict[str, str]) -> str:
        phrase = render.page_phrase(self.phrases, name, tuple(values.items()), count)
        return render.words_of(self.phrases, phrase, asked.language)

    # -- answers

    async def tell(
        self, asked: Asked, html: str, keyboard: InlineKeyboardMarkup | None = None, *, stays: bool = False
    ) -> None:
        """Answer a command: a silent reply, in place of the answer that stood there before. `stays`: until somebody removes it."""
        bot, text = self.wire.bot, cut(html)
        payload = render.placed(asked.topic, asked.message or None) | {"parse_mode": ParseMode.HTML}
        payload |= {"disable_notification": True, "link_preview_options": render.NO_PREVIEW}
        sent = await self.wire.write(
            asked.chat, lambda: bot.send_message(asked.chat, text, reply_markup=keyboard, **payload)
        )
        if not asked.private and not stays:
            await self._tidy(asked, sent.message_id)

    async def _tidy(self, asked: Asked, sent: int) -> None:
        """Take away the answer before: a group's talk is not for our pages to fill."""
        place = (asked.chat, asked.topic)
        before = self.last.pop(place, None)
        self.last[place] = sent
        if len(self.last) > REMEMBERED:
            del self.last[next(iter(self.last))]
        if before is not None:
            try:
                await self.wire.ask(lambda: self.wire.bot.delete_message(asked.chat, before))
            except TelegramError:
                log.info("answer not taken away", extra={"chat": asked.chat})

    async def turn(self, asked: Asked, html: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
        """Change the page whose button was pressed."""
        bot, text = self.wire.bot, cut(html)
        try:
            await self.wire.write(
                asked.chat,
                lambda: bot.edit_message_text(
                    text,
                    chat_id=asked.chat,
                    message_id=asked.message,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=render.NO_PREVIEW,
                    reply_markup=keyboard,
                ),
            )
        except BadRequest as error:
            if not same(error):
                raise

    async def alert(self, asked: Asked, words: str = "") -> None:
        """Answer a press: with a window that its presser alone sees, or, with no words, with nothing."""
        bot, shown = self.wire.bot, shortened(words, render.ALERT) or None
        await self.wire.ask(lambda: bot.answer_callback_query(asked.press, shown, show_alert=bool(shown)))

    # -- what the core is asked to do

    def press(self, asked: Asked, event: ButtonPressed) -> Served:
        """Hand a press to the core; its notice answers it, else nothing is to be seen."""
        self.answers.expect(event, asked)

        async def then() -> None:
            if not self.answers.coming(event) and asked.press:
                await self.alert(asked)

        return Served((event,), then)

    def command(self, asked: Asked, name: str, arguments: dict[str, str], done: str) -> Served:
        """Hand a command to the core; its notice answers it, else a word that it is done."""
        event = CommandGiven(asked.at, asked.channel, asked.member, name, tuple(arguments.items()), asked.team)
        self.answers.expect(event, asked)

        async def then() -> None:
            if not self.answers.coming(event):
                await self.tell(asked, self.say(asked, done))

        return Served((event,), then)

    def only(self, asked: Asked, then: Then, *, team: bool = False) -> Served:
        """Serve what changes nothing. `team`: for the team alone; others are told so."""

        async def refuse() -> None:
            if asked.press:
                await self.alert(asked, self.label(asked, "team_only"))
            else:
                await self.tell(asked, self.say(asked, "team_only"))

        return Served((), then if not team or asked.team or asked.staff else refuse)


def language_of(user: telegram.User | None) -> str:
    """Return the language of somebody's app; English where Telegram does not say."""
    return (user.language_code or "en").partition("-")[0] if user is not None else "en"
