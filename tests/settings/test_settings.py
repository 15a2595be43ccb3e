"""Settings: .env.example is the Settings class line by line; the environment wins; mistakes are named; secrets never show."""

import io
import os
import re
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.compose import Stop, read_default_policy, read_settings
from bot.settings import PREFIX, Secret, Settings, WrongSetting, from_environment

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
NAMES = [PREFIX + field.name.upper() for field in fields(Settings)]
LINE = re.compile(r"^(# )?(TWOWAY_\w+)=(.*)$", re.MULTILINE)
TOKEN = "123456789:" + "A" * 35


@pytest.fixture(autouse=True)
def no_settings(monkeypatch):
    """An environment without settings, whatever the machine of the day has."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


def test_the_example_names_every_setting_once_and_nothing_else():
    assert [name for _, name, _ in LINE.findall(EXAMPLE)] == NAMES


def test_the_example_as_it_stands_sets_nothing_and_without_its_marks_gives_the_defaults():
    assert dotenv_values(stream=io.StringIO(EXAMPLE)) == {}, (
        "a copy would count more than what a container or a unit sets"
    )
    values = dotenv_values(stream=io.StringIO(LINE.sub(r"\2=\3", EXAMPLE)))
    assert list(values) == NAMES
    assert from_environment(values) == Settings()


def test_the_example_shows_each_default():
    for field in fields(Settings):
        mark, _, value = next(found for found in LINE.findall(EXAMPLE) if found[1] == PREFIX + field.name.upper())
        assert (bool(mark), value) == (True, "" if field.default is None else str(field.default)), field.name


def test_the_example_explains_each_setting_in_one_line_with_its_default():
    for field in fields(Settings):
        name = PREFIX + field.name.upper()
        explained = re.search(rf"^\n(# .+)\n(?:# )?{name}=", EXAMPLE, re.MULTILINE)
        assert explained, f"{name} has no line above it that explains it"
        default = "none" if field.default in (None, "") else str(field.default)
        assert re.search(rf"Default: {re.escape(default)}[,.]", explained[1]), name


def test_every_setting_can_be_set(monkeypatch):
    chosen = {
        "TWOWAY_DATA_DIR": "/tmp/kept",
        "TWOWAY_HTTP_HOST": "::1",
        "TWOWAY_HTTP_PORT": "0",
        "TWOWAY_POLICY_FILE": "mine.toml",
        "TWOWAY_DECK_FOLDER": "decks",
        "TWOWAY_LOG_LEVEL": "DEBUG",
        "TWOWAY_LOG_FORMAT": "json",
        "TWOWAY_DISCORD_TOKEN": "d-token",
        "TWOWAY_DISCORD_API_BASE": "http://127.0.0.1:1/api",
        "TWOWAY_DISCORD_GATEWAY": "ws://127.0.0.1:1",
        "TWOWAY_TELEGRAM_TOKEN": "t-token",
        "TWOWAY_TELEGRAM_API_BASE": "http://127.0.0.1:2",
        "TWOWAY_TELEGRAM_WEBHOOK_URL": "https://bot.example/telegram",
        "TWOWAY_DASHBOARD_HOST": "::1",
        "TWOWAY_DASHBOARD_PORT": "0",
        "TWOWAY_DASHBOARD_URL": "https://twoway.example",
        "TWOWAY_DASHBOARD_SECRET": "a secret drawn by lot, long enough",
        "TWOWAY_DASHBOARD_METRICS_TOKEN": "m-token",
    }
    assert list(chosen) == NAMES
    for name, value in chosen.items():
        monkeypatch.setenv(name, value)
    found, default = from_environment(), Settings()
    assert [
        field.name for field in fields(Settings) if getattr(found, field.name) == getattr(default, field.name)
    ] == []
    assert (found.data_dir, found.http_port, found.log_level) == (Path("/tmp/kept"), 0, "debug")
    assert found.secrets() == ("d-token", "t-token", "a secret drawn by lot, long enough", "m-token")


def test_the_environment_beats_the_file(monkeypatch):
    monkeypatch.setenv("TWOWAY_HTTP_PORT", "9000")
    found = from_environment({"TWOWAY_HTTP_PORT": "9001", "TWOWAY_LOG_LEVEL": "error"})
    assert (found.http_port, found.log_level) == (9000, "error")


def test_an_empty_variable_of_the_environment_takes_a_line_of_the_file_back(monkeypatch):
    monkeypatch.setenv("TWOWAY_DISCORD_TOKEN", "")
    assert from_environment({"TWOWAY_DISCORD_TOKEN": "x"}) == Settings()


def test_names_that_are_not_ours_are_left_alone(monkeypatch):
    monkeypatch.setenv("TWO_WAY_PORT", "1")
    assert from_environment({"PATH_TO": "x", "TWOWAY": "y", "NAME_ONLY": None}) == Settings()


def test_a_misspelt_setting_is_refused_and_the_right_names_are_listed(monkeypatch):
    monkeypatch.setenv("TWOWAY_HTTP_PROT", "9000")
    with pytest.raises(WrongSetting, match="TWOWAY_HTTP_PROT is not a setting") as wrong:
        from_environment()
    assert [name for name in NAMES if name not in str(wrong.value)] == []


def test_a_misspelt_token_is_refused_without_showing_it(monkeypatch):
    monkeypatch.setenv("TWOWAY_TELEGRAM_TOKN", TOKEN)
    with pytest.raises(WrongSetting) as wrong:
        from_environment()
    assert TOKEN not in str(wrong.value)


@pytest.mark.parametrize(
    ("name", "value", "helps"),
    [
        ("TWOWAY_HTTP_PORT", "http", "a number from 0 to 65535"),
        ("TWOWAY_HTTP_PORT", "-1", "a number from 0 to 65535"),
        ("TWOWAY_HTTP_PORT", "65536", "a number from 0 to 65535"),
        ("TWOWAY_HTTP_PORT", "80.5", "a number from 0 to 65535"),
        ("TWOWAY_DASHBOARD_PORT", "dash", "a number from 0 to 65535"),
        ("TWOWAY_DASHBOARD_URL", "twoway.example", "like https://twoway.example.org"),
        ("TWOWAY_DASHBOARD_URL", "https://twoway.example/panel", "without a path"),
        ("TWOWAY_LOG_LEVEL", "loud", "debug, info, warning, error"),
        ("TWOWAY_LOG_FORMAT", "xml", "auto, text, json"),
        ("TWOWAY_DATA_DIR", "~nobody-of-that-name/data", "write the path in full"),
    ],
)
def test_a_wrong_value_is_refused_with_what_would_be_right(monkeypatch, name, value, helps):
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongSetting) as wrong:
        from_environment()
    assert name in str(wrong.value)
    assert f'"{value}"' in str(wrong.value)
    assert helps in str(wrong.value)


def test_a_short_secret_is_refused_without_showing_it(monkeypatch):
    monkeypatch.setenv("TWOWAY_DASHBOARD_SECRET", "hush")
    with pytest.raises(WrongSetting, match="at least 24 characters") as wrong:
        from_environment()
    assert "hush" not in str(wrong.value)


def test_secrets_never_show_where_settings_are_printed():
    settings = Settings(discord_token=Secret("hush-discord"), telegram_token=Secret(TOKEN))
    for shown in (
        repr(settings),
        str(settings),
        f"{settings}",
        "{} {!r}".format(*[settings] * 2),
        repr(settings.secrets),
    ):
        assert "hush-discord" not in shown
        assert TOKEN not in shown
    assert repr(settings.telegram_token) == "'***'"
    assert settings.secrets() == ("hush-discord", TOKEN)


def test_a_settings_file_that_is_not_utf8_is_said_plainly(tmp_path):
    file = tmp_path / ".env"
    file.write_bytes(b"TWOWAY_HTTP_PORT=8090\n# caf\xe9\n")
    with pytest.raises(Stop, match=r"\.env is not UTF-8 \(look at line 2\)"):
        read_settings(file)
    file.write_bytes("TWOWAY_HTTP_PORT=8090 # café\n".encode())
    assert read_settings(file).http_port == 8090


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("TWOWAY_DISCORD_TOKEN: hush\n", 1),
        ("# mine\n\n\nTWOWAY_DISCORD_TOKEN hush\nTWOWAY_HTTP_PORT=0\n", 4),
        ('TWOWAY_HTTP_PORT=0\r\n\r\nTWOWAY_DISCORD_TOKEN="hush\r\n', 3),
        ("TWOWAY_DISCORD_TOKEN='hush' hush\n", 1),
    ],
)
def test_a_line_of_the_file_that_is_no_setting_is_refused_by_its_number_and_never_shown(tmp_path, text, line):
    file = tmp_path / ".env"
    file.write_text(text, newline="")
    with pytest.raises(Stop, match=rf"\.env, line {line} is no setting; write it as NAME=value") as wrong:
        read_settings(file)
    assert "hush" not in str(wrong.value)


def test_a_byte_order_mark_is_no_part_of_a_name(tmp_path):
    (tmp_path / ".env").write_text("TWOWAY_HTTP_PORT=8090\n", encoding="utf-8-sig")
    (tmp_path / "policy.toml").write_text('patience = "7m"\n', encoding="utf-8-sig")
    found = read_settings(tmp_path / ".env")
    assert found.http_port == 8090
    policy = read_default_policy(replace(found, policy_file=tmp_path / "policy.toml"))
    assert policy.patience == timedelta(minutes=7)


def test_no_file_and_an_empty_one_set_nothing(tmp_path):
    (tmp_path / ".env").write_text("\n# nothing yet\n")
    assert read_settings(tmp_path / ".env") == read_settings(tmp_path / "none") == Settings()
