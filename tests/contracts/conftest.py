"""Every store, and every platform, for every contract."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Protocol

import pytest

from adapters.memory import MemoryStore
from adapters.sqlite import SqliteStore
from bot.ports import Belongings, Figures, Guests, Library, Lines, Lists, Marks, Outbox, Records, Store, Surveys, Timers
from tests.contracts.mouths import MOUTHS, Mouth


class Kept(
    Store, Surveys, Figures, Lists, Lines, Timers, Outbox, Records, Marks, Guests, Library, Belongings, Protocol
):
    """All that a store is."""


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Kept]:
    """Each store, empty."""
    if request.param == "memory":
        yield MemoryStore()
        return
    kept = await SqliteStore.open(tmp_path / "twoway.db")
    try:
        yield kept
    finally:
        await kept.aclose()


@pytest.fixture(params=sorted(MOUTHS))
async def mouth(request: pytest.FixtureRequest) -> AsyncIterator[Mouth]:
    """Each platform, with nothing said yet."""
    async with MOUTHS[request.param]() as opened:
        yield opened


async def everything(store: Kept) -> str:
    """Return all that a store holds, down to the bytes of its files, as text to look for traces in."""
    if isinstance(store, MemoryStore):
        return repr(store.tables)
    assert isinstance(store, SqliteStore)
    return await asyncio.to_thread(_bytes_and_rows, store.path)


def _bytes_and_rows(path: Path) -> str:
    raw = [file.read_bytes().decode("utf-8", "replace") for file in sorted(path.parent.glob(path.name + "*"))]
    assert len(raw) >= 2, "the file and its journal"
    with closing(sqlite3.connect(path)) as conn:
        for index in ("lines_fts", "lines_threes"):
            conn.execute(f"CREATE VIRTUAL TABLE temp.words_{index} USING fts5vocab(main, {index}, row)")
            raw += [row[0] for row in conn.execute(f"SELECT term FROM words_{index}")]
        raw += conn.iterdump()
    return "\n".join(raw)
