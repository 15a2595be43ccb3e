"""A store with nothing in it, in which nothing can be kept: what the sample community stands on."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.actions import GapKept
from bot.model import (
    ChannelRef,
    CommunityRef,
    Draft,
    Entry,
    Line,
    Load,
    MemberRef,
    MessageRef,
    Question,
    Session,
    Sieve,
    Sought,
    Spoken,
    Survey,
    Timer,
    Trial,
    Week,
)
from bot.view import CommunityView, Snapshot


class Nothing:
    """Answers everything that pages ask with nothing."""

    async def sought(self, community: CommunityRef, sought: Sought, limit: int) -> Sequence[Question]:
        """Return nothing."""
        return ()

    async def drafts(self, community: CommunityRef, limit: int) -> Sequence[Draft]:
        """Return nothing."""
        return ()

    async def entries(self, community: CommunityRef, sieve: Sieve, limit: int) -> Sequence[Entry]:
        """Return nothing."""
        return ()

    async def trials(self, community: CommunityRef, since: datetime, until: datetime) -> Sequence[Trial]:
        """Return nothing."""
        return ()

    async def surveys(self, community: CommunityRef, since: datetime, limit: int) -> Sequence[Survey]:
        """Return nothing."""
        return ()

    async def weeks(self, community: CommunityRef) -> Sequence[Week]:
        """Return nothing."""
        return ()

    async def asked(self, community: CommunityRef, since: datetime, until: datetime) -> Sequence[Question]:
        """Return nothing."""
        return ()

    async def community(self, community: CommunityRef) -> CommunityView:
        """Return a community that chose nothing."""
        return CommunityView(community)

    async def spoken(self, community: CommunityRef, since: datetime, until: datetime) -> Spoken:
        """Return nothing."""
        return Spoken()

    async def communities(self) -> Sequence[CommunityRef]:
        """Return nothing."""
        return ()

    async def keep_week(self, community: CommunityRef, week: Week) -> None:
        """Keep nothing."""

    async def load(self, now: datetime) -> Load:
        """Return that nothing waits."""
        return Load()

    async def gaps(self, channel: ChannelRef, limit: int) -> Sequence[GapKept]:
        """Return nothing."""
        return ()

    async def history(self, channel: ChannelRef, limit: int) -> Sequence[Line]:
        """Return nothing."""
        return ()

    async def lines(self, refs: Sequence[MessageRef]) -> Mapping[MessageRef, Line]:
        """Return nothing."""
        return {}

    async def view(self, channel: ChannelRef) -> Snapshot:
        """Return nothing."""
        return Snapshot(channel)

    async def locate(self, draft: str) -> ChannelRef | None:
        """Return nothing."""
        return None

    async def belongings(self, member: MemberRef) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """Return nothing."""
        return {}

    async def called(self, community: CommunityRef, name: str, limit: int) -> Sequence[tuple[MemberRef, str, datetime]]:
        """Return nobody."""
        return ()

    async def use_up(self, ticket: str, until: datetime, now: datetime) -> bool:
        """Let nobody in."""
        return False

    async def keep_session(self, session: Session) -> None:
        """Keep nothing."""

    async def session(self, digest: str) -> Session | None:
        """Return nothing."""
        return None

    async def sessions(self, community: CommunityRef) -> Sequence[Session]:
        """Return nothing."""
        return ()

    async def end_session(self, community: CommunityRef, digest: str) -> None:
        """End nothing."""

    async def due(self, now: datetime, limit: int) -> Sequence[Timer]:
        """Return nothing."""
        return ()

    async def next_due(self) -> datetime | None:
        """Return nothing."""
        return None

    async def position(self, source: str) -> int:
        """Return that nothing was taken."""
        return 0

    async def latest(self) -> datetime | None:
        """Return nothing."""
        return None
