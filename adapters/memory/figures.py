"""What measures count from, and what pages list, out of plain dicts."""

from dataclasses import replace
from datetime import datetime

from adapters.memory.tables import Tables
from bot.model import (
    LATE,
    ChannelRef,
    CommunityRef,
    Draft,
    DraftState,
    Entry,
    Line,
    Load,
    MemberRef,
    Message,
    MessageRef,
    Question,
    Said,
    Sieve,
    Sought,
    Spoken,
    Survey,
    To,
    Trial,
)
from bot.model.figures import begun_anew

LIKELY = 0.5


def spoken(kept: Tables, community: CommunityRef, since: datetime, until: datetime) -> Spoken:
    """Return what people said in a stretch of time."""
    lines = [line for room in _rooms(kept, community) for line in kept.lines[room].values()]
    people = [line for line in lines if not line.message.bot]
    said = [_said(kept, line) for line in people if since <= line.message.at < until]
    gaps = sorted((channel, begin, end) for channel, begin, end in kept.gaps if channel.community == community)
    return Spoken(
        tuple(sorted(said, key=lambda one: (one.at, one.ref))),
        frozenset(line.message.author.id for line in people if line.message.team),
        tuple([gap for gap in gaps if gap[1] < until and gap[2] > since]),
    )


def _rooms(kept: Tables, community: CommunityRef) -> list[ChannelRef]:
    return [channel for channel in kept.lines if channel.community == community]


def _said(kept: Tables, line: Line) -> Said:
    message = line.message
    links = line.reading.links
    about = message.reply_to or (links[0].parent if links and links[0].probability >= LIKELY else None)
    to = kept.lines[message.ref.channel].get(about) if about is not None else None
    said = Said(
        message.ref,
        message.author.id,
        message.at,
        message.team,
        about is not None,
        _to(to.message) if to is not None else None,
        tuple([member.id for member in message.mentions]),
        line.reading.settled >= LIKELY,
        tuple(sorted(member.id for ref, member in kept.votes if ref == message.ref)) if message.team else (),
        message.team and (line.reading.question >= LIKELY or message.poll is not None),
    )
    return begun_anew(said, message.reply_to is not None)


def _to(message: Message) -> To:
    return To(message.ref, message.author.id, message.at, message.team, message.bot)


def asked(kept: Tables, community: CommunityRef, since: datetime, until: datetime) -> list[Question]:
    """Return every question asked in a stretch of time."""
    return sorted((one for one in _questions(kept, community) if since <= one.asked_at < until), key=_order)


def _questions(kept: Tables, community: CommunityRef) -> list[Question]:
    rooms = [room for channel, room in kept.questions.items() if channel.community == community]
    return [question for room in rooms for question in room.values()]


def _order(question: Question) -> tuple[datetime, MessageRef]:
    return question.asked_at, question.ref


def sought(kept: Tables, community: CommunityRef, wanted: Sought, limit: int) -> list[Question]:
    """Return the questions that are wanted."""
    found = [one for one in _questions(kept, community) if _fits(one, wanted)]
    return sorted(found, key=_order)[:limit]


def _fits(question: Question, wanted: Sought) -> bool:
    shown = f"{question.text} {question.name}".casefold()
    return (
        question.status in wanted.statuses
        and not question.asked_anew
        and question.asked_at >= wanted.since
        and wanted.channel in (None, question.ref.channel)
        and (question.flagged_at is not None or question.probability * question.channel >= LIKELY)
        and all(word.casefold() in shown for word in wanted.words)
        and (wanted.after is None or _order(question) > wanted.after)
    )


def drafts(kept: Tables, community: CommunityRef, limit: int) -> list[Draft]:
    """Return the drafts that wait."""
    found = [
        one for one in kept.drafts.values() if one.channel.community == community and one.state is DraftState.WAITING
    ]
    return sorted(found, key=lambda one: (one.at, one.channel, one.key))[:limit]


def entries(kept: Tables, community: CommunityRef, sieve: Sieve, limit: int) -> list[Entry]:
    """Return ledger entries."""
    found = [
        (number, one)
        for number, one in enumerate(kept.ledger.values())
        if one.channel.community == community
        and sieve.channel in (None, one.channel)
        and (not sieve.verdicts or one.verdict in sieve.verdicts)
        and (sieve.before is None or one.at < sieve.before)
        and (sieve.since is None or one.at >= sieve.since)
    ]
    found.sort(key=lambda pair: -pair[0])
    found.sort(key=lambda pair: pair[1].channel)
    found.sort(key=lambda pair: pair[1].at, reverse=True)
    return [one for _, one in found[:limit]]


def surveys(kept: Tables, community: CommunityRef, since: datetime, limit: int) -> list[Survey]:
    """Return the bot's polls, newest first."""
    found = [
        one for one in kept.surveys.values() if one.channel.community == community and (one.live or one.at >= since)
    ]
    return sorted(found, key=lambda one: (one.at, one.channel, one.key), reverse=True)[:limit]


def called(kept: Tables, community: CommunityRef, name: str, limit: int) -> list[tuple[MemberRef, str, datetime]]:
    """Return who wrote under a name, or has this id."""
    lines = [line.message for room in _rooms(kept, community) for line in kept.lines[room].values()]
    wanted = name.casefold()
    ids = {
        one.author
        for one in lines
        if not one.bot and (one.author.id == name or (wanted and one.name.casefold() == wanted))
    }
    latest = {one: max((m for m in lines if m.author == one), key=lambda m: (m.at, m.ref)) for one in ids}
    found = [(member, message.name, message.at) for member, message in latest.items()]
    return sorted(found, key=lambda one: (one[2], one[0]), reverse=True)[:limit]


def load(kept: Tables, now: datetime) -> Load:
    """Return how the store fares."""
    rows = [row for row in kept.outbox.values() if row.action is not None]
    claimed = [row.claimed_at for row in rows if row.claimed_at is not None and row.settlement is None]
    return Load(
        sum(row.pending for row in rows),
        len(claimed),
        sum(row.settlement is not None for row in rows),
        min(claimed, default=None),
        sum(timer.due < now for timer in kept.timers.values()),
    )


def running(kept: Tables, channel: ChannelRef) -> tuple[Trial, ...]:
    """Return a channel's open trials, by (at, key)."""
    found = [one for (home, _), one in kept.trials.items() if home == channel and one.open]
    return tuple(sorted(found, key=lambda one: (one.at, one.key)))


def trials(kept: Tables, community: CommunityRef, since: datetime, until: datetime) -> list[Trial]:
    """Return the trials begun in a stretch of time. Those whose day was cut into by a gap are blind."""
    begun = [one for one in kept.trials.values() if one.channel.community == community and since <= one.at < until]
    found = [replace(one, blind=one.blind or _cut(kept, one)) for one in begun]
    return sorted(found, key=lambda one: (one.at, one.channel, one.key))


def _cut(kept: Tables, trial: Trial) -> bool:
    gaps = [(begin, end) for channel, begin, end in kept.gaps if channel == trial.channel]
    return any(begin < trial.at + LATE and end > trial.at for begin, end in gaps)
