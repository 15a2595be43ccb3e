"""What is kept of a member, table by table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from adapters.memory.tables import Tables
from bot.actions import addressed, spoken
from bot.model import CommunityRef, Draft, Entry, MemberRef, Post, Receipt, Survey, Timer, Trial
from bot.model.belongings import Belongings, Shown
from bot.model.forgetting import Traces

Row = TypeVar("Row", Draft, Post, Survey, Trial, Timer, Entry)


def belongings(tables: Tables, member: MemberRef) -> Mapping[str, Sequence[Shown]]:
    """Return every row that bears a trace of the member."""
    home = member.community
    lines = [
        line
        for channel, room in tables.lines.items()
        for line in room.values()
        if channel.community == home and line.message.ref not in tables.erased
    ]
    asked = [each for channel, room in tables.questions.items() for each in room.values() if channel.community == home]
    wrote = [line for line in lines if line.message.author == member]
    traces = Traces(member, wrote, [question for question in asked if question.asker == member])
    traces.heed(lines, _in(home, tables.surveys.values()))
    found = Belongings(traces)
    for line in lines:
        found.line(line)
    for question in asked:
        found.question(question)
    for ref, who, emoji in tables.reactions:
        if who == member:
            found.reaction(ref, emoji)
    for (ref, who), options in tables.votes.items():
        if who == member:
            found.vote(ref, options)
    _of_the_bot(tables, member, found)
    for enlistment in tables.roster.values():
        found.enlistment(enlistment)
    for (community, _), row in tables.deck.items():
        if community == home:
            found.deck_row(row)
    for session in tables.sessions.values():
        found.session(session)
    for (community, channel, knob), value in tables.knobs.items():
        if community == home:
            found.knob(channel, knob, value)
    return found.rows


def _of_the_bot(tables: Tables, member: MemberRef, found: Belongings) -> None:
    """Look at what the bot said, thought of, and means to do."""
    home = member.community
    for draft in _in(home, tables.drafts.values()):
        found.draft(draft)
    for post in _in(home, tables.posts.values()):
        found.post(post)
    for survey in _in(home, tables.surveys.values()):
        found.survey(survey)
    for trial in _in(home, tables.trials.values()):
        found.trial(trial)
    for timer in _in(home, tables.timers.values()):
        found.timer(timer)
    for entry in _in(home, tables.ledger.values()):
        found.entry(entry)
    for (channel, key), row in tables.outbox.items():
        if channel.community == home and row.action is not None:
            called = addressed(row.action) == member
            found.action(channel, key, type(row.action).__name__, spoken(row.action), called)
            if isinstance(row.settlement, Receipt) and row.settlement.found is not None:
                found.finding(channel, key, row.settlement.found)


def _in(home: CommunityRef, rows: Iterable[Row]) -> Iterator[Row]:
    return (row for row in rows if row.channel.community == home)
