"""Reporting: what was missed before the bot came, out of an export, or lately, out of a database."""

import argparse
import asyncio
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.compose import DATABASE, Stop, read_default_policy, read_words
from bot.compose.ledger import meant
from bot.settings import Settings

if TYPE_CHECKING:
    from adapters.sqlite import SqliteStore
    from bot.measure.missed import Missed
    from bot.model import CommunityRef, Phrases, Policy

SQLITE = b"SQLite format 3\x00"


def report(settings: Settings, asked: argparse.Namespace) -> int:
    """Write what was missed, and print it in short. Raises Stop."""
    from adapters.exports import WrongExport
    from adapters.logs import set_up
    from adapters.sqlite import private
    from bot.commands.report import tables, write_tables
    from bot.ports import Unavailable

    set_up(settings.log_level if settings.log_level != "info" else "warning", settings.log_format, settings.secrets())
    policy, phrases = read_default_policy(settings), read_words()
    language = asked.language or (policy.language if policy.language != "auto" else "en")
    _check(asked, phrases)
    try:
        with private() as folder:
            made = asyncio.run(_missed(asked, policy, folder))
        if asked.html:
            _write(asked.html, _page(made, phrases, language, asked))
        if asked.csv:
            write_tables(asked.csv, tables(made, mark=asked.bom))
    except (WrongExport, Unavailable) as why:
        raise Stop(str(why)) from None
    except OSError as why:
        raise Stop(f"{why.filename or asked.file}: {why.strerror or why}") from None
    _print(made, phrases, language)
    return 0


def _check(asked: argparse.Namespace, phrases: "Phrases") -> None:
    """Say at once what cannot be done, before a long file is read."""
    if asked.html is not None and (asked.html.is_dir() or not asked.html.absolute().parent.is_dir()):
        raise Stop(f"{asked.html} cannot be written: name a file in a folder that exists")
    if asked.csv is not None and (asked.csv.is_file() or not asked.csv.absolute().parent.is_dir()):
        raise Stop(f"{asked.csv} cannot be written: name a folder, in one that exists")
    if not 1 <= asked.days <= 3660:
        raise Stop(f"--days {asked.days}: write a number from 1 to 3660")
    if asked.language and asked.language not in phrases.texts:
        raise Stop(f"--language {asked.language}: Twoway speaks {', '.join(sorted(phrases.texts))}")


async def _missed(asked: argparse.Namespace, policy: "Policy", folder: Path) -> "Missed":
    from adapters.clock import ManualClock
    from adapters.sqlite import SqliteStore, backup
    from bot.commands.report import look_back

    copy = folder / DATABASE
    if _is_database(asked.file):
        backup(asked.file, copy)  # the bot may be running on it, and a report changes nothing
        store = await SqliteStore.open(copy)
    else:
        # An export is read as one that has all its words: what is forgotten here stays in the file anyway.
        policy = replace(policy, retention=None)
        store = await SqliteStore.open(copy)
    try:
        if not _is_database(asked.file):
            await _play(asked, policy, store)
        latest = await store.latest()
        if latest is None:
            raise Stop(f"{asked.file} holds no message, so there is nothing to tell")
        community: CommunityRef = meant(asked.community, await store.communities())
        return await look_back(store, community, ManualClock(latest), policy, asked.days)
    finally:
        await store.aclose()


def _is_database(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(SQLITE)) == SQLITE


async def _play(asked: argparse.Namespace, policy: "Policy", store: "SqliteStore") -> None:
    """Play an export through the engine, which only watches."""
    from datetime import UTC, datetime

    from adapters.archive import ArchivePlatform
    from adapters.clock import ManualClock
    from adapters.exports import open_export
    from adapters.terminal import progress
    from bot.commands.replay import replay
    from bot.courier import Courier
    from bot.engine import Engine
    from bot.model import SMALLEST, Mode
    from bot.ports import Batch

    watching = replace(
        policy, nudge=Mode.WATCH, poll=Mode.WATCH, prompt=Mode.WATCH, digest=Mode.WATCH, thanks=Mode.WATCH
    )
    with ExitStack() as stack:
        moved = stack.enter_context(progress("Reading"))
        export = open_export(asked.file, format=asked.format, team=asked.team, progress=moved, zone=policy.timezone)
        clock = ManualClock(datetime.fromtimestamp(0, UTC))
        engine = Engine(store, watching, {}, SMALLEST)
        courier = Courier(
            store, store, {"export": ArchivePlatform()}, clock, lambda event: engine.handle(Batch((event,)))
        )
        await replay(export, f"{export.community}", engine, store, courier, clock)


def _page(made: "Missed", phrases: "Phrases", language: str, asked: argparse.Namespace) -> str:
    from adapters.report import page

    return page(made.summary, phrases, language, asked.file.name, made, asked.days)


def _write(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8", errors="replace")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _print(made: "Missed", phrases: "Phrases", language: str) -> None:
    from adapters.terminal import print_summary
    from bot.charts import index_words

    print_summary(made.summary, phrases, language, posts=False)
    whole = replace(made.weeks, weeks=(made.whole,), began=(made.whole.began,), waiting=len(made.summary.waiting))
    print("\n".join(phrases.say(phrase, language) for phrase in index_words(whole)[1:-1]))
