"""A backup of a database that lives: whole, of one instant, never over another file."""

import asyncio
import errno
import resource
from contextlib import contextmanager
from pathlib import Path

import pytest

from adapters.sqlite import SqliteStore, StoreBroken, backup
from bot.ports import Unavailable
from tests.contracts.making import actions, say
from tests.faults.files import batch, kept, made, names, one_line


async def test_a_backup_of_a_live_database_is_of_one_instant(tmp_path: Path) -> None:
    path, target = tmp_path / "twoway.db", tmp_path / "copy.db"
    store = await SqliteStore.open(path)
    await store.commit(batch(0, 1000))
    copying = asyncio.create_task(asyncio.to_thread(backup, path, target))
    number = 1000
    while not copying.done():
        await store.commit(batch(number, 20))
        number += 20
    assert await copying == target.stat().st_size
    await store.commit(actions(say("k")))
    await store.aclose()
    there = await kept(target)
    assert 1000 <= len(there) <= number
    assert len(there) % 20 == 0
    assert len(await kept(path)) == number
    assert names(tmp_path) == ["copy.db", "twoway.db"]


async def test_a_backup_never_overwrites(tmp_path: Path) -> None:
    path, target = await made(tmp_path / "twoway.db"), tmp_path / "copy.db"
    target.write_text("precious")
    with pytest.raises(StoreBroken, match="never overwrites") as told:
        backup(path, target)
    assert one_line(told.value)
    assert target.read_text() == "precious"
    for source, wrong, why in (
        (tmp_path / "nothing.db", tmp_path / "new.db", "cannot be opened"),
        (target, tmp_path / "new.db", "not a SQLite database"),
        (path, tmp_path / "missing" / "new.db", "cannot be opened"),
    ):
        with pytest.raises(StoreBroken, match=why):
            backup(source, wrong)
    assert names(tmp_path) == ["copy.db", "twoway.db"]


def linkless(part: Path, target: Path) -> None:
    """Refuse as vfat does, and a memory stick with it."""
    raise OSError(errno.EPERM, "Operation not permitted", str(part))


async def test_a_disk_without_hard_links_gets_its_backup_too(tmp_path: Path) -> None:
    path, target = await made(tmp_path / "twoway.db"), tmp_path / "copy.db"
    assert backup(path, target, linkless) == target.stat().st_size
    assert len(await kept(target)) == 500

    def late(part: Path, target: Path) -> None:
        target.write_text("precious")  # somebody was quicker
        linkless(part, target)

    with pytest.raises(StoreBroken, match="never overwrites"):
        backup(path, tmp_path / "other.db", late)
    assert (tmp_path / "other.db").read_text() == "precious"
    assert not [name for name in names(tmp_path) if ".part" in name]


@contextmanager
def files_up_to(size: int):
    """Let no file of this process grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_copy_that_finds_no_room_is_told_of_the_copy_and_leaves_nothing(tmp_path: Path) -> None:
    path = await made(tmp_path / "twoway.db")
    with (
        files_up_to(path.stat().st_size // 2),
        pytest.raises(Unavailable, match=r"copy\.db could not be .* full") as told,
    ):
        backup(path, tmp_path / "copy.db")
    assert one_line(told.value)
    assert not [name for name in names(tmp_path) if "copy" in name]
