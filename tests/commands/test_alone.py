"""One Twoway on a database at a time, and whoever only looks into a file leaves it as it is."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from adapters.sqlite import SqliteStore, alone, backup, current
from bot.__main__ import main
from bot.actions import ChannelKept, EntryKept, LineKept
from bot.compose import keeping, read_words
from bot.model import ChannelRef, CommunityRef, Entry, Verdict
from bot.ports import Unavailable
from bot.settings import Secret, Settings
from tests.contracts.making import GENERAL, at, changes, line
from tests.faults.files import names, one_line

ROOT = Path(__file__).resolve().parents[2]
WORDS = read_words()
TOKEN = "123456789:" + "A" * 35
HOLDING = """
import sys
from pathlib import Path
from adapters.sqlite import alone
with alone(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


async def kept(path):
    """Make a database with a line, a ledger entry and a note of a Telegram chat."""
    note = ChannelKept(ChannelRef(CommunityRef("telegram", "notes"), "chat:-1001"), "-1001||")
    store = await SqliteStore.open(path)
    await store.commit(changes(LineKept(line("1")), EntryKept(Entry(at(1), GENERAL, Verdict.FLAGGED, "1")), note))
    await store.aclose()


def made_older(path):
    """Make a database as it was before the latest change of its tables."""
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("DELETE FROM _sqlite_migrations WHERE id = (SELECT max(id) FROM _sqlite_migrations)")
        conn.commit()


@contextmanager
def held_elsewhere(path):
    """Hold a database in another process, and kill that in the end."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", HOLDING, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            assert process.stdout.readline() == "held\n"
            yield
        finally:
            process.kill()


def test_one_process_alone_holds_a_database_until_it_ends_or_is_killed(tmp_path):
    path, link = tmp_path / "twoway.sqlite", tmp_path / "link.sqlite"
    link.symlink_to(path)
    with held_elsewhere(path):
        for way in (path, link):
            with pytest.raises(Unavailable, match="is in use; stop the running bot") as told, alone(way):
                pass
            assert one_line(told.value)
    assert names(tmp_path) == ["link.sqlite", "twoway.sqlite-lock"], "what a killed process leaves"
    with alone(path), pytest.raises(Unavailable), alone(link):
        pass
    assert names(tmp_path) == ["link.sqlite"]
    with pytest.raises(Unavailable, match="cannot be opened"), alone(tmp_path / "none" / "twoway.sqlite"):
        pass


@pytest.mark.usefixtures("quiet")
def test_no_command_that_writes_begins_beside_another(tmp_path, monkeypatch, capsys, examples):
    data = tmp_path / "data"
    data.mkdir()
    export, past = examples / "telegram.json", ["--community", "-1001"]
    for token, name, arguments in (
        ("", "playground.sqlite", ["serve"]),
        (TOKEN, "twoway.sqlite", ["serve"]),
        (TOKEN, "twoway.sqlite", ["import", str(export), *past]),
        (TOKEN, "twoway.sqlite", ["replay", str(export), "--database", str(data / "twoway.sqlite")]),
    ):
        monkeypatch.setenv("TWOWAY_TELEGRAM_TOKEN", token)
        with alone(data / name):
            assert main(arguments) == 1
        assert f"{data / name} is in use; stop the running bot" in capsys.readouterr().err
    assert names(data) == [], "nothing was begun"


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("older", [False, True])
def test_the_ledger_of_a_copy_leaves_the_copy_as_it_is(tmp_path, older):
    source, copy = tmp_path / "made.sqlite", tmp_path / "copy.sqlite"
    asyncio.run(kept(source))
    if older:
        made_older(source)
    backup(source, copy)
    before = copy.read_bytes()
    assert main(["ledger", "--csv", str(tmp_path / "x.csv"), "--database", str(copy)]) == 0
    assert copy.read_bytes() == before
    assert [name for name in names(tmp_path) if name.startswith("copy")] == ["copy.sqlite"]


@pytest.mark.usefixtures("quiet")
def test_the_ledger_leaves_the_bots_own_database_to_the_start_to_bring_up_to_date(tmp_path):
    (tmp_path / "data").mkdir()
    own = tmp_path / "data" / "twoway.sqlite"
    asyncio.run(kept(own))
    assert current(own)
    made_older(own)
    assert main(["ledger", "--csv", str(tmp_path / "x.csv")]) == 0
    assert not current(own)


@pytest.mark.usefixtures("quiet")
def test_with_a_token_the_playgrounds_database_is_never_taken_for_the_bots(tmp_path, monkeypatch, capsys):
    (tmp_path / "data").mkdir()
    asyncio.run(kept(tmp_path / "data" / "playground.sqlite"))
    monkeypatch.setenv("TWOWAY_TELEGRAM_TOKEN", TOKEN)
    assert main(["backup", str(tmp_path / "copy.sqlite")]) == 1
    assert "twoway.sqlite cannot be opened" in capsys.readouterr().err
    assert main(["ledger", "--csv", str(tmp_path / "x.csv")]) == 1
    assert "twoway.sqlite does not exist" in capsys.readouterr().err
    monkeypatch.setenv("TWOWAY_TELEGRAM_TOKEN", "")
    assert main(["backup", str(tmp_path / "copy.sqlite")]) == 0
    assert "playground.sqlite" in capsys.readouterr().out


def test_the_doctor_of_telegram_looks_at_any_database_and_changes_none(tmp_path):
    path, nowhere = tmp_path / "twoway.sqlite", "http://127.0.0.1:1"
    settings = Settings(
        data_dir=tmp_path,
        http_port=0,
        dashboard_port=0,
        telegram_token=Secret(TOKEN),
        telegram_api_base=nowhere,
    )
    asyncio.run(kept(path))
    made_older(path)
    before = path.read_bytes()
    assert [one.subject for one in asyncio.run(keeping._telegram(settings, WORDS))] == ["connection"]
    assert path.read_bytes() == before
    path.write_bytes(os.urandom(9000))
    assert [one.subject for one in asyncio.run(keeping._telegram(settings, WORDS))] == ["connection"]
