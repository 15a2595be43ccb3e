"""What hangs on a channel's talk and still stands, in the order of its lines. Runs on the reader's thread."""

from collections.abc import Sequence
from itertools import groupby

from adapters.sqlite.codec import moment
from adapters.sqlite.reads import Reads
from bot.actions import GapKept, ReactionKept, VoteKept
from bot.model import ChannelRef, MemberRef, MessageRef

STANDS = "JOIN lines l ON l.channel = t.channel AND l.id = t.id WHERE t.channel = ? AND NOT l.erased"


def reactions(reads: Reads, channel: ChannelRef, limit: int) -> Sequence[ReactionKept]:
    """Return the reactions on lines that stand."""
    rows = reads.rows(
        f"SELECT t.id, t.member, t.emoji FROM reactions t {STANDS} ORDER BY l.seq DESC, t.emoji DESC, t.member DESC LIMIT ?",
        *(reads.number(channel), max(0, limit)),
    )
    return [
        ReactionKept(MessageRef(channel, id), MemberRef(channel.community, member), emoji, True)
        for id, member, emoji in reversed(rows)
    ]


def votes(reads: Reads, channel: ChannelRef, limit: int) -> Sequence[VoteKept]:
    """Return the votes on lines that stand: each member's options on one line are one vote."""
    number = reads.number(channel)
    whose = f"SELECT DISTINCT l.seq, t.id, t.member FROM votes t {STANDS} ORDER BY l.seq DESC, t.member DESC LIMIT ?"
    rows = reads.rows(
        f"SELECT v.id, v.member, v.option FROM ({whose}) w JOIN votes v ON v.channel = ? AND v.id = w.id AND v.member = w.member"
        " ORDER BY w.seq, w.member, v.option",
        *(number, max(0, limit), number),
    )
    return [
        VoteKept(MessageRef(channel, id), MemberRef(channel.community, member), tuple([row[2] for row in vote]))
        for (id, member), vote in groupby(rows, key=lambda row: (row[0], row[1]))
    ]


def gaps(reads: Reads, channel: ChannelRef, limit: int) -> Sequence[GapKept]:
    """Return the stretches that could not be read."""
    rows = reads.rows(
        "SELECT since, until FROM gaps WHERE channel = ? ORDER BY since DESC, until DESC LIMIT ?",
        *(reads.number(channel), max(0, limit)),
    )
    return [GapKept(channel, moment(since), moment(until)) for since, until in reversed(rows)]
