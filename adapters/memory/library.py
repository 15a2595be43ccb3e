"""What a community's own records answer. Plain and slow: what it finds is what any store has to find."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from adapters.memory import team
from adapters.memory.tables import Tables
from bot.model import ChannelRef, CommunityRef, Line, Message, MessageRef, Question, Status
from bot.model.earlier import ANSWERED, LOOKED_AT, answered_before, answering
from bot.model.forgetting import FORGOTTEN
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
from bot.model.likeness import most_alike
from bot.model.question import is_theirs
from bot.model.weeks import FoundWeek, WeekFigures


def consult(tables: Tables, inquiry: Inquiry, now: datetime) -> Finding:
    """Return what the records say."""
    match inquiry:
        case EarlierAnswers():
            return _earlier(tables, inquiry)
        case Standing(messages):
            return FoundStanding(tuple([ref for ref in messages if _stands(tables, ref)]))
        case StillWaiting(community, limit, inside):
            put, all = team.put(tables, community, inside, now) if inside is not None else ((), 0)
            return replace(_waiting(tables, community, limit, now), put=put, all_put=all)
        case Answerers():
            return team.answerers(tables, inquiry)
        case Lately():
            return _lately(tables, inquiry)
        case WeekFigures():
            return FoundWeek()
        case Echo():
            return _echo(tables, inquiry)
        case _:
            assert_never(inquiry)


def _questions(tables: Tables, community: CommunityRef) -> list[Question]:
    rooms = [room for channel, room in tables.questions.items() if channel.community == community]
    return sorted((one for room in rooms for one in room.values()), key=lambda one: (one.asked_at, one.ref))


def _earlier(tables: Tables, inquiry: EarlierAnswers) -> FoundEarlier:
    asked = tables.questions.get(inquiry.question.channel, {}).get(inquiry.question.id)
    if asked is None:
        return FoundEarlier()
    answered = [
        one
        for one in _questions(tables, inquiry.question.channel.community)
        if one.status in ANSWERED and one.asked_at < asked.asked_at and one.ref.channel in inquiry.within
    ]
    others = [one for one in answered[-LOOKED_AT:] if one.asker != asked.asker]
    found = []
    for likeness, place in most_alike(asked.text, [one.text for one in others], MOST_EARLIER):
        line = answering(others[place], _standing(tables, others[place]))
        if line is not None:
            found.append(answered_before(others[place], line, likeness))
    return FoundEarlier(tuple(found))


def _standing(tables: Tables, question: Question) -> list[Line]:
    """Return the lines that responded to a question, if its own still stands."""
    room, home = tables.lines.get(question.ref.channel, {}), question.ref.channel
    if not _stands(tables, question.ref):
        return []
    return [room[id] for id in question.responses if _stands(tables, MessageRef(home, id))]


def _stands(tables: Tables, ref: MessageRef) -> bool:
    return ref.id in tables.lines.get(ref.channel, {}) and ref not in tables.erased


def _waiting(tables: Tables, community: CommunityRef, limit: int, now: datetime) -> FoundWaiting:
    waits = [
        one
        for one in _questions(tables, community)
        if one.status is Status.OPEN and one.flagged_at is not None and one.closed_at is None and not one.put_off(now)
        if is_theirs(one, tables.surveys.get((one.ref.channel, one.nudged_by or "")))
    ]
    told = [Waiter(one, tables.names.get(one.ref.channel, one.ref.channel.id)) for one in waits[:limit]]
    return FoundWaiting(tuple(told), len(waits))


def _lately(tables: Tables, inquiry: Lately) -> FoundLately:
    home, until = inquiry.channel.community, inquiry.until
    rooms = {channel: list(room.values()) for channel, room in tables.lines.items() if channel.community == home}
    busiest = _busiest({ref: lines for ref, lines in rooms.items() if ref not in inquiry.without}, until)
    if busiest != inquiry.channel:
        return FoundLately(busiest)
    said = [line.message for lines in rooms.values() for line in lines if not line.message.bot]
    first: dict[str, Message] = {}
    for message in sorted((one for one in said if not one.team), key=lambda one: (one.at, one.ref)):
        if message.author.id != FORGOTTEN and message.at < until:
            first.setdefault(message.author.id, message)
    new = [one for one in first.values() if one.at >= until - DAY]
    asked = [one for one in _questions(tables, home) if until - WEEKS <= one.asked_at < until and comparable(one)]
    return FoundLately(
        busiest,
        len(first),
        len([one for one in said if one.at < until]),
        min((one.at for one in said), default=None),
        tuple([Newcomer(one.author, one.name) for one in new[:MOST_NEW]]),
        len(new),
        tuple(map(asked_once, asked[-MOST_ASKED:])),
    )


def _busiest(rooms: dict[ChannelRef, list[Line]], until: datetime) -> ChannelRef | None:
    """Return the channel where most members wrote lately, of those alike the one with most lines, then the first by name."""
    ranked = []
    for ref, lines in rooms.items():
        people = [line.message for line in lines if not (line.message.bot or line.message.team)]
        wrote = [one.author.id for one in people if until - RECENT <= one.at < until]
        if wrote:
            ranked.append((-len(set(wrote)), -len(wrote), ref.id, ref))
    return min(ranked)[-1] if ranked else None


def _echo(tables: Tables, inquiry: Echo) -> FoundEcho:
    ref = inquiry.message
    room = tables.lines.get(ref.channel, {})
    line = room.get(ref.id)
    if line is None or ref in tables.erased:
        return FoundEcho()
    lines = list(room.values())
    after = lines[lines.index(line) + 1 :][:MOST_LATER]
    standing = [one for one in after if one.message.ref not in tables.erased]
    thread = tables.lines.get(ChannelRef(ref.channel.community, ref.id), {}).values()
    marked = [member.id for on, member, _ in tables.reactions if on == ref]
    marked += [member.id for on, member in tables.votes if on == ref]
    return FoundEcho(echoed(inquiry, line, standing, list(thread)[:MOST_LATER], marked))
