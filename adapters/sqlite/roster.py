"""The roster: one row a member who enlisted. Runs on the writer's thread."""

from collections.abc import Sequence

from adapters.sqlite.rows import enlistment_body, read_enlistment
from adapters.sqlite.tables import Tables
from bot.model import CommunityRef, Enlistment, MemberRef

OF_A_COMMUNITY = "SELECT member, body FROM roster WHERE community = ? ORDER BY member"


def enlist(tables: Tables, enlistment: Enlistment) -> None:
    """Keep a member's place on the roster as it stands now."""
    member = enlistment.member
    row = (tables.community(member.community), member.id, enlistment_body(enlistment))
    tables.run("INSERT OR REPLACE INTO roster VALUES (?, ?, ?)", row)


def strike(tables: Tables, member: MemberRef) -> None:
    """Take a member off the roster. One who is not on it is no matter."""
    tables.run("DELETE FROM roster WHERE community = ? AND member = ?", (tables.community(member.community), member.id))


def roster(tables: Tables, community: CommunityRef) -> Sequence[Enlistment]:
    """Return a community's roster, by member."""
    rows = tables.run(OF_A_COMMUNITY, (tables.community(community),)).fetchall()
    return [read_enlistment(community, *row) for row in rows]
