"""Actions -> Discord's payloads: pure. Values that quote members go through `escape`; our own words go out as they are."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from adapters.discord.escape import CONTENT, cut, escape, escape_line
from adapters.discord.languages import reworded
from adapters.discord.limits import LIMITS
from bot.actions import Amend, AskPoll, Button, Notice, Say, nonce
from bot.model import MessageRef, Phrase, Phrases, UnknownPhrase

Payload = dict[str, object]

EPHEMERAL, NO_PREVIEWS, SILENT = 1 << 6, 1 << 2, 1 << 12
NOBODY: Payload = {"parse": []}
"""allowed_mentions: whatever a text holds, it calls nobody."""

HOUR = 3600
ROW, BUTTON, MENU, FIELD, LABEL = 1, 2, 3, 4, 18
FIRST, OTHER = 1, 2
LONG_FIELD = 2
A_ROW, ROWS = 5, 5
CUSTOM_ID, LABEL_CHARACTERS, TITLE_CHARACTERS = 100, 80, 45
TYPED = 1_700
"""The most that may be typed in a field, so that it still fits a message, below what the bot says first and with its signs escaped."""

ASKS = "?"
"""Stands between the phrase of what a button asks and the value it carries."""


def said(phrases: Phrases, phrase: Phrase, language: str) -> str:
    """Return a phrase for a message. One that no file has is shown by its name: a bot must not fall silent for a missing word."""
    quote = escape if phrase.name.startswith("verbatim.") else escape_line
    if any(name == "reason" for name, _ in phrase.values):
        values = [(n, reworded(phrases, value, language) if n == "reason" else value) for n, value in phrase.values]
        phrase = replace(phrase, values=tuple(values))
    try:
        return phrases.say(phrase, language, quote)
    except UnknownPhrase:
        given = ", ".join(f"{name} {quote(value)}" for name, value in phrase.values)
        words = phrase.name.rpartition(".")[2].replace("_", " ")
        return f"{words} ({given})" if given else words


def text(
    phrases: Phrases,
    words: Sequence[Phrase],
    language: str,
    links: Sequence[MessageRef] = (),
    first: str = "",
    leads: Sequence[MessageRef | None] = (),
) -> str:
    """Return words as a message's content, cut to what one holds.

    `links`: messages to lead to, in a last line that stays whole; `first`: Discord's own marks, which stay whole too. `leads`: the
    message to which each of the words leads; such a list is cut at a line.
    """
    last = "\n" + " ".join(map(link, links)) if links else ""
    lines = [said(phrases, word, language) for word in words]
    room = CONTENT - len(first) - len(last)
    if leads:
        lines = [
            f"{line} {link(lead)}" if lead is not None else line
            for line, lead in zip_longest(lines, leads[: len(lines)], fillvalue=None)
            if line is not None
        ]
        while len(lines) > 1 and sum(map(len, lines)) + len(lines) > room:
            lines.pop()
    return first + cut("\n".join(lines), room) + last


def link(ref: MessageRef) -> str:
    """Return the address that leads to a message in the app."""
    return f"https://discord.com/channels/{ref.channel.community.id}/{ref.channel.id}/{ref.id}"


def plain(phrases: Phrases, words: Sequence[Phrase], language: str) -> str:
    """Return words for a field to type in, where nothing is a mark."""
    try:
        return "\n".join(phrases.say(word, language) for word in words)[:TYPED]
    except UnknownPhrase:
        return ""


def say(action: Say, phrases: Phrases, links: Sequence[MessageRef] = (), reply: bool = True) -> Payload:
    """Return the payload of a post. `reply`: whether it may carry the mark of a reply."""
    called = action.calls.member.id if action.calls is not None else ""
    payload: Payload = {
        "content": text(phrases, action.words, action.language, links, f"<@{called}> " if called else "", action.leads),
        "nonce": nonce(action),
        "enforce_nonce": True,
        "allowed_mentions": NOBODY | {"users": [called]} if called else NOBODY,
        "flags": NO_PREVIEWS | (SILENT if action.silent else 0),
    }
    if action.reply_to is not None and reply:
        payload["message_reference"] = _mark(action.reply_to, action)
    if action.buttons:
        payload["components"] = buttons(action.buttons, phrases, action.language)
    return payload


def _mark(message: str, action: Say | AskPoll) -> Payload:
    """Return the mark of a reply."""
    return {
        "type": 0,
        "message_id": message,
        "channel_id": action.to.id,
        "guild_id": action.to.community.id,
        "fail_if_not_exists": False,
    }


def ask(action: AskPoll, phrases: Phrases, reply: bool = True) -> Payload:
    """Return the payload of a poll. Discord shows its words as they are, and counts its time in whole hours."""
    question = plain(phrases, (action.question,), action.language)
    least, most = (span // HOUR for span in LIMITS.poll_seconds)
    payload: Payload = {
        "poll": {
            "question": {"text": question[: LIMITS.poll_question_characters]},
            "answers": [{"poll_media": {"text": option.text}} for option in action.poll.options],
            "duration": min(most, max(least, -(-action.seconds // HOUR))),
            "allow_multiselect": action.poll.multiple,
            "layout_type": 1,
        },
        "nonce": nonce(action),
        "enforce_nonce": True,
        "allowed_mentions": NOBODY,
    }
    if action.reply_to is not None and reply:
        payload["message_reference"] = _mark(action.reply_to, action)
    return payload


def amend(action: Amend, phrases: Phrases) -> Payload:
    """Return the payload that changes an earlier post."""
    return {
        "content": text(phrases, action.words, action.language, leads=action.leads),
        "allowed_mentions": NOBODY,
        "flags": NO_PREVIEWS,
        "components": buttons(action.buttons, phrases, action.language),
    }


def notice(action: Notice, phrases: Phrases, language: str) -> Payload:
    """Return the payload of what one member alone sees, in their language."""
    return aside(text(phrases, action.words, language))


def aside(content: str, components: Sequence[Payload] = ()) -> Payload:
    """Return the payload of an answer that one member alone sees."""
    return {
        "content": cut(content),
        "allowed_mentions": NOBODY,
        "flags": EPHEMERAL | NO_PREVIEWS,
        "components": list(components),
    }


def buttons(given: Sequence[Button], phrases: Phrases, language: str) -> list[Payload]:
    """Return buttons in rows; the first one stands out."""
    shown = [
        button(said(phrases, one.said, language), custom_id(one), FIRST if index == 0 else OTHER)
        for index, one in enumerate(given[: A_ROW * ROWS])
    ]
    return [row(*shown[begin : begin + A_ROW]) for begin in range(0, len(shown), A_ROW)]


def row(*parts: Payload) -> Payload:
    """Return a row of buttons, or of one menu."""
    return {"type": ROW, "components": list(parts)}


def button(label: str, id: str, style: int = OTHER, disabled: bool = False) -> Payload:
    """Return one button."""
    found: Payload = {"type": BUTTON, "style": style, "label": label[:LABEL_CHARACTERS], "custom_id": id}
    return found | {"disabled": True} if disabled else found


def custom_id(button: Button) -> str:
    """Return what a button carries: its value, and what it asks first, so that it works in any process that comes after."""
    id = f"{button.asks}{ASKS}{button.value}" if button.asks else button.value
    return id if len(id) <= CUSTOM_ID else button.value[:CUSTOM_ID]


def read_custom_id(id: str) -> tuple[str, str]:
    """Return (the phrase of what the button asks or "", its value)."""
    asks, mark, value = id.partition(ASKS)
    return (asks, value) if mark else ("", id)


def modal(value: str, question: str, label: str, prefill: str = "", required: bool = True) -> Payload:
    """Return a window with one field to type in; it brings back `value`."""
    field: Payload = {
        "type": FIELD,
        "custom_id": "text",
        "style": LONG_FIELD,
        "required": required,
        "max_length": TYPED,
    }
    if prefill:
        field["value"] = prefill[:TYPED]
    inside = {"type": LABEL, "label": label[:TITLE_CHARACTERS], "component": field}
    return {"custom_id": value, "title": question[:TITLE_CHARACTERS], "components": [inside]}
