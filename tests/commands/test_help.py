"""--help is complete and quick: it loads nothing that only one command needs."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import parser

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "numpy",
    "aiohttp",
    "sqlite3",
    "sqlite_utils",
    "jinja2",
    "rich",
    "structlog",
    "ijson",
    "bot.engine",
    "adapters",
)

LOOK = """
import json, runpy, sys
try:
    runpy.run_module("bot", run_name="__main__", alter_sys=True)
except SystemExit as end:
    print(json.dumps({"code": end.code, "loaded": sorted(sys.modules)}), file=sys.stderr)
"""


def test_help_lists_every_command_and_loads_nothing_heavy(bot):
    done = bot("--help", python=("-c", LOOK))
    seen = json.loads(done.stderr)
    assert seen["code"] == 0
    for command in ("serve", "replay", "import", "doctor", "backup", "test"):
        assert f"\n    {command} " in done.stdout, f"{command} is not listed"
    assert ".env.example" in done.stdout
    loaded = {name for module in seen["loaded"] for name in (module, module.partition(".")[0])}
    assert "bot.settings" in loaded
    assert [name for name in HEAVY if name in loaded] == []


def test_every_option_says_what_it_does():
    groups = [action for action in parser()._actions if action.choices and action.dest == "command"]
    commands = groups[0].choices
    assert sorted(commands) == ["backup", "doctor", "import", "ledger", "replay", "report", "serve", "test"]
    bare = [
        f"{name} {action.dest}" for name, command in commands.items() for action in command._actions if not action.help
    ]
    assert bare == []


def test_the_run_script_is_the_same_program_and_is_what_help_calls_it():
    text = (ROOT / "run").read_text()
    assert '-m bot --from "$from" ' in text
    assert parser().prog == "./run"
    subprocess.run(["sh", "-n", ROOT / "run"], check=True)


def test_what_is_asked_wrongly_is_said_with_the_usage(bot):
    done = bot("repaly")
    assert done.returncode == 2
    assert "invalid choice: 'repaly'" in done.stderr


PROBE = "import sys\nprint('alive', sys.argv[1:])\n"


@pytest.mark.parametrize("ill", ["dangling", "another version", "well"])
def test_the_run_script_makes_its_python_anew_where_the_systems_was_replaced(tmp_path, ill):
    """With neither uv nor a Python to be found, since packages come over the network: what it says tells whether it wanted to."""
    stage, tools = tmp_path / "stage", tmp_path / "tools"
    version = "1.5" if ill == "another version" else f"{sys.version_info.major}.{sys.version_info.minor}"
    (stage / f".venv/lib/python{version}/site-packages").mkdir(parents=True)
    (stage / ".venv/bin").mkdir()
    tools.mkdir()
    for tool in ("sh", "dirname", "cksum", "cat", "rm"):
        (tools / tool).symlink_to(shutil.which(tool))
    (stage / "run").write_text((ROOT / "run").read_text())
    (stage / "bot.py").write_text(PROBE)
    base = tmp_path / "gone" if ill == "dangling" else Path(sys.executable).resolve()
    (stage / ".venv/bin/python").symlink_to(base)
    (stage / ".venv/pyvenv.cfg").write_text(f"home = {base.parent}\n")
    for lock, stamp in (("requirements.lock", ".set-up"), ("requirements-dev.lock", ".set-up-dev")):
        (stage / lock).write_bytes(b"")
        (stage / ".venv" / stamp).write_text("4294967295 0")  # cksum of nothing
    done = subprocess.run(
        ["sh", stage / "run", "doctor"], env={"PATH": str(tools)}, capture_output=True, text=True, check=False
    )
    if ill == "well":
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("alive ")
    else:
        assert (done.returncode, "Python 3.11 or newer is needed" in done.stderr) == (1, True), done.stderr
        assert not (stage / ".venv").exists()
