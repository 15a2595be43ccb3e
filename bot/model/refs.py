"""References: how one thing names another. Small, frozen, hashable, printable."""

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True, order=True)
class CommunityRef:
    """A brand's home on one platform: a Discord server, a Telegram group, an imported archive."""

    platform: str
    id: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.id}"


@dataclass(frozen=True, slots=True, order=True)
class ChannelRef:
    """One stream of talk inside a community: a channel, a thread, a forum post, a topic."""

    community: CommunityRef
    id: str

    def __str__(self) -> str:
        return f"{self.community}/{self.id}"


@dataclass(frozen=True, slots=True, order=True)
class MemberRef:
    """Somebody who writes. The id is the platform's own; it is never shown to people."""

    community: CommunityRef
    id: str

    def __str__(self) -> str:
        return f"{self.community}@{self.id}"


@lru_cache(maxsize=8192)
def one(member: MemberRef) -> MemberRef:
    """Return the one of equal references that came first: a thousand channels then hold each member once, not once a line."""
    return member


@dataclass(frozen=True, slots=True, order=True)
class MessageRef:
    """One message. Ids are text, whatever the platform's own type; they are unique within their channel."""

    channel: ChannelRef
    id: str

    def __str__(self) -> str:
        return f"{self.channel}/{self.id}"
