"""A backup of a database that lives: whole, of one instant, never over another file."""

import asyncio
from pathlib import Path

import pytest

from adapters.sqlite import SqliteStore, StoreBroken, backup
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
