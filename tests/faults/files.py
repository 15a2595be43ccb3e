"""Database files to do harm to."""

import os
from pathlib import Path

from adapters.sqlite import SqliteStore
from bot.actions import LineKept
from bot.ports import Commit
from tests.contracts.making import GENERAL, changes, line


def batch(start: int, size: int = 50, words: str = "one line of talk") -> Commit:
    """Return a commit of many lines."""
    return changes(*(LineKept(line(str(number), f"{words} {number}")) for number in range(start, start + size)))


async def kept(path: Path) -> list[str]:
    """Return the ids of the latest lines in a file."""
    store = await SqliteStore.open(path)
    try:
        return [each.message.ref.id for each in await store.history(GENERAL, 100_000)]
    finally:
        await store.aclose()


def names(folder: Path) -> list[str]:
    """Return the names of a folder's files, sorted."""
    return sorted(os.listdir(folder))


def one_line(error: BaseException) -> bool:
    """Whether what a person is told fits on one line and names no class of ours."""
    return bool(str(error)) and "\n" not in str(error) and "Error" not in str(error)


async def made(path: Path) -> Path:
    """Return a file with some lines in it."""
    store = await SqliteStore.open(path)
    await store.commit(batch(0, 500))
    await store.aclose()
    return path
