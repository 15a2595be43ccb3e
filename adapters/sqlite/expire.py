"""Letting go of what is past its retention, table by table. What was let go of before is not looked at again: see the schema's indexes."""

from datetime import datetime

from adapters.sqlite.codec import ticks
from adapters.sqlite.keep import keep_draft, keep_entry, keep_question, keep_survey
from adapters.sqlite.lines import bury
from adapters.sqlite.rows import action_body, read_action, read_draft, read_entry, read_line, read_question, read_survey
from adapters.sqlite.schema import ENTRY_QUOTES, QUESTION_QUOTES
from adapters.sqlite.tables import Tables
from bot.actions import nothing_left, quotes
from bot.model import ChannelRef
from bot.model.forgetting import expired_draft, expired_entry, expired_question, expired_survey

AT_ONCE = 1000


def expire_texts(tables: Tables, channel: ChannelRef, before: datetime) -> bool:
    """Leave no word of what was said in a channel before a moment; return whether there was any."""
    span = (tables.channel(channel), ticks(before))
    found = [_lines(tables, channel, span), _questions(tables, channel, before), _drafts(tables, channel, span)]
    found += [_surveys(tables, channel, span), _outbox(tables, channel, span)]
    for table in ("reactions", "votes"):
        tables.run(
            f"DELETE FROM {table} WHERE channel = ?1 AND EXISTS"
            f" (SELECT 1 FROM lines l WHERE l.channel = ?1 AND l.id = {table}.id AND l.at < ?2)",
            span,
        )
    written = f"SELECT at, verdict, subject, body FROM ledger WHERE channel = ? AND at < ? AND ({ENTRY_QUOTES})"
    entries = tables.run(written, span).fetchall()
    for row in entries:
        keep_entry(tables, expired_entry(read_entry(channel, *row)))
    return any(found) or bool(entries)


def _lines(tables: Tables, channel: ChannelRef, span: tuple[int, int]) -> bool:
    """Leave tombstones; return whether there was anything to bury."""
    some = False
    old = "SELECT seq, id, author, at, text, body FROM lines WHERE channel = ? AND at < ? AND NOT erased LIMIT ?"
    while rows := tables.run(old, (*span, AT_ONCE)).fetchall():
        some = True
        for seq, *row in rows:
            bury(tables, seq, read_line(channel, *row), row[3])
    # A deletion leaves the words in older segments of an index until they are merged.
    for index in ("lines_fts", "lines_threes") if some else ():
        tables.run(f"INSERT INTO {index} ({index}) VALUES ('optimize')")
    return some


def _questions(tables: Tables, channel: ChannelRef, before: datetime) -> bool:
    asked = f"SELECT id, body FROM questions WHERE channel = ? AND asked_at < ? AND ({QUESTION_QUOTES})"
    rows = tables.run(asked, (tables.channel(channel), ticks(before))).fetchall()
    for row in rows:
        keep_question(tables, expired_question(read_question(channel, *row), before))
    return bool(rows)


def _drafts(tables: Tables, channel: ChannelRef, span: tuple[int, int]) -> bool:
    rows = tables.run("SELECT body FROM drafts WHERE channel = ? AND at < ?", span).fetchall()
    for (body,) in rows:
        draft = read_draft(channel, body)
        left = expired_draft(draft)
        if left is None:
            tables.run("DELETE FROM drafts WHERE channel = ? AND key = ?", (span[0], draft.key))
        else:
            keep_draft(tables, left)
    return bool(rows)


def _outbox(tables: Tables, channel: ChannelRef, span: tuple[int, int]) -> bool:
    """Stop what still can be, and take the words out of the rest. That which moves is few, and has an index of its own."""
    waiting = (
        "SELECT seq, state, body FROM outbox WHERE state IN ('pending', 'claimed', 'settled') AND state <> 'settled'"
        " AND +channel = ? AND at < ?"
    )
    some = False
    for seq, state, body in tables.run(waiting, span).fetchall():
        action = read_action(body, channel)
        if quotes(action):
            some = True
            left = ("cancelled", "") if state == "pending" else (state, action_body(nothing_left(action), channel))
            tables.run("UPDATE outbox SET state = ?, body = ? WHERE seq = ?", (*left, seq))
    return some


def _surveys(tables: Tables, channel: ChannelRef, span: tuple[int, int]) -> bool:
    worded = """instr(body, '"question":"","options":[]') = 0 OR instr(body, '"because"') > 0"""
    rows = tables.run(f"SELECT body FROM surveys WHERE channel = ? AND at < ? AND ({worded} OR live)", span).fetchall()
    for (body,) in rows:
        keep_survey(tables, expired_survey(read_survey(channel, body)))
    return bool(rows)
