"""What the engine, the ticker and the courier read. Runs on the reader's thread, on a connection that cannot write."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from adapters.sqlite.codec import clean, moment
from adapters.sqlite.deck import OF_A_COMMUNITY as DECK_OF_A_COMMUNITY
from adapters.sqlite.pace import EVERYWHERE, NEWEST, read_count
from adapters.sqlite.roster import OF_A_COMMUNITY
from adapters.sqlite.rows import (
    read_action,
    read_deck_row,
    read_draft,
    read_enlistment,
    read_line,
    read_post,
    read_question,
    read_settlement,
    read_survey,
    read_trial,
)
from bot.actions import Action
from bot.model import ChannelRef, CommunityRef, MessageRef, Purpose, Receipt, Settlement, Timer
from bot.ports import Claimed
from bot.view import ROOM_LINES, ROOM_POSTS, ROOM_SURVEYS, CommunityView, Snapshot

WHERE = "JOIN channels c ON c.id = t.channel JOIN communities m ON m.id = c.community"
HOME = "m.platform, m.ref, c.ref"


def home(row: Sequence[Any]) -> ChannelRef:
    """Return the channel that a row's first three columns (HOME) name."""
    return ChannelRef(CommunityRef(row[0], row[1]), row[2])


class Reads:
    """Reads through one connection."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        """Read through this connection."""
        self.conn = conn

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """Return all rows of a query."""
        return self.conn.execute(
            sql, [clean(value) if isinstance(value, str) else value for value in values]
        ).fetchall()

    def first(self, sql: str, *values: Any) -> Any:
        """Return the first row of a query, None where there is none."""
        found = self.rows(sql, *values)
        return found[0] if found else None

    @contextmanager
    def instant(self) -> Iterator[None]:
        """Let several queries see one state of the database."""
        self.conn.execute("BEGIN")
        try:
            yield
        finally:
            self.conn.execute("COMMIT")

    def number(self, ref: ChannelRef) -> int | None:
        """Return a channel's number, None for one never heard of."""
        row = self.first(
            "SELECT c.id FROM channels c JOIN communities m ON m.id = c.community WHERE m.platform = ? AND m.ref = ? AND c.ref = ?",
            *(ref.community.platform, ref.community.id, ref.id),
        )
        return row and int(row[0])

    def view(self, channel: ChannelRef) -> Snapshot:
        """Return a channel, cut to the room's bounds."""
        with self.instant():
            number = self.number(channel)
            if number is None:
                return Snapshot(channel)
            now, community = self.first("SELECT now, community FROM channels WHERE id = ?", number)
            lines = self.rows(
                "SELECT id, author, at, text, body FROM lines WHERE channel = ? ORDER BY seq DESC LIMIT ?",
                number,
                ROOM_LINES,
            )
            questions = self.rows(
                "SELECT id, body FROM questions WHERE channel = ? AND closed_at IS NULL ORDER BY asked_at, id", number
            )
            drafts = self.rows(
                "SELECT body FROM drafts WHERE channel = ? AND state = 'waiting' ORDER BY at, key", number
            )
            posts = self.rows(
                "SELECT body FROM posts WHERE channel = ? ORDER BY at DESC, key DESC LIMIT ?", number, ROOM_POSTS
            )
            timers = self.rows(
                "SELECT purpose, subject, due FROM timers WHERE channel = ? ORDER BY due, purpose, subject", number
            )
            pace = self.rows(NEWEST, community, number)
            surveys = self.rows(
                "SELECT at, key, body FROM surveys WHERE channel = ?1 AND live UNION ALL SELECT * FROM"
                " (SELECT at, key, body FROM surveys WHERE channel = ?1 AND NOT live ORDER BY at DESC, key DESC LIMIT ?2)"
                " ORDER BY 1, 2",
                *(number, ROOM_SURVEYS),
            )
            trials = self.rows("SELECT body FROM trials WHERE channel = ? AND open ORDER BY at, key", number)
        return Snapshot(
            channel,
            None if now is None else moment(now),
            tuple([read_line(channel, *row) for row in reversed(lines)]),
            tuple([read_question(channel, *row) for row in questions]),
            tuple([read_draft(channel, body) for (body,) in drafts]),
            tuple([read_post(channel, body) for (body,) in reversed(posts)]),
            tuple([Timer(channel, Purpose(purpose), subject, moment(due)) for purpose, subject, due in timers]),
            tuple(map(read_count, pace)),
            tuple([read_survey(channel, body) for _, _, body in surveys]),
            tuple([read_trial(channel, body) for (body,) in trials]),
        )

    def community(self, ref: CommunityRef) -> CommunityView:
        """Return what a community taught and chose."""
        with self.instant():
            row = self.first("SELECT id FROM communities WHERE platform = ? AND ref = ?", ref.platform, ref.id)
            if row is None:
                return CommunityView(ref)
            counts = self.rows("SELECT name, amount FROM counts WHERE community = ?", *row)
            knobs = self.rows(
                "SELECT c.ref, k.knob, k.value FROM knobs k LEFT JOIN channels c ON c.id = k.channel WHERE k.community = ?",
                *row,
            )
            names = self.rows("SELECT ref, name, open FROM channels WHERE community = ? AND name IS NOT NULL", *row)
            pace = dict(map(read_count, self.rows(NEWEST, *row, EVERYWHERE)))
            deck = {id: read_deck_row(ref, id, body) for id, body in self.rows(DECK_OF_A_COMMUNITY, *row)}
            roster = {who: read_enlistment(ref, who, body) for who, body in self.rows(OF_A_COMMUNITY, *row)}
        chosen = {(channel, knob): value for channel, knob, value in knobs}
        called, is_open = {id: name for id, name, _ in names}, frozenset([id for id, _, is_open in names if is_open])
        return CommunityView(ref, dict(counts), chosen, called, pace, roster, deck, is_open)

    def known(self, refs: Sequence[MessageRef]) -> frozenset[MessageRef]:
        """Return those of the messages that were ever kept."""
        return frozenset(ref for ref, _ in self.of_lines("id", refs))

    def of_lines(self, columns: str, refs: Sequence[MessageRef]) -> Iterator[tuple[MessageRef, Sequence[Any]]]:
        """Give these columns, "id" the first, of those of the messages that were ever kept, tombstones too."""
        asked: dict[ChannelRef, dict[str, MessageRef]] = {}
        for ref in refs:
            asked.setdefault(ref.channel, {})[clean(ref.id)] = ref
        for channel, ids in asked.items():
            number, names = self.number(channel), list(ids)
            for start in range(0, len(names) if number else 0, 500):
                some = names[start : start + 500]
                marks = ", ".join("?" * len(some))
                rows = self.rows(f"SELECT {columns} FROM lines WHERE channel = ? AND id IN ({marks})", number, *some)
                yield from ((ids[row[0]], row) for row in rows)

    def locate(self, draft: str) -> ChannelRef | None:
        """Return the channel that owns a draft."""
        row = self.first(f"SELECT {HOME} FROM drafts t {WHERE} WHERE t.short = ?", draft)
        return row and home(row)

    def position(self, source: str) -> int:
        """Return how many events of a source have been committed."""
        row = self.first("SELECT position FROM positions WHERE source = ?", source)
        return row[0] if row else 0

    def latest(self) -> datetime | None:
        """Return the latest moment that any channel has seen."""
        at = self.rows("SELECT max(now) FROM channels")[0][0]
        return None if at is None else moment(at)

    def unsettled(self) -> Sequence[Claimed]:
        """Return what was claimed and not settled, oldest first."""
        rows = self.rows(
            f"SELECT {HOME}, t.body, t.claimed_at FROM outbox t {WHERE} WHERE t.state = 'claimed' ORDER BY t.seq"
        )
        return [Claimed(read_action(row[3], home(row)), moment(row[4])) for row in rows]

    def untold(self) -> Sequence[tuple[Action, Settlement, datetime]]:
        """Return what was settled and not told, oldest first."""
        rows = self.rows(
            f"SELECT {HOME}, t.body, t.settlement, t.settled_at FROM outbox t {WHERE} WHERE t.state = 'settled' ORDER BY t.seq"
        )
        return [(read_action(r[3], home(r)), read_settlement(r[4], home(r)), moment(r[5])) for r in rows]

    def target(self, channel: ChannelRef, key: str) -> MessageRef | None:
        """Return the message an action posted."""
        row = self.first(
            "SELECT settlement FROM outbox WHERE channel = ? AND key = ? AND settlement IS NOT NULL",
            *(self.number(channel), key),
        )
        settlement = row and read_settlement(row[0], channel)
        return settlement.message if isinstance(settlement, Receipt) else None
