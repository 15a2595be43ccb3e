"""The doors of a store: what the engine, the courier, pages and decisions ask of what is kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.actions import Action, Change, GapKept, ReactionKept, VoteKept
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
from bot.model.inquiry import Finding, Inquiry
from bot.view import CommunityView, Snapshot


@dataclass(frozen=True, slots=True)
class Commit:
    """Everything a batch of events leads to, saved in one transaction or not at all.

    `nows`: the latest moment of each channel touched. `source` and `position`: how far into an event source the batch reaches (the
    number of its events taken), so that a restart goes on exactly there. `moments`: when each of the actions was decided on; where one
    is not given, its words are not known to grow old.
    """

    changes: tuple[Change, ...]
    actions: tuple[Action, ...] = ()
    nows: tuple[tuple[ChannelRef, datetime], ...] = ()
    source: str | None = None
    position: int = 0
    moments: tuple[datetime, ...] = ()


class Store(Protocol):
    """What the engine reads and writes."""

    async def view(self, channel: ChannelRef) -> Snapshot:
        """Return what is kept of a channel, cut to the room's bounds; an empty snapshot for an unknown one."""

    async def community(self, community: CommunityRef) -> CommunityView:
        """Return what a community taught and chose."""

    async def commit(self, commit: Commit) -> None:
        """Save all of it, or raise Unavailable and save nothing. On return it is on the disk.

        Changes are applied in order. Actions enter the outbox as pending; an action whose (channel, key) is there already is left
        out, since the same cause never acts twice. A line kept again replaces the earlier one in its place.
        """

    async def known(self, refs: Sequence[MessageRef]) -> frozenset[MessageRef]:
        """Return those of the messages that were ever kept, erased ones too."""

    async def locate(self, draft: str) -> ChannelRef | None:
        """Return the channel that owns a draft, by the draft's short id."""


class Timers(Protocol):
    """What the ticker and a resuming source ask."""

    async def due(self, now: datetime, limit: int) -> Sequence[Timer]:
        """Return timers due by now, earliest first."""

    async def next_due(self) -> datetime | None:
        """Return when the next timer is due, None when none is set."""

    async def position(self, source: str) -> int:
        """Return how many events of a source have been committed, 0 for a new one."""

    async def latest(self) -> datetime | None:
        """Return the latest moment that any channel has seen, None when nothing was ever committed."""


class SortedTimers(Timers, Protocol):
    """The same by platform, as a run asks that does not hear them all. None for all platforms."""

    async def due(self, now: datetime, limit: int, platforms: Collection[str] | None = None) -> Sequence[Timer]:
        """Return timers of these platforms' channels due by now, earliest first; however many wait elsewhere."""

    async def next_due(self, platforms: Collection[str] | None = None) -> datetime | None:
        """Return when the next timer of these platforms' channels is due, None when none is set."""

    async def elsewhere(self, platforms: Collection[str], purpose: Purpose, limit: int) -> Sequence[Timer]:
        """Return timers of a purpose of all other platforms' channels, earliest first, due or not."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """An action taken from the outbox, and since when."""

    action: Action
    at: datetime


class Outbox(Protocol):
    """What the courier asks. An action goes pending -> claimed -> settled -> told."""

    async def claim(self, now: datetime, limit: int, platforms: Collection[str] | None = None) -> Sequence[Claimed]:
        """Take pending actions, oldest first, and mark them claimed, saved before they are returned. No one else gets them.

        `platforms`: those of these platforms' channels alone; the others stay pending. None for all.
        """

    async def settle(self, channel: ChannelRef, key: str, settlement: Settlement, at: datetime) -> None:
        """Record what came of a claimed action. Settling again what is settled changes nothing."""

    async def unsettled(self) -> Sequence[Claimed]:
        """Return the actions claimed but not settled: at a start, what a dead process may or may not have sent."""

    async def untold(self) -> Sequence[tuple[Action, Settlement, datetime]]:
        """Return the settled actions that the engine has not heard of, oldest first."""

    async def target(self, channel: ChannelRef, key: str) -> MessageRef | None:
        """Return the message an earlier action posted, None where it did not (yet)."""


class Records(Protocol):
    """What pages, reports and commands look at. Newest first unless said otherwise; `limit` bounds each answer."""

    async def questions(self, community: CommunityRef, statuses: Sequence[Status], limit: int) -> Sequence[Question]:
        """Return questions in these states, oldest first."""

    async def history(self, channel: ChannelRef, limit: int) -> Sequence[Line]:
        """Return the latest lines of a channel, in order of arrival, tombstones left out."""

    async def ledger(self, community: CommunityRef, limit: int) -> Sequence[Entry]:
        """Return the latest ledger entries."""

    async def posts(self, community: CommunityRef, limit: int) -> Sequence[Post | Draft]:
        """Return the latest posts and drafts, by their time."""

    async def search(self, community: CommunityRef, words: str, limit: int) -> Sequence[Line]:
        """Return lines whose text holds all of the words, best first. Any text is safe to pass."""


class Lines(Protocol):
    """Single messages, where a page quotes what it counted."""

    async def lines(self, refs: Sequence[MessageRef]) -> Mapping[MessageRef, Line]:
        """Return what is kept of these messages, whatever their channels and however old; tombstones left out."""


class Marks(Protocol):
    """What hangs on a channel's talk and still stands: not what was taken back, nor what hung on a line that is a tombstone now.

    Each answer is oldest first and ends with the newest; `limit` bounds it.
    """

    async def reactions(self, channel: ChannelRef, limit: int) -> Sequence[ReactionKept]:
        """Return reactions in the order of the lines they are on; of one line by emoji, then member."""

    async def votes(self, channel: ChannelRef, limit: int) -> Sequence[VoteKept]:
        """Return whole votes in the order of the lines with the polls; of one line by member. Options are in order of their ids."""

    async def gaps(self, channel: ChannelRef, limit: int) -> Sequence[GapKept]:
        """Return the stretches that could not be read, by (since, until)."""


class Figures(Protocol):
    """What measures count from, and the weeks that were counted."""

    async def spoken(self, community: CommunityRef, since: datetime, until: datetime) -> Spoken:
        """Return what people (no bots) said in [since, until), with whom and what each reply was to, however long ago."""

    async def asked(self, community: CommunityRef, since: datetime, until: datetime) -> Sequence[Question]:
        """Return every question asked in [since, until), by (asked_at, ref)."""

    async def weeks(self, community: CommunityRef) -> Sequence[Week]:
        """Return the weeks that were kept, oldest first."""

    async def keep_week(self, community: CommunityRef, week: Week) -> None:
        """Keep a week's figures, in the place of those kept before for it."""

    async def communities(self) -> Sequence[CommunityRef]:
        """Return every community in which anybody ever spoke, in order. Names alone make none: adapters keep notes of their own as such."""


class Lists(Protocol):
    """What the dashboard's pages list. Each answer looks only at the community's own rows, however much the store holds."""

    async def sought(self, community: CommunityRef, sought: Sought, limit: int) -> Sequence[Question]:
        """Return questions, by (asked_at, ref)."""

    async def drafts(self, community: CommunityRef, limit: int) -> Sequence[Draft]:
        """Return the drafts that wait for the team, by (at, channel, key)."""

    async def entries(self, community: CommunityRef, sieve: Sieve, limit: int) -> Sequence[Entry]:
        """Return ledger entries, newest first; of one moment by channel, then the last written first."""

    async def trials(self, community: CommunityRef, since: datetime, until: datetime) -> Sequence[Trial]:
        """Return the trials begun in [since, until), by (at, channel, key). Those whose day was cut into by a gap are blind."""

    async def load(self, now: datetime) -> Load:
        """Return how the store fares."""


class Surveys(Protocol):
    """What became of the bot's polls."""

    async def surveys(self, community: CommunityRef, since: datetime, limit: int) -> Sequence[Survey]:
        """Return the bot's polls that came up at or after a moment, and all that are live, newest first by (at, channel, key)."""


class Guests(Protocol):
    """Who came in to the dashboard. What is over is swept away by whatever is kept next."""

    async def use_up(self, ticket: str, until: datetime, now: datetime) -> bool:
        """Return True the first time for a ticket, saved before it is returned; False ever after, as long as it could be valid."""

    async def keep_session(self, session: Session) -> None:
        """Keep a session, saved before it returns."""

    async def session(self, digest: str) -> Session | None:
        """Return the session of a digest, None for one that was ended or never was. Whether its time is over is the caller's to see."""

    async def sessions(self, community: CommunityRef) -> Sequence[Session]:
        """Return a community's sessions, latest first, those whose time is over too while they are kept."""

    async def end_session(self, community: CommunityRef, digest: str) -> None:
        """End a session of a community; one that is not there is no matter."""


class Library(Protocol):
    """What decisions ask of a community's own records, across its channels."""

    async def consult(self, inquiry: Inquiry, now: datetime) -> Finding:
        """Return what is known now, bounded; of one inquiry and one state of the records always the same. Changes nothing."""


class Belongings(Protocol):
    """What is kept of one member."""

    async def belongings(self, member: MemberRef) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """Return table -> rows as plain data: all that would go if the member asked to be forgotten, none of other people's words.

        Every table in which members may stand has its place, an empty one where this member does not.
        """

    async def called(self, community: CommunityRef, name: str, limit: int) -> Sequence[tuple[MemberRef, str, datetime]]:
        """Return who wrote under exactly this name (in any case) or has this id: (member, latest name, last wrote), latest first."""
