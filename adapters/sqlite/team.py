"""What is asked of the records on the team's behalf: what was put to it, and who answered. Runs on the reader's thread."""

from datetime import datetime

from adapters.sqlite import figures
from adapters.sqlite.codec import ticks
from adapters.sqlite.reads import Reads
from adapters.sqlite.rows import read_line, read_question
from bot.model import ChannelRef, CommunityRef, Line, MessageRef, Question
from bot.model.heard import WINDOW, PutToTeam, answerer, unheard
from bot.model.inquiry import Answerer, Answerers, FoundAnswerers

LIMIT = 20
ASKED = 2000
"""So many answered questions of a channel are looked at, the latest."""

ANSWERED = """
SELECT id, body FROM questions INDEXED BY questions_answered WHERE channel = ?1 AND status IN ('answered', 'settled')
    AND asked_at < ?2 ORDER BY asked_at DESC, id DESC LIMIT ?3
"""


def put(reads: Reads, community: CommunityRef, inside: ChannelRef, now: datetime) -> tuple[tuple[PutToTeam, ...], int]:
    """Return what was put to the team and waits for its response, oldest first, and how much of it there is."""
    spoken = figures.spoken(reads, community, now - WINDOW, now)
    refs = unheard(spoken, figures.asked(reads, community, now - WINDOW, now), now, inside)
    found = [each for each in (_told(reads, ref) for ref in refs) if each is not None]
    return tuple(found[:LIMIT]), len(found)


def _told(reads: Reads, ref: MessageRef) -> PutToTeam | None:
    """Return a message as it is told; None where it is gone."""
    row = reads.first(
        "SELECT c.name, t.id, t.author, t.at, t.text, t.body FROM lines t JOIN channels c ON c.id = t.channel"
        " WHERE t.channel = ? AND t.id = ? AND NOT t.erased",
        *(reads.number(ref.channel), ref.id),
    )
    if row is None:
        return None
    message = read_line(ref.channel, *row[1:]).message
    return PutToTeam(ref, message.author, message.name, message.text, message.at, row[0] or ref.channel.id)


def answerers(reads: Reads, inquiry: Answerers) -> FoundAnswerers:
    """Return who answered in a channel."""
    number = reads.number(inquiry.channel)
    found = {}
    for row in reversed(reads.rows(ANSWERED, number, ticks(inquiry.until), ASKED)):
        question = read_question(inquiry.channel, *row)
        if question.answered_at is None or not inquiry.since <= question.answered_at < inquiry.until:
            continue
        line = answerer(question, _responses(reads, number, question))
        if line is not None:
            found[line.message.author] = line.message.name
    named = sorted(found.items(), key=lambda pair: (pair[1].casefold(), pair[0]))
    return FoundAnswerers(tuple([Answerer(member, name) for member, name in named[:LIMIT]]))


def _responses(reads: Reads, number: int | None, question: Question) -> list[Line]:
    """Return the lines that responded to a question, and stand."""
    ids = question.responses
    rows = reads.rows(
        "SELECT id, author, at, text, body FROM lines"
        f" WHERE channel = ? AND id IN ({', '.join('?' * len(ids))}) AND NOT erased",
        *(number, *ids),
    )
    lines = {row[0]: read_line(question.ref.channel, *row) for row in rows}
    return [lines[id] for id in ids if id in lines]
