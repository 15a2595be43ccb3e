"""Who came in to the dashboard: tickets that are used up, and sessions."""

from datetime import datetime

from adapters.sqlite.codec import moment, ticks
from adapters.sqlite.reads import Reads
from adapters.sqlite.tables import Tables
from bot.model import CommunityRef, MemberRef, Role, Session

FIELDS = "s.digest, m.platform, m.ref, s.member, s.name, s.role, s.began, s.ends"
KEPT = f"SELECT {FIELDS} FROM sessions s JOIN communities m ON m.id = s.community"


def use_up(tables: Tables, ticket: str, until: datetime, now: datetime) -> bool:
    """Return True the first time for a ticket. There is one writer: of two at once one is the first."""
    tables.run("DELETE FROM tickets WHERE until < ?", (ticks(now),))
    return tables.run("INSERT OR IGNORE INTO tickets VALUES (?, ?)", (ticket, ticks(until))).rowcount == 1


def keep_session(tables: Tables, session: Session) -> None:
    """Keep a session; sweep away those that are over."""
    tables.run("DELETE FROM sessions WHERE ends < ?", (ticks(session.began),))
    tables.run(
        "INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            session.digest,
            tables.community(session.member.community),
            session.member.id,
            session.name,
            session.role,
            ticks(session.began),
            ticks(session.ends),
        ),
    )


def session(reads: Reads, digest: str) -> Session | None:
    """Return the session of a digest."""
    row = reads.first(f"{KEPT} WHERE s.digest = ?", digest)
    return _session(row) if row else None


def sessions(reads: Reads, community: CommunityRef) -> list[Session]:
    """Return a community's sessions, latest first."""
    rows = reads.rows(
        f"{KEPT} WHERE m.platform = ? AND m.ref = ? ORDER BY s.began DESC, s.digest DESC",
        community.platform,
        community.id,
    )
    return [_session(row) for row in rows]


def _session(row: tuple[str, str, str, str, str, str, int, int]) -> Session:
    digest, platform, community, member, name, role, began, ends = row
    home = CommunityRef(platform, community)
    return Session(digest, MemberRef(home, member), name, Role(role), moment(began), moment(ends))


def end_session(tables: Tables, community: CommunityRef, digest: str) -> None:
    """End a session of a community."""
    tables.run("DELETE FROM sessions WHERE digest = ? AND community = ?", (digest, tables.community(community)))
