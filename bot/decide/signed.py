"""The audit trail: where an event names who did something by hand, the ledger says so too."""

from dataclasses import replace

from bot.actions import Decision, EntryKept
from bot.events import ButtonPressed, CommandGiven
from bot.model import Cue, MemberRef


def done_by(name: str, member: MemberRef) -> Cue:
    """Return the cue that says who did something."""
    return Cue("done_by", (("name", name), ("member", member.id)))


def signed(event: ButtonPressed | CommandGiven, decision: Decision) -> Decision:
    """Add to each ledger entry of a decision who brought it about. Their id stands beside the name, so that forgetting finds it."""
    if not event.by:
        return decision
    cue = done_by(event.by, event.member)
    changes = tuple(
        [
            EntryKept(replace(change.entry, because=(*change.entry.because, cue)))
            if isinstance(change, EntryKept)
            else change
            for change in decision.changes
        ]
    )
    return replace(decision, changes=changes)
