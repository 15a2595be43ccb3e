"""The tables, named after the glossary, and how an older file becomes a newer one."""

import sqlite3

from sqlite_utils import Database, Migrations

from adapters.sqlite.errors import StoreBroken
from adapters.sqlite.pace import recount

APPLICATION = 0x32574159  # "2WAY", in the file's header: another program's database is not taken for ours
COMPAT = 4
"""Raised (and written to `user_version`) only when older code could no longer read or write the file safely."""

TABLES = """
CREATE TABLE communities (id INTEGER PRIMARY KEY, platform TEXT NOT NULL, ref TEXT NOT NULL, UNIQUE (platform, ref));
CREATE TABLE channels (
    id INTEGER PRIMARY KEY, community INTEGER NOT NULL REFERENCES communities, ref TEXT NOT NULL, name TEXT, now INTEGER,
    UNIQUE (community, ref)
);
CREATE TABLE lines (
    seq INTEGER PRIMARY KEY, channel INTEGER NOT NULL, id TEXT NOT NULL, author TEXT NOT NULL, at INTEGER NOT NULL,
    text TEXT NOT NULL, erased INTEGER NOT NULL DEFAULT 0, body TEXT NOT NULL
);
CREATE UNIQUE INDEX lines_by_id ON lines (channel, id);
CREATE INDEX lines_by_arrival ON lines (channel, seq);
CREATE TABLE questions (
    channel INTEGER NOT NULL, id TEXT NOT NULL, asker TEXT NOT NULL, asked_at INTEGER NOT NULL, status TEXT NOT NULL,
    closed_at INTEGER, wait_over INTEGER, wait_seconds REAL, wait_ended INTEGER, body TEXT NOT NULL,
    PRIMARY KEY (channel, id)
);
CREATE INDEX questions_by_status ON questions (status, asked_at);
CREATE INDEX questions_live ON questions (channel, asked_at, id) WHERE closed_at IS NULL;
CREATE INDEX questions_waited ON questions (channel, wait_over, id) WHERE wait_over IS NOT NULL;
CREATE TABLE drafts (
    channel INTEGER NOT NULL, key TEXT NOT NULL, short TEXT NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL,
    body TEXT NOT NULL, PRIMARY KEY (channel, key)
);
CREATE UNIQUE INDEX drafts_by_short ON drafts (short);
CREATE INDEX drafts_by_time ON drafts (channel, at);
CREATE TABLE posts (
    channel INTEGER NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (channel, key)
);
CREATE INDEX posts_by_time ON posts (channel, at, key);
CREATE TABLE timers (
    channel INTEGER NOT NULL, purpose TEXT NOT NULL, subject TEXT NOT NULL, due INTEGER NOT NULL,
    PRIMARY KEY (channel, purpose, subject)
) WITHOUT ROWID;
CREATE INDEX timers_by_due ON timers (due);
CREATE TABLE ledger (
    seq INTEGER PRIMARY KEY, channel INTEGER NOT NULL, at INTEGER NOT NULL, verdict TEXT NOT NULL, subject TEXT NOT NULL,
    body TEXT NOT NULL, UNIQUE (channel, at, verdict, subject)
);
CREATE TABLE reactions (
    channel INTEGER NOT NULL, id TEXT NOT NULL, member TEXT NOT NULL, emoji TEXT NOT NULL,
    PRIMARY KEY (channel, id, member, emoji)
) WITHOUT ROWID;
CREATE INDEX reactions_by_member ON reactions (member);
CREATE TABLE votes (
    channel INTEGER NOT NULL, id TEXT NOT NULL, member TEXT NOT NULL, option TEXT NOT NULL,
    PRIMARY KEY (channel, id, member, option)
) WITHOUT ROWID;
CREATE INDEX votes_by_member ON votes (member);
CREATE TABLE gaps (
    channel INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (channel, since, until)
) WITHOUT ROWID;
CREATE TABLE counts (
    community INTEGER NOT NULL, name TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (community, name)
) WITHOUT ROWID;
CREATE TABLE knobs (
    community INTEGER NOT NULL, channel INTEGER NOT NULL DEFAULT 0, knob TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (community, channel, knob)
) WITHOUT ROWID;
CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY, channel INTEGER NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'pending',
    body TEXT NOT NULL, claimed_at INTEGER, settled_at INTEGER, settlement TEXT, passing INTEGER NOT NULL DEFAULT 0,
    UNIQUE (channel, key)
);
CREATE INDEX outbox_moving ON outbox (state, seq) WHERE state IN ('pending', 'claimed', 'settled');
CREATE TABLE positions (source TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
"""

QUESTION_QUOTES = """closed_at IS NULL OR instr(body, '"name":"","text":""') = 0 OR instr(body, '"values"') > 0"""
ENTRY_QUOTES = """instr(body, '"values"') > 0 OR instr(body, '"lines"') > 0"""
"""What is not past its retention yet. In a body these are names of fields: within a text, quotes have a backslash before them."""

OF_TEAM = """instr(body, '"team":true') > 0 AND instr(body, '"bot":true') = 0"""
"""A line that a person of the team wrote: names of fields again, so no text can pretend to it."""

migrations = Migrations("twoway")


@migrations()
def beginning(db: Database) -> None:
    """Version 1: everything."""
    db.executescript(TABLES)
    db.table("lines").enable_fts(["text"], tokenize="unicode61 remove_diacritics 2")
    # Chinese, Japanese, Korean, Thai ... have no spaces to split at (or glue endings on): those lines are indexed by threes of letters too.
    db.executescript(
        "CREATE VIRTUAL TABLE lines_threes USING fts5(text, content='lines', content_rowid='seq', tokenize='trigram')"
    )


@migrations()
def retention(db: Database) -> None:
    """Find what is past its retention without walking over all that was let go of before. Older code need not know."""
    db.executescript(
        f"""
        CREATE INDEX lines_worded ON lines (channel, at) WHERE NOT erased;
        CREATE INDEX questions_worded ON questions (channel, asked_at) WHERE {QUESTION_QUOTES};
        CREATE INDEX ledger_worded ON ledger (channel, at) WHERE {ENTRY_QUOTES};
        """
    )


@migrations()
def surveys(db: Database) -> None:
    """Keep the bot's polls. Older code would leave their words in the file when somebody asks to be forgotten: hence COMPAT 2."""
    db.executescript(
        """
        CREATE TABLE surveys (
            channel INTEGER NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, live INTEGER NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (channel, key)
        );
        CREATE INDEX surveys_by_time ON surveys (channel, live, at, key);
        """
    )


@migrations()
def pace(db: Database) -> None:
    """Count how questions waited. What older code counted, by keeping the wait of each question, is counted anew by `recount`.

    `channel` is 0 in the rows of a community as a whole. Older code need not know.
    """
    db.executescript(
        """
        CREATE TABLE waits (
            community INTEGER NOT NULL, channel INTEGER NOT NULL, season INTEGER NOT NULL, hour INTEGER NOT NULL,
            step INTEGER NOT NULL, ended INTEGER NOT NULL, amount INTEGER NOT NULL,
            PRIMARY KEY (community, channel, season, hour, step, ended)
        ) WITHOUT ROWID;
        DROP INDEX IF EXISTS questions_waited;
        """
    )
    recount(db.conn)


@migrations()
def roster(db: Database) -> None:
    """Keep the roster. Older code would leave on it who asks to be forgotten: COMPAT 3."""
    db.executescript(
        """
        CREATE TABLE roster (
            community INTEGER NOT NULL, member TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (community, member)
        ) WITHOUT ROWID;
        """
    )


@migrations()
def figures(db: Database) -> None:
    """Find what a community said and asked in a week, and keep what weeks came to. Older code need not know: nothing here names anybody."""
    db.executescript(
        f"""
        CREATE INDEX lines_by_time ON lines (channel, at);
        CREATE INDEX lines_of_team ON lines (channel, author) WHERE {OF_TEAM};
        CREATE INDEX questions_asked ON questions (channel, asked_at);
        CREATE TABLE weeks (
            community INTEGER NOT NULL, began INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (community, began)
        ) WITHOUT ROWID;
        """
    )


@migrations()
def guests(db: Database) -> None:
    """Keep who came in to the dashboard. Older code would leave their names in the file when they ask to be forgotten: COMPAT 3."""
    db.executescript(
        """
        CREATE TABLE tickets (ticket TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE sessions (
            digest TEXT PRIMARY KEY, community INTEGER NOT NULL, member TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL,
            began INTEGER NOT NULL, ends INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX sessions_by_member ON sessions (community, member);
        """
    )


@migrations()
def library(db: Database) -> None:
    """Find the answered questions of a community, the latest first. Older code need not know."""
    db.executescript(
        "CREATE INDEX questions_answered ON questions (channel, asked_at, id) WHERE status IN ('answered', 'settled')"
    )


@migrations()
def trials(db: Database) -> None:
    """Keep what came of posts, and of holding them back. Older code would leave in them who asks to be forgotten: COMPAT 4."""
    db.executescript(
        """
        CREATE TABLE trials (
            channel INTEGER NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, open INTEGER NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (channel, key)
        );
        CREATE INDEX trials_open ON trials (channel, at, key) WHERE open;
        CREATE INDEX trials_by_time ON trials (channel, at);
        """
    )


@migrations()
def deck(db: Database) -> None:
    """Keep what communities make of openers. Older code would leave there what a member suggested who asks to be forgotten: COMPAT 4."""
    db.executescript(
        "CREATE TABLE deck (community INTEGER NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (community, id)) WITHOUT ROWID"
    )


@migrations()
def open_channels(db: Database) -> None:
    """Keep which channels everybody of a community may read: until that is said of one, it is taken not to be. Older code need not know."""
    db.executescript("ALTER TABLE channels ADD COLUMN open INTEGER NOT NULL DEFAULT 0")


@migrations()
def outbox_moments(db: Database) -> None:
    """Keep when an action was decided on, of what waits there no later than the latest that its channel has seen. Older code need not know."""
    db.executescript(
        """
        ALTER TABLE outbox ADD COLUMN at INTEGER;
        UPDATE outbox SET at = (SELECT now FROM channels c WHERE c.id = outbox.channel) WHERE state IN ('pending', 'claimed');
        """
    )


@migrations()
def asked_anew(db: Database) -> None:
    """Mark the questions that were asked anew, as the ledger says: older code counted them as unanswered. It need not know."""
    db.executescript(
        """
        UPDATE questions SET body = '{"asked_anew":true,' || substr(body, 2) WHERE status = 'expired'
            AND NOT instr(body, '"asked_anew":true') AND (channel, id) IN (
            SELECT channel, subject FROM ledger WHERE verdict = 'closed' AND instr(body, '"asked_anew"')
        );
        """
    )


def refused(path: object, application: int, compat: int, tables: int) -> str | None:
    """Return in one line why a file is not ours to touch, None for one that is, or that holds nothing yet. The numbers: from its header."""
    if tables and application != APPLICATION:
        return f"{path} is another program's database; name another file"
    if compat > COMPAT:
        return f"{path} was written by a newer Twoway (format {compat}, this one knows {COMPAT}); update Twoway, or use another file"
    return None


def prepare(conn: sqlite3.Connection, path: object) -> None:
    """Bring a file up to date in one transaction, or say in one line why it is not ours to touch."""
    conn.execute("BEGIN IMMEDIATE")
    try:
        compat = int(conn.execute("PRAGMA user_version").fetchone()[0])
        application = int(conn.execute("PRAGMA application_id").fetchone()[0])
        tables = int(conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
        if why := refused(path, application, compat, tables):
            raise StoreBroken(why)
        migrations.apply(Database(conn, execute_plugins=False))
        conn.execute(f"PRAGMA application_id = {APPLICATION}")
        conn.execute(f"PRAGMA user_version = {COMPAT}")
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise
