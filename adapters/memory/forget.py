"""Forgetting a member, table by table."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from adapters.memory.tables import Key, Row, Tables
from bot.actions import Action, Consult, Notice, addressed, nothing_left, spoken
from bot.model import ChannelRef, Delivery, MemberRef, MessageRef, Purpose
from bot.model.forgetting import Traces, freed, tombstone, would_bring_back


def erase_member(tables: Tables, member: MemberRef, fresh: Collection[Key]) -> None:
    """Leave no id, no name and no word of the member's. `fresh`: the actions of the same commit."""
    lines = [line for room in tables.lines.values() for line in room.values() if line.message.author == member]
    asked = [question for room in tables.questions.values() for question in room.values() if question.asker == member]
    traces, lost = Traces(member, lines, asked), dict[Key, datetime]()
    traces.heed((line for room in tables.lines.values() for line in room.values()), tables.surveys.values())
    _lines(tables, traces)
    _questions(tables, traces)
    _drafts(tables, traces, lost)
    _surveys(tables, traces, lost)
    for key, entry in tables.ledger.items():
        if entry.channel.community == member.community:
            tables.put(tables.ledger, key, traces.entry(entry))
    tables.refill(tables.reactions, {key: None for key in tables.reactions if key[1] != member})
    tables.refill(tables.votes, {key: vote for key, vote in tables.votes.items() if key[1] != member})
    tables.refill(tables.sessions, {key: one for key, one in tables.sessions.items() if one.member != member})
    _trials(tables, traces)
    _roster(tables, traces)
    _deck(tables, traces)
    _outbox(tables, traces, fresh, lost)
    _free(tables, lost)


def _lines(tables: Tables, traces: Traces) -> None:
    for channel, room in tables.lines.items():
        for id, line in room.items():
            if channel.community == traces.member.community:
                left = traces.line(line)
                if traces.theirs(line):
                    left = tombstone(left)
                    tables.put(tables.erased, line.message.ref, None)
                tables.put(room, id, left)


def _questions(tables: Tables, traces: Traces) -> None:
    for channel, room in tables.questions.items():
        if channel.community == traces.member.community:
            others = {id: traces.question(q) for id, q in room.items() if q.asker != traces.member}
            tables.refill(room, others)
    theirs = traces.questions | traces.messages
    timers = {key: timer for key, timer in tables.timers.items() if MessageRef(key[0], key[2]) not in theirs}
    tables.refill(tables.timers, timers)


def _drafts(tables: Tables, traces: Traces, lost: dict[Key, datetime]) -> None:
    for (channel, key), draft in list(tables.drafts.items()):
        if channel.community == traces.member.community:
            left = traces.draft(draft)
            if left is not None:
                tables.put(tables.drafts, (channel, key), left)
                continue
            if would_bring_back(draft):
                lost[channel, key] = draft.at
            tables.drop(tables.drafts, (channel, key))
            _timers(tables, channel, key)


def _surveys(tables: Tables, traces: Traces, lost: dict[Key, datetime]) -> None:
    for (channel, key), survey in list(tables.surveys.items()):
        if channel.community == traces.member.community:
            left = traces.survey(survey)
            if left is not None:
                tables.put(tables.surveys, (channel, key), left)
                continue
            if would_bring_back(survey):
                lost[channel, key] = survey.at
            tables.drop(tables.surveys, (channel, key))
            _timers(tables, channel, key)


def _timers(tables: Tables, channel: ChannelRef, key: str) -> None:
    """Take away the timers of a draft or a poll. A trial of the same name goes on without it: see `_trials`."""
    for timer in [timer for timer in tables.timers if (timer[0], timer[2]) == (channel, key)]:
        if timer[1] is not Purpose.TRIAL:
            tables.drop(tables.timers, timer)


def _trials(tables: Tables, traces: Traces) -> None:
    for (channel, key), trial in list(tables.trials.items()):
        if channel.community == traces.member.community:
            left = traces.trial(trial)
            if left is None:
                tables.drop(tables.trials, (channel, key))
                for timer in [timer for timer in tables.timers if (timer[0], timer[2]) == (channel, key)]:
                    tables.drop(tables.timers, timer)
            else:
                tables.put(tables.trials, (channel, key), left)


def _roster(tables: Tables, traces: Traces) -> None:
    for member, enlistment in list(tables.roster.items()):
        if member.community == traces.member.community:
            left = traces.enlistment(enlistment)
            if left is None:
                tables.drop(tables.roster, member)
            else:
                tables.put(tables.roster, member, left)


def _deck(tables: Tables, traces: Traces) -> None:
    for (community, id), row in list(tables.deck.items()):
        if community == traces.member.community and traces.deck_row(row) is None:
            tables.drop(tables.deck, (community, id))


def _free(tables: Tables, lost: dict[Key, datetime]) -> None:
    """Let other people's questions wait again that were to be brought back by what is lost. `lost`: when it was made."""
    for (channel, key), at in lost.items():
        room = tables.questions.get(channel, {})
        for id, question in room.items():
            if question.nudged_by == key and question.closed_at is None:
                free, timer = freed(question, key, at)
                tables.put(room, id, free)
                tables.put(tables.timers, (channel, timer.purpose, timer.subject), timer)


def _outbox(tables: Tables, traces: Traces, fresh: Collection[Key], lost: dict[Key, datetime]) -> None:
    kept: dict[Key, Row] = {}
    for (channel, key), row in tables.outbox.items():
        if channel.community != traces.member.community:
            kept[channel, key] = row
        elif isinstance(row.action, Notice) and row.action.member == traces.member and (channel, key) in fresh:
            kept[channel, key] = replace(row, passing=True)
        elif not traces.key(key):
            kept[channel, key] = _scrubbed(tables, row, traces, lost) if row.action else row
    tables.refill(tables.outbox, kept)


def _scrubbed(tables: Tables, row: Row, traces: Traces, lost: dict[Key, datetime]) -> Row:
    """Return an action's row without the member: stopped while it still can be, else without its words.

    What was asked of the records and not told yet is asked anew: what was found may show them.
    """
    action = row.action
    if isinstance(action, Consult):
        return Row(None if traces.asked(action.inquiry) else action)
    if action is None or not shows(action, traces):
        return row
    if not row.pending:
        return replace(row, action=silenced(action, traces))
    post = tables.posts.get((action.channel, action.key))
    if post is not None and post.delivery is Delivery.QUEUED:
        lost[post.channel, post.key] = post.at
        tables.put(tables.posts, (post.channel, post.key), replace(post, delivery=Delivery.CANCELLED))
    return Row(None)


def shows(action: Action, traces: Traces) -> bool:
    """Whether an action is for the member, calls them, or its words show them."""
    return addressed(action) == traces.member or traces.in_words(spoken(action))


def silenced(action: Action, traces: Traces) -> Action:
    """Return an action, which is no longer ours to stop, without its words."""
    if isinstance(action, Notice) and action.member == traces.member:
        action = replace(action, member=traces.forgotten)
    return nothing_left(action)
