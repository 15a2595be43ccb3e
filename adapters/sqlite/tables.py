"""The writer's hold on the tables: run a statement, and know which number a channel has."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from adapters.sqlite.codec import clean
from bot.model import ChannelRef, CommunityRef


class Tables:
    """Writes through one connection. Remembers which number a channel and a community have."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        """Write through this connection."""
        self.conn = conn
        self._channels: dict[ChannelRef, int] = {}
        self._communities: dict[CommunityRef, int] = {}

    def forget_numbers(self) -> None:
        """Drop what is remembered: the rows it came from may have been rolled back."""
        self._channels.clear()
        self._communities.clear()

    def run(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Execute; text that UTF-8 cannot hold (half a surrogate pair, which no platform's id has) is cleaned first."""
        try:
            return self.conn.execute(sql, values)
        except UnicodeEncodeError:
            return self.conn.execute(sql, [clean(value) if isinstance(value, str) else value for value in values])

    def community(self, ref: CommunityRef) -> int:
        """Return a community's number, giving it one if it has none."""
        number = self._communities.get(ref)
        if number is None:
            key = (ref.platform, ref.id)
            self.run("INSERT OR IGNORE INTO communities (platform, ref) VALUES (?, ?)", key)
            number = int(self.run("SELECT id FROM communities WHERE platform = ? AND ref = ?", key).fetchone()[0])
            self._communities[ref] = number
        return number

    def channel(self, ref: ChannelRef) -> int:
        """Return a channel's number, giving it one if it has none."""
        number = self._channels.get(ref)
        if number is None:
            key = (self.community(ref.community), ref.id)
            self.run("INSERT OR IGNORE INTO channels (community, ref) VALUES (?, ?)", key)
            number = int(self.run("SELECT id FROM channels WHERE community = ? AND ref = ?", key).fetchone()[0])
            self._channels[ref] = number
        return number
