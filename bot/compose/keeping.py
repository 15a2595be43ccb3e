"""Keeping: copies of the database, and the doctor."""

import argparse
import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.compose import (
    DATABASE,
    DATABASES,
    DISCORD_STOPS,
    Stop,
    own_database,
    read_default_policy,
    read_words,
    read_words_and_decks,
)
from bot.settings import Settings, bare_environment

if TYPE_CHECKING:
    from adapters.telegram import Diagnosis
    from bot.model import Phrases


def backup(settings: Settings, asked: argparse.Namespace) -> int:
    """Copy a database, live or not. Raises Stop."""
    from adapters.sqlite import backup as copy
    from bot.ports import Unavailable

    source = asked.database or own_database(settings)
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
    """Look at the groups that the database knows of: Telegram does not tell a bot where it is.

    Of the file only the notes are read, as it stands: a look brings nothing up to date, and copies no words of anybody's.
    """
    from adapters.memory import MemoryStore
    from adapters.sqlite import names
    from adapters.telegram import NOTES, Diagnosis, Directory, examine
    from bot.actions import ChannelKept
    from bot.model import ChannelRef
    from bot.ports import Commit, Unavailable

    path, store, read = settings.data_dir / DATABASE, MemoryStore(), True
    try:
        noted = names(path, NOTES) if path.exists() and path.stat().st_size else {}
        await store.commit(Commit(tuple([ChannelKept(ChannelRef(NOTES, key), value) for key, value in noted.items()])))
    except Unavailable:  # told already, under "database"
        read = False
    directory = Directory(store)
    await directory.open()
    found = await examine(settings.telegram_token, directory.standing, words, api_base=settings.telegram_api_base)
    if read:
        return found
    unknown = Diagnosis("groups", False, "not known without the database", "mend the database first, then look again")
    return [unknown if one.subject == "groups" else one for one in found]
