"""Letting go of what is past its retention, table by table. What was let go of before is not looked at again: see the schema's indexes."""

from datetime import datetime

from adapters.sqlite.codec import ticks
from adapters.sqlite.keep import keep_draft, keep_entry, keep_question
from adapters.sqlite.lines import keep_line
from adapters.sqlite.rows import read_draft, read_entry, read_line, read_question
from adapters.sqlite.schema import ENTRY_QUOTES, QUESTION_QUOTES
from adapters.sqlite.tables import Tables
from bot.model import ChannelRef
from bot.model.forgetting import expired_draft, expired_entry, expired_question
from bot.view import tombstone

AT_ONCE = 1000


def expire_texts(tables: Tables, channel: ChannelRef, before: datetime) -> None:
    """Leave no word of what was said in a channel before a moment."""
    span = (tables.channel(channel), ticks(before))
    if _lines(tables, channel, span):
        for index in (
            "lines_fts",
            "lines_threes",
        ):  # a deletion leaves the words in older segments until they are merged
            tables.run(f"INSERT INTO {index} ({index}) VALUES ('optimize')")
    for table in ("reactions", "votes"):
        tables.run(
            f"DELETE FROM {table} WHERE channel = ?1 AND EXISTS"
            f" (SELECT 1 FROM lines l WHERE l.channel = ?1 AND l.id = {table}.id AND l.at < ?2)",
            span,
        )
    asked = f"SELECT id, body FROM questions WHERE channel = ? AND asked_at < ? AND ({QUESTION_QUOTES})"
    for row in tables.run(asked, span).fetchall():
        keep_question(tables, expired_question(read_question(channel, *row), before))
    written = f"SELECT at, verdict, subject, body FROM ledger WHERE channel = ? AND at < ? AND ({ENTRY_QUOTES})"
    for row in tables.run(written, span).fetchall():
        keep_entry(tables, expired_entry(read_entry(channel, *row)))
    _drafts(tables, channel, span)


def _lines(tables: Tables, channel: ChannelRef, span: tuple[int, int]) -> bool:
    """Leave tombstones; return whether there was anything to bury."""
    some = False
    old = "SELECT id, author, at, text, body FROM lines WHERE channel = ? AND at < ? AND NOT erased LIMIT ?"
    while rows := tables.run(old, (*span, AT_ONCE)).fetchall():
        for row in rows:
            keep_line(tables, tombstone(read_line(channel, *row)), erased=True)
        some = True
    return some


def _drafts(tables: Tables, channel: ChannelRef, span: tuple[int, int]) -> None:
    for (body,) in tables.run("SELECT body FROM drafts WHERE channel = ? AND at < ?", span).fetchall():
        draft = read_draft(channel, body)
        left = expired_draft(draft)
        if left is None:
            tables.run("DELETE FROM drafts WHERE channel = ? AND key = ?", (span[0], draft.key))
        else:
            keep_draft(tables, left)
