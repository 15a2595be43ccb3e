"""Is a database file sound? Asked by the doctor; changes nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

from adapters.sqlite.errors import broken_file, explain, no_database
from adapters.sqlite.looking import MAGIC, as_it_stands
from adapters.sqlite.schema import refused


def examine(path: Path) -> str | None:
    """Return None when a start would take the file: a sound database of ours, or nothing yet; else one line that says what is wrong."""
    try:
        with path.open("rb") as file:
            begins = file.read(len(MAGIC))
        if begins != MAGIC:
            return str(no_database(path)) if begins else None
        # Through a URI opened read-only: a doctor must not make a file, nor a journal beside somebody's backup.
        with closing(as_it_stands(path)) as conn:
            asked = ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master")
            marks = [int(conn.execute(each).fetchone()[0]) for each in asked]
            if why := refused(path, *marks):
                return why
            found = conn.execute("PRAGMA quick_check(1)").fetchone()[0]
            tables = {name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except OSError as error:
        return str(broken_file(error, path))
    except sqlite3.Error as error:
        return str(explain(error, path))
    if found != "ok":
        return f"{path} is damaged ({found})"
    whole = not tables or {"lines", "questions", "outbox"} <= tables
    return None if whole else f"{path} is a database of Twoway's, but tables are missing"
