"""Keeping: copies of the database, and the doctor."""

import argparse
import asyncio
from collections.abc import Callable

from bot.compose import DATABASE, DATABASES, Stop, read_default_policy, read_words
from bot.settings import Settings


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

        found = asyncio.run(look(settings.discord_token, api_base=settings.discord_api_base))
        fatal = ("token", "connection")
        worst = {one.subject: Health.FAILED if one.subject in fatal else Health.WARNING for one in found}
        return [
            Finding(f"Discord {one.subject}", Health.OK if one.well else worst[one.subject], one.found, one.mend)
            for one in found
        ]

    loads = Loads(
        lambda: trouble(lambda: read_default_policy(settings)), lambda: trouble(read_words), database, discord
    )
    return report(examine(settings, loads, DATABASES))
