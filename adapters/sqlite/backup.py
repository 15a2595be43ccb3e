"""A copy of a live database: complete, of one instant, checked, and never in the place of another file."""

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from adapters.sqlite.errors import StoreBroken, broken_file, explain
from adapters.sqlite.schema import APPLICATION


def backup(source: Path | str, target: Path | str) -> int:
    """Copy the database at `source` to a new file `target`; return its size in bytes. The bot may run and write meanwhile.

    Blocks. Raises Unavailable or StoreBroken, and leaves nothing behind then.
    """
    source, target = Path(source), Path(target)
    if target.exists():
        raise StoreBroken(f"{target} is there already; a backup never overwrites, so name a new file")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)  # made with 0600
        os.close(handle)
    except OSError as error:
        raise broken_file(error, target) from error
    part = Path(name)
    try:
        _copy(source, part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        try:
            os.link(part, target)  # unlike a rename, fails where somebody made the target meanwhile
        except FileExistsError:
            raise StoreBroken(f"{target} is there already; a backup never overwrites, so name a new file") from None
        _flush_folder(target.parent)
        return target.stat().st_size
    except OSError as error:
        raise broken_file(error, target) from error
    finally:
        part.unlink(missing_ok=True)


def _copy(source: Path, part: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as old:
            if old.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
                raise StoreBroken(f"{source} is not a database of Twoway's; nothing was copied")
            with closing(sqlite3.connect(part)) as new:
                # All pages in one step: a read transaction, which writers in WAL mode do not wait for and cannot disturb.
                old.backup(new, pages=-1)
                new.execute("PRAGMA journal_mode = DELETE")
                problem = new.execute("PRAGMA integrity_check(1)").fetchone()[0]
                if problem != "ok":
                    raise StoreBroken(f"{source} is damaged ({problem}); nothing was copied")
    except sqlite3.Error as error:
        raise explain(error, source) from error


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
