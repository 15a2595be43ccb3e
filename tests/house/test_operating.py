"""The container file, the compose file and the systemd unit name what is there, and set only what is a setting."""

import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from bot.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs/container"
FILES = ("Containerfile", "compose.yaml", "twoway.service")


def test_every_setting_that_is_named_is_one():
    names = {PREFIX + field.name.upper() for field in fields(Settings)}
    text = "".join((FOLDER / name).read_text() for name in FILES) + (ROOT / "docs/operating.md").read_text()
    named = set(re.findall(r"TWOWAY_[A-Z_]+", text))
    assert len(named) >= 6
    assert named <= names


def test_the_container_takes_what_the_bot_needs():
    text = (FOLDER / "Containerfile").read_text()
    copied = re.findall(r"^COPY (\S+)", text, re.MULTILINE)
    assert copied == ["requirements.lock", "bot", "adapters", "prompts"]
    assert all((ROOT / name).exists() for name in copied)
    steps = re.findall(r"^([A-Z]+) ", text, re.MULTILINE)
    assert steps[0] == "FROM"
    assert set(steps) <= {"FROM", "RUN", "WORKDIR", "COPY", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"}
    assert text.index("USER twoway") < text.index('CMD [".venv/bin/python", "-m"')
    assert "--require-hashes" in text


def test_the_compose_file_gives_away_nothing():
    text = (FOLDER / "compose.yaml").read_text()
    assert '"127.0.0.1:8081:8081"' in text
    for line in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true"):
        assert line in text


def test_what_a_copied_settings_file_says_moves_nothing_that_the_container_and_the_unit_need():
    """Each line of env_file and EnvironmentFile counts more than ENV and Environment; older copies of ours set all of these."""
    image = (FOLDER / "Containerfile").read_text()
    compose = (FOLDER / "compose.yaml").read_text()
    for name, value in (("DATA_DIR", "/data"), ("DASHBOARD_HOST", "0.0.0.0")):
        assert f"TWOWAY_{name}={value} " in image
        assert f"\n      TWOWAY_{name}: {value}\n" in compose
    assert "\n      TWOWAY_DASHBOARD_PORT: 8081\n" in compose, "the health check and `ports` name it"
    unit = (FOLDER / "twoway.service").read_text()
    own = "/usr/bin/env TWOWAY_DATA_DIR=/var/lib/twoway /opt/twoway/.venv/bin/python -m bot"
    assert f"\nExecStart={own}\n" in unit
    assert f"{own} backup" in (ROOT / "docs/operating.md").read_text()


def test_systemd_takes_the_unit(tmp_path):
    check = shutil.which("systemd-analyze")
    if check is None:
        text = (FOLDER / "twoway.service").read_text()
        sections = re.findall(r"^\[(\w+)\]$", text, re.MULTILINE)
        assert sections == ["Unit", "Service", "Install"]
        assert all(re.match(r"^(\[\w+\]|[A-Z]\w+=\S.*|#.*|)$", line) for line in text.splitlines())
        return
    unit = tmp_path / "twoway.service"
    unit.write_text((FOLDER / "twoway.service").read_text().replace("/opt/twoway/.venv/bin/python", "/bin/true"))
    said = subprocess.run([check, "verify", str(unit)], capture_output=True, text=True, check=False)
    assert "twoway.service" not in said.stderr or pytest.fail(said.stderr)


def test_the_typefaces_come_with_the_checkout_and_with_their_licences():
    folder = ROOT / "adapters/painter/fonts"
    faces = sorted(path.name for path in folder.glob("*.[ot]tf"))
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert len(faces) > 20
    assert all(name in text or (name.startswith("NotoSans") and "NotoSans*.ttf" in text) for name in faces)
    assert sum(path.stat().st_size for path in folder.iterdir()) < 10_000_000
    for name in ("LICENSE-Noto.txt", "LICENSE-Twemoji.md"):
        assert name in text
        assert "SIL OPEN FONT LICENSE" in (folder / name).read_text(encoding="utf-8").upper()
    assert "fonts" not in (ROOT / ".gitignore").read_text()
