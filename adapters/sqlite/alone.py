"""One process alone on a database: the system's own lock on a file beside it, which is gone with the process however that ends."""

import errno
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from adapters.sqlite.errors import broken_file
from bot.ports import Unavailable

log = logging.getLogger("twoway.store")

TAKEN = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a database as long as the block runs, so that nobody else decides and posts out of it. Raises Unavailable at once, StoreBroken.

    Not by SQLite's locks: a backup or the ledger may look on, and several could write. The file beside it is no sign by itself: what a
    killed process left there holds nobody up.
    """
    beside = Path(f"{os.path.realpath(path)}-lock")  # one database has one lock, by whatever link it is reached
    try:
        handle = _take(beside, path)
    except OSError as error:
        raise broken_file(error, path) from error
    try:
        yield
    finally:
        with suppress(OSError):  # Windows keeps what is open
            beside.unlink()  # before the lock is let go of, so that it is ours that goes
        os.close(handle)


def hand_over(handle: int, folder: Path) -> None:
    """Give a file that root has just made to its folder's owner: the bot runs as somebody else than who looks after it."""
    if sys.platform != "win32" and os.geteuid() == 0:
        with suppress(OSError):
            owner = folder.stat()
            os.fchown(handle, owner.st_uid, owner.st_gid)


def _take(beside: Path, path: Path) -> int:
    while True:
        handle = os.open(beside, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            hand_over(handle, beside.parent)
            if not _locked(handle):
                raise Unavailable(
                    f"{path} is in use; stop the running bot (or import, or replay) first, also where it is a service"
                    " or in a container: two on one database would post twice"
                )
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(handle), beside.stat()):
                    return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)  # who held it before removed it between our two calls


def _locked(handle: int) -> bool:
    """Lock a file for this process alone; return whether that went well, or cannot be had on this disk at all."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as why:
        if why.errno in TAKEN:
            return False
        log.warning(
            "no lock", extra={"why": f"this disk has no locks ({why.strerror}); see that one Twoway alone runs"}
        )
    return True
