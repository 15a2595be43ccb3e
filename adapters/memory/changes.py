"""What each change does to the tables."""

from collections.abc import Collection
from itertools import chain, repeat
from typing import assert_never

from adapters.memory.expire import expire_texts
from adapters.memory.forget import erase_member
from adapters.memory.tables import Key, Row, Tables
from bot.actions import (
    ActionCancelled,
    ActionTold,
    Change,
    ChannelKept,
    CountAdded,
    DeckDropped,
    DeckKept,
    DraftKept,
    EnlistmentEnded,
    EnlistmentKept,
    EntryKept,
    GapKept,
    KnobSet,
    LineErased,
    LineKept,
    MemberErased,
    PostKept,
    QuestionKept,
    ReactionKept,
    SurveyKept,
    TextsExpired,
    TimerCleared,
    TimerSet,
    TrialKept,
    VoteKept,
    WaitCounted,
)
from bot.model import ChannelRef, Line, MessageRef, Receipt, Waited
from bot.model.forgetting import tombstone
from bot.model.pace import anywhen
from bot.model.unsaid import unsaid, unsaid_draft, unsaid_entry
from bot.ports import Commit


def save(tables: Tables, commit: Commit) -> None:
    """Save a commit. Actions first, so that a change of the same batch can cancel or forget them."""
    fresh = []
    for action, at in zip(commit.actions, chain(commit.moments, repeat(None)), strict=False):
        if (action.channel, action.key) not in tables.outbox:
            tables.put(tables.outbox, (action.channel, action.key), Row(action, at=at))
            fresh.append((action.channel, action.key))
    for change in commit.changes:
        _apply(tables, change, fresh)
    for channel, now in commit.nows:
        tables.put(tables.nows, channel, max(now, tables.nows.get(channel, now)))
    if commit.source is not None:
        tables.put(tables.positions, commit.source, commit.position)


def _apply(tables: Tables, change: Change, fresh: Collection[Key]) -> None:
    match change:
        case LineKept(line):
            keep_line(tables, line)
        case LineErased(ref):
            _erase_line(tables, ref)
        case QuestionKept(question):
            tables.put(tables.questions.setdefault(question.ref.channel, {}), question.id, question)
        case WaitCounted(channel, waited, amount):
            _count_wait(tables, channel, waited, amount)
        case DraftKept(draft):
            tables.put(tables.drafts, (draft.channel, draft.key), draft)
        case PostKept(post):
            tables.put(tables.posts, (post.channel, post.key), post)
        case SurveyKept(survey):
            tables.put(tables.surveys, (survey.channel, survey.key), survey)
        case TrialKept(trial):
            tables.put(tables.trials, (trial.channel, trial.key), trial)
        case EntryKept(entry):
            tables.put(tables.ledger, (entry.channel, entry.at, entry.verdict, entry.subject), entry)
        case TimerSet(timer):
            tables.put(tables.timers, (timer.channel, timer.purpose, timer.subject), timer)
        case TimerCleared(timer):
            tables.drop(tables.timers, (timer.channel, timer.purpose, timer.subject))
        case ActionTold(channel, key):
            row = tables.outbox.get((channel, key))
            if row and row.settlement and row.passing:
                rest = {place: other for place, other in tables.outbox.items() if place != (channel, key)}
                tables.refill(tables.outbox, rest)
            elif row and row.settlement:
                left = Receipt() if isinstance(row.settlement, Receipt) and row.settlement.found else row.settlement
                told = Row(None, row.claimed_at, left, row.settled_at)
                tables.put(tables.outbox, (channel, key), told)
        case ActionCancelled(channel, key):
            row = tables.outbox.get((channel, key))
            if row and row.pending:
                tables.put(tables.outbox, (channel, key), Row(None))
        case MemberErased(member):
            erase_member(tables, member, fresh)
        case TextsExpired(channel, before):
            expire_texts(tables, channel, before)
        case _:
            _note(tables, change)


Noted = (
    ReactionKept
    | VoteKept
    | GapKept
    | ChannelKept
    | CountAdded
    | KnobSet
    | EnlistmentKept
    | EnlistmentEnded
    | DeckKept
    | DeckDropped
)


def _note(tables: Tables, change: Noted) -> None:
    match change:
        case ReactionKept(ref, member, emoji, added):
            if added:
                tables.put(tables.reactions, (ref, member, emoji), None)
            else:
                tables.drop(tables.reactions, (ref, member, emoji))
        case VoteKept(ref, member, options):
            if options:
                tables.put(tables.votes, (ref, member), options)
            else:
                tables.drop(tables.votes, (ref, member))
        case GapKept(channel, since, until):
            tables.put(tables.gaps, (channel, since, until), None)
        case ChannelKept(channel, name, is_open):
            tables.put(tables.names, channel, name)
            if is_open:
                tables.put(tables.open, channel, None)
            else:
                tables.drop(tables.open, channel)
        case CountAdded(community, name, amount):
            tables.put(tables.counts, (community, name), tables.counts.get((community, name), 0) + amount)
        case KnobSet(community, place, knob, value):
            tables.put(tables.knobs, (community, place.id if place else None, knob), value)
        case EnlistmentKept(enlistment):
            tables.put(tables.roster, enlistment.member, enlistment)
        case DeckKept(community, kept):
            tables.put(tables.deck, (community, kept.id), kept)
        case DeckDropped(community, id):
            tables.drop(tables.deck, (community, id))
        case EnlistmentEnded(member):
            tables.drop(tables.roster, member)
        case _:
            assert_never(change)


def _count_wait(tables: Tables, channel: ChannelRef, waited: Waited, amount: int) -> None:
    """Add to the pace of a channel, and to its community's."""
    here, everywhere = (channel, waited), (channel.community, anywhen(waited))
    tables.put(tables.waits, here, tables.waits.get(here, 0) + amount)
    tables.put(tables.community_waits, everywhere, tables.community_waits.get(everywhere, 0) + amount)


def keep_line(tables: Tables, line: Line, erased: bool = False) -> None:
    """Add a line, or put it in the place of the earlier one."""
    ref = line.message.ref
    tables.put(tables.lines.setdefault(ref.channel, {}), ref.id, line)
    if erased:
        tables.put(tables.erased, ref, None)
    else:
        tables.drop(tables.erased, ref)


def _erase_line(tables: Tables, ref: MessageRef) -> None:
    line = tables.lines.get(ref.channel, {}).get(ref.id)
    if line is not None:
        keep_line(tables, tombstone(line), erased=True)
    questions = tables.questions.get(ref.channel, {})
    if ref.id in questions:
        tables.put(questions, ref.id, unsaid(questions[ref.id]))
    for place, draft in list(tables.drafts.items()):
        if place[0] == ref.channel and unsaid_draft(draft, ref.id) != draft:
            tables.put(tables.drafts, place, unsaid_draft(draft, ref.id))
    for key, entry in list(tables.ledger.items()):
        if key[0] == ref.channel and unsaid_entry(entry, ref.id) != entry:
            tables.put(tables.ledger, key, unsaid_entry(entry, ref.id))
