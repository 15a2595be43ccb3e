"""Private copies of what people wrote: a folder that goes with the work, or, where the process was killed, with the next start."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

PREFIX = "twoway-copy-"


@contextmanager
def private(within: Path | None = None) -> Iterator[Path]:
    """Have a folder of one's own as long as the block runs, in `within` (None: where temporary files go). Raises OSError.

    It is locked as long, from before anything is in it: so `sweep` can tell it from what a killed process left. `within` is swept first;
    where temporary files go, each start sweeps.
    """
    if within is not None:
        sweep(within)
    with TemporaryDirectory(prefix=PREFIX, dir=within) as name, _held(name, wait=True):
        yield Path(name)


def sweep(*folders: Path) -> None:
    """Remove what killed processes of this user left in these folders, never what is in use. What cannot be looked at is left."""
    for folder in folders:
        with suppress(OSError), os.scandir(folder) as found:
            for one in found:
                if one.name.startswith(PREFIX):
                    _remove(one)


def _remove(one: "os.DirEntry[str]") -> None:
    with suppress(OSError):
        if not one.is_dir(follow_symlinks=False) or not _ours(one):
            return
        with _held(one.path, wait=False) as held:
            if held and os.listdir(one.path):  # an empty one may have been made just now, and is about to be locked
                shutil.rmtree(one.path, ignore_errors=True)


def _ours(folder: "os.DirEntry[str]") -> bool:
    return sys.platform == "win32" or folder.stat(follow_symlinks=False).st_uid == os.geteuid()


@contextmanager
def _held(folder: str, *, wait: bool) -> Iterator[bool]:
    """Lock a folder by the system's own lock, which is gone with the process however that ends; tell whether it is locked now.

    Not where a process that lives has it, unless we `wait`, and not where this system or disk has no such locks.
    """
    if sys.platform == "win32":
        yield False
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            held = True
        except OSError:
            held = False
        yield held
    finally:
        os.close(handle)
