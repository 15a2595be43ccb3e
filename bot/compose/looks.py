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
    """Return by platform how words are seen there: (text, characters that all of it takes, characters allowed)."""
    from adapters.discord.limits import LIMITS as OF_DISCORD
    from adapters.discord.render import said as said_in_discord
    from adapters.discord.render import text as in_discord
    from adapters.telegram.escape import units
    from adapters.telegram.limits import LIMITS as OF_TELEGRAM
    from adapters.telegram.render import said as said_in_telegram
    from adapters.telegram.render import text as in_telegram

    def discord(words: Sequence["Phrase"], language: str) -> tuple[str, int, int]:
        whole = "\n".join([said_in_discord(phrases, word, language) for word in words])
        seen = ESCAPED.sub(r"\1", in_discord(phrases, words, language))
        return seen, len(whole), OF_DISCORD.message_characters

    def telegram(words: Sequence["Phrase"], language: str) -> tuple[str, int, int]:
        whole = "\n".join([said_in_telegram(phrases, word, language) for word in words])
        seen = html.unescape(TAG.sub("", in_telegram(phrases, words, language)))
        return seen, units(whole), OF_TELEGRAM.message_characters

    return {"discord": discord, "telegram": telegram}
