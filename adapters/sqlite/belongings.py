"""What is kept of a member, table by table. Runs on the reader's thread."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adapters.sqlite.codec import clean, moment
from adapters.sqlite.forget import named
from adapters.sqlite.reads import HOME, WHERE, Reads, home
from adapters.sqlite.records import OURS
from adapters.sqlite.rows import (
    read_action,
    read_deck_row,
    read_draft,
    read_enlistment,
    read_entry,
    read_line,
    read_post,
    read_question,
    read_settlement,
    read_survey,
    read_trial,
)
from bot.actions import addressed, spoken
from bot.model import MemberRef, MessageRef, Purpose, Receipt, Role, Session, Timer
from bot.model.belongings import Belongings, Shown
from bot.model.forgetting import Traces


def belongings(reads: Reads, member: MemberRef) -> Mapping[str, Sequence[Shown]]:
    """Return every row that bears a trace of the member, of one state of the database."""
    with reads.instant():
        kept = _Kept(reads, member)
        columns = "t.id, t.author, t.at, t.text, t.body"
        wrote = [
            read_line(home(row), *row[3:])
            for row in kept.of("lines", columns, "NOT t.erased AND t.author = ?", member.id)
        ]
        asked = [
            read_question(home(row), *row[3:]) for row in kept.of("questions", "t.id, t.body", "t.asker = ?", member.id)
        ]
        traces = Traces(member, wrote, asked)
        near, *names = named(traces)
        traces.heed(
            (read_line(home(row), *row[3:]) for row in kept.of("lines", columns, f"NOT t.erased AND ({near})", *names)),
            (read_survey(home(row), row[3]) for row in kept.of("surveys", "t.body")),
        )
        found = Belongings(traces)
        for row in kept.of("lines", columns, *_may_show(traces)):
            found.line(read_line(home(row), *row[3:]))
        for row in kept.of("questions", "t.id, t.body"):
            found.question(read_question(home(row), *row[3:]))
        _marks(kept, member, found)
        _of_the_bot(kept, member, found)
        _of_the_community(reads, member, found)
        return found.rows


class _Kept:
    """The rows of one community."""

    def __init__(self, reads: Reads, member: MemberRef) -> None:
        self._reads, self._home = reads, (member.community.platform, member.community.id)

    def of(self, table: str, columns: str, test: str = "1", *values: Any) -> Iterator[Any]:
        """Return (platform, community, channel, columns ...) of the rows that pass a test."""
        sql = f"SELECT {HOME}, {columns} FROM {table} t {WHERE} WHERE {OURS} AND ({test})"
        return iter(self._reads.rows(sql, *self._home, *values))


def _may_show(traces: Traces) -> tuple[str, ...]:
    """Return a test, and its values, that every line passes which bears a trace; some that pass bear none."""
    id = clean(traces.member.id)
    tests = [
        "t.author = ?",
        "instr(t.body, ?)",
        "instr(t.text, ?)",
        "instr(t.body, '\"bot\"')",
        "instr(t.body, '\"values\"')",
    ]
    tests += ["instr(plain(t.text), ?)"] * len(traces.names)
    values = (id, json.dumps(id, ensure_ascii=False), id, *map(clean, sorted(traces.names)))
    return (f"NOT t.erased AND ({' OR '.join(tests)})", *values)


def _marks(kept: _Kept, member: MemberRef, found: Belongings) -> None:
    """Take the member's reactions and votes."""
    for row in kept.of("reactions", "t.id, t.emoji", "t.member = ?", member.id):
        found.reaction(MessageRef(home(row), row[3]), row[4])
    votes: dict[MessageRef, list[str]] = {}
    for row in kept.of("votes", "t.id, t.option", "t.member = ?", member.id):
        votes.setdefault(MessageRef(home(row), row[3]), []).append(row[4])
    for ref, options in votes.items():
        found.vote(ref, options)


def _of_the_bot(kept: _Kept, member: MemberRef, found: Belongings) -> None:
    """Look at what the bot said, thought of, and means to do."""
    for row in kept.of("drafts", "t.body"):
        found.draft(read_draft(home(row), row[3]))
    for row in kept.of("posts", "t.body"):
        found.post(read_post(home(row), row[3]))
    for row in kept.of("surveys", "t.body"):
        found.survey(read_survey(home(row), row[3]))
    for row in kept.of("trials", "t.body"):
        found.trial(read_trial(home(row), row[3]))
    for row in kept.of("timers", "t.purpose, t.subject, t.due"):
        found.timer(Timer(home(row), Purpose(row[3]), row[4], moment(row[5])))
    for row in kept.of("ledger", "t.at, t.verdict, t.subject, t.body"):
        found.entry(read_entry(home(row), *row[3:]))
    for row in kept.of("outbox", "t.key, t.body, t.settlement", "t.body != ''"):
        action = read_action(row[4], home(row))
        found.action(home(row), row[3], type(action).__name__, spoken(action), addressed(action) == member)
        settlement = read_settlement(row[5], home(row)) if row[5] else None
        if isinstance(settlement, Receipt) and settlement.found is not None:
            found.finding(home(row), row[3], settlement.found)


def _of_the_community(reads: Reads, member: MemberRef, found: Belongings) -> None:
    """Look at what hangs on no channel: the roster, visits, choices."""
    of_home = f"JOIN communities m ON m.id = t.community WHERE {OURS}"
    ours = (member.community.platform, member.community.id)
    for who, body in reads.rows(f"SELECT t.member, t.body FROM roster t {of_home} AND t.member = ?", *ours, member.id):
        found.enlistment(read_enlistment(member.community, who, body))
    for id, body in reads.rows(f"SELECT t.id, t.body FROM deck t {of_home}", *ours):
        found.deck_row(read_deck_row(member.community, id, body))
    visits = f"SELECT t.digest, t.name, t.role, t.began, t.ends FROM sessions t {of_home} AND t.member = ?"
    for digest, name, role, began, ends in reads.rows(visits, *ours, member.id):
        found.session(Session(digest, member, name, Role(role), moment(began), moment(ends)))
    knobs = f"SELECT c.ref, t.knob, t.value FROM knobs t LEFT JOIN channels c ON c.id = t.channel {of_home}"
    for channel, knob, value in reads.rows(knobs, *ours):
        found.knob(channel, knob, value)
