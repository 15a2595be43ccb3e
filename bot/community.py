"""What a community taught and chose, whatever the channel: names, counts, knobs, pace; and the policy that follows."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from bot.actions import (
    Change,
    ChannelKept,
    CountAdded,
    DeckDropped,
    DeckKept,
    EnlistmentEnded,
    EnlistmentKept,
    KnobSet,
    MemberErased,
    WaitCounted,
)
from bot.model import ChannelRef, CommunityRef, DeckRow, Enlistment, Pace, Policy, WrongKnob, set_knob
from bot.model.knobs import EVERYWHERE
from bot.model.pace import anywhen, count_wait


@dataclass(frozen=True, slots=True)
class CommunityView:
    """What a community taught and chose.

    `knobs`: (channel id or None for all, knob) -> value; `channels`: id -> name; `pace`: of all channels together, hours not told apart.
    `roster`: member id -> their place on it. `open`: ids of the channels that surely everybody of the community may read. `deck`: id -> what it made of an opener or a poll form.
    """

    ref: CommunityRef
    counts: Mapping[str, int] = field(default_factory=dict)
    knobs: Mapping[tuple[str | None, str], str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    pace: Pace = field(default_factory=dict)
    roster: Mapping[str, Enlistment] = field(default_factory=dict)
    deck: Mapping[str, DeckRow] = field(default_factory=dict)
    open: frozenset[str] = frozenset()


CONCERN = (
    CountAdded,
    KnobSet,
    ChannelKept,
    WaitCounted,
    EnlistmentKept,
    EnlistmentEnded,
    DeckKept,
    DeckDropped,
    MemberErased,
)


def learn(community: CommunityView, changes: Iterable[Change]) -> CommunityView:
    """Return the community with the changes that concern it: names, counts, knobs, pace, roster.

    What no change concerns stays the same object, by which it is seen that nothing follows from it anew.
    """
    concern = [change for change in changes if isinstance(change, CONCERN)]
    if not concern:
        return community
    counts, knobs, channels = community.counts, community.knobs, community.channels
    pace, roster, deck, open_ones = community.pace, community.roster, community.deck, community.open
    for change in concern:
        match change:
            case CountAdded(_, name, amount):
                counts = {**counts, name: counts.get(name, 0) + amount}
            case KnobSet(_, channel, knob, value):
                knobs = {**knobs, (channel.id if channel else None, knob): value}
            case ChannelKept(channel, name, is_open):
                channels = {**channels, channel.id: name}
                open_ones = open_ones | {channel.id} if is_open else open_ones - {channel.id}
            case WaitCounted(_, waited, amount):
                counted = dict(pace)
                count_wait(counted, anywhen(waited), amount)
                pace = counted
            case EnlistmentKept(enlistment):
                roster = {**roster, enlistment.member.id: enlistment}
            case DeckKept(_, row):
                deck = {**deck, row.id: row}
            case DeckDropped(_, dropped):
                deck = {id: row for id, row in deck.items() if id != dropped}
            case MemberErased(member):
                roster = {id: place for id, place in roster.items() if id != member.id}
                deck = {id: row for id, row in deck.items() if row.by != member}
            case EnlistmentEnded(member):
                roster = {id: place for id, place in roster.items() if id != member.id}
            case _:
                pass
    return CommunityView(community.ref, counts, knobs, channels, pace, roster, deck, open_ones)


def policy_of(default: Policy, community: CommunityView, channel: ChannelRef) -> Policy:
    """Return the policy of a channel: the default, turned by the community's knobs, then by the channel's own.

    A knob that no longer fits (kept by an older version, say) is passed over: the default is the cautious choice. So is a channel's own
    where only the community has one: the stop word would mean nothing there.
    """
    policy = default
    for scope in (None, channel.id):
        for (where, knob), value in community.knobs.items():
            if where == scope and (scope is None or knob not in EVERYWHERE):
                with suppress(WrongKnob):
                    policy = set_knob(policy, knob, value)
    return policy


def team_channel_of(policy: Policy, community: CommunityView) -> ChannelRef | None:
    """Return the team's channel by the policy's id, name or "platform:id"; None where none fits."""
    wanted = policy.team_channel.removeprefix(f"{community.ref.platform}:").removeprefix("#")
    if not wanted:
        return None
    if wanted in community.channels:
        return ChannelRef(community.ref, wanted)
    named = [id for id, name in community.channels.items() if name.casefold() == wanted.casefold()]
    return ChannelRef(community.ref, min(named)) if named else None
