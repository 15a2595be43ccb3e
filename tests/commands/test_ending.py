"""How a command ends: told to, or with nobody to read along, it leaves neither a copy of anybody's words nor a traceback."""

import json

import pytest

from adapters.sqlite import private, sweep
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
KILLED = """
import os, runpy, signal, sys
def look(event, args):
    if event == "sqlite3.connect" and "twoway-copy-" in str(args[0]):
        os.kill(os.getpid(), signal.SIGKILL)
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


def test_what_a_killed_process_left_goes_with_the_next_start_and_what_is_in_use_stays(bot, talk, tmp_path):
    temporary, kept = tmp_path / "temporary", tmp_path / "kept.sqlite"
    temporary.mkdir()
    (temporary / "twoway-copy-of-mine.txt").write_text("somebody else's")
    here = {"TMPDIR": str(temporary), "TWOWAY_HTTP_HOST": "0.0.0.0", "TWOWAY_DASHBOARD_PORT": "0"}  # no bot stays
    assert bot("replay", talk, "--database", kept, **here).returncode == 0
    asked = {"report": [talk], "replay": [talk], "ledger": ["--csv", tmp_path / "out.csv", "--database", kept]}
    asked |= {"backup": [tmp_path / "copy.sqlite", "--database", kept], "serve": [], "doctor": []}

    def left(command, *more):
        """Run a command; return what lies there then beside what is in use."""
        done = bot(command, *asked[command], **dict(more), **here)
        assert done.returncode == (-9 if more else 1 if command in ("serve", "doctor") else 0), done.stderr
        found = {path for path in (*temporary.iterdir(), *tmp_path.glob("twoway-copy-*")) if path.is_dir()} - {used}
        assert all([*path.iterdir()] for path in found), "a copy, or its beginning"
        return found

    killed = ("python", ("-c", KILLED))
    with private(temporary) as used:
        (used / "words").write_text("in use")
        seen = set()
        for command in ("report", "replay", "ledger", "report"):
            now = left(command, killed)
            assert (len(now), now & seen) == (1, set()), f"its own, and what was there before {command} is gone"
            seen |= now
        assert left("serve") == set()
        assert len(left("report", killed)) == 1
        assert left("doctor") == set()
        (part,) = left("backup", killed)
        assert part.parent == tmp_path, "beside the file that was asked for"
        assert left("report") == {part}
        assert left("backup") == set()
        assert (used / "words").read_text() == "in use"
    assert [path.name for path in temporary.iterdir()] == ["twoway-copy-of-mine.txt"]


def test_only_what_was_locked_before_it_was_filled_is_swept(tmp_path):
    (tmp_path / "twoway-copy-begun").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "words").write_text("precious")
    (tmp_path / "twoway-copy-link").symlink_to(tmp_path / "elsewhere")
    before = sorted(tmp_path.rglob("*"))
    (tmp_path / "twoway-copy-left" / "deep").mkdir(parents=True)
    sweep(tmp_path, tmp_path / "nowhere")
    assert sorted(tmp_path.rglob("*")) == before, "one just made is empty until it is locked; a link is nobody's copy"


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
