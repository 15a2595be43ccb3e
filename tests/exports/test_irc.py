"""The layouts of IRC logs, and equality with the project's reference reader where its data is at hand."""

import runpy
import tarfile
from pathlib import Path

import pytest

from adapters.exports import open_export
from bot.events import MessageSeen
from tests.exports.told import told

SHARED = Path(__file__).resolve().parents[3] / "shared"
REFERENCE = SHARED / "eval/irc_to_jsonl.py"
CORPUS = SHARED / "data/irc-train-dev.tar.xz"

LAYOUTS = {
    "minutes in brackets": "[12:18] <mia> hello\n[12:19] * mia waves\n",
    "irssi": "--- Log opened Mon Nov 15 12:17:00 2004\n12:18 < mia> hello\n12:19  * mia waves\n12:20 -!- tom [t@host] has quit [Bye]\n",
    "irssi with modes": "--- Log opened Mon Nov 15 12:17:00 2004\n12:18 <@mia> hello\n12:19  * mia waves\n",
    "date and seconds in brackets": "[2004-11-15 12:18:00] <mia> hello\n[2004-11-15 12:19:00] * mia waves\n",
    "ISO": "2004-11-15T12:18:00Z <mia> hello\n2004-11-15T13:19:00+01:00 * mia waves\n",
    "weechat": "2004-11-15 12:18:00\t@mia\thello\n2004-11-15 12:19:00\t *\tmia waves\n2004-11-15 12:20:00\t<--\ttom (t@host) has quit (Bye)\n",
    "ZNC": "[12:18:00] <mia> hello\n[12:19:00] * mia waves\n[12:20:00] *** Quits: tom (t@host) (Bye)\n",
    "hexchat": "**** BEGIN LOGGING AT Mon Nov 15 12:17:00 2004\n\nNov 15 12:18:00 <mia>\thello\nNov 15 12:19:00 *\tmia waves\n"
    "Nov 15 12:20:00 *\ttom (t@host) has quit (Bye)\n",
    "mIRC": "Session Start: Mon Nov 15 12:17:00 2004\n[12:18] <mia> hello\n[12:19] * mia waves\n[12:20] * tom sets mode: +o mia\n",
    "Windows line ends": "[12:18] <mia> hello\r\n[12:19] * mia waves\r\n",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_tells_the_same(layout: str, tmp_path: Path) -> None:
    path = tmp_path / "2004-11-15.txt"
    path.write_bytes(LAYOUTS[layout].encode())
    export = open_export(path)
    lines = LAYOUTS[layout].split("\n")
    ids = [number for number, line in enumerate(lines) if "hello" in line or "waves" in line]
    messages = [event.message for event in export if isinstance(event, MessageSeen)]
    assert [(message.ref.id, message.name, message.text) for message in messages] == [
        (str(ids[0]), "mia", "hello"),
        (str(ids[1]), "mia", "waves"),
    ]
    assert [message.at.isoformat() for message in messages] == [
        "2004-11-15T12:18:00+00:00",
        "2004-11-15T12:19:00+00:00",
    ]


def write(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def test_days_advance_when_the_clock_falls_back_by_more_than_ten_minutes(tmp_path: Path) -> None:
    text = "[23:50] <a> x\n[23:45] <a> clocks differ\n[00:01] <a> y\n[00:00] <a> z\n"
    export = open_export(write(tmp_path, "log 20041231.txt", text))
    assert [line.split(" ", 2)[2] for line in told(export)][1:] == [
        "2004-12-31T23:50:00: x",
        "2004-12-31T23:45:00: clocks differ",
        "2005-01-01T00:01:00: y",
        "2005-01-01T00:00:00: z",
    ]


def test_a_day_line_counts_once_although_the_clock_falls_back_too(tmp_path: Path) -> None:
    text = "--- Log opened Fri Dec 31 23:00:00 2004\n23:50 <a> x\n--- Day changed Sat Jan 01 2005\n00:01 <a> y\n"
    assert told(open_export(write(tmp_path, "log", text)))[-1] == "irc/3 a 2005-01-01T00:01:00: y"


def test_months_without_years_go_on_into_the_next_year(tmp_path: Path) -> None:
    text = "**** BEGIN LOGGING AT Fri Dec 31 23:00:00 2004\nDec 31 23:50:00 <a> x\nJan 01 00:01:00 <a> y\n"
    assert told(open_export(write(tmp_path, "log", text)))[-1] == "irc/2 a 2005-01-01T00:01:00: y"


def test_a_log_without_a_date_says_so(tmp_path: Path) -> None:
    export = open_export(write(tmp_path, "log", "[12:18] <a> x\n"))
    assert told(export)[-1] == "irc/0 a 1970-01-01T12:18:00: x"
    assert "days are counted from 1970-01-01" in export.tally.notes[0]


def test_clocks_stand_in_the_zone_given_with_its_summer_time(tmp_path: Path) -> None:
    text = "[2024-03-30 12:00:00] <a> winter\n[2024-03-31 12:00:00] <a> summer\n"
    assert [line.split(" ", 2)[2] for line in told(open_export(write(tmp_path, "log", text), zone="Europe/Berlin"))][
        1:
    ] == [
        "2024-03-30T11:00:00: winter",
        "2024-03-31T10:00:00: summer",
    ]


def test_what_people_do_is_no_system_line(tmp_path: Path) -> None:
    text = "[12:18] * tom has joined #tea\n[12:19] * tom has left the kettle on\n[12:20] * tom is now known as tim\n"
    export = open_export(write(tmp_path, "2024-01-01", text + "[12:21] * tim has quit smoking\n"))
    assert [line.partition(" ")[2] for line in told(export)][1:] == [
        "tom 2024-01-01T12:19:00: has left the kettle on",
        "tim 2024-01-01T12:21:00: has quit smoking",
    ]
    assert export.tally.skipped == {"system line": 2}


def test_an_impossible_time_is_broken_and_has_its_place(tmp_path: Path) -> None:
    export = open_export(write(tmp_path, "2024-01-01", "[12:18] <a> x\n[25:61] <a> y\n"))
    assert len(told(export)) == 2
    assert export.tally.broken[0].place == "line 2"


@pytest.mark.shared
@pytest.mark.skipif(
    not (REFERENCE.exists() and CORPUS.exists()), reason="the development data is not beside this checkout"
)
def test_equals_the_reference_reader_on_the_development_logs(tmp_path: Path) -> None:
    reference = runpy.run_path(str(REFERENCE))["messages"]
    with tarfile.open(CORPUS) as corpus:
        for member in corpus:
            if member.name.startswith("dev/") and member.name.endswith(".ascii.txt"):
                (tmp_path / Path(member.name).name).write_bytes(corpus.extractfile(member).read())  # type: ignore[union-attr]
    logs = sorted(tmp_path.glob("*.ascii.txt"))
    assert len(logs) == 10
    for path in logs:
        export = open_export(path)
        ours = [
            {"id": export.native_id(m.ref.id), "at": m.at.timestamp(), "author": m.name, "text": m.text}
            for m in (event.message for event in export if isinstance(event, MessageSeen))
        ]
        assert ours == list(reference(path))
