"""Who makes a request, and the doors that the pages use."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from aiohttp import web

from bot.actions import GapKept
from bot.model import ChannelRef, CommunityRef, Line, MemberRef, MessageRef, Phrase, Phrases, Policy, Role, Session
from bot.model.deck import Decks
from bot.model.rehearsal import Rehearsal, Tried
from bot.ports import Belongings, Clock, EventLog, Figures, Guests, Lines, Lists, Surveys, Timers
from bot.view import CommunityView, Snapshot


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who may look. `token`: what their forms bring back. `session`: None where the dashboard is open (the playground)."""

    member: MemberRef
    name: str
    role: Role
    token: str
    session: Session | None = None

    @property
    def community(self) -> CommunityRef:
        """Whose figures they see, and no other's."""
        return self.member.community


class Kept(Figures, Lists, Lines, Surveys, Guests, Timers, Belongings, Protocol):
    """Who knows what the pages show: every store does."""

    async def gaps(self, channel: ChannelRef, limit: int) -> Sequence[GapKept]:
        """Return the stretches that could not be read."""

    async def view(self, channel: ChannelRef) -> Snapshot:
        """Return what is kept of a channel."""

    async def history(self, channel: ChannelRef, limit: int) -> Sequence[Line]:
        """Return the latest lines of a channel."""

    async def locate(self, draft: str) -> ChannelRef | None:
        """Return the channel that owns a draft, by the draft's short id."""

    async def community(self, community: CommunityRef) -> CommunityView:
        """Return what a community taught and chose."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the dashboard stands on. `url`: the address that people open it by; "" until its port is known.

    `links`: by platform, a message's address in its app. `heard`: by platform, what returns when it is heard. `open_to`: the community that
    whoever sits at this machine sees without a link; None where a link is needed. `metrics_token`: what opens /metrics to others than
    this machine. `rehearse`: tries a knob on talk that was, None where that cannot be; it returns None while another is being tried.
    `decks`: openers by language, as files have them. `looks`: by platform, how words in a language are seen there: (text, how many characters
    are sent, how many may be).
    """

    log: EventLog
    store: Kept
    clock: Clock
    phrases: Phrases
    policy: Policy
    url: str
    links: Mapping[str, Callable[[MessageRef], str]] = field(default_factory=dict)
    heard: Mapping[str, Callable[[], Awaitable[None]]] = field(default_factory=dict)
    open_to: CommunityRef | None = None
    metrics_token: str = ""
    rehearse: Callable[[Rehearsal], Awaitable[Tried | None]] | None = None
    decks: Decks = field(default_factory=dict)
    looks: Mapping[str, Callable[[Sequence[Phrase], str], tuple[str, int, int]]] = field(default_factory=dict)


async def is_heard(listening: Callable[[], Awaitable[None]]) -> bool:
    """Whether a platform is heard now: whether waiting for it ends at once."""
    try:
        async with asyncio.timeout(0):
            await listening()
    except TimeoutError:
        return False
    return True


GUEST = web.RequestKey("guest", Guest)
LANGUAGE = web.RequestKey("language", str)
