"""Exporting the ledger: every decision of a community as a row of a table, newest first."""

from collections.abc import Sequence
from datetime import datetime
from typing import IO, Protocol

from bot.model import Because, CommunityRef, Entry, Phrase, Phrases, Sieve, Trial, UnknownPhrase
from bot.pages.ledger import BYTE_ORDER_MARK, PAGE, Walk, heading, span, table
from bot.view import CommunityView


class Kept(Protocol):
    """Who knows the ledger: every store does."""

    async def entries(self, community: CommunityRef, sieve: Sieve, limit: int) -> Sequence[Entry]:
        """Return ledger entries, newest first."""

    async def trials(self, community: CommunityRef, since: datetime, until: datetime) -> Sequence[Trial]:
        """Return the trials begun in a stretch of time."""

    async def community(self, community: CommunityRef) -> CommunityView:
        """Return what a community taught and chose."""


async def write_ledger(
    store: Kept,
    community: CommunityRef,
    file: IO[str],
    phrases: Phrases,
    language: str,
    *,
    mark: bool = False,
    page: int = PAGE,
) -> int:
    """Write a community's ledger to a file opened with newline="", a page at a time; return how many rows it has.

    `mark`: begin with a byte order mark. `page`: so many entries at a time.
    """
    channels = (await store.community(community)).channels
    file.write((BYTE_ORDER_MARK if mark else "") + heading())
    walk, count = Walk(page), 0
    while not walk.over:
        told = walk.take(await store.entries(community, walk.sieve, walk.limit))
        if told:
            trials = await store.trials(community, *span(told))
            file.write(table(told, trials, channels, lambda because: sentences(because, phrases, language)))
            count += len(told)
    return count


def sentences(because: Because, phrases: Phrases, language: str) -> list[str]:
    """Return reasons as sentences; one that no file has any more by its name."""
    said = []
    for cue in because:
        try:
            said.append(phrases.say(Phrase(f"because.{cue.phrase}", cue.values), language))
        except UnknownPhrase:
            said.append(cue.phrase.replace("_", " "))
    return said
