"""Lines: kept in order of arrival, replaced in their place, erased to a tombstone, and indexed for search."""

import re

from adapters.sqlite.codec import clean, ticks
from adapters.sqlite.keep import keep_draft, keep_entry, keep_question
from adapters.sqlite.rows import line_body, read_draft, read_entry, read_line, read_question
from adapters.sqlite.schema import ENTRY_QUOTES
from adapters.sqlite.tables import Tables
from bot.model import Line, MessageRef
from bot.model.forgetting import tombstone
from bot.model.unsaid import unsaid, unsaid_draft, unsaid_entry

UNSEGMENTED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff]"
)
"""Scripts that write without spaces, or glue endings on: Thai, Lao, Burmese, Khmer, Chinese, Japanese, Korean."""
MARGIN = 24 * 3600 * 1_000_000
"""A day in ticks: so far may a platform's clock be ahead of the one by which drafts and entries are dated."""


def keep_line(tables: Tables, line: Line, erased: bool = False) -> None:
    """Add a line, or put it in the place of the earlier one."""
    message = line.message
    # The index by threes ends at a NUL; the body keeps what was really said.
    channel, text = tables.channel(message.ref.channel), clean(message.text).replace("\0", "\ufffd")
    row = (message.author.id, ticks(message.at), text, line_body(line, text), erased, channel, message.ref.id)
    added = tables.run(
        "INSERT INTO lines (author, at, text, body, erased, channel, id) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        row,
    )
    if added.rowcount == 1:
        _index(tables, added.lastrowid, text)
        return
    seq, earlier = tables.run("SELECT seq, text FROM lines WHERE channel = ? AND id = ?", row[-2:]).fetchone()
    if earlier != text:
        unindex(tables, seq, earlier)
    tables.run("UPDATE lines SET author = ?, at = ?, text = ?, body = ?, erased = ? WHERE seq = ?", (*row[:5], seq))
    if earlier != text:
        _index(tables, seq, text)


def erase_line(tables: Tables, ref: MessageRef) -> None:
    """Leave a tombstone, and a question without its words. A line that was never kept leaves nothing."""
    row = (tables.channel(ref.channel), ref.id)
    found = tables.run("SELECT seq, author, at, text, body FROM lines WHERE channel = ? AND id = ?", row).fetchone()
    said = [] if found is None else [found[2]]
    if found is not None:
        bury(tables, found[0], read_line(ref.channel, ref.id, *found[1:]), found[3])
    asked = tables.run("SELECT body FROM questions WHERE channel = ? AND id = ?", row).fetchone()
    if asked is not None:
        question = read_question(ref.channel, ref.id, asked[0])
        keep_question(tables, unsaid(question))
        said.append(ticks(question.asked_at))
    if said:
        _unsay(tables, ref, row[0], min(said) - MARGIN)


def _unsay(tables: Tables, ref: MessageRef, channel: int, since: int) -> None:
    """Take the words of a line out of the reasons of the drafts and the ledger entries that are about it: from `since` (ticks) on.

    Nothing is about a line before it is said; without that bound each deletion would read all that a channel's ledger quotes.
    """
    # In a body an id of other signs may stand in other letters.
    drafts = "SELECT body FROM drafts WHERE channel = ? AND at >= ? AND instr(body, ?)"
    plain = ref.id if ref.id.isalnum() and ref.id.isascii() else ""
    for (body,) in tables.run(drafts, (channel, since, plain)).fetchall():
        draft = read_draft(ref.channel, body)
        if (left := unsaid_draft(draft, ref.id)) != draft:
            keep_draft(tables, left)
    entries = (
        "SELECT at, verdict, subject, body FROM ledger"
        f" WHERE channel = ? AND at >= ? AND ({ENTRY_QUOTES}) AND instr(':' || subject || ':', ':' || ? || ':')"
    )
    for row in tables.run(entries, (channel, since, ref.id)).fetchall():
        entry = read_entry(ref.channel, *row)
        if (said := unsaid_entry(entry, ref.id)) != entry:
            keep_entry(tables, said)


def bury(tables: Tables, seq: int, line: Line, text: str) -> None:
    """Leave a tombstone in the place of the line that a row holds. `text`: the row's, as it is indexed.

    Its author and its time stay, and so do the indexes of them.
    """
    unindex(tables, seq, text)
    body = line_body(tombstone(line), "")
    tables.run("UPDATE lines SET text = '', body = ?, erased = 1 WHERE seq = ?", (body, seq))


def _index(tables: Tables, seq: int | None, text: str) -> None:
    if text:
        tables.run("INSERT INTO lines_fts (rowid, text) VALUES (?, ?)", (seq, text))
        if not text.isascii() and UNSEGMENTED.search(text):
            tables.run("INSERT INTO lines_threes (rowid, text) VALUES (?, ?)", (seq, text))


def unindex(tables: Tables, seq: int, text: str) -> None:
    """Take a line's text out of the search indexes. They keep no copy, so they must be told what it was."""
    if text:
        tables.run("INSERT INTO lines_fts (lines_fts, rowid, text) VALUES ('delete', ?, ?)", (seq, text))
        if not text.isascii() and UNSEGMENTED.search(text):
            tables.run("INSERT INTO lines_threes (lines_threes, rowid, text) VALUES ('delete', ?, ?)", (seq, text))
