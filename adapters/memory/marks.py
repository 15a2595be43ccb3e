"""What hangs on a channel's talk and still stands, in the order of its lines."""

from collections.abc import Sequence

from adapters.memory.tables import K, Tables
from bot.actions import GapKept, ReactionKept, VoteKept
from bot.model import ChannelRef


def reactions(tables: Tables, channel: ChannelRef, limit: int) -> Sequence[ReactionKept]:
    """Return the reactions on lines that stand."""
    places = _places(tables, channel)
    found = [key for key in tables.reactions if key[0].channel == channel and key[0].id in places]
    found.sort(key=lambda key: (places[key[0].id], key[2], key[1]))
    return [ReactionKept(*key, added=True) for key in _last(found, limit)]


def votes(tables: Tables, channel: ChannelRef, limit: int) -> Sequence[VoteKept]:
    """Return the votes on lines that stand."""
    places = _places(tables, channel)
    found = [key for key in tables.votes if key[0].channel == channel and key[0].id in places]
    found.sort(key=lambda key: (places[key[0].id], key[1]))
    return [VoteKept(*key, tuple(sorted(set(tables.votes[key])))) for key in _last(found, limit)]


def gaps(tables: Tables, channel: ChannelRef, limit: int) -> Sequence[GapKept]:
    """Return the stretches that could not be read."""
    return [GapKept(*key) for key in _last(sorted(key for key in tables.gaps if key[0] == channel), limit)]


def _places(tables: Tables, channel: ChannelRef) -> dict[str, int]:
    lines = enumerate(tables.lines.get(channel, {}).values())
    return {line.message.ref.id: place for place, line in lines if line.message.ref not in tables.erased}


def _last(found: list[K], limit: int) -> list[K]:
    return found[-limit:] if limit > 0 else []
