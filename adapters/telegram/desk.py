"""Where presses and commands are served: the doors they need, and how each is answered."""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, Protocol

import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden

from adapters.telegram import render
from adapters.telegram.answers import Answers
from adapters.telegram.diagnosis import Diagnosis
from adapters.telegram.directory import Directory
from adapters.telegram.escape import cut, marked, plain, shortened
from adapters.telegram.languages import language_of, spoken_to
from adapters.telegram.places import Places
from adapters.telegram.refs import Home, number
from adapters.telegram.teams import Teams
from adapters.telegram.tidy import Tidying
from adapters.telegram.translate import author_of, name_of, topic_of
from adapters.telegram.wire import Asked, Wire, same
from bot.events import ButtonPressed, CommandGiven, Event
from bot.model import MemberRef, Phrases, Role
from bot.ports import Belongings, Clock, EventLog, Library, Records, Store, Surveys

Then = Callable[[], Coroutine[Any, Any, None]]
Invite = Callable[[MemberRef, str, Role], str | None]
"""Makes a link that lets a member in to the dashboard, once: who, by what name, as what. None while there is no dashboard."""


class Books(Records, Belongings, Library, Surveys, Protocol):
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
    tidying: Tidying
    log: EventLog
    invite: Invite | None = None

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
            language=await self.language(raw.from_user, home, private),
            team=not private and await self.teams.is_team(home, who),
            staff=not private and await self.teams.is_staff(home, who),
            private=private,
            name=name_of(raw),
        )

    async def pressed(self, raw: telegram.CallbackQuery) -> Asked | None:
        """Return who pressed a button, and where; None where Telegram does not say where."""
        under = raw.message
        if under is None:
            return None
        home = self.directory.home(under.chat.id)
        topic = topic_of(under) if isinstance(under, telegram.Message) else None
        private = under.chat.type == telegram.Chat.PRIVATE
        return Asked(
            chat=under.chat.id,
            topic=topic,
            message=under.message_id,
            press=raw.id,
            channel=home.channel(topic),
            member=home.member(raw.from_user.id),
            at=self.clock.now(),
            language=await self.language(raw.from_user, home, private),
            team=not private and await self.teams.is_team(home, raw.from_user.id),
            staff=not private and await self.teams.is_staff(home, raw.from_user.id),
            private=private,
            name=raw.from_user.full_name,
        )

    async def language(self, user: telegram.User | None, home: Home, private: bool) -> str:
        """Return in which language to answer: the member's own, else the community's, else English."""
        common = "" if private else (await self.teams.policy(home.channel(None))).language
        return spoken_to(language_of(user), common, self.phrases.texts)

    async def about(self, asked: Asked, chat: int) -> Asked:
        """Return who asks in private, as one who asks about a group: of its team or not."""
        home, who = self.directory.home(chat), number(asked.member.id)
        known = self.directory.knows(chat)
        return replace(
            asked,
            channel=home.channel(None),
            member=home.member(who),
            team=known and await self.teams.is_team(home, who),
            staff=known and await self.teams.is_staff(home, who),
        )

    # -- words

    def say(self, asked: Asked, name: str, count: int | None = None, /, **values: str) -> str:
        """Return one of our pages' phrases in the member's language, as HTML."""
        return marked(self._words(asked, name, count, values))

    def found(self, asked: Asked, each: Diagnosis) -> str:
        """Return one line of a check. What was found is in our own words, so it goes in as it is."""
        phrase = render.page_phrase(self.phrases, "check_item", (("found", each.found), ("mend", each.mend)), None)
        return marked(self.phrases.say(phrase, asked.language))

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
        await self.tidying.answered(asked, sent.message_id, stays=stays)

    async def privately(self, asked: Asked, start: str, answer: Callable[[], Awaitable[None]]) -> None:
        """Answer in the member's private chat; one who never opened it, or writes as the group, is led there.

        `start`: what the address that leads there gives to /start; a group's number follows it.
        """
        try:
            if asked.member.id.startswith("-"):
                raise Forbidden("a chat has no private chat")
            await answer()
        except (Forbidden, BadRequest):
            key = InlineKeyboardButton(self.label(asked, "open_private"), url=self.address(asked, start))
            await self.tell(asked, self.say(asked, "in_private"), InlineKeyboardMarkup([[key]]))
            return
        if not asked.private:
            await self.tell(asked, self.say(asked, "sent_in_private"))

    def address(self, asked: Asked, start: str) -> str:
        """Return the address of the private chat, with what it is about."""
        chat = self.directory.chat(asked.channel.community)
        return f"https://t.me/{self.wire.bot.username}?start={start}_{chat}"

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
        await self.tidying.turned(asked)

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
