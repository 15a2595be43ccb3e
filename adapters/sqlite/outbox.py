"""The outbox: pending -> claimed -> settled -> told, or cancelled while pending. Runs on the writer's thread."""

from collections.abc import Collection, Sequence
from datetime import datetime

from adapters.sqlite.codec import moment, ticks
from adapters.sqlite.rows import action_body, read_action, settlement_body
from adapters.sqlite.tables import Tables
from bot.actions import Action
from bot.model import ChannelRef, CommunityRef, Receipt, Settlement
from bot.ports import Claimed


def enqueue(tables: Tables, action: Action, at: datetime | None) -> bool:
    """Put an action that was decided on at a moment in the outbox; return False where its key is there already."""
    added = tables.run(
        "INSERT INTO outbox (channel, key, body, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (
            tables.channel(action.channel),
            action.key,
            action_body(action, action.channel),
            None if at is None else ticks(at),
        ),
    )
    return added.rowcount == 1


def told(tables: Tables, channel: ChannelRef, key: str) -> None:
    """Its words are needed no more; the key stays, so that the same cause never acts twice.

    Of the last word to a forgotten member (`passing`) nothing stays: its key may hold their id.
    """
    row = (tables.channel(channel), key)
    tables.run("DELETE FROM outbox WHERE channel = ? AND key = ? AND state = 'settled' AND passing", row)
    tables.run(
        "UPDATE outbox SET state = 'told', body = '', settlement = CASE WHEN instr(settlement, '\"found\":') THEN ? ELSE settlement END"
        " WHERE channel = ? AND key = ? AND state = 'settled'",
        (settlement_body(Receipt(), channel), *row),
    )


def cancel(tables: Tables, channel: ChannelRef, key: str) -> None:
    """Stop an action that nobody has taken yet."""
    tables.run(
        "UPDATE outbox SET state = 'cancelled', body = '' WHERE channel = ? AND key = ? AND state = 'pending'",
        (tables.channel(channel), key),
    )


def claim(tables: Tables, now: datetime, limit: int, platforms: Collection[str] | None) -> Sequence[Claimed]:
    """Take pending actions, oldest first. There is one writer, and its transaction is immediate: no two callers get the same."""
    ours = "" if platforms is None else f" AND +m.platform IN ({', '.join('?' * len(platforms))})"
    rows = tables.run(
        "SELECT o.seq, m.platform, m.ref, c.ref, o.body FROM outbox o JOIN channels c ON c.id = o.channel"
        f" JOIN communities m ON m.id = c.community WHERE o.state = 'pending'{ours} ORDER BY o.seq LIMIT ?",
        (*(platforms or ()), limit),
    ).fetchall()
    at = ticks(now)
    for row in rows:
        tables.run("UPDATE outbox SET state = 'claimed', claimed_at = ? WHERE seq = ?", (at, row[0]))
    return [
        Claimed(read_action(body, ChannelRef(CommunityRef(platform, community), channel)), moment(at))
        for _, platform, community, channel, body in rows
    ]


def settle(tables: Tables, channel: ChannelRef, key: str, settlement: Settlement, at: datetime) -> None:
    """Record what came of a claimed action; what is settled already stays as it is."""
    tables.run(
        "UPDATE outbox SET state = 'settled', settlement = ?, settled_at = ? WHERE channel = ? AND key = ? AND state = 'claimed'",
        (settlement_body(settlement, channel), ticks(at), tables.channel(channel), key),
    )
