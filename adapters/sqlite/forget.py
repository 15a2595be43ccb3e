"""Forgetting a member, table by table, down to the bytes."""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from adapters.sqlite.codec import clean, ticks
from adapters.sqlite.deck import forget_in_deck
from adapters.sqlite.lines import keep_line
from adapters.sqlite.roster import enlist, roster, strike
from adapters.sqlite.rows import (
    action_body,
    draft_body,
    entry_body,
    post_body,
    question_body,
    read_action,
    read_draft,
    read_entry,
    read_line,
    read_post,
    read_question,
    read_survey,
    read_trial,
    survey_body,
    trial_body,
)
from adapters.sqlite.tables import Tables
from bot.actions import Action, Consult, Notice, addressed, nothing_left, spoken
from bot.model import ChannelRef, Delivery, Line, MemberRef, MessageRef
from bot.model.forgetting import Traces, freed, tombstone, would_bring_back

THEIR_TIMERS = "DELETE FROM timers WHERE channel = ? AND subject = ? AND purpose <> 'trial'"
"""Those of a draft or a poll. A trial of the same name goes on without it: see `_trials`."""

VALUES = re.compile(r'"values":(\[\[.*?\]\])')


def erase_member(tables: Tables, member: MemberRef, fresh: Collection[tuple[ChannelRef, str]]) -> None:
    """Leave no id, no name and no word of the member's. `fresh`: the actions of the same commit."""
    home = tables.community(member.community)
    channels = {
        number: ChannelRef(member.community, ref)
        for number, ref in tables.run("SELECT id, ref FROM channels WHERE community = ?", (home,)).fetchall()
    }
    rows = _Rows(tables, channels)
    wrote = rows.of("lines", "id, author, at, text, body", "author = ?", member.id)
    asked = rows.of("questions", "id, body", "asker = ?", member.id)
    traces = Traces(
        member,
        [read_line(channels[number], *row) for _, number, *row in wrote],
        [read_question(channels[number], *row) for _, number, *row in asked],
    )
    lost: dict[tuple[int, str], datetime] = {}
    _heed(rows, traces)
    _lines(rows, traces)
    _questions(rows, traces)
    _drafts(rows, traces, lost)
    _surveys(rows, traces, lost)
    _trials(rows, traces)
    _roster(tables, traces)
    forget_in_deck(tables, traces)
    for rowid, number, *row in rows.of("ledger", "at, verdict, subject, body", "length(body) > 2"):
        entry = read_entry(channels[number], *row)
        if (left := traces.entry(entry)) != entry:
            tables.run("UPDATE ledger SET body = ? WHERE seq = ?", (entry_body(left), rowid))
    for number in channels:
        tables.run("DELETE FROM reactions WHERE member = ? AND channel = ?", (member.id, number))
        tables.run("DELETE FROM votes WHERE member = ? AND channel = ?", (member.id, number))
    tables.run("DELETE FROM sessions WHERE community = ? AND member = ?", (home, member.id))
    _outbox(rows, traces, fresh, lost)
    _free(rows, lost)
    for index in ("lines_fts", "lines_threes"):  # a deletion leaves the words in older segments until they are merged
        tables.run(f"INSERT INTO {index} ({index}) VALUES ('optimize')")


class _Rows:
    """The rows of one community."""

    def __init__(self, tables: Tables, channels: dict[int, ChannelRef]) -> None:
        self.tables, self.channels = tables, channels

    def of(self, table: str, columns: str, test: str = "1", *values: Any) -> Iterator[Any]:
        """Return (rowid, channel number, columns ...) of the rows that pass a test."""
        sql = f"SELECT rowid, channel, {columns} FROM {table} WHERE ({test}) ORDER BY rowid"
        return iter([row for row in self.tables.run(sql, values).fetchall() if row[1] in self.channels])


def named(traces: Traces) -> tuple[str, ...]:
    """Return a test, and its values, of lines in whose text a name of the member's stands, as a word or in one."""
    return " OR ".join(["0", *["instr(plain(text), ?)"] * len(traces.names)]), *map(clean, sorted(traces.names))


def _heed(rows: _Rows, traces: Traces) -> None:
    lines = rows.of("lines", "id, author, at, text, body", *named(traces))
    surveys = rows.of("surveys", "body")
    traces.heed(
        (read_line(rows.channels[number], *row) for _, number, *row in lines),
        (read_survey(rows.channels[number], body) for _, number, body in surveys),
    )


def _lines(rows: _Rows, traces: Traces) -> None:
    """Rewrite the lines that bear a trace: by author, id, names in the text; of the rest, by the reasons they were read for."""
    id = clean(traces.member.id)
    tests = ["author = ?", "instr(body, ?)", "instr(text, ?)", "instr(body, '\"bot\"')"]
    tests += ["instr(plain(text), ?)"] * len(traces.names)
    values = (id, json.dumps(id, ensure_ascii=False), id, *map(clean, sorted(traces.names)))
    sure = " OR ".join(tests)
    reasons = _Reasons(traces)
    columns = "erased, id, author, at, text, body"
    for _, number, erased, *row in rows.of("lines", columns, sure, *values):
        _rewrite(rows, traces, read_line(rows.channels[number], *row), bool(erased))
    for _, number, erased, *row in rows.of("lines", columns, "instr(body, '\"values\"')"):
        if reasons.show(row[-1]):
            _rewrite(rows, traces, read_line(rows.channels[number], *row), bool(erased))


def _rewrite(rows: _Rows, traces: Traces, line: Line, erased: bool) -> None:
    left = traces.line(line)
    if traces.theirs(line):
        keep_line(rows.tables, tombstone(left), erased=True)
    elif left != line:
        keep_line(rows.tables, left, erased=erased)


class _Reasons:
    """Looks at the values of a body's cues without building the line: most lines of a community have nothing to do with one member."""

    def __init__(self, traces: Traces) -> None:
        self._bears = lru_cache(100_000)(traces.bears)

    def show(self, body: str) -> bool:
        """Whether a body may show the member."""
        for values in VALUES.findall(body):
            try:
                if any(self._bears(name, value) for name, value in json.loads(values)):
                    return True
            except ValueError:  # a value with brackets of its own
                return True
        return False


def _questions(rows: _Rows, traces: Traces) -> None:
    for ref in traces.questions:
        row = (rows.tables.channel(ref.channel), ref.id)
        rows.tables.run("DELETE FROM questions WHERE channel = ? AND id = ?", row)
        rows.tables.run("DELETE FROM timers WHERE channel = ? AND subject = ?", row)
    kept = rows.tables.run("SELECT channel, subject FROM timers WHERE purpose IN ('put', 'put_shown')").fetchall()
    for number, subject in kept:
        if number in rows.channels and MessageRef(rows.channels[number], subject) in traces.messages:
            rows.tables.run("DELETE FROM timers WHERE channel = ? AND subject = ?", (number, subject))
    for rowid, number, *row in rows.of("questions", "id, body"):
        question = read_question(rows.channels[number], *row)
        if (left := traces.question(question)) != question:
            rows.tables.run("UPDATE questions SET body = ? WHERE rowid = ?", (question_body(left), rowid))


def _drafts(rows: _Rows, traces: Traces, lost: dict[tuple[int, str], datetime]) -> None:
    for rowid, number, key, body in rows.of("drafts", "key, body"):
        draft = read_draft(rows.channels[number], body)
        left = traces.draft(draft)
        if left is None:
            if would_bring_back(draft):
                lost[number, key] = draft.at
            rows.tables.run("DELETE FROM drafts WHERE rowid = ?", (rowid,))
            rows.tables.run(THEIR_TIMERS, (number, key))
        elif left != draft:
            rows.tables.run("UPDATE drafts SET body = ? WHERE rowid = ?", (draft_body(left), rowid))


def _surveys(rows: _Rows, traces: Traces, lost: dict[tuple[int, str], datetime]) -> None:
    for rowid, number, key, body in rows.of("surveys", "key, body"):
        survey = read_survey(rows.channels[number], body)
        left = traces.survey(survey)
        if left is None:
            if would_bring_back(survey):
                lost[number, key] = survey.at
            rows.tables.run("DELETE FROM surveys WHERE rowid = ?", (rowid,))
            rows.tables.run(THEIR_TIMERS, (number, key))
        elif left != survey:
            rows.tables.run("UPDATE surveys SET body = ? WHERE rowid = ?", (survey_body(left), rowid))


def _trials(rows: _Rows, traces: Traces) -> None:
    for rowid, number, key, body in rows.of("trials", "key, body"):
        trial = read_trial(rows.channels[number], body)
        left = traces.trial(trial)
        if left is None:
            rows.tables.run("DELETE FROM trials WHERE rowid = ?", (rowid,))
            rows.tables.run("DELETE FROM timers WHERE channel = ? AND subject = ?", (number, key))
        elif left != trial:
            rows.tables.run("UPDATE trials SET body = ? WHERE rowid = ?", (trial_body(left), rowid))


def _roster(tables: Tables, traces: Traces) -> None:
    for kept in roster(tables, traces.member.community):
        left = traces.enlistment(kept)
        if left is None:
            strike(tables, kept.member)
        elif left != kept:
            enlist(tables, left)


def _free(rows: _Rows, lost: dict[tuple[int, str], datetime]) -> None:
    """Let other people's questions wait again that were to be brought back by what is lost. `lost`: when it was made."""
    for rowid, number, *row in rows.of("questions", "id, body", "closed_at IS NULL") if lost else ():
        question = read_question(rows.channels[number], *row)
        key = question.nudged_by or ""
        if (number, key) in lost:
            free, timer = freed(question, key, lost[number, key])
            rows.tables.run("UPDATE questions SET body = ? WHERE rowid = ?", (question_body(free), rowid))
            due = (number, timer.purpose, timer.subject, ticks(timer.due))
            rows.tables.run("INSERT OR REPLACE INTO timers VALUES (?, ?, ?, ?)", due)


def _outbox(
    rows: _Rows, traces: Traces, fresh: Collection[tuple[ChannelRef, str]], lost: dict[tuple[int, str], datetime]
) -> None:
    for seq, number, key, state, body in rows.of("outbox", "key, state, body"):
        home = rows.channels[number]
        action = read_action(body, home) if body else None
        if isinstance(action, Notice) and action.member == traces.member and (home, key) in fresh:
            rows.tables.run("UPDATE outbox SET passing = 1 WHERE seq = ?", (seq,))
        elif traces.key(key):
            rows.tables.run("DELETE FROM outbox WHERE seq = ?", (seq,))
        elif isinstance(action, Consult):  # asked anew: what was found and not told yet may show them
            tables = rows.tables
            tables.run(
                "UPDATE outbox SET state = 'pending', claimed_at = NULL, settled_at = NULL, settlement = NULL WHERE seq = ?",
                (seq,),
            )
            if traces.asked(action.inquiry):
                tables.run("UPDATE outbox SET state = 'cancelled', body = '' WHERE seq = ?", (seq,))
        elif action and _shows(action, traces) and state == "pending":
            rows.tables.run("UPDATE outbox SET state = 'cancelled', body = '' WHERE seq = ?", (seq,))
            if (at := _cancel_post(rows.tables, number, home, key)) is not None:
                lost[number, key] = at
        elif action and _shows(action, traces):
            rows.tables.run(
                "UPDATE outbox SET body = ? WHERE seq = ?", (action_body(_silenced(action, traces), home), seq)
            )


def _cancel_post(tables: Tables, number: int, home: ChannelRef, key: str) -> datetime | None:
    """Cancel the post of an action, if it is not out; return when it was made."""
    found = tables.run("SELECT body FROM posts WHERE channel = ? AND key = ?", (number, key)).fetchone()
    post = read_post(home, found[0]) if found else None
    if post is not None and post.delivery is Delivery.QUEUED:
        body = post_body(replace(post, delivery=Delivery.CANCELLED))
        tables.run("UPDATE posts SET body = ? WHERE channel = ? AND key = ?", (body, number, key))
        return post.at
    return None


def _shows(action: Action, traces: Traces) -> bool:
    """Whether an action is for the member, calls them, or its words show them."""
    return addressed(action) == traces.member or traces.in_words(spoken(action))


def _silenced(action: Action, traces: Traces) -> Action:
    """Return an action, which is no longer ours to stop, without its words."""
    if isinstance(action, Notice) and action.member == traces.member:
        action = replace(action, member=traces.forgotten)
    return nothing_left(action)
