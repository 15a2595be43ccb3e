"""What can go wrong with a database file, each in one line that a person can act on."""

import errno
import sqlite3
from pathlib import Path

from bot.ports import Unavailable


class StoreBroken(Unavailable):
    """Trying again will not help: somebody has to look at the file first. The text says what to do."""


def explain(error: sqlite3.Error, path: Path) -> Unavailable:
    """Turn SQLite's complaint into ours. Nothing that was committed is lost in any of these cases."""
    code = getattr(error, "sqlite_errorcode", None)
    match code & 0xFF if isinstance(code, int) else None:
        case sqlite3.SQLITE_FULL:
            return Unavailable(f"the disk that holds {path} is full; free some space, what was saved is safe")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return Unavailable(f"{path} is locked by another process; close it, or wait until it is done")
        case sqlite3.SQLITE_IOERR:
            return Unavailable(
                f"{path} could not be read or written ({error}); look for a full or failing disk, what was saved is safe"
            )
        case sqlite3.SQLITE_NOTADB:
            return no_database(path)
        case sqlite3.SQLITE_CORRUPT:
            return StoreBroken(f"{path} is damaged ({error}); stop the bot and put the latest backup in its place")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return StoreBroken(f"{path} cannot be written; give the bot's user the right to write it and its folder")
        case sqlite3.SQLITE_CANTOPEN:
            return StoreBroken(f"{path} cannot be opened; does its folder exist, and may the bot's user write there?")
        case _:
            return Unavailable(f"{path}: {error}")


def broken_file(error: OSError, path: Path) -> StoreBroken:
    """Turn the system's complaint about a file into ours."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreBroken(f"the disk that holds {path} is full; free some space, what was saved is safe")
    return StoreBroken(
        f"{path} cannot be opened ({error.strerror}); does its folder exist, and may the bot's user write there?"
    )


def no_database(path: Path) -> StoreBroken:
    """Return what is said of a file that is something else."""
    return StoreBroken(f"{path} is not a SQLite database; name another file, or put a backup in its place")
