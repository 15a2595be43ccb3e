"""Replaying: an export through the engine into a database, a report and a decision file."""

import argparse
import asyncio
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.compose import DATABASE, Stop, read_default_policy, read_words_and_decks
from bot.settings import Settings

if TYPE_CHECKING:
    from datetime import datetime

    from adapters.exports import Export
    from adapters.sqlite import SqliteStore
    from bot.events import Event
    from bot.model import Decks, Policy
    from bot.ports import Witness


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
    from adapters.report import page
    from adapters.sqlite import SqliteStore, retold
    from adapters.terminal import print_summary, print_tally
    from bot.commands.decisions import DecisionLines
    from bot.measure import Tally

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
        database = asked.database or Path(folder) / DATABASE
        store = await SqliteStore.open(database)
        try:
            begun = await _begin(export, store, asked)
            # What an earlier run decided is told from what is kept of it, all of it in the same way.
            await _through(begun, store, policy, [] if begun.held else witnesses, decks)
        finally:
            await store.aclose()
        for event, decision in retold(database, export.community) if begun.held else ():
            for witness in witnesses:
                witness.saw(event, decision)
    if part is not None:
        part.replace(asked.decisions)
    summary = counts.summary()
    if asked.html:
        asked.html.write_text(page(summary, phrases, language, asked.file.name), encoding="utf-8")
    if begun.held:
        print(_gone_on(begun, asked, export.tally.read))
    print_summary(summary, phrases, language)
    print_tally(export.tally, phrases, language)
    return 0


@dataclass(slots=True)
class _Begun:
    """An export about to be played. `held`: whether the database holds talk of its community already. `new`: messages taken now."""

    events: "Iterable[Event]"
    source: str
    held: bool
    new: int = 0

    def saw(self, event: "Event", decision: object) -> None:
        """Count the messages that were not known."""
        from bot.events import MessageSeen

        self.new += isinstance(event, MessageSeen)


async def _begin(export: "Export", store: "SqliteStore", asked: argparse.Namespace) -> _Begun:
    """Find out how much of an export the database holds. Raises Stop for another export that it cannot take any more."""
    from bot.events import MessageSeen

    events, head = iter(export), []
    for event in events:
        head.append(event)
        if isinstance(event, MessageSeen):
            break
    source = f"{export.community} {_digest(head)}"
    latest, held = await store.latest(), export.community in await store.communities()
    if head and latest is not None and head[-1].at < latest and not await store.position(source):
        raise Stop(
            f"{asked.file} begins on {_day(head[-1].at)}, and what {asked.database} holds of other exports goes on to {_day(latest)}."
            " Time cannot go back in it: name another database, or begin with the earlier export"
        )
    return _Begun(chain(head, events), source, held)


def _digest(head: "list[Event]") -> str:
    """Return what an export is known by: its first message, wherever the file lies and however it has grown since."""
    from bot.events import MessageSeen

    parts = [
        (one.message.ref.channel.id, one.message.ref.id, one.at.isoformat(), one.message.author.id, one.message.text)
        for one in head
        if isinstance(one, MessageSeen)
    ]
    return sha256(repr(parts).encode()).hexdigest()[:16]


def _day(at: "datetime") -> str:
    return f"{at.day} {at:%b %Y}"


def _gone_on(begun: _Begun, asked: argparse.Namespace, read: int) -> str:
    """Say what the figures cover."""
    return (
        f"{asked.database} held talk before: {begun.new} of the {read} messages read are new."
        " What follows is of all that it holds of this community."
    )


async def _through(
    begun: _Begun, store: "SqliteStore", policy: "Policy", witnesses: "Sequence[Witness]", decks: "Decks"
) -> None:
    """Play an export through the engine, from where an earlier run stopped."""
    from datetime import UTC, datetime

    from adapters.archive import ArchivePlatform
    from adapters.clock import ManualClock
    from bot.commands.replay import replay as play
    from bot.courier import Courier
    from bot.engine import Engine
    from bot.model import SMALLEST
    from bot.ports import Batch

    clock = ManualClock(datetime.fromtimestamp(0, UTC))
    # An export is read as one that has all its words: what is forgotten here stays in the file anyway.
    engine = Engine(store, replace(policy, retention=None), {}, SMALLEST, (begun, *witnesses), decks=decks)
    courier = Courier(store, store, {"export": ArchivePlatform()}, clock, lambda event: engine.handle(Batch((event,))))
    await play(begun.events, begun.source, engine, store, courier, clock)
