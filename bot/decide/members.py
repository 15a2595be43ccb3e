"""Who of the people in a channel is of the team, where nothing but what they wrote tells it."""

from bot.events import ReactionSeen, VoteSeen
from bot.model import MemberRef
from bot.view import View


def team_here(view: View) -> set[MemberRef]:
    """Return who wrote in this channel as one of the team."""
    return {line.message.author for line in view.room.lines.values() if line.message.team}


def of_the_team(event: ReactionSeen | VoteSeen, view: View) -> bool:
    """Whether who votes or reacts is of the team: as the platform tells, or, where that comes without roles, as they wrote here."""
    told = isinstance(event, VoteSeen) and event.team
    return told or event.member in team_here(view)
