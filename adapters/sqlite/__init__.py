"""One SQLite file as the store: a single writer with group commit, a second connection for reading."""

from adapters.sqlite.backup import backup
from adapters.sqlite.errors import StoreBroken
from adapters.sqlite.examine import examine
from adapters.sqlite.opening import in_use
from adapters.sqlite.retold import retold
from adapters.sqlite.store import SqliteStore

__all__ = ["SqliteStore", "StoreBroken", "backup", "examine", "in_use", "retold"]
