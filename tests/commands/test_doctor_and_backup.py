"""Doctor says what is wrong and how to mend it; backup makes a copy that is a database of its own."""

import json
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.commands.doctor import Finding, Health, Loads, examine, report
from bot.compose import Stop
from bot.compose.serving import serve
from bot.settings import Secret, Settings

HOOKED = {"telegram_token": Secret("x" * 40), "telegram_webhook_url": "https://bot.example/telegram"}
"""What makes the bot open the web pages' door and the dashboard's, to whomever."""

WELL = Loads(lambda: None, lambda: None, lambda path: None)


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def found(settings, loads=WELL, databases=("twoway.sqlite",)):
    return {finding.subject.partition(" ")[0]: finding for finding in examine(settings, loads, databases)}


def test_all_is_well_on_a_fresh_machine(bot, tmp_path):
    done = bot("doctor", TWOWAY_HTTP_PORT=str(free_port()), TWOWAY_DASHBOARD_PORT="0")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("All is well.\n")
    assert "FAIL" not in done.stdout
    assert (tmp_path / "data").is_dir()


def test_a_broken_setup_fails_with_what_to_do(bot, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "twoway.sqlite").write_bytes(b"this is no database" * 100)
    (tmp_path / "policy.toml").write_text("mode.nudge = 'loud'")
    done = bot("doctor", TWOWAY_POLICY_FILE=str(tmp_path / "policy.toml"))
    assert done.returncode == 1
    failed = [line for line in done.stdout.splitlines() if line.startswith("FAIL")]
    assert len(failed) == 2
    assert "line 1: mode.nudge" in failed[0]
    assert "twoway.sqlite" in failed[1]
    assert done.stdout.count("      -> ") >= 2
    assert done.stdout.endswith("2 to mend; then run ./run doctor again.\n")


def test_a_folder_that_cannot_be_written_fails(tmp_path):
    (tmp_path / "file").write_text("")
    finding = found(Settings(data_dir=tmp_path / "file" / "data"))["folder"]
    assert (finding.health, "TWOWAY_DATA_DIR" in finding.mend) == (Health.FAILED, True)


def test_a_port_in_use_is_a_warning_that_names_the_setting(tmp_path):
    with socket.socket() as door:
        door.bind(("127.0.0.2", 0))
        door.listen()
        port = door.getsockname()[1]
        web = Settings(**HOOKED, data_dir=tmp_path, http_host="127.0.0.2", http_port=port, dashboard_port=0)
        board = Settings(**HOOKED, data_dir=tmp_path, http_port=0, dashboard_host="127.0.0.2", dashboard_port=port)
        for settings, subject, setting in (
            (web, "web", "TWOWAY_HTTP_PORT"),
            (board, "dashboard", "TWOWAY_DASHBOARD_PORT"),
        ):
            finding = found(settings)[subject]
            assert (finding.health, setting in finding.mend) == (Health.WARNING, True)


@pytest.mark.parametrize(
    ("chosen", "subject", "health", "setting"),
    [
        ({"http_host": "no::where"}, "web", Health.FAILED, "TWOWAY_HTTP_HOST"),
        ({"dashboard_host": "no::where"}, "dashboard", Health.WARNING, "TWOWAY_DASHBOARD_HOST"),
        ({"dashboard_host": "." * 70}, "dashboard", Health.WARNING, "TWOWAY_DASHBOARD_HOST"),
        ({"dashboard_host": "203.0.113.9"}, "dashboard", Health.WARNING, "TWOWAY_DASHBOARD_HOST"),
        ({"http_port": 1, "dashboard_port": 1}, "dashboard", Health.WARNING, "TWOWAY_DASHBOARD_PORT"),
    ],
)
def test_a_door_that_cannot_be_opened_is_told_with_its_setting(tmp_path, chosen, subject, health, setting):
    settings = Settings(**HOOKED | {"data_dir": tmp_path, "http_port": 0, "dashboard_port": 0} | chosen)
    finding = found(settings)[subject]
    assert (finding.health, setting in finding.mend) == (health, True)


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.2", "::"])
@pytest.mark.parametrize(("subject", "setting"), [("web", "http_host"), ("dashboard", "dashboard_host")])
def test_without_a_token_a_door_that_is_open_to_others_fails_as_the_start_does(tmp_path, subject, setting, host):
    settings = Settings(data_dir=tmp_path, http_port=0, dashboard_port=0, **{setting: host})
    finding = found(settings)[subject]
    assert (finding.health, f"TWOWAY_{setting.upper()}" in finding.mend) == (Health.FAILED, True)
    with pytest.raises(Stop, match=f"TWOWAY_{setting.upper()}"):
        serve(settings)


def test_doors_that_nobody_opens_are_not_looked_at(tmp_path):
    settings = Settings(data_dir=tmp_path, discord_token=Secret("x" * 60), http_host="no::where", dashboard_port=0)
    assert "web" not in found(settings)


def test_a_token_is_mentioned_and_never_shown(tmp_path):
    token = Secret("123456789:" + "A" * 35)
    looked = replace(WELL, telegram=lambda: [Finding("Telegram token", Health.OK, "belongs to @twoway_bot")])
    findings = found(Settings(data_dir=tmp_path, telegram_token=token), looked)
    assert findings["Telegram"].health is Health.OK
    assert "platforms" not in findings
    assert str(token) not in repr(findings)
    assert found(Settings(data_dir=tmp_path))["platforms"].found == "no token is set: the playground opens instead"


def test_pictures_that_cannot_be_drawn_are_a_warning_that_says_what_goes_on(tmp_path):
    settings = Settings(data_dir=tmp_path, http_port=free_port())
    finding = found(settings, replace(WELL, pictures=lambda: False))["pictures"]
    assert (finding.health, "words alone" in finding.mend) == (Health.WARNING, True)
    assert found(settings)["pictures"].health is Health.OK


def test_only_databases_that_exist_are_looked_at(tmp_path):
    looked = []
    loads = Loads(lambda: None, lambda: "no English", lambda path: looked.append(path))
    (tmp_path / "b.sqlite").write_bytes(b"")
    findings = found(Settings(data_dir=tmp_path), loads, ("a.sqlite", "b.sqlite"))
    assert looked == [tmp_path / "b.sqlite"]
    assert findings["phrases"].health is Health.FAILED


def test_warnings_do_not_fail_and_failures_do(capsys):
    well = [Finding("a", Health.OK, "x"), Finding("b", Health.WARNING, "y", "do z")]
    assert report(well) == 0
    assert report([*well, Finding("c", Health.FAILED, "w", "do v")]) == 1
    assert capsys.readouterr().out.count("      -> do v") == 1


@pytest.fixture
def replayed(bot, tmp_path):
    """A database made by a replay."""
    talk = tmp_path / "talk.jsonl"
    talk.write_text(
        json.dumps({"id": 1, "at": 1767600000, "author": "ada", "text": "How do I export my tracks as WAV?"})
    )
    assert bot("replay", talk, "--database", tmp_path / "talk.sqlite").returncode == 0
    return tmp_path / "talk.sqlite"


def test_a_backup_of_a_replays_database_is_one_that_goes_on(bot, replayed, tmp_path, capsys):
    copy = tmp_path / "copy.sqlite"
    done = bot("backup", copy, "--database", replayed)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Copied {replayed} to {copy} ({copy.stat().st_size:,} bytes).\n"
    kept = copy.read_bytes()
    for arguments, says in (
        ([copy, "--database", replayed], "is there already"),
        ([tmp_path / "other", "--database", tmp_path / "nowhere.sqlite"], "nowhere.sqlite"),
        ([tmp_path / "other", "--database", Path(__file__)], "not a"),
    ):
        assert main(["backup", *map(str, arguments)]) == 1
        shown = capsys.readouterr()
        assert shown.err.startswith("twoway: ")
        assert says in shown.err
    assert copy.read_bytes() == kept
    assert not (tmp_path / "other").exists()
    done = bot("replay", tmp_path / "talk.jsonl", "--database", copy)
    assert (done.returncode, ": 0 of the 1 messages read are new." in done.stdout) == (0, True), (
        "the copy knows what was replayed"
    )
