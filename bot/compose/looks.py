"""How words look on each platform: drawn by the very code that posts them, then read as the app would show them."""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.model import Phrase, Phrases

Look = Callable[[Sequence["Phrase"], str], tuple[str, int, int]]

ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
"""A sign that is to be read as it stands, in Discord's markup."""

TAG = re.compile(r"</?[a-z][^>]*>")


def looks(phrases: "Phrases") -> Mapping[str, Look]:
    """Return by platform how words are seen there: (text, characters sent, characters allowed)."""
    from adapters.discord.limits import LIMITS as OF_DISCORD
    from adapters.discord.render import text as in_discord
    from adapters.telegram.limits import LIMITS as OF_TELEGRAM
    from adapters.telegram.render import text as in_telegram

    def discord(words: Sequence["Phrase"], language: str) -> tuple[str, int, int]:
        sent = in_discord(phrases, words, language)
        return ESCAPED.sub(r"\1", sent), len(sent), OF_DISCORD.message_characters

    def telegram(words: Sequence["Phrase"], language: str) -> tuple[str, int, int]:
        seen = html.unescape(TAG.sub("", in_telegram(phrases, words, language)))
        return seen, len(seen), OF_TELEGRAM.message_characters

    return {"discord": discord, "telegram": telegram}
