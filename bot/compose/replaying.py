"""Replaying: an export through the engine into a database, a report and a decision file."""

import argparse
import asyncio
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.compose import DATABASE, Stop, read_default_policy, read_words_and_decks
from bot.settings import Settings

if TYPE_CHECKING:
    from adapters.exports import Export
    from bot.model import Policy


def replay(settings: Settings, asked: argparse.Namespace) -> int:
    """Play the file that was asked for, and print what came of it. Raises Stop."""
    from adapters.exports import WrongExport, open_export
    from adapters.logs import set_up
    from adapters.terminal import progress
    from bot.model import WrongKnob, set_knob
    from bot.ports import Unavailable

    set_up(settings.log_level if settings.log_level != "info" else "warning", settings.log_format, settings.secrets())
    policy = read_default_policy(settings)
    for out in (asked.decisions, asked.html):
        if out is not None and (out.is_dir() or not out.absolute().parent.is_dir()):
            raise Stop(f"{out} cannot be written: name a file in a folder that exists")
    try:
        if asked.patience:
            policy = set_knob(policy, "patience", asked.patience)
        if asked.mode:
            policy = set_knob(policy, "mode.nudge", asked.mode)
        with progress("Reading") as moved:
            export = open_export(asked.file, format=asked.format, team=asked.team, progress=moved, zone=policy.timezone)
            return asyncio.run(_play(settings, export, policy, asked))
    except WrongKnob as wrong:
        raise Stop(str(wrong)) from None
    except (WrongExport, Unavailable) as why:
        raise Stop(str(why)) from None
    except OSError as why:
        raise Stop(f"{why.filename or asked.file}: {why.strerror or why}") from None


async def _play(settings: Settings, export: "Export", policy: "Policy", asked: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from adapters.archive import ArchivePlatform
    from adapters.clock import ManualClock
    from adapters.report import page
    from adapters.sqlite import SqliteStore
    from adapters.terminal import print_summary, print_tally
    from bot.commands.decisions import DecisionLines
    from bot.commands.replay import replay as play
    from bot.courier import Courier
    from bot.engine import Engine
    from bot.measure import Tally
    from bot.model import SMALLEST
    from bot.ports import Batch, Witness

    phrases, decks = read_words_and_decks(settings)
    language = policy.language if policy.language != "auto" else "en"
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="twoway-"))
        counts = Tally(policy.timezone)
        witnesses: list[Witness] = [counts]
        part = asked.decisions.with_name(asked.decisions.name + ".part") if asked.decisions else None
        if part is not None:
            file = stack.enter_context(part.open("w", encoding="utf-8"))
            witnesses.append(DecisionLines(file, export.native_id, phrases, "en"))
        store = await SqliteStore.open(asked.database or Path(folder) / DATABASE)
        try:
            clock = ManualClock(datetime.fromtimestamp(0, UTC))
            # An export is read as one that has all its words: what is forgotten here stays in the file anyway.
            engine = Engine(store, replace(policy, retention=None), {}, SMALLEST, witnesses, decks=decks)
            courier = Courier(
                store, store, {"export": ArchivePlatform()}, clock, lambda event: engine.handle(Batch((event,)))
            )
            await play(export, f"{export.community}", engine, store, courier, clock)
        finally:
            await store.aclose()
    if part is not None:
        part.replace(asked.decisions)
    summary = counts.summary()
    if asked.html:
        asked.html.write_text(page(summary, phrases, language, asked.file.name), encoding="utf-8")
    print_summary(summary, phrases, language)
    print_tally(export.tally, phrases, language)
    return 0
