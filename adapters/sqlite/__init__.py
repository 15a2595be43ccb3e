"""One SQLite file as the store: a single writer with group commit, a second connection for reading."""

from adapters.sqlite.alone import alone
from adapters.sqlite.backup import backup
from adapters.sqlite.errors import StoreBroken
from adapters.sqlite.examine import examine
from adapters.sqlite.looking import current, names
from adapters.sqlite.opening import in_use
from adapters.sqlite.private import private, sweep
from adapters.sqlite.retold import retold
from adapters.sqlite.store import SqliteStore

__all__ = [
    "SqliteStore",
    "StoreBroken",
    "alone",
    "backup",
    "current",
    "examine",
    "in_use",
    "names",
    "private",
    "retold",
    "sweep",
]
