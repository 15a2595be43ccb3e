"""The store in one SQLite file: bot.ports' Store, Timers, Outbox and Records."""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from adapters.sqlite import outbox, records
from adapters.sqlite.changes import save
from adapters.sqlite.errors import broken_file, explain
from adapters.sqlite.reads import Reads
from adapters.sqlite.schema import prepare
from adapters.sqlite.tables import Tables
from adapters.sqlite.writer import Writer
from bot.actions import Action, MemberErased
from bot.model import (
    ChannelRef,
    CommunityRef,
    Draft,
    Entry,
    Line,
    MessageRef,
    Post,
    Question,
    Settlement,
    Status,
    Timer,
)
from bot.model.forgetting import plain
from bot.ports import Claimed, Commit, Unavailable
from bot.view import CommunityView, Snapshot

P = ParamSpec("P")
T = TypeVar("T")


def connect(path: Path, busy: float) -> sqlite3.Connection:
    """Open a connection that several threads may hand around, and whose transactions we begin ourselves."""
    conn = sqlite3.connect(path, timeout=busy, isolation_level=None, check_same_thread=False, cached_statements=256)
    conn.execute("PRAGMA foreign_keys = OFF")
    conn.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten, not merely unlinked
    conn.create_function("plain", 1, plain, deterministic=True)
    return conn


class SqliteStore:
    """A community's memory in one file. `await SqliteStore.open(path)`, and `aclose()` at the end."""

    def __init__(self, path: Path, writing: sqlite3.Connection, reading: sqlite3.Connection) -> None:
        """Use `open` instead."""
        self.path = path
        self._writing, self._reading = writing, reading
        self._tables, self._reads = Tables(writing), Reads(reading)
        self._writer = Writer(writing, path, self._tables.forget_numbers)
        self._reader = ThreadPoolExecutor(1, "sqlite-reader")
        self._closed = False

    @classmethod
    async def open(cls, path: Path | str, *, busy: float = 5.0) -> "SqliteStore":
        """Open the file, making it or bringing it up to date. `busy`: seconds to wait for another process's lock.

        Raises Unavailable, or StoreBroken where trying again will not help.
        """
        return await asyncio.to_thread(cls._open, Path(path), busy)

    @classmethod
    def _open(cls, path: Path, busy: float) -> "SqliteStore":
        opened: list[sqlite3.Connection] = []
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            with suppress(PermissionError):  # somebody else's file that we may write: theirs to protect
                os.chmod(path, 0o600)
            opened.append(connect(path, busy))
            opened[0].execute("PRAGMA journal_mode = WAL")
            opened[0].execute("PRAGMA synchronous = FULL")  # a commit that returned survives a power cut
            prepare(opened[0], path)
            opened[0].execute(
                "PRAGMA wal_checkpoint(TRUNCATE)"
            ).fetchall()  # what a dead process left, forgotten words too
            opened.append(connect(path, busy))
            opened[1].execute("PRAGMA query_only = ON")
            return cls(path, *opened)
        except BaseException as error:
            for conn in reversed(opened):
                conn.close()
            if isinstance(error, OSError):
                raise broken_file(error, path) from error
            if isinstance(error, sqlite3.Error):
                raise explain(error, path) from error
            raise

    async def aclose(self) -> None:
        """Finish what waits, fold the journal into the file, and close it. Safe to call twice."""
        if not self._closed:
            self._closed = True
            await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._writer.close()
        self._reader.shutdown()
        self._reading.close()
        self._writing.close()

    async def _read(self, query: Callable[Concatenate[Reads, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        def call() -> T:
            try:
                return query(self._reads, *args, **kwargs)
            except sqlite3.Error as error:
                raise explain(error, self.path) from error

        if self._closed:
            raise Unavailable(f"{self.path} is closed")
        return await asyncio.get_running_loop().run_in_executor(self._reader, call)

    async def view(self, channel: ChannelRef) -> Snapshot:
        """Return what is kept of a channel, cut to the room's bounds."""
        return await self._read(Reads.view, channel)

    async def community(self, community: CommunityRef) -> CommunityView:
        """Return what a community taught and chose."""
        return await self._read(Reads.community, community)

    async def commit(self, commit: Commit) -> None:
        """Save all of it or nothing; on return it is on the disk."""
        await self._writer.run(lambda: save(self._tables, commit))
        if any(isinstance(change, MemberErased) for change in commit.changes):
            await self._writer.run(self._fold, alone=True)

    def _fold(self) -> None:
        """Fold the journal into the file and empty it: it still holds the pages as they were. At worst the next fold does."""
        self._writing.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    async def known(self, refs: Sequence[MessageRef]) -> frozenset[MessageRef]:
        """Return those of the messages that were ever kept, erased ones too."""
        return await self._read(Reads.known, refs)

    async def locate(self, draft: str) -> ChannelRef | None:
        """Return the channel that owns a draft, by the draft's short id."""
        return await self._read(Reads.locate, draft)

    async def due(self, now: datetime, limit: int) -> Sequence[Timer]:
        """Return timers due by now, earliest first."""
        return await self._read(Reads.due, now, limit)

    async def next_due(self) -> datetime | None:
        """Return when the next timer is due, None when none is set."""
        return await self._read(Reads.next_due)

    async def position(self, source: str) -> int:
        """Return how many events of a source have been committed, 0 for a new one."""
        return await self._read(Reads.position, source)

    async def claim(self, now: datetime, limit: int) -> Sequence[Claimed]:
        """Take pending actions, oldest first, and mark them claimed."""
        return await self._writer.run(lambda: outbox.claim(self._tables, now, limit))

    async def settle(self, channel: ChannelRef, key: str, settlement: Settlement, at: datetime) -> None:
        """Record what came of a claimed action."""
        await self._writer.run(lambda: outbox.settle(self._tables, channel, key, settlement, at))

    async def unsettled(self) -> Sequence[Claimed]:
        """Return the actions claimed but not settled."""
        return await self._read(Reads.unsettled)

    async def untold(self) -> Sequence[tuple[Action, Settlement, datetime]]:
        """Return the settled actions that the engine has not heard of, oldest first."""
        return await self._read(Reads.untold)

    async def target(self, channel: ChannelRef, key: str) -> MessageRef | None:
        """Return the message an earlier action posted, None where it did not (yet)."""
        return await self._read(Reads.target, channel, key)

    async def questions(self, community: CommunityRef, statuses: Sequence[Status], limit: int) -> Sequence[Question]:
        """Return questions in these states, oldest first."""
        return await self._read(records.questions, community, statuses, limit)

    async def history(self, channel: ChannelRef, limit: int) -> Sequence[Line]:
        """Return the latest lines of a channel, in order of arrival, tombstones left out."""
        return await self._read(records.history, channel, limit)

    async def ledger(self, community: CommunityRef, limit: int) -> Sequence[Entry]:
        """Return the latest ledger entries, newest first."""
        return await self._read(records.ledger, community, limit)

    async def posts(self, community: CommunityRef, limit: int) -> Sequence[Post | Draft]:
        """Return the latest posts and drafts, newest first."""
        return await self._read(records.posts, community, limit)

    async def search(self, community: CommunityRef, words: str, limit: int) -> Sequence[Line]:
        """Return lines whose text holds all of the words, best first."""
        return await self._read(records.search, community, words, limit)
