"""What a community lived through lately, and who took up a message. One walk over the community's lines, at most once a day."""

import json

from adapters.sqlite.codec import moment, ticks
from adapters.sqlite.figures import number_of
from adapters.sqlite.reads import Reads
from adapters.sqlite.rows import read_line, read_question
from bot.model import ChannelRef, MemberRef, Question
from bot.model.forgetting import FORGOTTEN
from bot.model.lately import (
    DAY,
    MOST_ASKED,
    MOST_LATER,
    MOST_NEW,
    RECENT,
    WEEKS,
    Echo,
    FoundEcho,
    FoundLately,
    Lately,
    Newcomer,
    asked_once,
    comparable,
    echoed,
)

# Names of fields: within a text, quotes have a backslash before them.
BOT, TEAM = "instr(t.body, '\"bot\":true') > 0", "instr(t.body, '\"team\":true') > 0"
BUSIEST = f"""
SELECT c.ref FROM channels c CROSS JOIN lines t INDEXED BY lines_by_time WHERE c.community = ? AND t.channel = c.id
    AND t.at >= ? AND t.at < ? AND NOT {BOT} AND NOT {TEAM} AND c.ref NOT IN (SELECT value FROM json_each(?))
GROUP BY c.id ORDER BY count(DISTINCT t.author) DESC, count(*) DESC, c.ref LIMIT 1
"""
EVER = f"""
SELECT count(*) FILTER (WHERE t.at < ?2), min(t.at), count(DISTINCT CASE WHEN t.at < ?2 AND NOT {TEAM} THEN nullif(t.author, ?3) END)
FROM channels c CROSS JOIN lines t INDEXED BY lines_by_time WHERE c.community = ?1 AND t.channel = c.id AND NOT {BOT}
"""
NEW = f"""
SELECT t.author, min(t.at) AS began FROM channels c CROSS JOIN lines t INDEXED BY lines_by_time
WHERE c.community = ?1 AND t.channel = c.id AND t.at < ?2 AND NOT {BOT} AND NOT {TEAM} AND t.author != ?4
GROUP BY t.author HAVING began >= ?3
"""
FIRST = f"""
SELECT c.ref, t.id, t.body FROM channels c CROSS JOIN lines t INDEXED BY lines_by_time WHERE c.community = ? AND t.channel = c.id
    AND t.at = ? AND t.author = ? AND NOT {BOT} AND NOT {TEAM} ORDER BY c.ref, t.id LIMIT 1
"""
ASKED = """
SELECT c.ref, t.id, t.body FROM channels c CROSS JOIN questions t INDEXED BY questions_asked WHERE c.community = ? AND t.channel = c.id
    AND t.asked_at >= ? AND t.asked_at < ? ORDER BY t.asked_at DESC, c.ref DESC, t.id DESC
"""


def lately(reads: Reads, inquiry: Lately) -> FoundLately:
    """Return what a community lived through."""
    home, until = inquiry.channel.community, ticks(inquiry.until)
    number = number_of(reads, home)
    if number is None:
        return FoundLately()
    without = json.dumps([channel.id for channel in inquiry.without])
    row = reads.first(BUSIEST, number, ticks(inquiry.until - RECENT), until, without)
    busiest = ChannelRef(home, row[0]) if row else None
    if busiest != inquiry.channel:
        return FoundLately(busiest)
    messages, since, members = reads.first(EVER, number, until, FORGOTTEN)
    new = reads.rows(NEW, number, until, ticks(inquiry.until - DAY), FORGOTTEN)
    first = []
    for author, began in new:
        ref, id, body = reads.first(FIRST, number, began, author)
        first.append((began, ref, id, Newcomer(MemberRef(home, author), json.loads(body).get("name", ""))))
    newcomers = tuple([found for *_, found in sorted(first, key=lambda one: one[:3])[:MOST_NEW]])
    return FoundLately(
        *(busiest, members, messages, None if since is None else moment(since)),
        *(newcomers, len(new), tuple(map(asked_once, _asked(reads, inquiry, number)))),
    )


def _asked(reads: Reads, inquiry: Lately, number: int) -> list[Question]:
    home = inquiry.channel.community
    rows = reads.rows(ASKED, number, ticks(inquiry.until - WEEKS), ticks(inquiry.until))
    found = []
    for ref, id, body in rows:
        question = read_question(ChannelRef(home, ref), id, body)
        if comparable(question):
            found.append(question)
        if len(found) == MOST_ASKED:
            break
    return found[::-1]


def echo(reads: Reads, inquiry: Echo) -> FoundEcho:
    """Return how many took up a message."""
    ref = inquiry.message
    channel, number = ref.channel, reads.number(ref.channel)
    columns = "id, author, at, text, body"
    row = reads.first(f"SELECT seq, {columns} FROM lines WHERE channel = ? AND id = ? AND NOT erased", number, ref.id)
    if row is None:
        return FoundEcho()
    later = reads.rows(
        f"SELECT erased, {columns} FROM lines WHERE channel = ? AND seq > ? ORDER BY seq LIMIT ?",
        number,
        row[0],
        MOST_LATER,
    )
    under = ChannelRef(channel.community, ref.id)
    thread = reads.rows(
        f"SELECT {columns} FROM lines WHERE channel = ? ORDER BY seq LIMIT ?", reads.number(under), MOST_LATER
    )
    marked = reads.rows(
        "SELECT member FROM reactions WHERE channel = ?1 AND id = ?2 UNION SELECT member FROM votes WHERE channel = ?1 AND id = ?2",
        *(number, ref.id),
    )
    return FoundEcho(
        echoed(
            inquiry,
            read_line(channel, *row[1:]),
            [read_line(channel, *rest) for erased, *rest in later if not erased],
            [read_line(under, *each) for each in thread],
            [member for (member,) in marked],
        )
    )
