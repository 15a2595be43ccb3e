"""Is a database file sound? Asked by the doctor; changes nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

from adapters.sqlite.errors import explain


def examine(path: Path) -> str | None:
    """Return None when the file is a sound database of ours, else one line that says what is wrong."""
    try:
        # Through a URI opened read-only: a doctor must not make a file, nor a journal beside somebody's backup.
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as conn:
            found = conn.execute("PRAGMA quick_check(1)").fetchone()[0]
            tables = {name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.Error as error:
        return str(explain(error, path))
    if found != "ok":
        return f"{path} is damaged ({found})"
    return None if {"lines", "questions", "outbox"} <= tables else f"{path} is a database, but not Twoway's"
