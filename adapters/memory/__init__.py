"""The store and the event log in plain memory: the reference that every other implementation is held to."""

from adapters.memory.log import MemoryLog
from adapters.memory.store import MemoryStore

__all__ = ["MemoryLog", "MemoryStore"]
