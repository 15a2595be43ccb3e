"""Keeping: copies of the database, and the doctor."""

import argparse
import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.compose import DATABASE, DATABASES, DISCORD_STOPS, Stop, read_default_policy, read_words, read_words_and_decks
from bot.settings import Settings, bare_environment

if TYPE_CHECKING:
    from adapters.telegram import Diagnosis
    from bot.model import Phrases


def backup(settings: Settings, asked: argparse.Namespace) -> int:
    """Copy a database, live or not. Raises Stop."""
    from adapters.sqlite import backup as copy
    from bot.ports import Unavailable

    source = asked.database or next(
        (path for name in DATABASES if (path := settings.data_dir / name).exists()),
        settings.data_dir / DATABASE,
    )
    try:
        size = copy(source, asked.file)
    except Unavailable as why:
        raise Stop(str(why)) from None
    print(f"Copied {source} to {asked.file} ({size:,} bytes).")
    return 0


def doctor(settings: Settings) -> int:
    """Print what is well and what is not; return 1 where something has to be mended."""
    from adapters.sqlite import examine as database
    from bot.commands.doctor import Finding, Health, Loads, examine, report

    def trouble(load: Callable[[], object]) -> str | None:
        try:
            load()
        except Stop as why:
            return str(why)
        return None

    def discord() -> list[Finding]:
        from adapters.discord import examine as look

        try:
            words = read_words()
        except Stop:
            return []  # told already, under "phrases"
        stops = settings.data_dir / DISCORD_STOPS
        found = asyncio.run(look(settings.discord_token, words, api_base=settings.discord_api_base, stops=stops))
        fatal = ("token", "connection")
        worst = {one.subject: Health.FAILED if one.subject in fatal else Health.WARNING for one in found}
        return [
            Finding(f"Discord {one.subject}", Health.OK if one.well else worst[one.subject], one.found, one.mend)
            for one in found
        ]

    def telegram() -> list[Finding]:
        try:
            words = read_words()
        except Stop:
            return []  # told already, under "phrases"
        found = asyncio.run(_telegram(settings, words))
        fatal = ("token", "connection")
        return [
            Finding(
                f"Telegram {one.subject}",
                Health.OK if one.well else Health.FAILED if one.subject in fatal else Health.WARNING,
                one.found,
                one.mend,
            )
            for one in found
        ]

    loads = Loads(
        lambda: trouble(lambda: read_default_policy(settings)),
        lambda: trouble(lambda: read_words_and_decks(replace(settings, deck_folder=None))),
        database,
        discord,
        telegram,
        lambda: trouble(lambda: read_words_and_decks(settings)),
        lambda: asyncio.run(_drawn()),
    )
    return report(examine(settings, loads, DATABASES))


async def _drawn() -> bool:
    """Draw a small picture, in a process of its own as the running bot does; return whether that went well."""
    from adapters.clock import SystemClock
    from adapters.painter import Painter
    from bot.model import Chart, Phrase, Phrases, Picture

    painter = Painter(Phrases({"en": {"verbatim.text": {"": "$text"}}}), SystemClock(), bare_environment())
    title = Phrase("verbatim.text", (("text", "Twoway"),))
    return await painter.paint(Picture(Chart(title), (title,)), "en") is not None


async def _telegram(settings: Settings, words: "Phrases") -> "list[Diagnosis]":
    """Look at the groups that the database knows of: Telegram does not tell a bot where it is."""
    from adapters.sqlite import SqliteStore
    from adapters.telegram import Directory, examine

    chats: list[int] = []
    path = settings.data_dir / DATABASE
    if path.exists():
        store = await SqliteStore.open(path)
        try:
            directory = Directory(store)
            await directory.open()
            chats = directory.standing
        finally:
            await store.aclose()
    return await examine(settings.telegram_token, chats, words, api_base=settings.telegram_api_base)
