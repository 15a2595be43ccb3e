"""The ledger as a table: every entry once however many share a moment, what came of it beside it, nothing that runs."""

import asyncio
import csv
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.memory import MemoryStore
from adapters.phrases import read_phrases
from adapters.sqlite import SqliteStore
from bot.__main__ import main
from bot.actions import ChannelKept, EntryKept, LineKept, TrialKept
from bot.commands.ledger import write_ledger
from bot.model import Cue, Entry, Kind, Sieve, Trial, Verdict
from bot.pages import said_of
from bot.pages.ledger import COLUMNS, Walk, harmless
from tests.contracts.making import GENERAL, HOME, at, changes, line

PHRASES = read_phrases(Path(__file__).parents[2] / "prompts")
MODE, BY = Cue("mode_suggest"), Cue("done_by", (("name", "=Mira"), ("member", "8")))
EVIL = Cue("knob_set", (("knob", "team"), ("value", '=HYPERLINK("http://evil.example")')))
KEPT = (
    EntryKept(Entry(at(1), GENERAL, Verdict.DRAFTED, "nudge:1", (Cue("nobody_spoke"), MODE))),
    EntryKept(Entry(at(2), GENERAL, Verdict.POSTED, "nudge:1", (Cue("nobody_spoke"), Cue("approved"), BY))),
    EntryKept(Entry(at(3), GENERAL, Verdict.HELD, "poll:1", (Cue("held_back", (("percent", "20"),)),))),
    EntryKept(Entry(at(4), GENERAL, Verdict.CORRECTED, "+1", (EVIL,))),
    TrialKept(Trial("nudge:1", GENERAL, Kind.NUDGE, at(2), early=(2, 1), late=(5, 2))),
    TrialKept(Trial("coin:poll:1", GENERAL, Kind.POLL, at(3), held=True, early=(1, 0))),
    ChannelKept(GENERAL, "-general"),
    LineKept(line("1")),
)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


async def test_every_decision_with_its_reasons_mode_hand_and_what_came_of_it() -> None:
    store, out = MemoryStore(), io.StringIO()
    await store.commit(changes(*KEPT))
    assert await write_ledger(store, HOME, out, PHRASES, "en") == 4
    corrected, held, posted, drafted = rows(out.getvalue())
    assert tuple(corrected) == COLUMNS
    assert (drafted["mode"], drafted["by"], drafted["spoke_after_2h"]) == ("suggest", "", "")
    assert (posted["mode"], posted["by"], posted["kind"]) == ("hand", "'=Mira", "nudge")
    counted = ("spoke_after_2h", "answered_after_2h", "spoke_after_24h", "answered_after_24h")
    assert [posted[name] for name in counted] == ["2", "1", "5", "2"]
    assert [held[name] for name in counted] == ["1", "0", "", ""]
    assert held["because"].startswith("The coin held it back")
    assert (corrected["kind"], corrected["subject"], corrected["channel"]) == ("question", "'+1", "'-general")
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows(out.getvalue()) for value in row.values())


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\x00=1"])
def test_a_cell_that_would_run_is_made_harmless(cell: str) -> None:
    assert harmless(cell).startswith("'")
    assert harmless("How do I = this?") == "How do I = this?"


@pytest.mark.parametrize("shares", [1, 3, 40])
async def test_entries_of_one_moment_come_once_each_wherever_pages_end(shares: int) -> None:
    store, out = MemoryStore(), io.StringIO()
    made = [Entry(at(number // shares), GENERAL, Verdict.FLAGGED, str(number)) for number in range(41)]
    await store.commit(changes(*map(EntryKept, made)))
    assert await write_ledger(store, HOME, out, PHRASES, "en", page=4) == 41
    told = [row["subject"] for row in rows(out.getvalue())]
    assert told == [entry.subject for entry in await store.entries(HOME, Sieve(), 99)]


def test_a_walk_ends() -> None:
    walk = Walk()
    assert walk.take([]) == []
    assert walk.over


async def kept(path: Path) -> None:
    store = await SqliteStore.open(path)
    other = replace(GENERAL, community=replace(HOME, id="other"))
    await store.commit(changes(*KEPT, EntryKept(Entry(at(9) + timedelta(days=90), GENERAL, Verdict.CLOSED, "9"))))
    await store.commit(changes(LineKept(line("1", channel=other))))
    await store.aclose()


def test_the_command_writes_a_file_or_says_why_not(bot, tmp_path) -> None:
    asyncio.run(kept(tmp_path / "data.sqlite"))
    out, known = tmp_path / "ledger.csv", f"discord:{HOME.id}"
    done = bot("ledger", "--csv", out, "--database", tmp_path / "data.sqlite", "--community", known, "--bom")
    assert (done.returncode, done.stderr) == (0, "")
    assert "5 decisions" in done.stdout
    assert out.read_bytes().startswith(b"\xef\xbb\xbfat,channel,")
    assert rows(out.read_text(encoding="utf-8-sig"))[0]["verdict"] == "closed"
    assert not out.with_name("ledger.csv.part").exists()


@pytest.mark.parametrize("more", [[], ["--community", "nobody"]])
def test_which_community_has_to_be_said_where_there_are_several(more, tmp_path, capsys) -> None:
    asyncio.run(kept(tmp_path / "data.sqlite"))
    out = tmp_path / "ledger.csv"
    assert main(["ledger", "--csv", str(out), "--database", str(tmp_path / "data.sqlite"), *more]) == 1
    assert f"discord:{HOME.id}, discord:other" in capsys.readouterr().err
    assert list(tmp_path.glob("ledger*")) == []


def test_without_a_database_there_is_no_ledger(tmp_path, capsys) -> None:
    missing = tmp_path / "none.sqlite"
    assert main(["ledger", "--csv", str(tmp_path / "x.csv"), "--database", str(missing)]) == 1
    assert "there is no ledger yet" in capsys.readouterr().err
    assert not missing.exists()


def test_why_shows_the_cause_and_whose_hand_it_was_whatever_came_of_it() -> None:
    about = {(GENERAL, "nudge:1")}
    came = [Entry(at(number), GENERAL, Verdict.OUTCOME, "nudge:1", (Cue("came_of_it"),)) for number in (9, 8, 7, 6)]
    decided = [
        Entry(at(2), GENERAL, Verdict.POSTED, "nudge:1", (Cue("approved"), BY)),
        Entry(at(1), GENERAL, Verdict.DRAFTED, "nudge:1", (MODE,)),
    ]
    shown = said_of([*came, *decided], GENERAL, about)
    assert shown == [*came[:2], *decided]
