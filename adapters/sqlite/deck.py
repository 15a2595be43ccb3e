"""What communities make of openers: one row an opener or poll form. Runs on the writer's thread."""

from adapters.sqlite.rows import deck_body, read_deck_row
from adapters.sqlite.tables import Tables
from bot.model import CommunityRef, DeckRow
from bot.model.forgetting import Traces

OF_A_COMMUNITY = "SELECT id, body FROM deck WHERE community = ? ORDER BY id"


def keep_row(tables: Tables, community: CommunityRef, row: DeckRow) -> None:
    """Keep what a community makes of an opener as it stands now."""
    tables.run(
        "INSERT OR REPLACE INTO deck VALUES (?, ?, ?)", (tables.community(community), row.id, deck_body(row, community))
    )


def drop_row(tables: Tables, community: CommunityRef, id: str) -> None:
    """Forget what a community made of an opener. What is not there is no matter."""
    tables.run("DELETE FROM deck WHERE community = ? AND id = ?", (tables.community(community), id))


def forget_in_deck(tables: Tables, traces: Traces) -> None:
    """Leave no opener that a member suggested, nor one that shows them."""
    community = traces.member.community
    for id, body in tables.run(OF_A_COMMUNITY, (tables.community(community),)).fetchall():
        if traces.deck_row(read_deck_row(community, id, body)) is None:
            drop_row(tables, community, id)
