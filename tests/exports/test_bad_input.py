"""What is wrong with an export must neither stop the rest nor pass unsaid."""

import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from adapters.exports import WrongExport, open_export
from bot.events import MessageSeen

EXAMPLES = Path(__file__).parent / "examples"


def line(number: int | str, text: str = "hi", **more: object) -> str:
    return json.dumps({"id": number, "at": 1700000000, "author": "mia", "text": text, **more})


def telegram(*records: str) -> str:
    return '{"name": "T", "type": "private_group", "id": 5, "messages": [' + ", ".join(records) + "]}"


def talk(number: object, text: str = '"hi"') -> str:
    return f'{{"id": {number}, "type": "message", "date_unixtime": "1700000000", "from": "mia", "from_id": "user1", "text": {text}}}'


def discord(*records: str) -> str:
    return '{"guild": {"id": "1"}, "channel": {"id": "2", "name": "c"}, "messages": [' + ", ".join(records) + "]}"


def post(number: str, text: str = '"hi"') -> str:
    return f'{{"id": "{number}", "type": "Default", "timestamp": "2024-01-01T00:00:00+00:00", "content": {text}, "author": {{"id": "9", "name": "mia"}}}}'


@dataclass(frozen=True)
class Case:
    """A file, the (id, text) that come out of it, and what the tally says."""

    content: str | bytes
    told: list[tuple[str, str]]
    skipped: dict[str, int] = field(default_factory=dict)
    place: str = ""
    why: str = ""
    note: str = ""
    cut: str = ""


HI = ("1", "hi")
CASES = {
    "empty file": Case("", []),
    "blank lines only": Case("\n\n", []),
    "telegram without messages": Case(telegram(), []),
    "discord without messages": Case(discord(), []),
    "a line that is no JSON": Case(
        f"{line(1)}\n{{oops\n{line(2)}", [HI, ("2", "hi")], {"broken": 1}, "line 2", "is not JSON"
    ),
    "a line that is a list": Case(f"{line(1)}\n[1]\n", [HI], {"broken": 1}, "line 2", "is a JSON list"),
    "no id": Case(
        f'{line(1)}\n{{"at": 1, "author": "a", "text": "t"}}\n', [HI], {"broken": 1}, "line 2", "the id is missing"
    ),
    "a broken id": Case(f"{line(1)}\n{line(2.5)}\n", [HI], {"broken": 1}, "line 2", "the id is a float"),
    "no author": Case(f'{line(1)}\n{{"id": 2, "at": 1, "text": "t"}}\n', [HI], {"broken": 1}, "line 2", "no author"),
    "text that is none": Case(
        f"{line(1)}\n{line(2, text=[])}\n", [HI], {"broken": 1}, "line 2", "its text is not a text"
    ),
    "time in words": Case(
        f"{line(1)}\n{line(2, at='yesterday')}\n", [HI], {"broken": 1}, "line 2", "'yesterday' is not ISO 8601"
    ),
    "time in milliseconds": Case(
        f"{line(1)}\n{line(2, at=1700000000000)}\n", [HI], {"broken": 1}, "line 2", "out of range"
    ),
    "time that is no number": Case(
        f"{line(1)}\n{line(2, at=float('nan'))}\n", [HI], {"broken": 1}, "line 2", "out of range"
    ),
    "too many digits": Case(f'{line(1)}\n{line(2)[:-1]}, "x": {"9" * 5000}}}\n', [HI], {"broken": 1}, "line 2"),
    "nested too deep": Case(f"{line(1)}\n{'[' * 100000}\n", [HI], {"broken": 1}, "line 2", "is nested too deep"),
    "poll of another shape": Case(f"{line(1)}\n{line(2, poll=[1])}\n", [HI], {"broken": 1}, "line 2", "its poll"),
    "last line cut": Case(
        f"{line(1)}\n{line(2)[:30]}", [HI], {"broken": 1}, "line 2", cut="the file ends within line 2, at byte 89"
    ),
    "duplicate ids": Case(f"{line(1)}\n{line(1, text='again')}\n{line('1')}\n", [HI], {"duplicate id": 2}),
    "ids out of order": Case(
        "\n".join(line(number) for number in (9, 3, 7, 3)), [("9", "hi"), ("3", "hi"), ("7", "hi")], {"duplicate id": 1}
    ),
    "clock going backwards": Case(f"{line(1)}\n{line(2, at=5)}\n", [HI, ("2", "hi")]),
    "UTF-16 with a mark": Case((line(1, "grün") + "\n").encode("utf-16"), [("1", "grün")], note="UTF-16"),
    "UTF-16 without a mark": Case(line(1).encode("utf-16-be"), [HI], note="UTF-16"),
    "UTF-16 telegram": Case(telegram(talk(1, '"grün"')).encode("utf-16"), [("1", "grün")], note="UTF-16"),
    "UTF-8 with a mark": Case(b"\xef\xbb\xbf" + line(1).encode(), [HI]),
    "Windows-1252": Case(
        line(1, "Q").replace("Q", "it’s grün").encode("cp1252"), [("1", "it’s grün")], note="Windows-1252"
    ),
    "Windows-1252 discord": Case(discord(post("1", '"grün"')).encode("cp1252"), [("1", "grün")], note="Windows-1252"),
    "one wrong byte among UTF-8": Case(
        "[12:18] <a> grün ".encode() + b"\xff\n", [("0", "grün ÿ")], note="the first about byte 18"
    ),
    "a megabyte of text": Case(line(1, "ab" * 500_000), [("1", "ab" * 500_000)]),
    "a megabyte in telegram": Case(telegram(talk(1, json.dumps('\\"' * 400_000))), [("1", '\\"' * 400_000)]),
    "NUL": Case(line(1, "a\0b") + "\n" + line(2, "Q").replace("Q", "a\0b"), [("1", "a\ufffdb"), ("2", "a\ufffdb")]),
    "lone surrogate": Case(line(1, "a\ud800b"), [("1", "a\ufffdb")]),
    "lone surrogate in telegram": Case(telegram(talk(1, '"a\\ud800"')), [("1", "a\ufffd")]),
    "right to left and emoji": Case(line(1, "שלום 👩‍👩‍👧 مرحبا \u202e"), [("1", "שלום 👩‍👩‍👧 مرحبا \u202e")]),
    "telegram's own escapes": Case(telegram(talk(1, r'"a\x1Fb \\x1F"')), [("1", "a\x1fb \\x1F")], note="escapes"),
    "a broken record in telegram": Case(
        telegram(talk(1), talk(2, "tru"), talk(3)),
        [HI, ("3", "hi")],
        {"broken": 1},
        "record 1, byte 171",
        "is not JSON",
    ),
    "a record of another kind": Case(
        telegram("7", talk(1), talk("null")), [HI], {"broken": 2}, "record 0", "is a JSON int"
    ),
    "a telegram text of another kind": Case(
        telegram(talk(1), talk(2, "7")), [HI], {"broken": 1}, "record 1", "its text is a int"
    ),
    "duplicate ids in telegram": Case(telegram(talk(1), talk(1)), [HI], {"duplicate id": 1}),
    "unsupported in telegram": Case(
        telegram('{"id": 1, "type": "unsupported"}', talk(2)), [("2", "hi")], {"unsupported message": 1}
    ),
    "telegram cut": Case(
        telegram(talk(1), talk(2))[:200], [HI], cut="it ends at byte 200, within what began at byte 171"
    ),
    "telegram cut between records": Case(telegram(talk(1))[:-2], [HI], cut="the file is cut: it ends at byte"),
    "discord cut": Case(discord(post("1"), post("2"))[:300], [HI], cut="it ends at byte 300"),
    "a broken record in discord": Case(
        discord(post("1"), '{"id": nope}', post("3")), [HI, ("3", "hi")], {"broken": 1}, "record 1, byte", "is not JSON"
    ),
    "a record without its author": Case(
        discord('{"id": "4", "timestamp": "2024-01-01T00:00:00"}', post("1")),
        [HI],
        {"broken": 1},
        "record 0",
        "has no author",
    ),
    "brackets that do not match": Case(discord(post("1"), '{"id": ]'), [HI], cut="is broken beyond its end"),
    "something after the records": Case(telegram(talk(1)) + " and more", [HI]),
    "messages before the names": Case(
        '{"messages": [' + talk(1) + '], "type": "private_group", "name": "T", "id": 5}', [HI]
    ),
    "mentions that are no list": Case(
        f"{line(1)}\n{line(2, mentions=5)}\n{line(3, mentions=None)}\n",
        [HI, ("3", "hi")],
        {"broken": 1},
        "line 2",
        "mentions",
    ),
    "telegram reactions of other shapes": Case(
        telegram(
            talk(1)[:-1] + ', "reactions": [5, {"emoji": "x", "recent": [5, {"from_id": "u", "date": "never"}]}]}',
            talk(2)[:-1] + ', "reactions": 5}',
        ),
        [HI, ("2", "hi")],
        {"broken": 4},
        "record 0",
        "has a reaction that cannot be read",
    ),
    "discord reactions of other shapes": Case(
        discord(
            post("1")[:-1] + ', "reactions": [{"emoji": "x"}, {"emoji": {"name": "x"}, "users": [3]}]}',
            post("2")[:-1] + ', "reactions": 7}',
        ),
        [HI, ("2", "hi")],
        {"broken": 3},
        "record 0",
        "has a reaction that cannot be read",
    ),
    "a log with a broken line": Case("[12:18] <a> x\nwhat is this\n", [("0", "x")], {"line in no known layout": 1}),
}


@pytest.mark.parametrize("name", CASES)
def test_the_rest_is_read_and_the_fault_is_told(name: str, tmp_path: Path) -> None:
    case, path = CASES[name], tmp_path / "2024-01-01.export"
    path.write_bytes(case.content if isinstance(case.content, bytes) else case.content.encode("utf-8", "surrogatepass"))
    export = open_export(path)
    messages = [event.message for event in export if isinstance(event, MessageSeen)]
    tally = export.tally
    assert [(message.ref.id, message.text) for message in messages] == case.told
    assert (tally.read, dict(tally.skipped)) == (len(case.told), case.skipped)
    assert all(case.place in broken.place and case.why in broken.why for broken in tally.broken[:1])
    assert bool(tally.broken) == bool(case.place)
    assert case.note in " ".join(tally.notes)
    assert bool(tally.notes) <= bool(case.note)
    assert case.cut in tally.cut
    assert bool(tally.cut) == bool(case.cut)


REFUSED = {
    "prose": ("Dear all,\nsee you soon.\n", "found text beginning 'Dear all"),
    "a web page": ("<!DOCTYPE html><html><body>Chat</body></html>", "export as JSON instead of HTML"),
    "another JSON": ('{"version": 1, "items": []}', "a JSON object that is none of these"),
    "a JSON list": ('[{"type": "message"}]', "one day of a Slack export"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "found no text"),
    "a zip cut short": (b"PK\x03\x04\x14\0\0\0", "a zip that cannot be opened"),
    "telegram cut before its first message": (telegram(talk(1))[:90], "found no message"),
    "discord with nothing but faults": (
        discord('{"id": 1}'),
        "found no message that can be read (the first: record 0: ",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_reasons(name: str, tmp_path: Path) -> None:
    content, reason = REFUSED[name]
    path = tmp_path / "export"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(WrongExport) as refusal:
        list(open_export(path))
    assert "expected" in str(refusal.value)
    assert reason in str(refusal.value)


def test_a_zip_of_other_things_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("readme.md", "hello")
    with pytest.raises(WrongExport, match="found a zip of other things"):
        open_export(tmp_path / "x.zip")


def test_a_slack_zip_with_a_spoilt_day_gives_the_other_days(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("channels.json", '[{"id": "C1", "name": "tea"}]')
        for day in (1, 2):
            archive.writestr(
                f"tea/2024-01-0{day}.json",
                json.dumps([{"type": "message", "user": "U1", "text": f"day {day}", "ts": f"{day}.0"}]),
            )
    path.write_bytes(path.read_bytes().replace(b'"text": "day 1"', b'"text": "dax 1"', 1))  # its checksum is wrong now
    export = open_export(path)
    assert [event.message.text for event in export if isinstance(event, MessageSeen)][-1] == "day 2"
    assert export.tally.broken[0].place == "tea/2024-01-01.json"


def test_slack_reactions_of_another_shape_cost_only_themselves(tmp_path: Path) -> None:
    (tmp_path / "tea").mkdir()
    (tmp_path / "channels.json").write_text('[{"id": "C1", "name": "tea"}]')
    said = [{"type": "message", "user": "U1", "text": str(n), "ts": f"{n}.0"} for n in (1, 2)]
    marks = [{"name": "+1", "users": 7}, {"name": "+1", "users": ["U2"]}]
    (tmp_path / "tea" / "2024-01-01.json").write_text(json.dumps([{**said[0], "reactions": marks}, said[1]]))
    export = open_export(tmp_path)
    assert [type(event).__name__ for event in export][1:] == ["MessageSeen", "ReactionSeen", "MessageSeen"]
    assert export.tally.skipped == {"broken": 1}


def test_no_reference_or_poll_holds_what_no_store_can_keep(tmp_path: Path) -> None:
    poll = {"question": "q\ud800", "options": [{"id": "\ud800", "text": "a\0"}] * 2}
    path = tmp_path / "x"
    path.write_text(line("\ud800", reply_to="\ud801", channel="\ud802", mentions=["\ud803"], poll=poll))
    (message,) = [event.message for event in open_export(path) if isinstance(event, MessageSeen)]
    assert (message.ref.id, message.reply_to, message.ref.channel.id) == ("\ufffd",) * 3
    assert message.poll is not None
    assert (message.poll.question, message.poll.options[0].id, message.poll.options[0].text) == (
        "q\ufffd",
        "\ufffd",
        "a\ufffd",
    )
    assert repr(message).encode()


def test_a_folder_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongExport, match="found nothing"):
        open_export(tmp_path)


def test_a_missing_file_an_unknown_format_and_an_unknown_zone(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_export(tmp_path / "none")
    with pytest.raises(ValueError, match="unknown format 'msn': expected one of discord, irc"):
        open_export(EXAMPLES / "twoway.jsonl", format="msn")
    with pytest.raises(ValueError, match="unknown time zone"):
        open_export(EXAMPLES / "twoway.jsonl", zone="Mars/Base")


def test_only_the_first_broken_records_are_kept_but_all_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text(line(1) + "\n" + "{oops\n" * 500, "utf-8")
    export = open_export(path)
    assert len(list(export)) == 1
    assert (len(export.tally.broken), export.tally.skipped["broken"]) == (20, 500)


@pytest.mark.parametrize("name", ["twoway.jsonl", "discord.json", "telegram.json", "telegram_account.json"])
def test_a_file_cut_anywhere_gives_what_came_before_or_is_refused(name: str, tmp_path: Path) -> None:
    whole = (EXAMPLES / name).read_bytes()
    export = open_export(EXAMPLES / name, zone="Europe/Berlin")  # where the account's chats come one after the other
    events, path = list(export), tmp_path / "cut"
    for size in range(1, len(whole), 37):
        path.write_bytes(whole[:size])
        try:
            cut = open_export(path, format=export.format, zone="Europe/Berlin")
            got = list(cut)
        except WrongExport:
            continue
        assert [event for event in got if isinstance(event, MessageSeen)] == [
            e for e in events if isinstance(e, MessageSeen)
        ][: cut.tally.read]


def test_a_line_without_end_is_left_out_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(f"{line(1)}\n".encode() + b"y" * 68_000_000 + f"\n{line(3)}\n".encode())
    export = open_export(path)
    assert [event.message.ref.id for event in export if isinstance(event, MessageSeen)] == ["1", "3"]
    assert str(export.tally.broken[0]) == "line 2: is longer than 64 million characters"
