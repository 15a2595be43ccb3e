"""The store in one SQLite file: bot.ports' Store, Timers, Outbox, Records, Marks, Figures, Lists, Library and Guests."""

import asyncio
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from adapters.sqlite import belongings, figures, guests, library, lists, marks, outbox, records, timers
from adapters.sqlite.changes import save
from adapters.sqlite.opening import fold, open_file
from adapters.sqlite.reader import Reader
from adapters.sqlite.reads import Reads
from adapters.sqlite.tables import Tables
from adapters.sqlite.writer import Writer
from bot.actions import Action, GapKept, MemberErased, ReactionKept, VoteKept
from bot.model import (
    ChannelRef,
    CommunityRef,
    Draft,
    Entry,
    Line,
    Load,
    MemberRef,
    MessageRef,
    Post,
    Purpose,
    Question,
    Session,
    Settlement,
    Sieve,
    Sought,
    Spoken,
    Status,
    Survey,
    Timer,
    Trial,
    Week,
)
from bot.model.belongings import Shown
from bot.model.inquiry import Finding, Inquiry
from bot.ports import Claimed, Commit
from bot.view import CommunityView, Snapshot


class SqliteStore:
    """A community's memory in one file. `await SqliteStore.open(path)`, and `aclose()` at the end."""

    def __init__(self, path: Path, conns: Sequence[sqlite3.Connection]) -> None:
        """Use `open` instead."""
        self.path = path
        self._writing = conns[0]
        self._tables = Tables(self._writing)
        self._writer = Writer(self._writing, path, self._tables.forget_numbers)
        # Pages may search long; the engine must not wait for them.
        self._engine, self._pages = Reader(conns[1], path), Reader(conns[2], path)
        self._closed = False
        # So many commits of this process may have put something in the outbox; after so many of them nothing was found for whom.
        self._filled = 0
        self._emptied: tuple[int, frozenset[str] | None] = (-1, None)

    @classmethod
    async def open(cls, path: Path | str, *, busy: float = 5.0) -> "SqliteStore":
        """Open the file, making it or bringing it up to date. `busy`: seconds to wait for another process's lock.

        Raises Unavailable, or StoreBroken where trying again will not help.
        """
        path = Path(path)
        return cls(path, await asyncio.to_thread(open_file, path, busy, 2))

    async def aclose(self) -> None:
        """Finish what waits, fold the journal into the file, and close it. Safe to call twice."""
        if not self._closed:
            self._closed = True
            await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._writer.close()
        self._engine.close()
        self._pages.close()
        self._writing.close()  # the last to close folds the journal

    async def view(self, channel: ChannelRef) -> Snapshot:
        """Return what is kept of a channel, cut to the room's bounds."""
        return await self._engine.run(Reads.view, channel)

    async def community(self, community: CommunityRef) -> CommunityView:
        """Return what a community taught and chose."""
        return await self._engine.run(Reads.community, community)

    async def commit(self, commit: Commit) -> None:
        """Save all of it or nothing; on return it is on the disk."""
        if commit.actions or any(isinstance(change, MemberErased) for change in commit.changes):
            self._filled += 1  # who is forgotten may have records asked anew
        if await self._writer.run(lambda: save(self._tables, commit)):
            await self._writer.run(
                lambda: fold(self._writing), alone=True
            )  # the journal still has the pages as they were

    async def known(self, refs: Sequence[MessageRef]) -> frozenset[MessageRef]:
        """Return those of the messages that were ever kept, erased ones too."""
        return await self._engine.run(Reads.known, refs)

    async def locate(self, draft: str) -> ChannelRef | None:
        """Return the channel that owns a draft, by the draft's short id."""
        return await self._engine.run(Reads.locate, draft)

    async def due(self, now: datetime, limit: int, platforms: Collection[str] | None = None) -> Sequence[Timer]:
        """Return timers due by now, earliest first."""
        return await self._engine.run(timers.due, now, limit, platforms)

    async def next_due(self, platforms: Collection[str] | None = None) -> datetime | None:
        """Return when the next timer is due, None when none is set."""
        return await self._engine.run(timers.next_due, platforms)

    async def elsewhere(self, platforms: Collection[str], purpose: Purpose, limit: int) -> Sequence[Timer]:
        """Return timers of a purpose of all other platforms, earliest first."""
        return await self._engine.run(timers.elsewhere, platforms, purpose, limit)

    async def position(self, source: str) -> int:
        """Return how many events of a source have been committed, 0 for a new one."""
        return await self._engine.run(Reads.position, source)

    async def latest(self) -> datetime | None:
        """Return the latest moment that any channel has seen, None when nothing was ever committed."""
        return await self._engine.run(Reads.latest)

    async def claim(self, now: datetime, limit: int, platforms: Collection[str] | None = None) -> Sequence[Claimed]:
        """Take pending actions, oldest first, and mark them claimed.

        The courier asks after every commit, and most put nothing there: then the file is not asked again.
        """
        asked = self._filled, None if platforms is None else frozenset(platforms)
        if self._emptied == asked and not self._closed:
            return []
        claimed = await self._writer.run(lambda: outbox.claim(self._tables, now, limit, platforms))
        if len(claimed) < limit:
            self._emptied = asked
        return claimed

    async def settle(self, channel: ChannelRef, key: str, settlement: Settlement, at: datetime) -> None:
        """Record what came of a claimed action."""
        await self._writer.run(lambda: outbox.settle(self._tables, channel, key, settlement, at))

    async def unsettled(self) -> Sequence[Claimed]:
        """Return the actions claimed but not settled."""
        return await self._engine.run(Reads.unsettled)

    async def untold(self) -> Sequence[tuple[Action, Settlement, datetime]]:
        """Return the settled actions that the engine has not heard of, oldest first."""
        return await self._engine.run(Reads.untold)

    async def target(self, channel: ChannelRef, key: str) -> MessageRef | None:
        """Return the message an earlier action posted, None where it did not (yet)."""
        return await self._engine.run(Reads.target, channel, key)

    async def questions(self, community: CommunityRef, statuses: Sequence[Status], limit: int) -> Sequence[Question]:
        """Return questions in these states, oldest first."""
        return await self._pages.run(records.questions, community, statuses, limit)

    async def history(self, channel: ChannelRef, limit: int) -> Sequence[Line]:
        """Return the latest lines of a channel, in order of arrival, tombstones left out."""
        return await self._pages.run(records.history, channel, limit)

    async def lines(self, refs: Sequence[MessageRef]) -> Mapping[MessageRef, Line]:
        """Return what is kept of these messages, tombstones left out."""
        return await self._pages.run(records.lines, refs)

    async def ledger(self, community: CommunityRef, limit: int) -> Sequence[Entry]:
        """Return the latest ledger entries, newest first."""
        return await self._pages.run(records.ledger, community, limit)

    async def posts(self, community: CommunityRef, limit: int) -> Sequence[Post | Draft]:
        """Return the latest posts and drafts, newest first."""
        return await self._pages.run(records.posts, community, limit)

    async def search(self, community: CommunityRef, words: str, limit: int) -> Sequence[Line]:
        """Return lines whose text holds all of the words, best first."""
        return await self._pages.run(records.search, community, words, limit)

    async def reactions(self, channel: ChannelRef, limit: int) -> Sequence[ReactionKept]:
        """Return the reactions on lines that stand, in the order of the lines."""
        return await self._pages.run(marks.reactions, channel, limit)

    async def votes(self, channel: ChannelRef, limit: int) -> Sequence[VoteKept]:
        """Return whole votes on lines that stand, in the order of the lines."""
        return await self._pages.run(marks.votes, channel, limit)

    async def gaps(self, channel: ChannelRef, limit: int) -> Sequence[GapKept]:
        """Return the stretches that could not be read, oldest first."""
        return await self._pages.run(marks.gaps, channel, limit)

    async def spoken(self, community: CommunityRef, since: datetime, until: datetime) -> Spoken:
        """Return what people said in [since, until), with whom and what each reply was to."""
        return await self._pages.run(figures.spoken, community, since, until)

    async def asked(self, community: CommunityRef, since: datetime, until: datetime) -> Sequence[Question]:
        """Return every question asked in [since, until), by (asked_at, ref)."""
        return await self._pages.run(figures.asked, community, since, until)

    async def weeks(self, community: CommunityRef) -> Sequence[Week]:
        """Return the weeks that were kept, oldest first."""
        return await self._pages.run(figures.weeks, community)

    async def keep_week(self, community: CommunityRef, week: Week) -> None:
        """Keep a week's figures, in the place of those kept before for it."""
        await self._writer.run(lambda: figures.keep_week(self._tables, community, week))

    async def communities(self) -> Sequence[CommunityRef]:
        """Return every community in which anybody ever spoke, in order."""
        return await self._pages.run(figures.communities)

    async def sought(self, community: CommunityRef, sought: Sought, limit: int) -> Sequence[Question]:
        """Return questions, by (asked_at, ref)."""
        return await self._pages.run(lists.sought, community, sought, limit)

    async def drafts(self, community: CommunityRef, limit: int) -> Sequence[Draft]:
        """Return the drafts that wait for the team."""
        return await self._pages.run(lists.drafts, community, limit)

    async def entries(self, community: CommunityRef, sieve: Sieve, limit: int) -> Sequence[Entry]:
        """Return ledger entries, newest first."""
        return await self._pages.run(lists.entries, community, sieve, limit)

    async def trials(self, community: CommunityRef, since: datetime, until: datetime) -> Sequence[Trial]:
        """Return the trials begun in [since, until), by (at, channel, key)."""
        return await self._pages.run(lists.trials, community, since, until)

    async def surveys(self, community: CommunityRef, since: datetime, limit: int) -> Sequence[Survey]:
        """Return the bot's polls, newest first, all that are live among them."""
        return await self._pages.run(lists.surveys, community, since, limit)

    async def called(self, community: CommunityRef, name: str, limit: int) -> Sequence[tuple[MemberRef, str, datetime]]:
        """Return who wrote under a name, or has this id."""
        return await self._pages.run(lists.called, community, name, limit)

    async def load(self, now: datetime) -> Load:
        """Return how the store fares."""
        return await self._pages.run(lists.load, now)

    async def use_up(self, ticket: str, until: datetime, now: datetime) -> bool:
        """Return True the first time for a ticket; False ever after, as long as it could be valid."""
        return await self._writer.run(lambda: guests.use_up(self._tables, ticket, until, now))

    async def keep_session(self, session: Session) -> None:
        """Keep a session."""
        await self._writer.run(lambda: guests.keep_session(self._tables, session))

    async def session(self, digest: str) -> Session | None:
        """Return the session of a digest."""
        return await self._pages.run(guests.session, digest)

    async def sessions(self, community: CommunityRef) -> Sequence[Session]:
        """Return a community's sessions, latest first."""
        return await self._pages.run(guests.sessions, community)

    async def end_session(self, community: CommunityRef, digest: str) -> None:
        """End a session of a community."""
        await self._writer.run(lambda: guests.end_session(self._tables, community, digest))

    async def consult(self, inquiry: Inquiry, now: datetime) -> Finding:
        """Return what the community's records say."""
        return await self._pages.run(library.consult, inquiry, now)

    async def belongings(self, member: MemberRef) -> Mapping[str, Sequence[Shown]]:
        """Return what is kept of a member, table by table."""
        return await self._pages.run(belongings.belongings, member)
