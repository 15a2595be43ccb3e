"""Who looks at the dashboard: a member of one community, in one role, for a while."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.refs import MemberRef


class Role(StrEnum):
    """What somebody may do on the dashboard; each may all that the one before may."""

    VIEWER = "viewer"
    """Look."""
    TEAM = "team"
    """Correct questions, deal with drafts."""
    OWNER = "owner"
    """Turn knobs, end other people's sessions."""

    def may(self, needed: "Role") -> bool:
        """Whether this role may do what takes that one."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that came in by a link. `digest`: a hash of the secret that the browser holds; the secret itself is kept nowhere."""

    digest: str
    member: MemberRef
    name: str
    role: Role
    began: datetime
    ends: datetime
