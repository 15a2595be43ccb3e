"""What is kept of a member is given to them: every table either has an answer, or says why nobody stands in it."""

import json
import sqlite3
from contextlib import closing
from dataclasses import fields, replace

from adapters.memory import MemoryStore
from adapters.memory.tables import Tables
from adapters.sqlite import SqliteStore
from bot.actions import (
    DeckKept,
    EnlistmentKept,
    KnobSet,
    LineErased,
    LineKept,
    MemberErased,
    PostKept,
    QuestionKept,
    TrialKept,
)
from bot.model import (
    Aim,
    CommunityRef,
    DeckRow,
    DeckState,
    Enlistment,
    Kind,
    MemberRef,
    MessageRef,
    Occasion,
    Origin,
    Role,
    Session,
    Trial,
    Voice,
)
from bot.model.belongings import OF_MEMBERS, OF_NOBODY
from bot.model.deck import own_opener
from tests.contracts.conftest import Kept
from tests.contracts.making import GENERAL, HOME, at, changes, line, post, question
from tests.contracts.test_forgetting import CUT, ID, NAME, TEXT, THEM, asked, busy, theirs

SUGGESTED = own_opener("own", "What is on your bench today?", Aim.SHOWCASE, Occasion.DATE, Voice.PLAIN, Origin.MEMBER)
OTHER = "Xanthippe's private remark"
OTHERWISE = {
    "names": "channels",
    "open": "channels",
    "nows": "channels",
    "erased": "lines",
    "community_waits": "waits",
}
"""Tables in memory by the name that their rows have in the file."""


def answered(tables: set[str]) -> set[str]:
    """Return the tables that nobody has thought about."""
    return tables - set(OF_MEMBERS) - set(OF_NOBODY)


def test_every_table_in_memory_has_an_answer() -> None:
    tables = {OTHERWISE.get(field.name, field.name) for field in fields(Tables) if not field.name.startswith("_")}
    assert len(tables) > 15
    assert answered(tables) == set()
    assert answered({*tables, "diaries"}) == {"diaries"}


async def test_every_table_in_the_file_has_an_answer(tmp_path) -> None:
    store = await SqliteStore.open(tmp_path / "twoway.db")
    await store.aclose()
    with closing(sqlite3.connect(store.path)) as conn:
        found = {name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    indices = tuple(name for name in found if name in ("lines_fts", "lines_threes"))
    assert len(indices) == 2
    tables = {name for name in found if not name.startswith((*indices, "sqlite_", "_sqlite"))}
    assert len(tables) > 15
    assert answered(tables) == set()
    assert set(OF_MEMBERS) <= tables, "an answer about a table that is not there"


async def everywhere(store: Kept) -> None:
    """Let the member stand in every table."""
    await busy(store)
    await store.commit(
        changes(
            EnlistmentKept(Enlistment(THEM, NAME, at(1), ("wombats",))),
            DeckKept(HOME, DeckRow("own", DeckState.OFFERED, SUGGESTED, at=at(1), by=THEM, name=NAME)),
            KnobSet(HOME, None, "team", f"77,{ID}"),
            TrialKept(Trial("nudge:5", GENERAL, Kind.NUDGE, at(1), voices=(ID, "dora"))),
            PostKept(replace(post("about:1"), questions=("1",))),
            LineKept(line("9", OTHER, by="xanthippe")),
            QuestionKept(question("9", OTHER)),
        )
    )
    await store.keep_session(Session("digest-of-a-secret", THEM, NAME, Role.TEAM, at(1), at(900)))


async def test_a_member_gets_what_is_kept_of_them_in_every_table(store: Kept) -> None:
    await everywhere(store)
    kept = await store.belongings(THEM)
    assert list(kept) == list(OF_MEMBERS)
    assert [table for table, rows in kept.items() if not rows] == []
    said = json.dumps(kept, ensure_ascii=False)
    assert TEXT in [row.get("text") for row in kept["lines"]]
    assert TEXT in [row.get("text") for row in kept["questions"]]
    assert kept["reactions"] == [{"channel": GENERAL.id, "message": "5", "emoji": "👍"}]
    assert kept["votes"] == [{"channel": GENERAL.id, "message": "5", "options": ["1"]}]
    assert {row["value"] for row in kept["knobs"]} == {ID}
    assert CUT in said
    assert OTHER not in said
    assert "did you restart it" not in said, "other people's words are theirs, also where they name the member"
    assert "digest-of-a-secret" not in said
    assert "77" not in [row["value"] for row in kept["knobs"]]


async def test_both_stores_give_the_same(tmp_path) -> None:
    def ordered(kept):
        return {table: sorted(json.dumps(row, sort_keys=True) for row in rows) for table, rows in kept.items()}

    memory, file = MemoryStore(), await SqliteStore.open(tmp_path / "twoway.db")
    try:
        for each in (memory, file):
            await everywhere(each)
        assert ordered(await memory.belongings(THEM)) == ordered(await file.belongings(THEM))
    finally:
        await file.aclose()


async def test_who_never_was_here_has_nothing(store: Kept) -> None:
    await everywhere(store)
    for nobody in (MemberRef(HOME, "4041404140"), MemberRef(CommunityRef("telegram", "1"), ID)):
        kept = await store.belongings(nobody)
        assert {table: rows for table, rows in kept.items() if rows} == {}


async def test_what_was_taken_away_or_forgotten_is_not_given(store: Kept) -> None:
    await everywhere(store)
    await store.commit(changes(LineErased(MessageRef(GENERAL, "1"))))
    kept = await store.belongings(THEM)
    assert ("1", GENERAL.id) not in [(row["id"], row["channel"]) for row in kept["lines"]]
    await store.commit(changes(LineKept(theirs("70")), QuestionKept(asked("70")), MemberErased(THEM)))
    kept = await store.belongings(THEM)
    assert {table for table, rows in kept.items() if rows} <= {"knobs"}
