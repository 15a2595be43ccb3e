"""Runs the bot's commands as a person does: in a folder of their own, mostly as a process of their own."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bot(tmp_path):
    """Run `python -m bot` with these arguments and settings; the data folder is the test's own."""

    def run(*arguments, python=("-m", "bot"), **settings):
        # Empty settings of the environment take back what a .env of the checkout may say.
        names = [
            "DATA_DIR",
            "HTTP_HOST",
            "HTTP_PORT",
            "DASHBOARD_HOST",
            "DASHBOARD_PORT",
            "POLICY_FILE",
            "LOG_LEVEL",
            "LOG_FORMAT",
            "DISCORD_TOKEN",
            "TELEGRAM_TOKEN",
        ]
        ours = {f"TWOWAY_{name}": "" for name in names} | {"TWOWAY_DATA_DIR": str(tmp_path / "data")}
        environment = os.environ | ours | {"PYTHONPATH": str(ROOT), "COLUMNS": "120", "NO_COLOR": "1"} | settings
        command = [sys.executable, "-W", "error", *python, *map(str, arguments)]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return run


@pytest.fixture
def quiet(monkeypatch, tmp_path):
    """Let the commands run in this process: a folder of its own, and the machine's logging put back."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    monkeypatch.setenv("TWOWAY_DATA_DIR", str(tmp_path / "data"))
    for name in ("POLICY_FILE", "LOG_LEVEL", "LOG_FORMAT"):
        monkeypatch.setenv(f"TWOWAY_{name}", "")
    monkeypatch.setenv("COLUMNS", "120")
    yield
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
def examples():
    """The folder of small exports, one of each kind."""
    return ROOT / "tests" / "exports" / "examples"
