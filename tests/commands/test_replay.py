"""Replay: every example ends well, the same input gives the same bytes, and what cannot be read is one clear line."""

import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from adapters.exports.export import FORMATS
from bot.__main__ import main, parser

WAITING = [
    {"id": 1, "at": 1767600000, "author": "ada", "text": "How do I export my tracks as WAV?"},
    {"id": 2, "at": 1767600600, "author": "bo", "text": "good morning all"},
    {"id": 3, "at": 1767607200, "author": "cy", "text": "the new drum pack is out today"},
]


@pytest.fixture
def waiting(tmp_path):
    """A file in which one question waits."""
    path = tmp_path / "waiting.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in WAITING))
    return path


def test_a_waiting_question_comes_out_with_its_reason_and_the_same_bytes_each_time(bot, waiting, tmp_path):
    outs = []
    for turn in ("one", "two"):
        decisions, page = tmp_path / f"{turn}.jsonl", tmp_path / f"{turn}.html"
        done = bot("replay", waiting, "--patience", "30m", "--decisions", decisions, "--html", page)
        assert (done.returncode, done.stderr) == (0, "")
        outs.append((done.stdout, decisions.read_bytes(), page.read_bytes()))
    assert outs[0] == outs[1]
    printed, decisions, page = outs[0]
    assert "How do I export my tracks as WAV?" in printed
    assert "How do I export my tracks as WAV?" in page.decode()
    rows = [json.loads(line) for line in decisions.decode().splitlines()]
    assert [row["id"] for row in rows if row["kind"] == "message"] == [1, 2, 3]
    (flag,) = [row for row in rows if row["kind"] == "flag"]
    assert (flag["question"], flag["at"]) == (1, 1767600000 + 1800)
    assert any("30 min" in reason for reason in flag["because"])
    assert not list(tmp_path.glob("*.part"))


def test_with_more_patience_it_is_flagged_later_or_never(quiet, waiting, tmp_path):
    for patience, flags in (("1h", [1767603600]), ("11h", [])):
        assert main(["replay", str(waiting), "--patience", patience, "--decisions", str(tmp_path / "d")]) == 0
        rows = map(json.loads, (tmp_path / "d").read_text().splitlines())
        assert [row["at"] for row in rows if row["kind"] == "flag"] == flags


@pytest.mark.parametrize("name", ["twoway.jsonl", "telegram.json", "discord.json", "slack", "irc_2004-11-15.log"])
def test_each_example_is_replayed_and_every_message_decided(quiet, examples, tmp_path, capsys, name):
    out = tmp_path / "d.jsonl"
    assert (
        main(["replay", str(examples / name), "--decisions", str(out), "--mode", "watch", "--team", "Brand team"]) == 0
    )
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    messages = [row for row in rows if row["kind"] == "message"]
    assert len(messages) >= 4
    assert all({"id", "at", "reply_to", "question", "audience"} <= row.keys() for row in messages)
    assert "Traceback" not in capsys.readouterr().err


def test_an_empty_file_is_a_clear_answer(quiet, tmp_path, capsys):
    empty = tmp_path / "empty.jsonl"
    empty.write_text("")
    code = main(["replay", str(empty)])
    shown = capsys.readouterr()
    assert code in (0, 1)
    assert (shown.out if code == 0 else shown.err).strip()


def test_a_missing_file_is_one_clear_line(bot, tmp_path):
    done = bot("replay", tmp_path / "nowhere.json")
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"twoway: .*nowhere\.json.*\n", done.stderr)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--patience", "soon"], 'duration; write it like "20s"'),
        (["--decisions", "/nowhere/at/all/out.jsonl"], "/nowhere/at/all"),
        (["--html", "/nowhere/at/all/out.html"], "/nowhere/at/all"),
        (["--database", "/nowhere/at/all/x.sqlite"], "/nowhere/at/all"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_leaves_nothing(quiet, waiting, tmp_path, capsys, arguments, says):
    assert main(["replay", str(waiting), *arguments]) == 1
    shown = capsys.readouterr()
    assert says in shown.err
    assert shown.err.startswith("twoway: ")
    assert shown.err.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["waiting.jsonl"]


def test_every_format_may_be_named_and_no_other(quiet, waiting, capsys):
    asked = next(action for action in _options("replay") if action.dest == "format")
    assert sorted(asked.choices) == sorted(FORMATS)
    assert main(["replay", str(waiting), "--format", "jsonl"]) == 0
    with pytest.raises(SystemExit) as end:
        main(["replay", str(waiting), "--format", "fax"])
    assert end.value.code == 2
    assert "invalid choice: 'fax'" in capsys.readouterr().err


def _options(command):
    commands = next(action for action in parser()._actions if action.dest == "command")
    return commands.choices[command]._actions


def test_a_database_kept_is_gone_on_with_and_takes_nothing_twice(quiet, waiting, tmp_path, capsys):
    database, out = tmp_path / "kept.sqlite", tmp_path / "d.jsonl"
    again = ["replay", str(waiting), "--database", str(database), "--decisions", str(out)]
    assert main(again) == 0
    first = out.read_text().splitlines()
    assert [json.loads(line)["kind"] for line in first].count("message") == 3
    held = rows(database)
    whole = capsys.readouterr().out
    assert main(again) == 0
    assert sorted(out.read_text().splitlines()) == sorted(first)
    said, _, rest = capsys.readouterr().out.partition("\n")
    assert (": 0 of the 3 messages read are new." in said, rest) == (True, whole)
    assert rows(database) == held
    with waiting.open("a") as file:
        file.write(json.dumps({"id": 4, "at": 1767610000, "author": "dee", "text": "hello"}) + "\n")
    assert main(again) == 0
    assert ": 1 of the 4 messages read are new." in capsys.readouterr().out
    shown = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["id"] for row in shown if row["kind"] == "message"] == [1, 2, 3, 4]


@pytest.mark.parametrize("mode", ["suggest", "watch"])
def test_a_run_that_goes_on_tells_of_the_whole_as_one_that_was_never_stopped(quiet, tmp_path, capsys, mode):
    talk = [
        {"id": n, "at": 1767600000 + 900 * n, "author": f"m{n % 5}", "text": "How do I export my tracks as WAV?"}
        | ({"text": "Open File, then Export", "reply_to": n - 1} if n % 3 == 1 else {})
        | ({"channel": "help"} if n % 7 > 3 else {})
        for n in range(60)
    ]
    path, out = tmp_path / "t.jsonl", tmp_path / "d"
    asked = ["replay", str(path), "--decisions", str(out), "--patience", "30m", "--mode", mode]
    told = []
    for parts, kept in (((60,), []), ((30, 60), ["--database", str(tmp_path / "kept.sqlite")])):
        for count in parts:
            path.write_text("".join(json.dumps(row) + "\n" for row in talk[:count]))
            capsys.readouterr()
            assert main([*asked, *kept]) == 0
        told.append((sorted(out.read_text().splitlines()), capsys.readouterr().out))
    once, (lines, printed) = told
    said, _, rest = printed.partition("\n")
    assert ": 30 of the 60 messages read are new." in said
    assert (lines, rest) == once
    assert sum('"flag"' in line for line in lines) > 5


def test_another_export_into_the_same_database_is_taken_if_it_begins_later_and_else_refused(
    quiet, waiting, tmp_path, capsys
):
    def export(name, begins):
        rows = [{**row, "id": row["id"] + begins, "at": row["at"] + begins} for row in WAITING]
        (tmp_path / name).write_text("".join(json.dumps(row) + "\n" for row in rows))
        return ["replay", str(tmp_path / name), "--database", str(tmp_path / "kept.sqlite")]

    assert main(["replay", str(waiting), "--database", str(tmp_path / "kept.sqlite")]) == 0
    capsys.readouterr()
    assert main(export("earlier.jsonl", -600)) == 1
    shown = capsys.readouterr().err
    assert "begins on 5 Jan 2026" in shown
    assert "name another database" in shown
    assert main(export("later.jsonl", 90_000)) == 0
    shown = capsys.readouterr().out
    assert ": 3 of the 3 messages read are new." in shown
    assert "6 messages, 3 people" in shown


@pytest.fixture
def server(tmp_path):
    """Write a server's export, channels by their ids with their messages' numbers, and return how to replay it into a database kept."""
    folder = tmp_path / "server"
    folder.mkdir()

    def one(number):
        stamp = (datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=number)).isoformat()
        author = {"id": "5", "name": "mia"}
        return {"type": "Default", "timestamp": stamp, "content": f"hello there {number}", "author": author}

    def written(reacted=(), **channels):
        for name, numbers in channels.items():
            id = name.removeprefix("c")
            said = [one(number) | {"id": f"{id}{number:04}"} for number in numbers]
            for message in said:
                if int(message["id"]) % 10_000 in reacted:
                    message["reactions"] = [{"emoji": {"name": "x"}, "users": [{"id": "8"}]}]
            held = {"guild": {"id": "1"}, "channel": {"id": id, "name": name}, "messages": said}
            (folder / f"{name} [{id}].json").write_text(json.dumps(held))
        return ["replay", str(folder), "--database", str(tmp_path / "kept.sqlite")]

    return written


def test_an_export_made_again_gives_all_that_is_new_whatever_went_or_came_before(quiet, server, capsys):
    assert main(server(c11=range(0, 300, 10))) == 0
    for numbers, reacted, says in [
        ([*range(0, 100, 10), *range(150, 400, 10)], (), ": 10 of the 35 "),
        (range(100, 400, 10), (110, 120), ": 0 of the 30 "),
        ([*range(0, 100, 10), *range(150, 410, 10)], (0, 20, 30), ": 1 of the 36 "),
        ([*range(0, 100, 10), *range(150, 410, 10)], (), ": 0 of the 36 "),
    ]:
        capsys.readouterr()
        refused = main(server(reacted, c11=numbers))
        shown = capsys.readouterr()
        assert says in (shown.err if refused else shown.out)


def test_a_channel_that_came_to_an_export_is_refused_and_not_dropped(quiet, server, tmp_path, capsys):
    assert main(server(c11=range(0, 300, 10))) == 0
    held = rows(tmp_path / "kept.sqlite")
    capsys.readouterr()
    assert main(server(c12=range(5, 200, 10))) == 1
    shown = capsys.readouterr().err
    assert "has messages of 1 Jan 2024 that" in shown
    assert "Was a channel added" in shown
    assert rows(tmp_path / "kept.sqlite") == held


def test_a_database_of_an_older_version_is_gone_on_with_or_refused_with_the_reason(quiet, server, tmp_path, capsys):
    database = tmp_path / "kept.sqlite"
    asked = server(c11=range(0, 300, 10))
    assert main(asked) == 0
    with closing(sqlite3.connect(database)) as connection, connection:
        (source,) = connection.execute("select source from positions").fetchone()
        connection.execute("update positions set source = ?", (source.rpartition(" ")[0],))
    capsys.readouterr()
    assert main(server(c12=range(5, 200, 10))) == 1
    assert "was begun by an older version" in capsys.readouterr().err
    (tmp_path / "server" / "c12 [12].json").unlink()
    for says in (": 2 of the 32 ", ": 0 of the 32 "):
        assert main(server(c11=range(0, 320, 10))) == 0
        assert says in capsys.readouterr().out


def rows(database):
    """Every row of the tables that hold talk."""
    with closing(sqlite3.connect(database)) as connection:
        names = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        kept = [
            name for name in names if "_fts" not in name and "threes" not in name and not name.startswith("sqlite_")
        ]
        assert len(kept) > 5
        return {name: sorted(map(repr, connection.execute(f'select * from "{name}"'))) for name in kept}


def test_a_policy_file_that_is_wrong_is_refused_with_its_line(quiet, waiting, tmp_path, monkeypatch, capsys):
    policy = tmp_path / "policy.toml"
    policy.write_text('# mine\npatience = "soon"\n')
    monkeypatch.setenv("TWOWAY_POLICY_FILE", str(policy))
    assert main(["replay", str(waiting)]) == 1
    assert f"{policy}, line 2: patience: " in capsys.readouterr().err
