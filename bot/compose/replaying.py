"""Replaying: an export through the engine into a database, a report and a decision file."""

import argparse
import asyncio
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain, islice
from typing import TYPE_CHECKING

from bot.compose import DATABASE, Stop, read_default_policy, read_words_and_decks
from bot.settings import Settings

if TYPE_CHECKING:
    from adapters.exports import Export
    from adapters.sqlite import SqliteStore
    from bot.events import Event
    from bot.model import Decks, Policy
    from bot.ports import Witness

AT_ONCE = 256
"""So many events are asked after at once."""


def replay(settings: Settings, asked: argparse.Namespace) -> int:
    """Play the file that was asked for, and print what came of it. Raises Stop."""
    from adapters.exports import WrongExport, open_export
    from adapters.logs import set_up
    from adapters.sqlite import alone
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
        with alone(asked.database) if asked.database else nullcontext(), progress("Reading") as moved:
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
    from adapters.sqlite import SqliteStore, private, retold
    from adapters.terminal import print_summary, print_tally
    from bot.commands.decisions import DecisionLines
    from bot.measure import Tally

    phrases, decks = read_words_and_decks(settings)
    language = policy.language if policy.language != "auto" else "en"
    with ExitStack() as stack:
        folder = stack.enter_context(private())
        counts = Tally(policy.timezone)
        witnesses: list[Witness] = [counts]
        part = asked.decisions.with_name(asked.decisions.name + ".part") if asked.decisions else None
        if part is not None:
            stack.callback(part.unlink, missing_ok=True)
            file = stack.enter_context(part.open("w", encoding="utf-8"))
            witnesses.append(DecisionLines(file, export.native_id, phrases, "en"))
        database = asked.database or folder / DATABASE
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
            file.close()
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
    """An export about to be played.

    `held`: whether the database holds talk of its community already. `skip`: how many of its first events the database holds. `new`:
    messages taken now.
    """

    events: "Iterable[Event]"
    source: str
    held: bool
    skip: int = 0
    new: int = 0

    def saw(self, event: "Event", decision: object) -> None:
        """Count the messages that were not known."""
        from bot.events import MessageSeen

        self.new += isinstance(event, MessageSeen)


async def _begin(export: "Export", store: "SqliteStore", asked: argparse.Namespace) -> _Begun:
    """Find out how much of an export the database holds. Raises Stop for one that it cannot take any more."""
    from bot.events import MessageSeen

    events, head = iter(export), []
    for event in events:
        head.append(event)
        if isinstance(event, MessageSeen):
            break
    source, held = f"{export.community} {_digest(head)}", export.community in await store.communities()
    position, latest = await store.position(source), await store.latest()
    # Before exports were told apart, the community alone was what one was known by.
    older = not position and await store.position(f"{export.community}") > 0
    if position or await _holds(store, head):
        part = await _part(chain(head, events), position, store)
        late = not position and part.new is not None and latest is not None and part.new < latest
        if part.new is not None and (part.back or late):
            raise Stop(_no_way_on(asked, part.new, older))
        return _Begun(export, source, held, part.skip)
    if head and latest is not None and head[-1].at < latest:
        others = f"{asked.file} begins on {_day(head[-1].at)}, and what {asked.database} holds of other exports goes on to {_day(latest)}."
        raise Stop(
            _no_way_on(asked, head[-1].at, older)
            if older
            else f"{others} Time cannot go back in it: name another database, or begin with the earlier export"
        )
    return _Begun(chain(head, events), source, held)


async def _holds(store: "SqliteStore", head: "list[Event]") -> bool:
    """Whether the database holds an export's first message: that very one, not another of the same number."""
    from bot.events import MessageSeen

    for event in head:
        if isinstance(event, MessageSeen):
            line = (await store.lines([event.message.ref])).get(event.message.ref)
            return line is not None and (line.message.at, line.message.author) == (event.at, event.message.author)
    return False


@dataclass(frozen=True, slots=True)
class _Part:
    """How far a database holds an export.

    `new`: when the first message that it does not hold was said, None where it holds all. `back`: whether it holds later ones.
    """

    skip: int
    new: datetime | None
    back: bool = False


async def _part(events: "Iterable[Event]", position: int, store: "SqliteStore") -> _Part:
    """Find where what a database does not hold begins. `position`: of how many events it was committed.

    A count alone would not do: messages are deleted and reactions added before an export is made again, and channels come to it.
    """
    from bot.events import MessageSeen

    stream, start, held = iter(events), 0, 0
    new: tuple[int, datetime] | None = None
    while chunk := tuple(islice(stream, AT_ONCE)):
        known = await store.known([event.message.ref for event in chunk if isinstance(event, MessageSeen)])
        for number, event in enumerate(chunk, start):
            if not isinstance(event, MessageSeen):
                continue
            if event.message.ref not in known:
                new = new or (number, event.at)
            elif new is not None:
                return _Part(held, new[1], back=True)
            else:
                held = number + 1
        start += len(chunk)
    # To the very event where the export is as it was; else from the last message that is known.
    skip = max(position, held) if (new[0] if new else start) >= position else held
    return _Part(skip, new[1] if new else None)


def _no_way_on(asked: argparse.Namespace, new: datetime, older: bool) -> str:
    """Say why an export cannot be gone on with."""
    why = (
        f"{asked.database} was begun by an older version of Twoway, which read an export's channels one after the other."
        if older
        else f"Was a channel added to the export since? {asked.database} holds only its other talk."
    )
    return (
        f"{asked.file} has messages of {_day(new)} that {asked.database} does not hold, and it holds later ones. {why}"
        " Time cannot go back in it: name another database"
    )


def _digest(head: "list[Event]") -> str:
    """Return what an export is known by: its first message, wherever the file lies and however it has grown since.

    How much of it is held is another matter, and not told by this (`_part`).
    """
    from bot.events import MessageSeen

    parts = [
        (one.message.ref.channel.id, one.message.ref.id, one.at.isoformat(), one.message.author.id, one.message.text)
        for one in head
        if isinstance(one, MessageSeen)
    ]
    return sha256(repr(parts).encode()).hexdigest()[:16]


def _day(at: datetime) -> str:
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
    await play(begun.events, begun.source, engine, store, courier, clock, skip=begun.skip)
