"""The walls of the house, each proven by planting a breach in a copy and seeing the check fail."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


@pytest.fixture
def house(tmp_path):
    """A copy of the house, to plant breaches in."""
    for folder in ("bot", "adapters"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "weights", "static")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    return tmp_path


def run(tool, *arguments, cwd):
    return subprocess.run([BIN / tool, *arguments], cwd=cwd, capture_output=True, text=True, check=False)


def plant(house, path, text):
    file = house / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text((file.read_text() if file.exists() else '"""Planted."""\n') + text)


IMPORTS = [
    ("bot/engine.py", "\nimport adapters.sqlite\n", "core never sees an adapter"),
    ("bot/courier.py", "\nimport sqlite3\n", "core never sees an adapter"),
    ("bot/decide/follow.py", "\nimport asyncio\n", "no I/O and no clock"),
    ("bot/read/reader.py", "\nimport time\n", "no I/O and no clock"),
    ("bot/measure/summary.py", "\nimport logging\n", "no I/O and no clock"),
    ("bot/model/refs.py", "\nimport bot.events\n", "layers of the core"),
    ("bot/read/reader.py", "\nimport bot.view\n", "layers of the core"),
    ("bot/decide/quote.py", "\nimport bot.ports\n", "layers of the core"),
    ("bot/measure/summary.py", "\nimport bot.decide\n", "layers of the core"),
    ("bot/courier.py", "\nimport bot.engine\n", "layers of the core"),
    ("bot/utils.py", "", "layers of the core"),
    ("adapters/playground/state.py", "\nimport adapters.sqlite\n", "strangers to one another"),
    ("adapters/memory/log.py", "\nimport bot.engine\n", "not the brain or the shell"),
    ("adapters/exports/irc.py", "\nimport bot.decide\n", "not the brain or the shell"),
    ("adapters/sqlite/schema.py", "\nimport bot.settings\n", "not the brain or the shell"),
    ("adapters/exports/irc.py", "\nimport bot.read\n", "only pages and reports see the measures"),
]


def test_the_house_as_it_stands_keeps_its_contracts(house):
    kept = run("lint-imports", "--no-cache", cwd=house)
    assert kept.returncode == 0, kept.stdout
    assert "0 broken" in kept.stdout


def test_every_adapter_is_named_as_a_stranger():
    folders = {f"adapters.{path.name}" for path in (ROOT / "adapters").iterdir() if (path / "__init__.py").exists()}
    text = (ROOT / "pyproject.toml").read_text()
    assert len(folders) >= 8
    assert {folder for folder in folders if f'"{folder}"' not in text} == set()


@pytest.mark.parametrize(("path", "text", "contract"), IMPORTS, ids=lambda value: str(value).strip()[:40])
def test_an_import_breach_is_caught(house, path, text, contract):
    assert (house / path).exists() or path == "bot/utils.py", f"{path} has moved: the breach would be planted nowhere"
    plant(house, path, text)
    broken = run("lint-imports", "--no-cache", cwd=house)
    assert broken.returncode != 0
    named = [line for line in broken.stdout.splitlines() if contract in line and "BROKEN" in line]
    assert named or (path == "bot/utils.py" and "utils" in broken.stdout), broken.stdout


BANNED = [
    ("bot/engine.py", "\nimport os\n\nHOME = os.environ['HOME']\n", "TID251"),
    ("bot/engine.py", "\nNOW = datetime.now(tz=None)\n", "TID251"),
    ("bot/decide/quote.py", "\nimport random\n", "TID251"),
    ("bot/decide/quote.py", "\nfrom unittest.mock import Mock\n", "TID251"),
    ("bot/decide/quote.py", "\nfrom .follow import follow\n", "TID252"),
    ("adapters/memory/log.py", "\nimport time\n\nNOW = time.time()\n", "TID251"),
    ("bot/courier.py", "\nprint('hello')\n", "T201"),
]


def test_the_house_as_it_stands_is_clean():
    assert run("ruff", "check", "--no-cache", "bot", "adapters", cwd=ROOT).returncode == 0


@pytest.mark.parametrize(("path", "text", "rule"), BANNED, ids=lambda value: str(value).strip()[:40])
def test_a_banned_call_is_caught(house, path, text, rule):
    plant(house, path, text)
    found = run("ruff", "check", "--no-cache", "--output-format=concise", path, cwd=house)
    assert found.returncode != 0
    assert rule in found.stdout


def test_a_forgotten_event_fails_the_type_check(house):
    decide = house / "bot/decide/__init__.py"
    text = decide.read_text()
    case = "        case GapFound():\n            return unread(event, view)\n"
    assert case in text
    decide.write_text(text.replace(case, ""))
    checked = run("mypy", "--cache-dir", str(ROOT / ".mypy_cache" / "planted"), "bot/decide/__init__.py", cwd=house)
    assert checked.returncode != 0
    assert "assert_never" in checked.stdout
