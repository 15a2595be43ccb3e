"""What measures count from. Each query starts from the community's own channels, so that the rest of the file is never walked."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from adapters.sqlite.codec import coder, moment, ticks
from adapters.sqlite.reads import Reads
from adapters.sqlite.rows import read_question
from adapters.sqlite.schema import OF_TEAM
from adapters.sqlite.tables import Tables
from bot.model import ChannelRef, CommunityRef, MessageRef, Question, Said, Spoken, To, Week
from bot.model.figures import begun_anew

LIKELY = 0.5
NOWHERE = ChannelRef(CommunityRef("", ""), "")
_week = coder(Week)

# CROSS JOIN keeps the order: first the community's channels, those awake then, then the lines of each by time.
SAID = """
WITH said AS MATERIALIZED (
    SELECT c.id AS number, c.ref AS channel, t.id, t.author, t.at,
        json_extract(t.body, '$.team', '$.mentions', '$.reading.settled', '$.reply_to',
            '$.reading.links[0].parent', '$.reading.links[0].probability', '$.reading.question') AS held,
        instr(t.body, '"poll":{') > 0 AS polled
    FROM channels c CROSS JOIN lines t
    WHERE c.community = ?1 AND c.now >= ?2 AND t.channel = c.id AND t.at >= ?2 AND t.at < ?3
        AND instr(t.body, '"bot":true') = 0
), aimed AS MATERIALIZED (
    SELECT *, coalesce(json_extract(held, '$[3]'), CASE WHEN json_extract(held, '$[5]') >= 0.5 THEN json_extract(held, '$[4]') END) AS aim FROM said
)
SELECT s.channel, s.id, s.author, s.at, s.held, s.polled, s.aim, p.author, p.at, instr(p.body, '"team":true'), instr(p.body, '"bot":true')
FROM aimed s LEFT JOIN lines p ON p.channel = s.number AND p.id = s.aim
"""


def number_of(reads: Reads, community: CommunityRef) -> int | None:
    """Return a community's number, None for one never heard of."""
    row = reads.first("SELECT id FROM communities WHERE platform = ? AND ref = ?", community.platform, community.id)
    return row and int(row[0])


def spoken(reads: Reads, community: CommunityRef, since: datetime, until: datetime) -> Spoken:
    """Return what people said in a stretch of time."""
    with reads.instant():
        number = number_of(reads, community)
        if number is None:
            return Spoken()
        span = (number, ticks(since), ticks(until))
        homes: dict[str, ChannelRef] = {}
        found = [_said(homes.setdefault(row[0], ChannelRef(community, row[0])), row) for row in reads.rows(SAID, *span)]
        lines = [_with_voters(reads, number, said) if polled else said for said, polled in found]
        team = reads.rows(
            "SELECT DISTINCT author FROM channels c CROSS JOIN lines t INDEXED BY lines_of_team"
            f" WHERE c.community = ? AND t.channel = c.id AND {OF_TEAM}",
            number,
        )
        gaps = reads.rows(
            "SELECT c.ref, g.since, g.until FROM channels c CROSS JOIN gaps g WHERE c.community = ?1 AND g.channel = c.id"
            " AND g.until > ?2 AND g.since < ?3",
            *span,
        )
    missed = sorted((ChannelRef(community, ref), moment(begin), moment(end)) for ref, begin, end in gaps)
    ordered = sorted(lines, key=lambda one: (one.at, one.ref))
    return Spoken(tuple(ordered), frozenset(row[0] for row in team), tuple(missed))


def _said(home: ChannelRef, row: Sequence[Any]) -> tuple[Said, bool]:
    """Return a line, and whether votes may count for it: a post of the team's."""
    _, id, author, at, held, polled, aim, by, when, of_team, of_bot = row
    team, mentions, settled, replied, _, _, question = json.loads(held)
    to = None if by is None else To(MessageRef(home, aim), by, moment(when), of_team > 0, of_bot > 0)
    names = tuple([name if isinstance(name, str) else name[2] for name in mentions or ()])
    settles = settled is not None and settled >= LIKELY
    asks = bool(team) and (polled > 0 or (question or 0.0) >= LIKELY)
    said = Said(MessageRef(home, id), author, moment(at), bool(team), aim is not None, to, names, settles, (), asks)
    return begun_anew(said, replied is not None), bool(team)


def _with_voters(reads: Reads, community: int, said: Said) -> Said:
    """Return a post of the team's with who voted in the poll that hangs on it."""
    rows = reads.rows(
        "SELECT DISTINCT v.member FROM channels c JOIN votes v ON v.channel = c.id WHERE c.community = ? AND c.ref = ? AND v.id = ?",
        *(community, said.ref.channel.id, said.ref.id),
    )
    if not rows:
        return said
    return replace(said, voters=tuple(sorted(row[0] for row in rows)))


def asked(reads: Reads, community: CommunityRef, since: datetime, until: datetime) -> list[Question]:
    """Return every question asked in a stretch of time."""
    rows = reads.rows(
        "SELECT c.ref, t.id, t.body FROM channels c CROSS JOIN questions t WHERE c.community = ?1 AND t.channel = c.id"
        " AND t.asked_at >= ?2 AND t.asked_at < ?3 ORDER BY t.asked_at, c.ref, t.id",
        *(number_of(reads, community), ticks(since), ticks(until)),
    )
    return [read_question(ChannelRef(community, ref), id, body) for ref, id, body in rows]


def weeks(reads: Reads, community: CommunityRef) -> list[Week]:
    """Return the weeks that were kept, oldest first."""
    rows = reads.rows("SELECT body FROM weeks WHERE community = ? ORDER BY began", number_of(reads, community))
    return [_week.unpack(json.loads(body), NOWHERE) for (body,) in rows]


def keep_week(tables: Tables, community: CommunityRef, week: Week) -> None:
    """Keep a week's figures, in the place of those kept before for it."""
    row = (tables.community(community), ticks(week.began), _week.dump(week, NOWHERE))
    tables.run("INSERT OR REPLACE INTO weeks VALUES (?, ?, ?)", row)


def communities(reads: Reads) -> list[CommunityRef]:
    """Return every community in which anybody ever spoke, in order."""
    spoken = (
        "SELECT 1 FROM channels c WHERE c.community = m.id AND EXISTS (SELECT 1 FROM lines l WHERE l.channel = c.id)"
    )
    found = reads.rows(f"SELECT platform, ref FROM communities m WHERE EXISTS ({spoken}) ORDER BY platform, ref")
    return [CommunityRef(*row) for row in found]
