"""What is kept of a community told again, as its decisions went by: for figures of the whole, where an earlier run decided a part of it.

Streams from one connection that cannot write: memory does not grow with the file.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from heapq import merge
from pathlib import Path

from adapters.sqlite.codec import moment
from adapters.sqlite.errors import explain
from adapters.sqlite.opening import connect
from adapters.sqlite.rows import read_draft, read_entry, read_line, read_question
from bot.actions import Decision, DraftKept, EntryKept, LineKept, QuestionKept
from bot.events import Event, MessageSeen, TimerDue
from bot.model import ChannelRef, CommunityRef, Purpose, Question, Status, Timer, Verdict

Told = tuple[Event, Decision]
Channels = dict[int, ChannelRef]

LINES = """
SELECT t.channel, t.id, t.author, t.at, t.text, t.body, q.body
FROM lines t LEFT JOIN questions q ON q.channel = t.channel AND q.id = t.id WHERE NOT t.erased ORDER BY t.seq
"""
ENTRIES = """
SELECT t.channel, t.at, t.verdict, t.subject, t.body, q.body, d.body
FROM ledger t LEFT JOIN questions q ON q.channel = t.channel AND q.id = t.subject
LEFT JOIN drafts d ON d.channel = t.channel AND d.key = t.subject ORDER BY t.seq
"""


def retold(path: Path, community: CommunityRef) -> Iterator[Told]:
    """Yield each line with its question, and each ledger entry, by time; at last a timer at the latest moment that was seen.

    A question is told as open, and as it stands at the end once it was flagged, or at once where it never was. The words of posts that
    never were drafts are not kept. Raises Unavailable.
    """
    try:
        with closing(connect(path, 5.0)) as conn:
            conn.execute("PRAGMA query_only = ON")
            homes = conn.execute(
                "SELECT c.id, c.ref, c.now FROM channels c JOIN communities m ON m.id = c.community WHERE m.platform = ? AND m.ref = ?",
                (community.platform, community.id),
            ).fetchall()
            channels = {number: ChannelRef(community, ref) for number, ref, _ in homes}
            yield from merge(_entries(conn, channels), _lines(conn, channels), key=lambda told: told[0].at)
            for now, number in sorted((now, number) for number, _, now in homes if now is not None)[-1:]:
                yield _at(Timer(channels[number], Purpose.RETENTION, "", moment(now))), Decision()
    except sqlite3.Error as error:
        raise explain(error, path) from error


def _lines(conn: sqlite3.Connection, channels: Channels) -> Iterator[Told]:
    for number, id, author, at, text, body, asked in conn.execute(LINES):
        if number not in channels:
            continue
        home = channels[number]
        line = read_line(home, id, author, at, text, body)
        question = read_question(home, id, asked) if asked else None
        kept = () if question is None else (QuestionKept(_as_asked(question) if question.flagged_at else question),)
        yield MessageSeen(line.message), Decision((LineKept(line), *kept))


def _entries(conn: sqlite3.Connection, channels: Channels) -> Iterator[Told]:
    for number, at, verdict, subject, body, asked, drafted in conn.execute(ENTRIES):
        if number not in channels:
            continue
        home = channels[number]
        entry = EntryKept(read_entry(home, at, verdict, subject, body))
        event = _at(Timer(home, Purpose.PATIENCE, subject, entry.entry.at))
        question = read_question(home, subject, asked) if asked else None
        if question is not None and verdict == Verdict.FLAGGED and question.flagged_at == entry.entry.at:
            yield event, Decision((QuestionKept(_as_asked(question)), entry, QuestionKept(question)))
        elif drafted:
            yield event, Decision((DraftKept(read_draft(home, drafted)), entry))
        else:
            yield event, Decision((entry,))


def _at(timer: Timer) -> TimerDue:
    return TimerDue(timer.due, timer)


def _as_asked(question: Question) -> Question:
    return replace(question, status=Status.OPEN, closed_at=None, asked_anew=False)
