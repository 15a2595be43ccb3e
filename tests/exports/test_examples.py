"""One small export of each format, and every event that comes out of it."""

import shutil
from pathlib import Path

import pytest

from adapters.exports import open_export
from bot.events import MessageSeen
from bot.model import Option, Poll
from tests.exports.told import told

EXAMPLES = Path(__file__).parent / "examples"


def test_jsonl() -> None:
    export = open_export(EXAMPLES / "twoway.jsonl")
    assert told(export) == [
        "# coffee is coffee",
        "coffee/1 mia 2023-11-14T22:13:20: does anyone know if the oat syrup is vegan?",
        "coffee/2 noor to 1 2023-11-14T22:14:30: it is, says so on the back",
        "coffee/x-3 Brand team 2023-11-14T22:15:00: We just restocked it!",
        "coffee/4 digest bot 2023-11-14T22:15:20.500000: 2 new posts",
        "main/1 liv 2023-11-14T22:15:30: morning all",
    ]
    assert (export.format, str(export.community)) == ("jsonl", "export:export")
    assert [export.native_id("1"), export.native_id("x-3")] == [1, "x-3"]


def test_discord() -> None:
    export = open_export(EXAMPLES / "discord.json", team=["KettleCo"])
    assert told(export) == [
        "# 710 is brewing",
        "710/7002 Asta(51) 2024-03-01T08:01:00.250000: hi! which grind for the small kettle?",
        "710/7002 52 reacts 👀",
        "710/7003 Boje(52) to 7002 @51 2024-03-01T08:03:00: @Asta medium, I'd say",
        "710/7004 shop-news(90) bot 2024-03-01T08:04:00: Spring sale\nAll kettles 10% off",
        "710/7005 Kettle Team(60) team 2024-03-01T08:05:00: seen on another server",
    ]
    assert (export.format, str(export.community)) == ("discord", "export:700")
    assert export.tally.skipped == {"service message": 2}
    assert export.native_id("7002") == "7002"


def test_telegram_with_topics_and_a_poll() -> None:
    export = open_export(EXAMPLES / "telegram.json", team=["trail shop", "13"])
    assert told(export) == [
        "# 1234567 is Trail Friends",
        "1234567/2 Ines(user11) @user12 2024-05-01T06:01:00: Is the ridge path open, Otto?",
        "1234567/2 user12 reacts 👍",
        "1234567/3 Otto(user12) to 2 2024-05-01T06:02:00: from Saturday on",
        "# 1234567:4 is Gear",
        "1234567:4/5 Deleted Account(user13) team 2024-05-01T06:06:00: which boots for mud?",
        "1234567:4/6 Trail Shop(channel77) team to 5 2024-05-01T06:07:00: The new ones are waxed",
        "1234567/7 Ines(user11) 2024-05-01T06:08:00: ",
        "1234567/8 Weather(user99) bot 2024-05-01T06:09:00: Rain at noon",
        "1234567/9 Otto(user12) 2024-05-01T06:10:00: 🥾",
    ]
    polls = [event.message.poll for event in export if isinstance(event, MessageSeen) and event.message.poll]
    assert polls == [Poll("When do we meet?", (Option("0", "9:00"), Option("1", "10:00")))]
    assert (export.format, str(export.community)) == ("telegram", "export:1234567")
    assert export.tally.skipped == {"service message": 2}
    assert export.native_id("9") == 9


def test_telegram_account_has_a_channel_for_each_chat_and_old_times_need_the_zone() -> None:
    export = open_export(EXAMPLES / "telegram_account.json", zone="Europe/Berlin")
    assert told(export) == [
        "# 12 is Otto",
        "12/41 Otto(user12) 2024-05-02T05:00:00: you up?",
        "# 77 is Trail News",
        "77/41 Trail News(channel77) 2024-05-02T05:30:00: Path closed",
    ]
    assert str(export.community) == "export:11"


SLACK = [
    "# C01 is general",
    "C01/1704700800.000200 dora(U01) @U02 2024-01-08T08:00:00.000200: morning <all> & @Emil K, see #help or the wiki (https://wiki.example)",
    "C01/1704700800.000200 U02 reacts wave",
    "C01/1704700860.000300 Emil K(U02) team to 1704700800.000200 2024-01-08T08:01:00.000300: thanks @here",
    "# C02 is help",
    "C02/1704701000.000100 Standup(U03) bot 2024-01-08T08:03:20.000100: What did you do yesterday?",
    "C02/1704701100.000100 guest(U09) 2024-01-08T08:05:00.000100: how do I reset my key?",
    "C01/1704787200.000000 deploys(B07) bot 2024-01-09T08:00:00: v12 is out",
]


@pytest.mark.parametrize("shape", ["folder", "zip", "zip with a folder at its top"])
def test_slack(shape: str, tmp_path: Path) -> None:
    path = EXAMPLES / "slack"
    if shape != "folder":
        top = "slack" if "top" in shape else "."
        path = Path(
            shutil.make_archive(
                str(tmp_path / "export"), "zip", EXAMPLES / "slack" / ".." if top == "slack" else path, top
            )
        )
    export = open_export(path, team=["emil.K"])
    assert told(export) == SLACK
    assert (export.format, str(export.community)) == ("slack", "export:T9")
    assert export.tally.skipped == {"service message": 1}


def test_irc() -> None:
    export = open_export(EXAMPLES / "irc_2004-11-15.log", team=["Brit"])
    assert told(export) == [
        "# #kettles is #kettles",
        "#kettles/1 ana 2004-11-15T23:50:00: anyone know a descaler that works?",
        "#kettles/2 brit team 2004-11-15T23:51:00: ana: citric acid",
        "#kettles/3 ana 2004-11-15T23:52:00: tries that",
        "#kettles/5 ana 2004-11-16T00:03:00: brit: worked, thanks",
        "#kettles/7 cleo 2004-11-16T23:59:00: late again :)",
    ]
    assert export.tally.skipped == {"system line": 2}
    assert export.native_id("7") == 7


@pytest.mark.parametrize(
    "name", ["twoway.jsonl", "discord.json", "telegram.json", "telegram_account.json", "slack", "irc_2004-11-15.log"]
)
def test_a_second_reading_tells_the_same_and_counts_anew(name: str) -> None:
    export = open_export(EXAMPLES / name)
    first, counted = list(export), (export.tally.read, dict(export.tally.skipped))
    assert first
    assert list(export) == first
    assert (export.tally.read, dict(export.tally.skipped)) == counted


def test_a_folder_of_discord_channels_is_one_export(tmp_path: Path) -> None:
    text = (EXAMPLES / "discord.json").read_text("utf-8")
    (tmp_path / "a.json").write_text(text, "utf-8")
    (tmp_path / "b.json").write_text(text.replace('"id": "710"', '"id": "711"').replace("brewing", "beans"), "utf-8")
    export = open_export(tmp_path)
    assert [line for line in told(export) if line.startswith("#")] == ["# 710 is brewing", "# 711 is beans"]
    assert export.tally.read == 8


def test_progress_goes_up_to_the_whole() -> None:
    for name in ("twoway.jsonl", "discord.json", "telegram.json", "slack", "irc_2004-11-15.log"):
        calls: list[tuple[int, int]] = []
        export = open_export(EXAMPLES / name, progress=lambda done, total, calls=calls: calls.append((done, total)))
        assert list(export)
        assert calls == sorted(calls)
        assert calls[-1] == (export.bytes_total, export.bytes_total)
