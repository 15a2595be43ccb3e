"""What the description says only in prose, or not at all: each fault is raised in the real API's words."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.errors import malformed
from tests.fakes.telegram.markup import Html, trimmed, units, with_found

if TYPE_CHECKING:
    from tests.fakes.telegram.api import Call

Json = dict[str, Any]
MOST_BUTTONS, MOST_IN_ROW = 100, 8
LONGEST_POLL = 2_628_000
NO_ACTION = ("text", "style", "icon_custom_emoji_id")
"""Fields of a button that say nothing of what it does."""
WORDS = (
    (r"callback_data: ", "BUTTON_DATA_INVALID"),
    (r"'chat_id' is a required", "chat_id is empty"),
    (r"'text' is a required", "message text is empty"),
    (r"\$\.question: .*(too short|non-empty)", "poll question must be non-empty"),
    (r"\$\.question: ", "poll question length must not exceed 300"),
    (r"\$\.options\[\d+\]\.text: .*(too short|non-empty)", "poll options must be non-empty"),
    (r"\$\.options\[\d+\]\.text: ", "poll options length must not exceed 100"),
    (r"\$\.options: .*(too short|non-empty)", "poll must have at least 1 option"),
    (r"\$\.options: ", "poll can't have more than 12 options"),
    (r"\$\.commands\[\d+\]\.command", "BOT_COMMAND_INVALID"),
    (r"\$\.commands\[\d+\]\.description", "BOT_COMMAND_DESCRIPTION_INVALID"),
    (r"\$\.reaction\[", "REACTION_INVALID"),
)
"""What Telegram says of a departure from the description, by where and what it is."""


def words_for(method: str, fault: str) -> str:
    """Return Telegram's words for a fault; for those whose real words we do not know, the fault itself."""
    for pattern, words in WORDS:
        if re.search(pattern, fault):
            return words
    return f"invalid {method} parameters: {fault}"


def check_call(call: "Call") -> None:
    """Refuse what is wrong across several fields."""
    p = call.p
    check_keyboard(p.get("reply_markup") or {})
    if call.method.startswith(("editMessage", "stopPoll")) and not p.get("inline_message_id"):
        if "chat_id" not in p:
            raise malformed("chat_id is empty")
        if not p.get("message_id"):
            raise malformed("message identifier is not specified")
    for mode, listed in (("parse_mode", "entities"), ("parse_mode", "caption_entities")):
        if p.get(mode) and p.get(listed):
            raise malformed(f"{mode} and {listed} exclude each other")
    if call.method == "sendPoll":
        check_poll(call)
    if "commands" in call.method.lower() or call.method.endswith("Description"):
        check_language(p.get("language_code") or "")
    if call.method == "setMessageReaction" and len(p.get("reaction") or []) > 1:
        raise malformed("REACTIONS_TOO_MANY")
    if call.method == "answerCallbackQuery" and not re.match(r"https://t\.me/|tg://|$", p.get("url") or ""):
        raise malformed("URL_INVALID")


def check_language(code: str) -> None:
    """Refuse what is no two-letter code."""
    if code and not re.fullmatch("[a-z]{2}", code):
        raise malformed("invalid language code specified")


def check_keyboard(markup: Json) -> None:
    """Refuse a keyboard that could not be shown."""
    rows = markup.get("inline_keyboard")
    if rows is None:
        return
    for row in rows:
        if len(row) > MOST_IN_ROW:
            raise malformed("REPLY_MARKUP_TOO_LONG")
        for button in row:
            check_button(button)
    if sum(len(row) for row in rows) > MOST_BUTTONS:
        raise malformed("reply markup is too long")


def check_button(button: Json) -> None:
    """Refuse a button that has no words, does nothing, or two things at once."""
    if not button["text"].strip():
        raise malformed("can't parse inline keyboard button: Button text must be non-empty")
    does = [key for key in button if key not in NO_ACTION]
    if not does:
        raise malformed("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(does) > 1:
        raise malformed(f"can't parse inline keyboard button: exactly one of {sorted(does)} must be used")
    if "url" in button and not re.match(r"(https?|tg|ton)://.", button["url"]):
        raise malformed("BUTTON_URL_INVALID")


def check_poll(call: "Call") -> None:
    """Refuse a poll whose parts contradict one another."""
    p, now = call.p, call.fake.clock.now()
    words = [option["text"].strip() for option in p["options"]]
    if not p["question"].strip():
        raise malformed("poll question must be non-empty")
    if not all(words):
        raise malformed("poll options must be non-empty")
    if len(set(words)) != len(words):
        raise malformed("POLL_OPTION_DUPLICATE")
    if p.get("open_period") and p.get("close_date"):
        raise malformed("open_period and close_date can't be used together")
    if "close_date" in p:
        ahead = p["close_date"] - now.timestamp()
        if not 5 <= ahead <= timedelta(seconds=LONGEST_POLL).total_seconds():
            raise malformed("close_date must be at least 5 and no more than 2628000 seconds in the future")
    quiz = p.get("type") == "quiz"
    if quiz != bool(p.get("correct_option_ids")):
        raise malformed("QUIZ_CORRECT_ANSWERS_EMPTY" if quiz else "correct_option_ids are for quizzes only")
    if p.get("allow_adding_options") and (quiz or p.get("is_anonymous", True)):
        raise malformed("options can't be added to anonymous polls and quizzes")


def parse(call: "Call", name: str, mode: str = "parse_mode", listed: str = "entities") -> tuple[str, list[Json]]:
    """Return a text or caption as it will stand, with all its entities; refuse what is too long or cannot be read."""
    given: list[Json] = call.p.get(listed) or []
    text = call.p.get(name) or ""
    style = call.p.get(mode)
    if style is not None and style.lower() != "html":
        raise malformed(f"parse mode {style} is not built into this fake")
    text, entities = Html(text).read() if style is not None else (text, given)
    whole = units(text)
    for entity in given:
        if entity["offset"] < 0 or entity["length"] <= 0 or entity["offset"] + entity["length"] > whole:
            raise malformed(
                f"entity beginning at UTF-16 offset {entity['offset']} ends after the end of the text at UTF-16 offset {whole}"
            )
    text, entities = trimmed(text, entities)
    least, most = call.fake.spec.parsed_limit(call.method, name)
    if len(text) < least:
        raise malformed("message text is empty")
    if units(text) > most:
        raise malformed("message caption is too long" if name == "caption" else "message is too long")
    known = []
    for entity in with_found(text, entities):
        if entity["type"] == "text_mention":
            who = call.fake.users.get(entity["user"]["id"])
            if who is None:  # Telegram passes over a mention of somebody it does not know
                continue
            entity = entity | {"user": call.fake.written_user(who)}
        known.append(entity)
    return text, known
