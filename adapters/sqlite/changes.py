"""Each change, as rows. Runs on the writer's thread, inside its transaction."""

from collections.abc import Collection
from itertools import chain, repeat
from typing import assert_never

from adapters.sqlite.codec import ticks
from adapters.sqlite.deck import drop_row, keep_row
from adapters.sqlite.expire import expire_texts
from adapters.sqlite.forget import erase_member
from adapters.sqlite.keep import keep_draft, keep_entry, keep_post, keep_question, keep_survey, keep_trial
from adapters.sqlite.lines import erase_line, keep_line
from adapters.sqlite.outbox import cancel, enqueue, told
from adapters.sqlite.pace import count_wait
from adapters.sqlite.roster import enlist, strike
from adapters.sqlite.tables import Tables
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
from bot.model import ChannelRef, Timer
from bot.ports import Commit


def save(tables: Tables, commit: Commit) -> bool:
    """Save a commit; return whether words were forgotten. Actions first, so that a change of the same batch can cancel or forget them."""
    put = zip(commit.actions, chain(commit.moments, repeat(None)), strict=False)
    fresh = frozenset((action.channel, action.key) for action, at in put if enqueue(tables, action, at))
    forgotten = [_apply(tables, change, fresh) for change in commit.changes]
    for channel, now in commit.nows:
        row = (ticks(now), tables.channel(channel))
        tables.run("UPDATE channels SET now = max(ifnull(now, ?1), ?1) WHERE id = ?2", row)
    if commit.source is not None:
        tables.run("INSERT OR REPLACE INTO positions VALUES (?, ?)", (commit.source, commit.position))
    return any(forgotten)


def _apply(tables: Tables, change: Change, fresh: Collection[tuple[ChannelRef, str]]) -> bool:
    match change:
        case LineKept(line):
            keep_line(tables, line)
        case LineErased(ref):
            erase_line(tables, ref)
        case QuestionKept(question):
            keep_question(tables, question)
        case WaitCounted(channel, waited, amount):
            count_wait(tables, channel, waited, amount)
        case DraftKept(draft):
            keep_draft(tables, draft)
        case PostKept(post):
            keep_post(tables, post)
        case SurveyKept(survey):
            keep_survey(tables, survey)
        case TrialKept(trial):
            keep_trial(tables, trial)
        case EntryKept(entry):
            keep_entry(tables, entry)
        case TimerSet(timer):
            row = (*_timer(tables, timer), ticks(timer.due))
            tables.run("INSERT OR REPLACE INTO timers VALUES (?, ?, ?, ?)", row)
        case TimerCleared(timer):
            row_key = _timer(tables, timer)
            tables.run("DELETE FROM timers WHERE channel = ? AND purpose = ? AND subject = ?", row_key)
        case ActionTold(channel, key):
            told(tables, channel, key)
        case ActionCancelled(channel, key):
            cancel(tables, channel, key)
        case MemberErased(member):
            erase_member(tables, member, fresh)
            return True
        case TextsExpired(channel, before):
            return expire_texts(tables, channel, before)
        case _:
            _note(tables, change)
    return False


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
            mark = (tables.channel(ref.channel), ref.id, member.id, emoji)
            if added:
                tables.run("INSERT OR IGNORE INTO reactions VALUES (?, ?, ?, ?)", mark)
            else:
                tables.run("DELETE FROM reactions WHERE channel = ? AND id = ? AND member = ? AND emoji = ?", mark)
        case VoteKept(ref, member, options):
            whose = (tables.channel(ref.channel), ref.id, member.id)
            tables.run("DELETE FROM votes WHERE channel = ? AND id = ? AND member = ?", whose)
            for option in options:
                tables.run("INSERT OR IGNORE INTO votes VALUES (?, ?, ?, ?)", (*whose, option))
        case GapKept(channel, since, until):
            row = (tables.channel(channel), ticks(since), ticks(until))
            tables.run("INSERT OR IGNORE INTO gaps VALUES (?, ?, ?)", row)
        case ChannelKept(channel, name, is_open):
            tables.run("UPDATE channels SET name = ?, open = ? WHERE id = ?", (name, is_open, tables.channel(channel)))
        case CountAdded(community, name, amount):
            tables.run(
                "INSERT INTO counts VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount",
                (tables.community(community), name, amount),
            )
        case KnobSet(community, place, knob, value):
            number = 0 if place is None else tables.channel(place)
            tables.run(
                "INSERT OR REPLACE INTO knobs VALUES (?, ?, ?, ?)", (tables.community(community), number, knob, value)
            )
        case EnlistmentKept(enlistment):
            enlist(tables, enlistment)
        case DeckKept(community, kept):
            keep_row(tables, community, kept)
        case DeckDropped(community, id):
            drop_row(tables, community, id)
        case EnlistmentEnded(member):
            strike(tables, member)
        case _:
            assert_never(change)


def _timer(tables: Tables, timer: Timer) -> tuple[int, str, str]:
    return tables.channel(timer.channel), timer.purpose, timer.subject
