"""A file of an older Twoway has waits but no counts: they are counted when it is opened."""

import sqlite3
from contextlib import closing
from dataclasses import replace

from adapters.sqlite import SqliteStore
from bot.actions import EntryKept, QuestionKept
from bot.model import Cue, Entry, Status, Verdict
from bot.model.pace import anywhen, waited
from tests.contracts.making import GENERAL, HOME, TEAM, at, changes, question


async def test_an_older_files_waits_are_counted(tmp_path):
    path = tmp_path / "twoway.db"
    over = [
        question("1", responded_at=at(600), closed_at=at(9000)),
        question("2", channel=TEAM, closed_at=at(9000)),
        question("3", responded_at=at(600)),
        replace(question("4", closed_at=at(9000)), status=Status.DISMISSED),
        question("5"),
    ]
    store = await SqliteStore.open(path)
    await store.commit(changes(*map(QuestionKept, over)))
    await store.aclose()
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript("DROP TABLE waits; DELETE FROM _sqlite_migrations WHERE name = 'pace'")
    store = await SqliteStore.open(path)
    try:
        answered, waiting = waited(at(0), 600, True), waited(at(0), 9000, False)
        assert (await store.view(GENERAL)).pace == ((answered, 1),)
        assert (await store.view(TEAM)).pace == ((waiting, 1),)
        assert (await store.community(HOME)).pace == {anywhen(answered): 1, anywhen(waiting): 1}
    finally:
        await store.aclose()


async def test_an_older_files_questions_that_were_asked_anew_are_found_by_the_ledger(tmp_path):
    path = tmp_path / "twoway.db"
    over = [replace(question(id, closed_at=at(9000)), status=Status.EXPIRED) for id in ("1", "2")]
    why = [
        Entry(at(9000), GENERAL, Verdict.CLOSED, id, (Cue(cue),)) for id, cue in (("1", "asked_anew"), ("2", "expired"))
    ]
    store = await SqliteStore.open(path)
    await store.commit(changes(*map(QuestionKept, over), *map(EntryKept, why)))
    await store.aclose()
    for _ in range(2):
        with closing(sqlite3.connect(path)) as conn:
            conn.executescript("DELETE FROM _sqlite_migrations WHERE name = 'asked_anew'")
        store = await SqliteStore.open(path)
        found = await store.asked(HOME, at(-9), at(9))
        await store.aclose()
        assert found == [replace(over[0], asked_anew=True), over[1]]
