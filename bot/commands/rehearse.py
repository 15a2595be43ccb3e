"""Rehearse: talk that was, played again through the engine under another choice of a knob; nothing of it leaves this process."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from bot.actions import (
    AskPoll,
    Change,
    ChannelKept,
    CountAdded,
    Decision,
    DeckKept,
    DraftKept,
    EnlistmentKept,
    EntryKept,
    KnobSet,
    Say,
    WaitCounted,
    spoken,
)
from bot.commands.replay import HandClock, replay
from bot.courier import Courier
from bot.engine import Engine
from bot.events import ChannelNamed, Event, MessageSeen
from bot.model import SMALLEST, ChannelRef, Verdict
from bot.model.rehearsal import Rehearsal, Rehearsed
from bot.ports import Batch, Commit, Library, Outbox, Platform, Store, Timers
from bot.view import CommunityView, learn, policy_of, team_channel_of


class Stage(Store, Timers, Outbox, Library, Protocol):
    """A store of its own to play on: every store is one."""


class _Notes:
    """A witness that notes what would have been said."""

    def __init__(self, inside: ChannelRef | None) -> None:
        """`inside`: the team's own channel, where nothing is a post."""
        self._inside = inside
        self.said: list[Rehearsed] = []

    def saw(self, event: Event, decision: Decision) -> None:
        """Note drafts and posts, with their words."""
        said = [action for action in decision.actions if isinstance(action, Say | AskPoll)]
        words = {(action.channel, action.key): spoken(action) for action in said}
        aside = {(action.channel, action.key) for action in said if action.to != action.channel}
        for change in decision.changes:
            if isinstance(change, DraftKept):
                words.setdefault((change.draft.channel, change.draft.key), change.draft.words)
        for change in decision.changes:
            if isinstance(change, EntryKept) and change.entry.verdict in (Verdict.POSTED, Verdict.DRAFTED):
                entry, key = change.entry, (change.entry.channel, change.entry.subject)
                if key not in aside and entry.channel != self._inside:  # a word to the team is no post
                    alone = entry.verdict is Verdict.POSTED
                    self.said.append(Rehearsed(entry.at, entry.channel, alone, words.get(key, ())))


async def rehearse(
    wanted: Rehearsal, stage: Stage, platform: Platform, clock: HandClock, tried: bool
) -> tuple[Rehearsed, ...]:
    """Play the talk, on an empty stage; return what would have been said. `tried`: whether the knob is turned."""
    known = tuple(_known(wanted, tried))
    await stage.commit(Commit(known))
    view = learn(CommunityView(wanted.community), known)
    notes = _Notes(team_channel_of(policy_of(wanted.policy, view, ChannelRef(wanted.community, "")), view))
    # What is past its retention is not among the messages; while they are played, nothing grows old.
    engine = Engine(stage, replace(wanted.policy, retention=None), {}, SMALLEST, (notes,), decks=dict(wanted.decks))
    platforms = {wanted.community.platform: platform}
    courier = Courier(stage, stage, platforms, clock, lambda event: engine.handle(Batch((event,))))
    await replay(_events(wanted), "rehearsal", engine, stage, courier, clock)
    return tuple(sorted(notes.said, key=lambda one: (one.at, one.channel)))


def _known(wanted: Rehearsal, tried: bool) -> Iterator[Change]:
    """Yield what the community chose and taught. How long words are kept changes nothing that is played."""
    home = wanted.community
    for channel, name in wanted.names:
        yield ChannelKept(ChannelRef(home, channel), name)
    for name, amount in wanted.counts:
        yield CountAdded(home, name, amount)
    for where, waited, amount in wanted.pace:
        yield WaitCounted(where, waited, amount)
    for enlistment in wanted.roster:
        yield EnlistmentKept(replace(enlistment, pinged=()))
    for row in wanted.deck:
        yield DeckKept(home, replace(row, used_at=None))
    for place, knob, value in wanted.knobs:
        if knob != "retention":
            yield KnobSet(home, ChannelRef(home, place) if place is not None else None, knob, value)
    if tried and wanted.knob != "retention":
        yield KnobSet(home, wanted.channel, wanted.knob, wanted.value)


def _events(wanted: Rehearsal) -> Iterator[Event]:
    """Yield the talk, and at its end a word to each channel, so that what is due by then has fired."""
    for message in wanted.messages:
        yield MessageSeen(message)
    for channel in sorted({message.ref.channel for message in wanted.messages}):
        name = dict(wanted.names).get(channel.id, "")
        yield ChannelNamed(wanted.until, channel, name)
