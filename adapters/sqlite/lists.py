"""What the dashboard's pages list. Each query starts from the community's own channels, and stops at its limit."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from adapters.sqlite.codec import TICK, moment, ticks
from adapters.sqlite.figures import number_of
from adapters.sqlite.reads import Reads
from adapters.sqlite.rows import read_draft, read_entry, read_question, read_survey, read_trial
from bot.model import (
    LATE,
    ChannelRef,
    CommunityRef,
    Draft,
    Entry,
    Load,
    MemberRef,
    Question,
    Sieve,
    Sought,
    Survey,
    Trial,
)
from bot.model.forgetting import plain

WIDER = (timedelta(days=2), timedelta(days=30), None)
"""How far back ledger entries are looked for: further only where that was not enough."""

EVER = 2**62
COUNTS = """(json_extract(t.body, '$.flagged_at') IS NOT NULL
    OR json_extract(t.body, '$.probability') * json_extract(t.body, '$.channel') >= 0.5)
    AND NOT coalesce(json_extract(t.body, '$.asked_anew'), 0)"""
SHOWN = "plain(coalesce(json_extract(t.body, '$.text'), '') || ' ' || coalesce(json_extract(t.body, '$.name'), ''))"


def sought(reads: Reads, community: CommunityRef, wanted: Sought, limit: int) -> Sequence[Question]:
    """Return the questions that are wanted."""
    marks = ", ".join("?" * len(wanted.statuses))
    tests = ["c.community = ?", "t.channel = c.id", "t.asked_at >= ?", f"t.status IN ({marks})"]
    values: list[object] = [number_of(reads, community), ticks(wanted.since), *wanted.statuses]
    if wanted.channel is not None:
        tests.append("c.ref = ?")
        values.append(wanted.channel.id)
    if wanted.after is not None:
        at, ref = wanted.after
        tests.append("(t.asked_at, c.ref, t.id) > (?, ?, ?)")
        values += [ticks(at), ref.channel.id, ref.id]
    tests += [COUNTS, *[f"instr({SHOWN}, ?) > 0" for _ in wanted.words]]
    rows = reads.rows(
        "SELECT c.ref, t.id, t.body FROM channels c CROSS JOIN questions t"
        f" WHERE {' AND '.join(tests)} ORDER BY t.asked_at, c.ref, t.id LIMIT ?",
        *(*values, *[plain(word) for word in wanted.words], limit),
    )
    return [read_question(ChannelRef(community, ref), id, body) for ref, id, body in rows]


def drafts(reads: Reads, community: CommunityRef, limit: int) -> Sequence[Draft]:
    """Return the drafts that wait."""
    rows = reads.rows(
        "SELECT c.ref, t.body FROM channels c CROSS JOIN drafts t WHERE c.community = ? AND t.channel = c.id"
        " AND t.state = 'waiting' ORDER BY t.at, c.ref, t.key LIMIT ?",
        *(number_of(reads, community), limit),
    )
    return [read_draft(ChannelRef(community, ref), body) for ref, body in rows]


def entries(reads: Reads, community: CommunityRef, sieve: Sieve, limit: int) -> Sequence[Entry]:
    """Return ledger entries, newest first."""
    number = number_of(reads, community)
    newest = reads.first("SELECT max(now) FROM channels WHERE community = ?", number)[0]
    end = ticks(sieve.before) if sieve.before is not None else EVER
    least = ticks(sieve.since) if sieve.since is not None else 0
    found: list[Entry] = []
    for wider in WIDER if newest is not None else (None,):
        since = max(least, min(newest, end) - wider // TICK) if wider is not None else least
        found = _entries(reads, community, number, sieve, (since, end), limit)
        if len(found) >= limit or since == least > 0:
            break
    return found


def _entries(
    reads: Reads, community: CommunityRef, number: int | None, sieve: Sieve, span: tuple[int, int], limit: int
) -> list[Entry]:
    tests, values = ["c.community = ?", "t.channel = c.id", "t.at >= ?", "t.at < ?"], [number, *span]
    rest: list[object] = []
    if sieve.channel is not None:
        tests.append("c.ref = ?")
        rest.append(sieve.channel.id)
    if sieve.verdicts:
        tests.append(f"t.verdict IN ({', '.join('?' * len(sieve.verdicts))})")
        rest += sieve.verdicts
    rows = reads.rows(
        "SELECT c.ref, t.at, t.verdict, t.subject, t.body FROM channels c CROSS JOIN ledger t"
        f" WHERE {' AND '.join(tests)} ORDER BY t.at DESC, c.ref, t.seq DESC LIMIT ?",
        *(*values, *rest, limit),
    )
    return [read_entry(ChannelRef(community, ref), *row) for ref, *row in rows]


def trials(reads: Reads, community: CommunityRef, since: datetime, until: datetime) -> Sequence[Trial]:
    """Return the trials begun in a stretch of time. Those whose day was cut into by a gap are blind."""
    rows = reads.rows(
        "SELECT c.ref, t.body, EXISTS (SELECT 1 FROM gaps g WHERE g.channel = c.id AND g.since < t.at + ?4 AND g.until > t.at)"
        " FROM channels c CROSS JOIN trials t WHERE c.community = ?1 AND t.channel = c.id AND t.at >= ?2 AND t.at < ?3"
        " ORDER BY t.at, c.ref, t.key",
        *(number_of(reads, community), ticks(since), ticks(until), LATE // TICK),
    )
    found = [(read_trial(ChannelRef(community, ref), body), cut) for ref, body, cut in rows]
    return [replace(one, blind=True) if cut else one for one, cut in found]


def surveys(reads: Reads, community: CommunityRef, since: datetime, limit: int) -> Sequence[Survey]:
    """Return the bot's polls, newest first, all that are live among them."""
    rows = reads.rows(
        "SELECT c.ref, t.body FROM channels c CROSS JOIN surveys t WHERE c.community = ? AND t.channel = c.id"
        " AND (t.live OR t.at >= ?) ORDER BY t.at DESC, c.ref DESC, t.key DESC LIMIT ?",
        *(number_of(reads, community), ticks(since), limit),
    )
    return [read_survey(ChannelRef(community, ref), body) for ref, body in rows]


def called(reads: Reads, community: CommunityRef, name: str, limit: int) -> Sequence[tuple[MemberRef, str, datetime]]:
    """Return who wrote under a name, or has this id. Walks over all that the community said: for the rare wish that came by mail."""
    number, named = number_of(reads, community), "coalesce(json_extract(t.body, '$.name'), '')"
    rows = reads.rows(
        f"SELECT t.author, {named}, max(t.at) FROM channels c CROSS JOIN lines t WHERE c.community = ?1 AND t.channel = c.id"
        " AND t.author IN (SELECT t.author FROM channels c CROSS JOIN lines t WHERE c.community = ?1 AND t.channel = c.id"
        f" AND instr(t.body, '\"bot\":true') = 0 AND (t.author = ?2 OR (?3 <> '' AND plain({named}) = ?3)))"
        " GROUP BY t.author ORDER BY 3 DESC, 1 DESC LIMIT ?4",
        *(number, name, plain(name), limit),
    )
    return [(MemberRef(community, author), called, moment(at)) for author, called, at in rows]


def load(reads: Reads, now: datetime) -> Load:
    """Return how the store fares."""
    states = "SELECT state, count(*), min(claimed_at) FROM outbox WHERE state IN ('pending', 'claimed', 'settled') GROUP BY state"
    kept = {state: (count, oldest) for state, count, oldest in reads.rows(states)}
    count, oldest = kept.get("claimed", (0, None))
    overdue = reads.first("SELECT count(*) FROM timers WHERE due < ?", ticks(now))[0]
    since = moment(oldest) if oldest is not None else None
    return Load(kept.get("pending", (0, None))[0], count, kept.get("settled", (0, None))[0], since, overdue)
