"""How a command ends: told to, or with nobody to read along, it leaves neither a copy of anybody's words nor a traceback."""

import json

import pytest

from bot.__main__ import main

TOLD = """
import os, runpy, signal, sys
signal.signal(signal.{name}, signal.SIG_DFL)  # whoever runs the tests may have it ignored (nohup), and then it stays so
def look(event, args):
    if event == "sqlite3.connect" and os.environ["TMPDIR"] in str(args[0]):
        print(*os.listdir(os.environ["TMPDIR"]), flush=True)
        os.kill(os.getpid(), signal.{name})
sys.addaudithook(look)
runpy.run_module("bot", run_name="__main__", alter_sys=True)
"""
ALONE = """
import os, runpy
read, write = os.pipe()
os.close(read)
os.dup2(write, 1)
runpy.run_module("bot", run_name="__main__", alter_sys=True)
"""


@pytest.fixture
def talk(tmp_path):
    """A small export, with letters that not every terminal has."""
    path = tmp_path / "talk.jsonl"
    rows = [
        {"id": one, "at": 1767600000 + one, "author": "علي", "text": "How do I export … as WAV?"} for one in range(3)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("command", "out", "name", "code"),
    [("replay", "--decisions", "SIGTERM", 143), ("report", "--html", "SIGHUP", 129)],
)
def test_who_is_told_to_end_takes_the_copies_along(bot, talk, tmp_path, command, out, name, code):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    # A process that is told to end at any instant need not close its sockets before: it is over.
    python = ("-W", "ignore::ResourceWarning", "-c", TOLD.format(name=name))
    done = bot(command, talk, out, tmp_path / "out", python=python, TMPDIR=str(temporary))
    assert done.stdout.startswith("twoway-"), "it was there when the signal came"
    assert (done.returncode, [*temporary.iterdir(), *tmp_path.glob("*.part")]) == (code, [])


def test_a_reader_who_leaves_is_no_fault(bot):
    done = bot("doctor", python=("-c", ALONE), TWOWAY_HTTP_PORT="0", TWOWAY_DASHBOARD_PORT="0")
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize("command", ["replay", "report"])
def test_letters_that_a_terminal_lacks_are_no_fault(bot, talk, command):
    done = bot(command, talk, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert "How do I export ? as WAV?" in done.stdout


@pytest.mark.parametrize("place", [".", "/", "nowhere/x.csv"])
def test_a_ledger_needs_a_file_to_be_written_to(quiet, talk, place, capsys):
    assert main(["ledger", "--csv", place, "--database", str(talk)]) == 1
    assert capsys.readouterr().err.startswith(f"twoway: {place} cannot be written: name a file")
