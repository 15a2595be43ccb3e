"""Buttons, and replies to cards: each button carries all that is needed, so it works in any process that comes after."""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import telegram

from adapters.telegram import render
from adapters.telegram.desk import Desk, Served
from adapters.telegram.escape import plain
from adapters.telegram.translate import text_of
from adapters.telegram.wire import Asked
from bot.events import ButtonPressed
from bot.model import Phrase

log = logging.getLogger("twoway.telegram")

OURS = "~"
"""Begins what the buttons of this folder's own pages carry; the core's values begin otherwise."""
WAITS, MOST = timedelta(minutes=30), 1_000

Page = Callable[[Asked, list[str]], Awaitable[Served]]
"""Turns a page: who pressed, and the parts of what the button carries after the page's name."""


class Presses:
    """The core's buttons become events, the pages' own turn pages; a reply to a card rewords its draft."""

    def __init__(self, desk: Desk, pages: Mapping[str, Page]) -> None:
        """`pages`: by the name in what their buttons carry."""
        self._desk, self._pages = desk, pages
        self._rewording: OrderedDict[tuple[int, int, str], datetime] = OrderedDict()

    async def take(self, raw: telegram.CallbackQuery) -> Served:
        """Serve one press."""
        asked, carries = await self._desk.pressed(raw), raw.data or ""
        if asked is None:
            return Served()
        if carries.startswith(OURS):
            name, *parts = carries.removeprefix(OURS).split(":")
            page = self._pages.get(name)
            return await page(asked, parts) if page is not None else Served()
        asks, value = render.read_data(carries)
        if asks and asked.team:
            return self._reword(asked, asks)
        event = ButtonPressed(asked.at, asked.channel, asked.member, value, asked.team, by=_by(asked))
        return self._desk.press(asked, event)

    def _reword(self, asked: Asked, asks: str) -> Served:
        """Say how: by a reply to the card."""
        self._rewording[self._who(asked, asked.message)] = asked.at
        if len(self._rewording) > MOST:
            self._rewording.popitem(last=False)
        question = plain(render.words_of(self._desk.phrases, Phrase(asks), asked.language))
        how = self._desk.label(asked, "edit_by_reply", question=question)
        return self._desk.only(asked, lambda: self._desk.alert(asked, how))

    async def reworded(self, raw: telegram.Message) -> Served | None:
        """Take a reply to a card as its new words, where who replies has pressed Edit; None for everything else.

        A reply without that is talk about the draft, and must not be posted by mistake.
        """
        card = raw.reply_to_message
        if card is None or card.reply_markup is None or not raw.text:
            return None
        value = _edited_by(card.reply_markup)
        if not value:
            return None
        asked = await self._desk.asked(raw)
        pressed = self._pressed(asked, card.message_id)
        if pressed is None or asked.at - pressed > WAITS:
            return None
        event = ButtonPressed(asked.at, asked.channel, asked.member, value, asked.team, text_of(raw), _by(asked))
        return self._desk.press(asked, event)

    def _pressed(self, asked: Asked, card: int) -> datetime | None:
        """Return when who replies has pressed Edit. An anonymous administrator presses as a person, and writes as the group."""
        keys = [self._who(asked, card)]
        if asked.team and asked.member.id.startswith("-"):
            keys = [key for key in self._rewording if key[:2] == (asked.chat, card)]
        return max([at for key in keys if (at := self._rewording.pop(key, None)) is not None], default=None)

    def _who(self, asked: Asked, card: int) -> tuple[int, int, str]:
        return asked.chat, card, asked.member.id


def _by(asked: Asked) -> str:
    """Return the name that the ledger is to show for a decision of the team's."""
    return asked.name if asked.team else ""


def _edited_by(keyboard: telegram.InlineKeyboardMarkup) -> str:
    """Return the value that a card's button brings back once it was answered in writing, "" for what is no card."""
    for row in keyboard.inline_keyboard:
        for button in row:
            asks, value = render.read_data(str(button.callback_data or ""))
            if asks:
                return value
    return ""
