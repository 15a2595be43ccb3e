"""Rehearsals: what another choice of a knob would have led to over talk that was, without anybody noticing."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.deck import Deck, DeckRow
from bot.model.message import Message
from bot.model.pace import Waited
from bot.model.policy import Policy
from bot.model.refs import ChannelRef, CommunityRef
from bot.model.roster import Enlistment
from bot.model.words import Phrase


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What is to be tried: `knob` set to `value` for a community, or for one `channel` of it.

    `messages`: the talk, in order of time; `until`: when it ends. `policy`: the one from the file; `decks`: openers by language, as
    files have them. The rest is what the community chose and taught: `knobs` (channel id or None, knob, value), `counts` (name,
    amount), `names` (channel id, name), `pace` (channel, wait, amount), `roster`, and `deck`, what it made of openers.
    """

    community: CommunityRef
    channel: ChannelRef | None
    knob: str
    value: str
    messages: tuple[Message, ...]
    until: datetime
    policy: Policy
    knobs: tuple[tuple[str | None, str, str], ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    pace: tuple[tuple[ChannelRef, Waited, int], ...] = ()
    roster: tuple[Enlistment, ...] = ()
    deck: tuple[DeckRow, ...] = ()
    decks: tuple[tuple[str, Deck], ...] = ()


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One thing that would have been said: where, when, whether by itself or as a draft."""

    at: datetime
    channel: ChannelRef
    alone: bool
    words: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a rehearsal: what would have been said as things are, and with the other choice, in order of time."""

    as_is: tuple[Rehearsed, ...] = ()
    otherwise: tuple[Rehearsed, ...] = ()
