"""What a community's own records answer. Each query starts from the community's own channels and stops at a bound."""

import json
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from adapters.sqlite import team
from adapters.sqlite.codec import clean, ticks
from adapters.sqlite.figures import number_of
from adapters.sqlite.lately import echo, lately
from adapters.sqlite.reads import Reads
from adapters.sqlite.rows import read_line, read_question
from bot.model import ChannelRef, CommunityRef, Line, MessageRef, Question
from bot.model.earlier import LOOKED_AT, answered_before, answering
from bot.model.inquiry import (
    MOST_EARLIER,
    Answerers,
    EarlierAnswers,
    Finding,
    FoundEarlier,
    FoundStanding,
    FoundWaiting,
    Inquiry,
    Standing,
    StillWaiting,
    Waiter,
)
from bot.model.lately import Echo, Lately
from bot.model.likeness import most_alike
from bot.model.weeks import FoundWeek, WeekFigures

# The statuses stand as they do in the index of that name: SQLite uses a partial index only where it sees its test.
# Of thousands of bodies only the words are looked at, and SQLite takes them out sooner than we do. Where something is escaped it may
# be no valid text (half a surrogate pair), which SQLite could not hand over: such a body comes whole.
ANSWERED = """
SELECT t.rowid, c.ref, t.asker, CASE WHEN instr(t.body, '\\u') THEN t.body ELSE json_extract(t.body, '$.text') END,
instr(t.body, '\\u') FROM questions t JOIN channels c ON c.id = t.channel JOIN (
    SELECT t.rowid AS place, t.asked_at AS asked_at, h.ref AS ref, t.id AS id FROM channels h CROSS JOIN questions t
    INDEXED BY questions_answered WHERE h.community = ? AND t.channel = h.id AND t.status IN ('answered', 'settled')
        AND t.asked_at < ? AND h.ref IN (SELECT value FROM json_each(?))
    ORDER BY 2 DESC, 3 DESC, 4 DESC LIMIT ?
) latest ON latest.place = t.rowid ORDER BY latest.asked_at, latest.ref, latest.id
"""
WAITING = """
FROM channels c CROSS JOIN questions t INDEXED BY questions_live WHERE c.community = ? AND t.channel = c.id AND t.closed_at IS NULL
    AND t.status = 'open' AND json_extract(t.body, '$.flagged_at') IS NOT NULL
    AND coalesce(json_extract(t.body, '$.snoozed_until'), 0) <= ? AND NOT coalesce(json_extract(t.body, '$.team'), 0)
    AND (coalesce(json_extract(t.body, '$.nudged_by'), '') NOT GLOB 'poll:*' OR EXISTS (
        SELECT 1 FROM surveys s WHERE s.channel = t.channel AND s.key = json_extract(t.body, '$.nudged_by')
            AND coalesce(json_extract(s.body, '$.state'), 'idea') IN ('idea', 'drafted')))
"""


def consult(reads: Reads, inquiry: Inquiry, now: datetime) -> Finding:
    """Return what the records say, all of it of one moment; what was put to the team, of the moment before."""
    inside = inquiry.inside if isinstance(inquiry, StillWaiting) else None
    put = team.put(reads, inside.community, inside, now) if inside is not None else ((), 0)
    with reads.instant():
        match inquiry:
            case EarlierAnswers():
                return _earlier(reads, inquiry)
            case Standing(messages):
                return FoundStanding(tuple([ref for ref in messages if _stands(reads, ref)]))
            case StillWaiting(community, limit):
                return replace(_waiting(reads, community, limit, now), put=put[0], all_put=put[1])
            case Answerers():
                return team.answerers(reads, inquiry)
            case Lately():
                return lately(reads, inquiry)
            case WeekFigures():
                return FoundWeek()
            case Echo():
                return echo(reads, inquiry)
            case _:
                assert_never(inquiry)


def _earlier(reads: Reads, inquiry: EarlierAnswers) -> FoundEarlier:
    home = inquiry.question.channel
    row = reads.first(
        "SELECT id, body FROM questions WHERE channel = ? AND id = ?", reads.number(home), inquiry.question.id
    )
    if row is None:
        return FoundEarlier()
    asked, community = read_question(home, *row), home.community
    within = json.dumps([clean(channel.id) for channel in inquiry.within if channel.community == community])
    answered = reads.rows(ANSWERED, number_of(reads, community), ticks(asked.asked_at), within, LOOKED_AT)
    others = [row for row in answered if row[2] != asked.asker.id]
    texts = [json.loads(text)["text"] if escaped else text for _, _, _, text, escaped in others]
    found = []
    for likeness, place in most_alike(asked.text, texts, MOST_EARLIER):
        rowid, ref, *_ = others[place]
        id, body = reads.first("SELECT id, body FROM questions WHERE rowid = ?", rowid)
        question = read_question(ChannelRef(community, ref), id, body)
        line = answering(question, _standing(reads, question))
        if line is not None:
            found.append(answered_before(question, line, likeness))
    return FoundEarlier(tuple(found))


def _stands(reads: Reads, ref: MessageRef) -> bool:
    kept = "SELECT 1 FROM lines WHERE channel = ? AND id = ? AND NOT erased"
    return reads.first(kept, reads.number(ref.channel), ref.id) is not None


def _standing(reads: Reads, question: Question) -> list[Line]:
    """Return the lines that responded to a question, if its own still stands."""
    channel = question.ref.channel
    number, ids = reads.number(channel), (question.id, *question.responses)
    rows = reads.rows(
        "SELECT id, author, at, text, body FROM lines"
        f" WHERE channel = ? AND id IN ({', '.join('?' * len(ids))}) AND NOT erased",
        *(number, *ids),
    )
    lines = {row[0]: read_line(channel, *row) for row in rows}
    return [lines[id] for id in question.responses if id in lines] if question.id in lines else []


def _waiting(reads: Reads, community: CommunityRef, limit: int, now: datetime) -> FoundWaiting:
    values = (number_of(reads, community), ticks(now))
    rows = reads.rows(
        f"SELECT c.ref, c.name, t.id, t.body {WAITING} ORDER BY t.asked_at, c.ref, t.id LIMIT ?", *values, limit
    )
    told = [Waiter(read_question(ChannelRef(community, ref), id, body), name or ref) for ref, name, id, body in rows]
    return FoundWaiting(tuple(told), reads.first(f"SELECT count(*) {WAITING}", *values)[0])
