"""A copy of a live database: complete, of one instant, checked, and never in the place of another file."""

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from adapters.sqlite.errors import StoreBroken, broken_file, explain
from adapters.sqlite.private import private
from adapters.sqlite.schema import APPLICATION

NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EXDEV)
"""What a disk says that has no hard links, or none across folders: vfat, exFAT and many a network share."""

NO_FLUSH = (errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EBADF)
"""What a disk says that does not flush folders."""

WRITING = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_DIR_FSYNC,
)
"""What only the copy can have met, since the source is but read."""


def backup(source: Path | str, target: Path | str, link: Callable[[Path, Path], None] = os.link) -> int:
    """Copy the database at `source` to a new file `target`; return its size in bytes. The bot may run and write meanwhile.

    Blocks. Raises Unavailable or StoreBroken, and leaves nothing behind then. `link`: gives a file a second name, where the disk can.
    """
    source, target = Path(source), Path(target)
    if target.exists():
        raise StoreBroken(f"{target} is there already; a backup never overwrites, so name a new file")
    try:
        with private(target.parent) as folder:  # on the target's own disk, where it only needs its name in the end
            part = folder / "part"
            os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            _copy(source, part, target)
            with part.open("rb") as file:
                os.fsync(file.fileno())
            try:
                _name(part, target, link)
            except FileExistsError:
                raise StoreBroken(f"{target} is there already; a backup never overwrites, so name a new file") from None
            _flush_folder(target.parent)
        return target.stat().st_size
    except OSError as error:
        raise broken_file(error, target) from error


def _name(part: Path, target: Path, link: Callable[[Path, Path], None]) -> None:
    """Give the copy its name. Raises FileExistsError where somebody made the target meanwhile, which a rename alone would not."""
    try:
        link(part, target)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # the name is ours from here on
        try:
            os.replace(part, target)
        except OSError:
            target.unlink(missing_ok=True)
            raise


def _copy(source: Path, part: Path, target: Path) -> None:
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
        raise explain(error, target if getattr(error, "sqlite_errorcode", None) in WRITING else source) from error


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in NO_FLUSH:
            raise
    finally:
        os.close(handle)
