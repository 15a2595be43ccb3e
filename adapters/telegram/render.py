"""Actions -> what Telegram is asked: pure. Values that quote members go through `quoted`, and all of it through `marked`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode

from adapters.telegram.escape import CONTENT, cut, marked, plain, quoted_line, shortened, worded, worded_line
from adapters.telegram.limits import LIMITS
from bot.actions import Amend, AskPoll, Button, Notice, Say
from bot.model import Addressee, Phrase, Phrases, UnknownPhrase
from bot.pages import reworded

Payload = dict[str, Any]
Keyboard = InlineKeyboardMarkup

DATA, LABEL, ALERT = 64, 64, 200
A_ROW = 2
ASKS = "?"
"""Stands between the phrase of what a button asks and the value it carries."""
OURS, BESIDE = "telegram", "discord"
"""Drawers of a page's words: what is said on Telegram alone, else what is said on Discord too."""
OWN = "opener.own"
"""An opener that the team wrote itself: its links are links."""
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def words_of(phrases: Phrases, phrase: Phrase, language: str) -> str:
    """Return a phrase, members' words in it made harmless, before it is marked up.

    One that no file has is shown by its name: a bot must not fall silent for a missing word.
    """
    quote = quoted_line
    if phrase.name.startswith("verbatim."):
        quote = worded
    elif phrase.name == OWN:
        quote = worded_line
    if any(name == "reason" for name, _ in phrase.values):
        told = [(n, reworded(phrases, OURS, value, language) if n == "reason" else value) for n, value in phrase.values]
        phrase = replace(phrase, values=tuple(told))
    try:
        return phrases.say(phrase, language, quote)
    except UnknownPhrase:
        values = ", ".join(f"{name} {quote(value)}" for name, value in phrase.values)
        words = phrase.name.rpartition(".")[2].replace("_", " ")
        return f"{words} ({values})" if values else words


def page_phrase(phrases: Phrases, name: str, values: tuple[tuple[str, str], ...], count: int | None) -> Phrase:
    """Return a phrase of our pages, from the drawer that has it."""
    drawer = OURS if f"{OURS}.{name}" in phrases.texts.get("en", {}) else BESIDE
    return Phrase(f"{drawer}.{name}", values, count)


def said(phrases: Phrases, phrase: Phrase, language: str) -> str:
    """Return a phrase as HTML."""
    return marked(words_of(phrases, phrase, language))


def text(phrases: Phrases, words: Sequence[Phrase], language: str, last: str = "", leads: Sequence[str] = ()) -> str:
    """Return words as HTML, cut to what a message holds. `last`: HTML that stays whole, on a line of its own.

    `leads`: the address to which each of the words leads, "" for none.
    """
    room = CONTENT - len(last) - 1 if last else CONTENT
    lines = [said(phrases, word, language) for word in words]
    lines = [
        f'{line} <a href="{leads[at]}">↗</a>' if at < len(leads) and leads[at] else line
        for at, line in enumerate(lines)
    ]
    return "\n".join(filter(None, [cut("\n".join(lines), room), last]))


def say(
    action: Say,
    phrases: Phrases,
    topic: int | None,
    reply_to: int | None,
    last: str = "",
    leads: Sequence[str] = (),
) -> Payload:
    """Return what posts words. `topic`: none for General; `last`, `leads`: see `text`."""
    payload: Payload = {
        "text": calling(action.calls) + text(phrases, action.words, action.language, last, leads),
        "parse_mode": ParseMode.HTML,
        "link_preview_options": NO_PREVIEW,
    }
    if action.silent:
        payload["disable_notification"] = True
    if action.buttons:
        payload["reply_markup"] = buttons(action.buttons, phrases, action.language)
    return payload | placed(topic, reply_to)


def calling(called: Addressee | None) -> str:
    """Return the HTML that calls one member by their name. Who writes for a channel or a group cannot be called so."""
    if called is None:
        return ""
    name = said_name(called.name)
    return f'<a href="tg://user?id={called.member.id}">{name}</a>, ' if called.member.id.isdecimal() else f"{name}, "


def said_name(name: str) -> str:
    """Return a member's name as HTML; a sign for a person where they have none."""
    return marked(quoted_line(name)) or "👤"


def placed(topic: int | None, reply_to: int | None) -> Payload:
    """Return where a post goes: General has no number, and a reply to what is gone is a post all the same."""
    payload: Payload = {"message_thread_id": topic} if topic else {}
    if reply_to is not None:
        payload["reply_parameters"] = ReplyParameters(reply_to, allow_sending_without_reply=True)
    return payload


def amend(action: Amend, phrases: Phrases, leads: Sequence[str] = ()) -> Payload:
    """Return what changes an earlier post; a post without buttons loses those it had. `leads`: see `text`."""
    payload: Payload = {
        "text": text(phrases, action.words, action.language, leads=leads),
        "parse_mode": ParseMode.HTML,
        "link_preview_options": NO_PREVIEW,
    }
    return payload | ({"reply_markup": buttons(action.buttons, phrases, action.language)} if action.buttons else {})


def ask(action: AskPoll, phrases: Phrases, topic: int | None, reply_to: int | None) -> Payload:
    """Return what asks a poll. Telegram shows its words as they are. Votes are followed, unless the community chose otherwise."""
    question = plain(words_of(phrases, Phrase(action.question.name, _untouched(action.question)), action.language))
    least, most = LIMITS.poll_seconds
    return {
        "question": shortened(question, LIMITS.poll_question_characters),
        "options": [shortened(harmless(option.text), LIMITS.poll_option_characters) for option in action.poll.options],
        "is_anonymous": action.poll.anonymous,
        "allows_multiple_answers": action.poll.multiple,
        "allows_revoting": True,
        "open_period": timedelta(seconds=min(most, max(least, action.seconds))),
    } | placed(topic, reply_to)


def harmless(text: str) -> str:
    """Return a member's text on one line where Telegram takes no HTML."""
    return plain(quoted_line(text))


def _untouched(phrase: Phrase) -> tuple[tuple[str, str], ...]:
    """Return a poll's values on one line: its question is one."""
    return tuple((name, " ".join(value.split())) for name, value in phrase.values)


def notice(action: Notice, phrases: Phrases) -> str:
    """Return what one member is told, as HTML."""
    return text(phrases, action.words, action.language)


def alert(action: Notice, phrases: Phrases) -> str:
    """Return what the presser of a button is told, in a window without HTML."""
    return shortened(plain("\n".join(words_of(phrases, word, action.language) for word in action.words)), ALERT)


def buttons(given: Sequence[Button], phrases: Phrases, language: str) -> Keyboard:
    """Return a post's buttons, two in a row."""
    shown = [
        InlineKeyboardButton(shortened(plain(words_of(phrases, one.said, language)), LABEL), callback_data=data(one))
        for one in given
    ]
    return InlineKeyboardMarkup([shown[begin : begin + A_ROW] for begin in range(0, len(shown), A_ROW)])


def key(label: str, carries: str) -> InlineKeyboardButton:
    """Return a button of a page of ours."""
    return InlineKeyboardButton(shortened(label, LABEL), callback_data=carries[:DATA])


def data(button: Button) -> str:
    """Return what a button carries: its value, and what it asks first, so that it works in any process that comes after."""
    carries = f"{button.asks}{ASKS}{button.value}" if button.asks else button.value
    return carries if len(carries.encode()) <= DATA else button.value[:DATA]


def read_data(carries: str) -> tuple[str, str]:
    """Return (the phrase of what the button asks or "", its value)."""
    asks, mark, value = carries.partition(ASKS)
    return (asks, value) if mark else ("", carries)
