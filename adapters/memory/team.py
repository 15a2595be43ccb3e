"""What is asked of the records on the team's behalf: what was put to it, and who answered. Plain and slow."""

from datetime import datetime

from adapters.memory import figures
from adapters.memory.tables import Tables
from bot.model import ChannelRef, CommunityRef
from bot.model.earlier import ANSWERED
from bot.model.heard import WINDOW, PutToTeam, answerer, unheard
from bot.model.inquiry import Answerer, Answerers, FoundAnswerers

LIMIT = 20


def put(
    tables: Tables, community: CommunityRef, inside: ChannelRef, now: datetime
) -> tuple[tuple[PutToTeam, ...], int]:
    """Return what was put to the team and waits for its response, oldest first, and how much of it there is."""
    spoken = figures.spoken(tables, community, now - WINDOW, now)
    refs = unheard(spoken, figures.asked(tables, community, now - WINDOW, now), now, inside)
    found = []
    for ref in [ref for ref in refs if ref not in tables.erased][:LIMIT]:
        message = tables.lines[ref.channel][ref.id].message
        name = tables.names.get(ref.channel, ref.channel.id)
        found.append(PutToTeam(ref, message.author, message.name, message.text, message.at, name))
    return tuple(found), sum(ref not in tables.erased for ref in refs)


def answerers(tables: Tables, inquiry: Answerers) -> FoundAnswerers:
    """Return who answered in a channel."""
    lines, found = tables.lines.get(inquiry.channel, {}), {}
    for question in tables.questions.get(inquiry.channel, {}).values():
        when = question.answered_at
        if question.status not in ANSWERED or when is None or not inquiry.since <= when < inquiry.until:
            continue
        stand = [lines[id] for id in question.responses if id in lines and lines[id].message.ref not in tables.erased]
        line = answerer(question, stand)
        if line is not None:
            found[line.message.author] = line.message.name
    named = sorted(found.items(), key=lambda pair: (pair[1].casefold(), pair[0]))
    return FoundAnswerers(tuple([Answerer(member, name) for member, name in named[:LIMIT]]))
