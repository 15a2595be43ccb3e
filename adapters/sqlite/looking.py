"""Looking into a file as it stands, without bringing it up to date: it may be somebody's backup, or another version's."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from adapters.sqlite.errors import explain
from adapters.sqlite.schema import APPLICATION, COMPAT, migrations
from bot.model import CommunityRef

MAGIC = b"SQLite format 3\x00"
"""Begins every SQLite file."""


def as_it_stands(path: Path) -> sqlite3.Connection:
    """Return a connection that cannot write. Raises sqlite3.Error."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def current(path: Path) -> bool:
    """Whether a database is one that opening it as a store would leave as it is. Raises Unavailable."""
    try:
        with closing(as_it_stands(path)) as conn:
            marks = [conn.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
            return marks == [APPLICATION, COMPAT] and not migrations.pending(Database(conn, execute_plugins=False))
    except sqlite3.Error as error:
        raise explain(error, path) from error


def names(path: Path, community: CommunityRef) -> Mapping[str, str]:
    """Return the names of a community's channels, by the channels' ids; of a database of any version. Raises Unavailable."""
    try:
        with closing(as_it_stands(path)) as conn:
            found = conn.execute(
                "SELECT c.ref, c.name FROM channels c JOIN communities m ON m.id = c.community"
                " WHERE m.platform = ? AND m.ref = ? AND c.name IS NOT NULL",
                (community.platform, community.id),
            )
            return dict(found.fetchall())
    except sqlite3.Error as error:
        raise explain(error, path) from error
