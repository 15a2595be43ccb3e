"""How fast questions are taken up, as rows of counts. Runs on the writer's thread, and once when an older file is brought up to date."""

import sqlite3
from collections import Counter

from adapters.sqlite.codec import moment
from adapters.sqlite.tables import Tables
from bot.model import ChannelRef, Waited
from bot.model.pace import anywhen, waited

ADD = "INSERT INTO waits VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount"
EVERYWHERE = 0
"""Stands for the channel in the rows of a community as a whole."""

NEWEST = """SELECT season, hour, step, ended, amount FROM waits WHERE community = ?1 AND channel = ?2 AND season >=
 (SELECT max(season) FROM waits WHERE community = ?1 AND channel = ?2) - 1 ORDER BY season, hour, step, ended"""
"""The pace of a channel: of its newest season and the one before."""


def count_wait(tables: Tables, channel: ChannelRef, count: Waited, amount: int) -> None:
    """Add to the pace of a channel, and to its community's."""
    home = tables.community(channel.community)
    tables.run(ADD, (home, tables.channel(channel), *_columns(count), amount))
    tables.run(ADD, (home, EVERYWHERE, *_columns(anywhen(count)), amount))


def read_count(row: tuple[int, int, int, int, int]) -> tuple[Waited, int]:
    """Return what a row of NEWEST counts, and how many."""
    season, hour, step, ended, amount = row
    return Waited(season, hour, step, bool(ended)), amount


def recount(conn: sqlite3.Connection) -> None:
    """Count the waits that are over. Those of questions still in mind are counted when these are next kept."""
    rows = conn.execute(
        "SELECT c.community, q.channel, q.asked_at, q.wait_seconds, q.wait_ended FROM questions q"
        " JOIN channels c ON c.id = q.channel WHERE q.closed_at IS NOT NULL AND q.wait_over IS NOT NULL AND q.status <> 'dismissed'"
    )
    counts: Counter[tuple[int, ...]] = Counter()
    for community, channel, asked_at, seconds, ended in rows:
        count = waited(moment(asked_at), seconds, bool(ended))
        counts[community, channel, *_columns(count)] += 1
        counts[community, EVERYWHERE, *_columns(anywhen(count))] += 1
    conn.executemany(ADD, [(*key, amount) for key, amount in counts.items()])


def _columns(count: Waited) -> tuple[int, int, int, int]:
    return count.season, count.hour, count.step, count.ended
