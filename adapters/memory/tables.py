"""The store's tables as plain dicts, and a journal that can undo a transaction."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from bot.actions import Action
from bot.model import (
    ChannelRef,
    CommunityRef,
    DeckRow,
    Draft,
    Enlistment,
    Entry,
    Line,
    MemberRef,
    MessageRef,
    Post,
    Purpose,
    Question,
    Session,
    Settlement,
    Survey,
    Timer,
    Trial,
    Verdict,
    Waited,
    Week,
)

K = TypeVar("K")
V = TypeVar("V")
Key = tuple[ChannelRef, str]


@dataclass(frozen=True, slots=True)
class Row:
    """An action in the outbox. Pending: nothing set; then claimed_at; then settlement; then told. `action` goes when told or cancelled.

    `passing`: the last word to a forgotten member. Once told, nothing of it stays, not even the key.
    `at`: when it was decided on, where that is known.
    """

    action: Action | None
    claimed_at: datetime | None = None
    settlement: Settlement | None = None
    settled_at: datetime | None = None
    passing: bool = False
    at: datetime | None = None

    @property
    def pending(self) -> bool:
        """Whether it waits to be claimed."""
        return self.action is not None and self.claimed_at is None


@dataclass(slots=True)
class Tables:
    """Everything that is kept. Dicts keep the order of arrival, and a key set again keeps its place."""

    names: dict[ChannelRef, str] = field(default_factory=dict)
    open: dict[ChannelRef, None] = field(default_factory=dict)
    nows: dict[ChannelRef, datetime] = field(default_factory=dict)
    lines: dict[ChannelRef, dict[str, Line]] = field(default_factory=dict)
    erased: dict[MessageRef, None] = field(default_factory=dict)
    questions: dict[ChannelRef, dict[str, Question]] = field(default_factory=dict)
    waits: dict[tuple[ChannelRef, Waited], int] = field(default_factory=dict)
    community_waits: dict[tuple[CommunityRef, Waited], int] = field(default_factory=dict)
    drafts: dict[Key, Draft] = field(default_factory=dict)
    posts: dict[Key, Post] = field(default_factory=dict)
    surveys: dict[Key, Survey] = field(default_factory=dict)
    trials: dict[Key, Trial] = field(default_factory=dict)
    timers: dict[tuple[ChannelRef, Purpose, str], Timer] = field(default_factory=dict)
    ledger: dict[tuple[ChannelRef, datetime, Verdict, str], Entry] = field(default_factory=dict)
    reactions: dict[tuple[MessageRef, MemberRef, str], None] = field(default_factory=dict)
    votes: dict[tuple[MessageRef, MemberRef], tuple[str, ...]] = field(default_factory=dict)
    gaps: dict[tuple[ChannelRef, datetime, datetime], None] = field(default_factory=dict)
    counts: dict[tuple[CommunityRef, str], int] = field(default_factory=dict)
    knobs: dict[tuple[CommunityRef, str | None, str], str] = field(default_factory=dict)
    roster: dict[MemberRef, Enlistment] = field(default_factory=dict)
    deck: dict[tuple[CommunityRef, str], DeckRow] = field(default_factory=dict)
    outbox: dict[Key, Row] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)
    tickets: dict[str, datetime] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    weeks: dict[tuple[CommunityRef, datetime], Week] = field(default_factory=dict)
    _undo: list[Callable[[], object]] = field(default_factory=list)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all that is put and dropped inside, or nothing of it when it raises."""
        try:
            yield
        except BaseException:
            for undo in reversed(self._undo):
                undo()
            raise
        finally:
            self._undo.clear()

    def timers_of(self, platforms: Collection[str] | None) -> list[Timer]:
        """Return the timers of these platforms' channels, of all where none are given, earliest first."""
        found = self.timers.values()
        ours = [timer for timer in found if platforms is None or timer.channel.community.platform in platforms]
        return sorted(ours, key=lambda timer: (timer.due, timer.channel, timer.purpose, timer.subject))

    def put(self, table: dict[K, V], key: K, value: V) -> None:
        """Set a key."""
        if key in table:
            before = table[key]
            self._undo.append(lambda: table.__setitem__(key, before))
        else:
            self._undo.append(lambda: table.pop(key))
        table[key] = value

    def drop(self, table: dict[K, V], key: K) -> None:
        """Take a key away; one that is not there is no matter. Undone, it comes back at the end: for tables without an order."""
        if key in table:
            before = table.pop(key)
            self._undo.append(lambda: table.__setitem__(key, before))

    def refill(self, table: dict[K, V], rows: dict[K, V]) -> None:
        """Put other rows in a table, in their order."""
        before = dict(table)

        def undo() -> None:
            table.clear()
            table.update(before)

        self._undo.append(undo)
        table.clear()
        table.update(rows)
