"""The ledger as a file for spreadsheets."""

import argparse
import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from bot.compose import DATABASE, DATABASES, Stop, own_database, read_default_policy, read_words
from bot.model import CommunityRef
from bot.settings import Settings


def ledger(settings: Settings, asked: argparse.Namespace) -> int:
    """Write a community's ledger, and print how long it is. Raises Stop."""
    from adapters.sqlite import private
    from bot.ports import Unavailable

    path = asked.database or own_database(settings)
    if not path.exists():
        raise Stop(f"{path} does not exist: there is no ledger yet")
    if asked.csv.is_dir() or not asked.csv.absolute().parent.is_dir():
        raise Stop(f"{asked.csv} cannot be written: name a file in a folder that exists")
    half = asked.csv.with_name(f"{asked.csv.name}.part")
    try:
        with private() as folder:
            count, community = asyncio.run(_write(settings, asked, _readable(settings, path, folder), half))
        os.replace(half, asked.csv)
    except Unavailable as why:
        raise Stop(str(why)) from None
    except OSError as why:
        raise Stop(f"{asked.csv}: {why.strerror or why}") from None
    finally:
        half.unlink(missing_ok=True)
    print(f"{count:,} decisions of {community} written to {asked.csv}.")
    return 0


def _readable(settings: Settings, path: Path, folder: Path) -> Path:
    """Return the bot's own database; of any other, of one of another version too, a copy: opening one as a store changes it."""
    from adapters.sqlite import backup, current

    own = any(os.path.realpath(path) == os.path.realpath(settings.data_dir / name) for name in DATABASES)
    if own and current(path):
        return path
    backup(path, folder / DATABASE)
    return folder / DATABASE


async def _write(settings: Settings, asked: argparse.Namespace, path: Path, out: Path) -> tuple[int, CommunityRef]:
    from adapters.sqlite import SqliteStore
    from bot.commands.ledger import write_ledger

    words, policy = read_words(), read_default_policy(settings)
    store = await SqliteStore.open(path)
    try:
        community = meant(asked.community, await store.communities())
        language = policy.language if policy.language != "auto" else "en"
        with out.open("w", encoding="utf-8", errors="replace", newline="") as file:
            return await write_ledger(store, community, file, words, language, mark=asked.bom), community
    finally:
        await store.aclose()


def meant(wanted: str | None, known: Sequence[CommunityRef]) -> CommunityRef:
    """Return the community that is meant: by "platform:id" or by id; the only one where none is named."""
    found = [one for one in known if wanted in (None, one.id, str(one), f"{one.platform}:{one.id}")]
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"{one.platform}:{one.id}" for one in known[:20]) or "none yet"
    if wanted is not None and not found:
        raise Stop(f"--community {wanted}: this database does not know it; it knows {names}")
    raise Stop(f"Name one with --community: this database knows {names}")
