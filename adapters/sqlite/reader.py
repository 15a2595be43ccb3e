"""A connection that reads, on a thread of its own."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from adapters.sqlite.errors import explain
from adapters.sqlite.reads import Reads
from bot.ports import Unavailable

P = ParamSpec("P")
T = TypeVar("T")


class Reader:
    """Runs queries one after the other. Never waits for the writer, nor the writer for it."""

    def __init__(self, conn: sqlite3.Connection, path: Path) -> None:
        """Start the thread with the first query."""
        self._conn, self._path = conn, path
        self._reads = Reads(conn)
        self._thread = ThreadPoolExecutor(1, "sqlite-reader")
        self._closed = False

    async def run(self, query: Callable[Concatenate[Reads, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query."""
        if self._closed:
            raise Unavailable(f"{self._path} is closed")

        def call() -> T:
            try:
                return query(self._reads, *args, **kwargs)
            except sqlite3.Error as error:
                raise explain(error, self._path) from error

        return await asyncio.get_running_loop().run_in_executor(self._thread, call)

    def close(self) -> None:
        """Finish what waits, then end. Blocks."""
        self._closed = True
        self._thread.shutdown()
        self._conn.close()
