"""Which language is spoken to whom, and what Discord's own lists say in it: names of menus, what commands and options do."""

from collections.abc import Container

import discord
from discord import app_commands

from bot.model import Phrase, Phrases
from bot.pages import reworded as refused_in

ENGLISH = "en"
OF_THE_APP = frozenset(locale.value.partition("-")[0] for locale in discord.Locale)
"""The languages that Discord's app has. Speakers of others use it in one of these, mostly in English."""


def language_of(locale: str) -> str:
    """Return the language of a locale as Discord names it ("pt-BR"), by our name ("pt")."""
    return locale.partition("-")[0]


def common_language(chosen: str, locale: str) -> str:
    """Return a community's language. `chosen`: the policy's, "auto" for the community's own; `locale`: the server's."""
    return language_of(locale) if chosen == "auto" else chosen


def spoken_to(member: str, common: str, spoken: Container[str]) -> str:
    """Return in which language to answer a member: their app's own, else the community's, else English.

    `member`, `common`: languages. An app in English says little where the community speaks what the app cannot be set to.
    """
    beyond = common in spoken and common not in OF_THE_APP
    if member in spoken and not (member == ENGLISH and beyond):
        return member
    return common if common in spoken else ENGLISH


def listed(phrases: Phrases, name: str) -> app_commands.locale_str:
    """Return one of this folder's phrases for Discord's lists: English, and what `Translation` looks the others up by."""
    full = f"discord.{name}"
    return app_commands.locale_str(phrases.say(Phrase(full), ENGLISH), phrase=full)


class Translation(app_commands.Translator):
    """Gives Discord the names and descriptions of commands in every language that its app and our phrases have."""

    def __init__(self, phrases: Phrases) -> None:
        """Translate by these phrases."""
        self._phrases = phrases

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """Return a phrase in a locale's language; None where English stands for it."""
        language = language_of(locale.value)
        forms = self._phrases.texts.get(language, {}).get(str(string.extras.get("phrase", "")))
        return None if forms is None or language == ENGLISH else forms.get("")


def reworded(phrases: Phrases, reason: str, language: str) -> str:
    """Return why something was refused in another language. `reason`: as the ledger has it, which is in English."""
    return refused_in(phrases, "discord", reason, language)
