"""Opening the file: one connection that writes, others that cannot."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from adapters.sqlite.alone import hand_over
from adapters.sqlite.errors import StoreBroken, broken_file, explain, no_database
from adapters.sqlite.looking import MAGIC
from adapters.sqlite.schema import prepare, refused
from bot.model.forgetting import plain

HEADER = 100
"""Bytes; in them, four each: what PRAGMA user_version (from byte 60) and application_id (from 68) tell."""


def connect(path: Path, busy: float) -> sqlite3.Connection:
    """Open a connection that several threads may hand around, and whose transactions we begin ourselves."""
    conn = sqlite3.connect(path, timeout=busy, isolation_level=None, check_same_thread=False, cached_statements=256)
    conn.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten, not merely unlinked
    conn.create_function("plain", 1, plain, deterministic=True)
    return conn


def open_file(path: Path, busy: float, readers: int) -> list[sqlite3.Connection]:
    """Return a connection that writes and some that read; make the file, or bring it up to date, first."""
    opened: list[sqlite3.Connection] = []
    try:
        _begin(path)
        opened.append(connect(path, busy))
        opened[0].execute("PRAGMA journal_mode = WAL")
        opened[0].execute("PRAGMA synchronous = FULL")  # a commit that returned survives a power cut
        prepare(opened[0], path)
        fold(opened[0])  # what a dead process left in the journal, forgotten words too
        for _ in range(readers):
            opened.append(connect(path, busy))
            opened[-1].execute("PRAGMA query_only = ON")
    except BaseException as error:
        for conn in reversed(opened):
            conn.close()
        if isinstance(error, OSError):
            raise broken_file(error, path) from error
        if isinstance(error, sqlite3.Error):
            raise explain(error, path) from error
        raise
    return opened


def _begin(path: Path) -> None:
    """Make the file where there is none, and keep it to its owner. Raises StoreBroken for what is not ours, and leaves that as it is."""
    with suppress(FileExistsError):
        handle = os.open(os.path.realpath(path), os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        hand_over(handle, path.absolute().parent)
        os.close(handle)
    with path.open("rb") as file:
        header = file.read(HEADER)
    if header and not header.startswith(MAGIC):  # SQLite would write over a file of one byte
        raise no_database(path)
    application, compat = (int.from_bytes(header[at : at + 4], "big") for at in (68, 60))
    if header and refused(path, application, compat, 1) and (why := _not_ours(path)):
        raise StoreBroken(why)
    with suppress(PermissionError):  # somebody else's file that we may write: theirs to protect
        os.chmod(path, 0o600)


def _not_ours(path: Path) -> str | None:
    """Return why a file that does not name us is not ours; None for one that we had only begun, or whose header is in the journal yet."""
    # Where no journal lies beside it none is to be made there either.
    journal = any(Path(f"{path}{ending}").exists() for ending in ("-wal", "-journal"))
    still = "" if journal else "&immutable=1"
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{still}", uri=True)) as conn:
        asked = ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master")
        return refused(path, *(int(conn.execute(each).fetchone()[0]) for each in asked))


def in_use(path: Path) -> bool:
    """Whether a process that runs (this one too) has the file open as a store: each holds a lock on it as long, however idle.

    Raises StoreBroken where the file cannot be opened.
    """
    if not path.exists():
        return False
    try:
        opened = sqlite3.connect(path, timeout=0, isolation_level=None)
    except sqlite3.Error as error:
        raise explain(error, path) from error
    with closing(opened) as conn:
        try:
            conn.execute("PRAGMA locking_mode = EXCLUSIVE")  # of this connection alone, and until it is closed
            conn.execute("BEGIN EXCLUSIVE")
            conn.execute("ROLLBACK")
        except sqlite3.Error as error:  # what else is wrong with the file is told when it is opened
            return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
    return False


def fold(conn: sqlite3.Connection) -> None:
    """Fold the journal into the file and empty it. Where a reader is in the way, the next fold will."""
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
