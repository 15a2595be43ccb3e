"""`./run report`: what was missed, out of an export or a database, as a page by itself and as tables in which nothing runs."""

import csv
import json
import re

import pytest

from bot.__main__ import main

DAY = 86_400
BEGAN = 1_767_600_000


def town(days=24):
    """A channel in which half of the questions are answered, one of them a formula, and the brand writes now and then."""
    rows = []

    def said(author, text, at, to=None, channel="help"):
        rows.append(
            {"id": len(rows) + 1, "at": BEGAN + at, "author": author, "text": text, "channel": channel}
            | ({"reply_to": to} if to else {})
        )
        return len(rows)

    for day in range(days):
        at = day * DAY
        asked = said(f"a{day}", '=HYPERLINK("http://evil.example") how do I export a track as WAV?', at)
        if day % 2:
            said("bo", "Under File, Export, then choose WAV.", at + 600, asked)
        posted = said("Brand", "The new drum pack is out.", at + 20_000, None, "news")
        said(f"a{day}", "lovely, is it free?", at + 20_600, posted, channel="news")
        said("cy", "the snare sounds great", at + 21_000, posted, channel="news")
        said("bo", "it does", at + 21_200, len(rows), channel="news")
    return rows


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "town.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in town()), encoding="utf-8")
    return path


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_an_export_becomes_a_page_and_tables(quiet, export, tmp_path, capsys):
    page, folder = tmp_path / "missed.html", tmp_path / "tables"
    assert main(["report", str(export), "--team", "Brand", "--html", str(page), "--csv", str(folder)]) == 0
    shown = capsys.readouterr()
    assert "• Echo: 10" in shown.out
    assert "of 23 posts by the team" in shown.out
    html = page.read_text(encoding="utf-8")
    assert "What you missed in the last 90 days" in html
    for part in ("answered", "heard", "echo", "mesh"):
        assert html.count(f'href="#counted-{part}"') == 1
        assert html.count(f'id="counted-{part}"') == 1
    assert not re.search(r'(?:src|href)="(?!#|data:)', html)
    assert "<script" not in html
    questions = read(folder / "questions.csv")
    assert len(questions) >= 24
    assert all(row["text"].startswith("'=") for row in questions if "HYPERLINK" in row["text"])
    whole = {row["part"]: row for row in read(folder / "weeks.csv") if row["week"] == "whole"}
    assert float(whole["echo"]["value"]) == 1
    assert int(whole["mesh"]["cases"]) == 24 * 3 + 12
    assert {row["until"] for row in read(folder / "waits.csv")} == {"response", "answer"}
    assert sum(int(row["messages"]) for row in read(folder / "hours.csv")) == len(town())
    assert not list(tmp_path.rglob("*.part"))


def test_the_same_out_of_a_database_which_is_left_as_it_is(quiet, export, tmp_path, capsys):
    kept, first, second = tmp_path / "kept.sqlite", tmp_path / "one", tmp_path / "two"
    team = ["--team", "Brand"]
    policy = tmp_path / "policy.toml"
    policy.write_text('retention = "3650d"\n')
    assert main(["replay", str(export), *team, "--database", str(kept), "--mode", "watch"]) == 0
    before = kept.read_bytes()
    assert main(["report", str(export), *team, "--csv", str(first), "--days", "60"]) == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TWOWAY_POLICY_FILE", str(policy))
        assert main(["report", str(kept), "--csv", str(second), "--days", "60"]) == 0
    assert kept.read_bytes() == before
    for name in ("questions.csv", "weeks.csv", "waits.csv", "hours.csv"):
        assert (first / name).read_text() == (second / name).read_text()
    assert "Traceback" not in capsys.readouterr().err


def test_files_are_named_as_they_are_seen_from_where_one_stands(quiet, export, tmp_path, capsys):
    asked = ["report", export.name, "--csv", "tables", "--html", str(tmp_path / "page.html")]
    assert main(asked) == 1, "not from here"
    assert main(["--from", str(tmp_path), *asked]) == 0
    assert (tmp_path / "tables" / "weeks.csv").is_file()
    assert (tmp_path / "page.html").is_file()


def test_only_the_latest_days_count(quiet, export, tmp_path):
    assert main(["report", str(export), "--team", "Brand", "--csv", str(tmp_path / "t"), "--days", "7", "--bom"]) == 0
    text = (tmp_path / "t" / "hours.csv").read_text(encoding="utf-8")
    assert text.startswith("\ufeff")
    counts = [int(row.rpartition(",")[2]) for row in text.splitlines()[1:]]
    assert 0 < sum(counts) < len(town()) / 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--html", "/nowhere/at/all/out.html"], "/nowhere/at/all"),
        (["--csv", "/nowhere/at/all/tables"], "/nowhere/at/all"),
        (["--days", "0"], "from 1 to 3660"),
        (["--language", "tlh"], "Twoway speaks ar, de, en"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_leaves_nothing(quiet, export, tmp_path, capsys, arguments, says):
    assert main(["report", str(export), *arguments]) == 1
    shown = capsys.readouterr().err
    assert says in shown
    assert (shown.startswith("twoway: "), shown.count("\n")) == (True, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["town.jsonl"]


def test_files_that_are_none_are_said_so(quiet, tmp_path, capsys):
    empty, broken = tmp_path / "empty.jsonl", tmp_path / "broken.sqlite"
    empty.write_text("")
    broken.write_bytes(b"SQLite format 3\x00" + b"\x01" * 500)
    for path in (empty, broken, tmp_path / "nowhere.json"):
        assert main(["report", str(path)]) == 1
        shown = capsys.readouterr().err
        assert (path.name in shown, shown.count("\n")) == (True, 1), shown
