"""What can befall the database file: each ends in one clear line, and nothing that was committed is lost."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from adapters.sqlite import SqliteStore, StoreBroken, backup, examine, in_use
from bot.actions import LineKept
from bot.ports import Unavailable
from tests.contracts.making import GENERAL, HOME, at, changes, line
from tests.faults.files import batch, kept, made, names, one_line

ROOT = Path(__file__).parents[2]


async def test_a_full_disk_saves_nothing_of_the_batch_and_loses_nothing(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "twoway.db")
    await store.commit(batch(0))
    pages = store._writing.execute("PRAGMA page_count").fetchone()[0]
    store._writing.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(Unavailable, match="full") as told:
        await store.commit(batch(100, 5000))
    assert one_line(told.value)
    assert not isinstance(told.value, StoreBroken)
    await store.commit(changes(LineKept(line("small", "fits"))))
    store._writing.execute("PRAGMA max_page_count = 1000000")
    await store.commit(batch(100, 100))
    await store.aclose()
    assert await kept(tmp_path / "twoway.db") == [*map(str, range(50)), "small", *map(str, range(100, 200))]


async def test_a_job_too_big_does_not_take_its_neighbours_with_it(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "twoway.db")
    pages = store._writing.execute("PRAGMA page_count").fetchone()[0]
    store._writing.execute(f"PRAGMA max_page_count = {pages + 8}")
    results = await asyncio.gather(
        store.commit(batch(0, 3)), store.commit(batch(100, 5000)), store.commit(batch(10, 3)), return_exceptions=True
    )
    await store.aclose()
    assert [isinstance(result, Unavailable) for result in results] == [False, True, False]
    assert await kept(tmp_path / "twoway.db") == ["0", "1", "2", "10", "11", "12"]


async def test_a_lock_held_by_another_process_is_told_and_waited_out(tmp_path: Path) -> None:
    path = tmp_path / "twoway.db"
    store = await SqliteStore.open(path, busy=0.01)
    await store.commit(batch(0))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="locked by another process") as told:
            await store.commit(batch(100))
        assert one_line(told.value)
        assert not isinstance(told.value, StoreBroken)
        assert len((await store.view(GENERAL)).lines) == 50, "reading goes on"
        with pytest.raises(Unavailable, match="locked by another process"):
            await SqliteStore.open(path, busy=0.01)
        other.execute("ROLLBACK")
    await store.commit(batch(100, 1))
    await store.aclose()
    assert len(await kept(path)) == 51


async def test_a_file_is_in_use_while_somebody_has_it_open_however_idle(tmp_path: Path) -> None:
    path, none = tmp_path / "twoway.db", tmp_path / "none.db"
    assert not in_use(none)
    assert not none.exists()
    (none).write_bytes(b"no database at all" * 99)
    assert not in_use(none)
    store = await SqliteStore.open(path)
    assert in_use(path)
    await store.commit(batch(0, 3))
    assert in_use(path)
    await store.aclose()
    assert not in_use(path)
    assert await kept(path) == ["0", "1", "2"]


def test_whether_what_cannot_be_opened_is_in_use_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(StoreBroken, match="cannot be opened") as told:
        in_use(tmp_path)
    assert one_line(told.value)


async def test_what_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "twoway.db"
    path.write_text("This is somebody's diary. " * 500)
    with pytest.raises(StoreBroken, match="not a SQLite database") as told:
        await SqliteStore.open(path)
    assert one_line(told.value)
    assert path.read_text().startswith("This is somebody's diary.")


async def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE places (id INTEGER)")
        other.commit()
    with pytest.raises(StoreBroken, match="another program's"):
        await SqliteStore.open(path)
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("places",)]


async def test_a_newer_format_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = await made(tmp_path / "twoway.db")
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("PRAGMA journal_mode = DELETE")
        conn.execute("PRAGMA user_version = 999")
    before = path.read_bytes()
    with pytest.raises(StoreBroken, match=r"newer Twoway .format 999") as told:
        await SqliteStore.open(path)
    assert path.read_bytes() == before
    assert one_line(told.value)
    with closing(sqlite3.connect(path)) as conn:
        assert conn.execute("PRAGMA user_version").fetchone() == (999,)
        assert conn.execute("SELECT count(*) FROM lines").fetchone() == (500,)


async def test_a_truncated_file_is_told(tmp_path: Path) -> None:
    path = await made(tmp_path / "twoway.db")
    size = path.stat().st_size
    os.truncate(path, size // 2)
    with pytest.raises(StoreBroken, match=r"damaged.*backup") as told:
        await SqliteStore.open(path)
    assert one_line(told.value)
    assert path.stat().st_size == size // 2


async def test_damage_inside_is_told_when_it_is_met_and_by_a_backup(tmp_path: Path) -> None:
    path = await made(tmp_path / "twoway.db")
    with closing(sqlite3.connect(path)) as conn:
        page = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'lines'").fetchone()[0]
        size = conn.execute("PRAGMA page_size").fetchone()[0]
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    store = await SqliteStore.open(path)
    with pytest.raises(StoreBroken, match="damaged"):
        await store.view(GENERAL)
    with pytest.raises(StoreBroken, match="damaged"):
        await store.commit(batch(900))
    await store.aclose()
    with pytest.raises(StoreBroken, match="damaged"):
        backup(path, tmp_path / "copy.db")
    assert "copy.db" not in "".join(names(tmp_path))


READ_ONLY = """
import asyncio, os, sys
from adapters.sqlite import SqliteStore, StoreBroken

if os.getuid() == 0:  # root may write anywhere, so this is tried as nobody
    os.setgid(65534)
    os.setuid(65534)
try:
    asyncio.run(SqliteStore.open(sys.argv[1]))
except StoreBroken as error:
    print(error)
"""


async def opened_as_nobody(path: Path) -> str:
    """Return what a process without rights is told when it opens a file."""
    command = [sys.executable, "-c", READ_ONLY, str(path)]
    done = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == ""
    return done.stdout


async def test_a_folder_or_file_that_cannot_be_written_is_told() -> None:
    with tempfile.TemporaryDirectory() as name:  # not tmp_path, where nobody may not even look
        folder = Path(name)
        path = await made(folder / "twoway.db")
        for mode, file_mode in ((0o555, 0o666), (0o777, 0o444)):
            os.chmod(path, file_mode)
            os.chmod(folder, mode)
            for wrong in [path, folder / "new.db"][: 2 if mode == 0o555 else 1]:
                told = await opened_as_nobody(wrong)
                assert "cannot be opened" in told or "cannot be written" in told
                assert len(told.splitlines()) == 1
        os.chmod(folder, 0o700)
        assert len(await kept(path)) == 500


async def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    for wrong in (tmp_path / "missing" / "twoway.db", tmp_path):
        with pytest.raises(StoreBroken, match="cannot be opened") as told:
            await SqliteStore.open(wrong)
        assert one_line(told.value)


async def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "twoway.db"
    path.touch(0o644)
    store = await SqliteStore.open(path)
    await store.commit(batch(0))
    assert names(tmp_path) == ["twoway.db", "twoway.db-shm", "twoway.db-wal"]
    assert {oct((tmp_path / name).stat().st_mode & 0o777) for name in names(tmp_path)} == {"0o600"}
    await store.aclose()
    backup(path, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600


async def test_a_failing_job_does_not_spoil_the_others(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "twoway.db")
    wrong = changes(LineKept(line("wrong", "x")), LineKept(None))  # type: ignore[arg-type]
    jobs = [store.commit(wrong if number % 5 == 3 else batch(number * 10, 2)) for number in range(50)]
    results = await asyncio.gather(*jobs, return_exceptions=True)
    assert [number for number, result in enumerate(results) if result is not None] == list(range(3, 50, 5))
    assert len(await store.history(GENERAL, 999)) == 80
    await store.aclose()


async def test_closed_is_closed(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "twoway.db")
    waiting = asyncio.gather(*(store.commit(batch(number * 10, 2)) for number in range(20)))
    await asyncio.sleep(0)
    await store.aclose()
    await store.aclose()
    await waiting
    for call in (store.view(GENERAL), store.claim(at(0), 1), store.search(HOME, "x", 1)):
        with pytest.raises(Unavailable, match="closed"):
            await call
    assert len(await kept(tmp_path / "twoway.db")) == 40


async def test_what_is_not_ours_is_refused_before_anything_of_it_is_changed(tmp_path: Path) -> None:
    foreign, logged, begun = (tmp_path / name for name in ("foreign.sqlite", "logged.sqlite", "begun.sqlite"))
    for path, mode in ((foreign, "DELETE"), (logged, "WAL")):
        with closing(sqlite3.connect(path)) as other:
            other.execute(f"PRAGMA journal_mode = {mode}")
            other.execute("CREATE TABLE places (id INTEGER)")
    short = tmp_path / "note.txt"
    short.write_text("x")
    for path in (foreign, logged, short):
        path.chmod(0o664)
        before = path.read_bytes(), names(tmp_path)
        with pytest.raises(StoreBroken, match=r"another program's|not a SQLite database"):
            await SqliteStore.open(path)
        assert (path.read_bytes(), names(tmp_path), path.stat().st_mode & 0o777) == (*before, 0o664)
        assert examine(path)
    with closing(sqlite3.connect(begun)) as ours:  # a first start that was killed before it had made a table
        ours.execute("PRAGMA journal_mode = WAL")
    assert examine(begun) is None
    assert await kept(begun) == []


async def test_the_doctor_finds_sound_what_a_start_takes_and_nothing_else(tmp_path: Path) -> None:
    empty, newer = tmp_path / "empty.db", await made(tmp_path / "newer.db")
    empty.touch()
    assert examine(empty) is None
    assert examine(newer) is None
    with closing(sqlite3.connect(newer)) as conn:
        conn.execute("PRAGMA user_version = 999")
    assert "newer Twoway" in str(examine(newer))
    assert "cannot be opened" in str(examine(tmp_path / "none.db"))
