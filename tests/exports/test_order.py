"""Channels come out by time, whatever order the export has them in; where a channel's lines are by time, its own order stands."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from adapters.exports import open_export
from adapters.exports.jsonl_runs import pieces_of
from adapters.exports.order import Run, by_time
from bot.events import Event, MessageSeen, ReactionSeen

BEGAN = datetime(2024, 1, 1, 22, tzinfo=UTC)
CHANNELS = ("11", "12", "13")
Talk = dict[str, list[tuple[str, datetime]]]
TALK: Talk = {
    channel: [(f"{channel}{n}", BEGAN + timedelta(hours=n, minutes=int(channel))) for n in range(5)]
    for channel in CHANNELS
}
WANTED = [f"{channel}{n}" for n in range(5) for channel in CHANNELS]


def jsonl(talk: Talk, folder: Path, encoding: str = "utf-8") -> Path:
    rows = [
        {"id": id, "at": at.isoformat(), "author": "grün", "text": "hi", "channel": channel}
        for channel, said in talk.items()
        for id, at in said
    ]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n\n" for row in rows)
    (folder / "talk.jsonl").write_bytes(text.encode(encoding))
    return folder / "talk.jsonl"


def slack(talk: Talk, folder: Path) -> Path:
    (folder / "channels.json").write_text(json.dumps([{"id": channel, "name": f"c{channel}"} for channel in talk]))
    for channel, said in talk.items():
        (folder / f"c{channel}").mkdir()
        days: dict[str, list[object]] = {}
        for id, at in said:
            record = {"type": "message", "user": "U1", "text": id, "ts": f"{at.timestamp():.6f}"}
            days.setdefault(f"{at:%Y-%m-%d}", []).append(record)
        for day, records in days.items():
            (folder / f"c{channel}" / f"{day}.json").write_text(json.dumps(records))
    return folder


def discord(talk: Talk, folder: Path, parts: int = 5) -> Path:
    """Each channel in parts of a message each, as --partition names them: more than nine, if asked for."""
    for channel, said in talk.items():
        for part, (id, at) in enumerate(said, 1):
            record = {"id": id, "timestamp": at.isoformat(), "content": id, "author": {"id": "9", "name": "mia"}}
            document = {"guild": {"id": "1"}, "channel": {"id": channel, "name": "c"}, "messages": [record]}
            name = f"Home - c [{channel}]" + (f" [part {part}]" if part > 1 else "")
            (folder / f"{name}.json").write_text(json.dumps(document))
    return folder


def telegram(talk: Talk, folder: Path) -> Path:
    chats = [
        {
            "name": f"c{channel}",
            "type": "private_group",
            "id": int(channel),
            "messages": [
                {
                    "id": int(id),
                    "type": "message",
                    "date_unixtime": str(int(at.timestamp())),
                    "from_id": "user1",
                    "text": "ü",
                }
                for id, at in said
            ],
        }
        for channel, said in talk.items()
    ]
    account = {"personal_information": {"user_id": 7}, "chats": {"about": "", "list": chats[:2]}}
    account["left_chats"] = {"about": "", "list": chats[2:]}
    (folder / "result.json").write_text(json.dumps(account, ensure_ascii=False), "utf-8")
    return folder / "result.json"


def ids(path: Path) -> list[str]:
    export = open_export(path)
    said = [event.message for event in export if isinstance(event, MessageSeen)]
    assert (export.tally.broken, export.tally.cut) == ([], "")
    return [message.text if export.format == "slack" else message.ref.id for message in said]


@pytest.mark.parametrize("write", [jsonl, slack, discord, telegram])
def test_channels_one_after_the_other_come_by_time(write: Callable[[Talk, Path], Path], tmp_path: Path) -> None:
    assert ids(write(TALK, tmp_path)) == WANTED


@pytest.mark.parametrize("write", [jsonl, slack, telegram])
def test_one_channel_keeps_its_own_order(write: Callable[[Talk, Path], Path], tmp_path: Path) -> None:
    at = [BEGAN + timedelta(minutes=minutes) for minutes in (50, 10, 40, 11, 99, 0)]
    talk = {"11": [(str(number), when) for number, when in enumerate(at)]}
    assert ids(write(talk, tmp_path)) == ["0", "1", "2", "3", "4", "5"]


def test_parts_of_a_channel_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    talk = {"11": [(f"{n:02}", BEGAN) for n in range(12)]}  # the times do not tell
    assert ids(discord(talk, tmp_path)) == [f"{n:02}" for n in range(12)]


def test_a_fault_is_told_with_its_line_wherever_its_channel_stands(tmp_path: Path) -> None:
    path = jsonl(TALK, tmp_path)
    lines = path.read_text("utf-8").splitlines()
    lines[22] = "{oops"
    path.write_text("\n".join(lines) + "\n{oops", "utf-8")
    export = open_export(path)
    assert [e.message.ref.id for e in export if isinstance(e, MessageSeen)] == [one for one in WANTED if one != "131"]
    assert sorted(broken.place for broken in export.tally.broken) == ["line 23", "line 31"]
    assert export.tally.cut.startswith("the file ends within line 31, at byte ")


def test_a_file_in_utf_16_and_one_in_no_order_are_read_as_they_are(tmp_path: Path) -> None:
    assert ids(jsonl(TALK, tmp_path, "utf-16")) == sorted(WANTED)
    path, notes = jsonl(TALK, tmp_path), list[str]()
    assert (len(pieces_of(path, notes.append)), notes) == (3, [])
    assert len(pieces_of(path, notes.append, most=2)) == 1
    assert "sort them by time" in notes[0]


def test_an_account_cut_within_a_chat_gives_what_came_before(tmp_path: Path) -> None:
    path = telegram(TALK, tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b'"id": 133')])
    export = open_export(path)
    got = [e.message.ref.id for e in export if isinstance(e, MessageSeen)]
    assert got == [one for one in WANTED if one not in ("133", "134")]
    assert "the file is cut: it ends at byte " + str(path.stat().st_size) in export.tally.cut


def test_a_run_is_opened_when_its_time_comes() -> None:
    opened: list[int] = []

    def run(number: int) -> Iterator[Event]:
        opened.append(number)
        for minute in range(3):
            yield Mark(number * 10 + minute)

    class Mark(ReactionSeen):
        def __init__(self, minute: int) -> None:
            object.__setattr__(self, "at", BEGAN + timedelta(minutes=minute))

    seen = []
    for event in by_time([Run(BEGAN + timedelta(minutes=10 * n), partial(run, n)) for n in (2, 0, 1)]):
        seen.append(((event.at - BEGAN).seconds // 60, len(opened)))
    assert seen == [(0, 1), (1, 1), (2, 1), (10, 2), (11, 2), (12, 2), (20, 3), (21, 3), (22, 3)]


def test_a_reaction_made_later_comes_in_its_own_time_and_in_the_zone_of_its_message(tmp_path: Path) -> None:
    def said(id: int, minute: int, **more: object) -> dict[str, object]:
        at = BEGAN + timedelta(minutes=minute)
        clock = {"date": f"{at + timedelta(hours=2):%Y-%m-%dT%H:%M:%S}", "date_unixtime": str(int(at.timestamp()))}
        return {"id": id, "type": "message", "from_id": "user1", "text": "hi", **clock, **more}

    recent = [
        {"from_id": "user2", "date": f"{BEGAN + timedelta(hours=2, minutes=m):%Y-%m-%dT%H:%M:%S}"} for m in (90, 15)
    ]
    messages = [said(1, 0, reactions=[{"emoji": "x", "recent": recent}]), said(2, 10), said(3, 20), said(4, 30)]
    path = tmp_path / "result.json"
    path.write_text(json.dumps({"name": "T", "type": "private_group", "id": 5, "messages": messages}))
    told = [(type(event).__name__[:5], (event.at - BEGAN).seconds // 60) for event in open_export(path)][1:]
    assert told == [("Messa", 0), ("Messa", 10), ("React", 15), ("Messa", 20), ("Messa", 30), ("React", 90)]


def test_a_reaction_held_back_is_not_lost_where_the_file_is_cut(tmp_path: Path) -> None:
    hearts = [{"emoji": "x", "recent": [{"from_id": "user2", "date": "2024-01-05T00:00:00"}]}]
    rows = [
        {"id": n, "type": "message", "date_unixtime": 1704067200 + n, "from_id": "user1", "text": "hi"} for n in (1, 2)
    ]
    path = tmp_path / "result.json"
    path.write_text(json.dumps({"name": "g", "id": 5, "messages": [rows[0] | {"reactions": hearts}, rows[1]]})[:-2])
    export = open_export(path, format="telegram")
    assert [type(event).__name__ for event in export] == ["ChannelNamed", "MessageSeen", "MessageSeen", "ReactionSeen"]
    assert "the file is cut" in export.tally.cut
