"""One thread that writes. What waits is saved together: one transaction, one flush to the disk, however many callers."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from adapters.sqlite.errors import explain
from bot.ports import Unavailable

T = TypeVar("T")
GROUP = 500
"""At most so many jobs share a transaction."""

PER_JOB = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.DataError)
"""Faults of one job; any other complaint of SQLite's concerns the file, and so the whole group."""


@dataclass(frozen=True, slots=True)
class _Job:
    call: Callable[[], Any]
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Any]"
    alone: bool = False


@dataclass(frozen=True, slots=True)
class _Failed:
    why: Exception


class Writer:
    """Runs jobs against one connection, in the order they came."""

    def __init__(self, conn: sqlite3.Connection, path: Path, rolled_back: Callable[[], None]) -> None:
        """Start the thread. `rolled_back` is told whenever something it saw written was undone."""
        self._conn, self._path, self._rolled_back = conn, path, rolled_back
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="sqlite-writer", daemon=True)
        self._thread.start()

    async def run(self, call: Callable[[], T], alone: bool = False) -> T:
        """Run a job; return its result once it is on the disk. A job may be run twice, the first time being undone wholly.

        `alone`: outside of any transaction, for what SQLite does only there.
        """
        if self._closed:
            raise Unavailable(f"{self._path} is closed")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put(_Job(call, loop, future, alone))
        return await future

    def close(self) -> None:
        """Finish what waits, then end. Blocks."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
            self._thread.join()

    def _work(self) -> None:
        while True:
            jobs, last = self._waiting()
            together = [job for job in jobs if not job.alone]
            if together:
                self._save(together)
            for job in jobs:
                if job.alone:
                    _deliver([job], [self._outside(job)])
            if last:
                return

    def _waiting(self) -> tuple[list[_Job], bool]:
        """Wait for a job, and take those that wait behind it; also whether none will follow."""
        jobs: list[_Job] = []
        job = self._jobs.get()
        while job is not None:
            jobs.append(job)
            if len(jobs) == GROUP:
                return jobs, False
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return jobs, False
        return jobs, True

    def _save(self, jobs: list[_Job]) -> None:
        try:
            self._conn.execute("BEGIN IMMEDIATE")
            results = [self._one(job) for job in jobs]
            self._conn.execute("COMMIT")
        except sqlite3.Error as error:
            self._undo()
            if len(jobs) > 1:  # the one that does not fit must not take the others with it
                for job in jobs:
                    self._save([job])
                return
            results = [_Failed(explain(error, self._path))]
        _deliver(jobs, results)

    def _outside(self, job: _Job) -> Any:
        try:
            return job.call()
        except sqlite3.Error as error:
            return _Failed(explain(error, self._path))

    def _one(self, job: _Job) -> Any:
        self._conn.execute("SAVEPOINT job")
        try:
            result = job.call()
        except Exception as error:
            if isinstance(error, sqlite3.Error) and not isinstance(error, PER_JOB):
                raise
            self._conn.execute("ROLLBACK TO job")
            self._rolled_back()
            result = _Failed(error)
        self._conn.execute("RELEASE job")
        return result

    def _undo(self) -> None:
        self._rolled_back()
        try:
            if self._conn.in_transaction:  # SQLite may have rolled back by itself
                self._conn.execute("ROLLBACK")
        except sqlite3.Error:
            pass  # a disk that fails at the rollback too: the journal undoes it at the next start


def _deliver(jobs: list[_Job], results: list[Any]) -> None:
    for loop in {job.loop for job in jobs}:
        told = [(job.future, result) for job, result in zip(jobs, results, strict=True) if job.loop is loop]
        if not loop.is_closed():
            loop.call_soon_threadsafe(_tell, told)


def _tell(told: list[tuple["asyncio.Future[Any]", Any]]) -> None:
    for future, result in told:
        if future.done():  # its caller went away
            continue
        if isinstance(result, _Failed):
            future.set_exception(result.why)
        else:
            future.set_result(result)
