"""What the platform itself keeps: who is there, which channels, what stands in them. Rebuilt at a start from the store's history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from bot.actions import Button, ReactionKept, VoteKept
from bot.events import Event, MessageDeleted, MessageEdited, MessageSeen, PollClosed, ReactionSeen, VoteSeen
from bot.model import ChannelRef, CommunityRef, Drawn, MemberRef, Message, MessageRef, Tally, short_id

MOST_MESSAGES = 500
"""Messages a channel shows; older ones stay in the store."""

MOST_MARKS = 20 * MOST_MESSAGES
"""Reactions, and votes, that a channel shows again after a restart: those on its latest messages."""

CHANNELS = ("general", "support", "announcements", "team")
TEAM_CHANNEL = "team"
BOT = "twoway"
BOT_NAME = "Twoway"
FIRST_MEMBERS = (("ada", "Ada", False), ("ben", "Ben", False), ("chen", "Chen", False), ("mira", "Mira", True))


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody to write as."""

    ref: MemberRef
    name: str
    team: bool = False
    bot: bool = False


@dataclass(slots=True)
class Standing:
    """A message as the channel shows it: with its reactions, votes and buttons; its picture, and where it leads to, until the playground ends."""

    message: Message
    edited: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)
    votes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    language: str = "en"
    drawn: Drawn | None = None
    leads: tuple[MessageRef, ...] = ()

    def tallies(self) -> tuple[Tally, ...]:
        """Return the votes, counted for each option in the poll's order."""
        if self.message.poll is None:
            return ()
        chosen = [option for vote in self.votes.values() for option in vote]
        return tuple(Tally(option.id, chosen.count(option.id)) for option in self.message.poll.options)


class Scene:
    """Members, channels and messages. One owner (the playground); everyone else looks."""

    def __init__(self, community: CommunityRef) -> None:
        """Begin with four people and empty channels."""
        self.community = community
        self.channels: dict[str, dict[str, Standing]] = {name: {} for name in CHANNELS}
        self.members: dict[str, Member] = {}
        for id, name, team in FIRST_MEMBERS:
            self.members[id] = Member(MemberRef(community, id), name, team)
        self.bot = Member(MemberRef(community, BOT), BOT_NAME, bot=True)

    def channel(self, name: str) -> ChannelRef:
        """Return the reference of a channel by its name."""
        return ChannelRef(self.community, name)

    def standing(self, channel: str, message: str) -> Standing | None:
        """Return a message that stands in a channel."""
        return self.channels.get(channel, {}).get(message)

    def named(self, name: str) -> Member | None:
        """Return who goes by a name, whatever its case."""
        wanted = name.casefold()
        return next((member for member in self.members.values() if member.name.casefold() == wanted), None)

    def join(self, name: str, team: bool) -> Member:
        """Add somebody. The same name is the same person."""
        known = self.named(name)
        if known is not None:
            return known
        member = Member(MemberRef(self.community, short_id(name.casefold())), name, team)
        self.members[member.ref.id] = member
        return member

    def someone_of_the_team(self) -> Member:
        """Return who gives the team's corrections and settings when a member has the floor."""
        return next(member for member in self.members.values() if member.team)

    def restore(self, channel: str, history: Iterable[Message]) -> None:
        """Take a channel's messages, and the people who wrote them, as the store kept them."""
        for message in history:
            self.take(MessageSeen(message))
            if not message.bot and message.author.id not in self.members and message.name:
                self.members[message.author.id] = Member(message.author, message.name, message.team)

    def restore_marks(self, reactions: Iterable[ReactionKept], votes: Iterable[VoteKept]) -> None:
        """Take the reactions and votes on the messages that stand, as the store kept them."""
        for mark in reactions:
            self._react(self.standing(mark.ref.channel.id, mark.ref.id), mark.member.id, mark.emoji, mark.added)
        for vote in votes:
            self._vote(self.standing(vote.ref.channel.id, vote.ref.id), vote.member.id, vote.options)

    def take(self, event: Event) -> Standing | None:
        """Let an event that is committed be seen; return the message it touched, if it still stands.

        Taking an event twice is taking it once.
        """
        match event:
            case MessageSeen(message):
                return self._stand(message)
            case MessageEdited(_, ref, text):
                standing = self.standing(ref.channel.id, ref.id)
                if standing is not None and standing.message.text != text:
                    standing.message, standing.edited = replace(standing.message, text=text), True
                    standing.drawn = None  # what it showed is not what is said now
                return standing
            case MessageDeleted(_, ref):
                self.channels.get(ref.channel.id, {}).pop(ref.id, None)
                return None
            case ReactionSeen(_, ref, member, emoji, added):
                return self._react(self.standing(ref.channel.id, ref.id), member.id, emoji, added)
            case VoteSeen(_, ref, member, options):
                return self._vote(self.standing(ref.channel.id, ref.id), member.id, options)
            case PollClosed(_, ref):
                standing = self.standing(ref.channel.id, ref.id)
                if standing is not None and standing.message.poll is not None:
                    standing.message = replace(standing.message, poll=replace(standing.message.poll, closed=True))
                return standing
            case _:
                return None

    def _stand(self, message: Message) -> Standing:
        standings = self.channels.setdefault(message.ref.channel.id, {})
        standing = standings.setdefault(message.ref.id, Standing(message))
        while len(standings) > MOST_MESSAGES:
            del standings[next(iter(standings))]
        return standing

    @staticmethod
    def _react(standing: Standing | None, member: str, emoji: str, added: bool) -> Standing | None:
        if standing is None:
            return None
        members = standing.reactions.setdefault(emoji, [])
        if added and member not in members:
            members.append(member)
        elif not added and member in members:
            members.remove(member)
        if not members:
            del standing.reactions[emoji]
        return standing

    @staticmethod
    def _vote(standing: Standing | None, member: str, options: tuple[str, ...]) -> Standing | None:
        if standing is not None:
            standing.votes.pop(member, None)
            if options:
                standing.votes[member] = options
        return standing

    def all(self) -> Sequence[Standing]:
        """Return every message that stands, channel by channel, in order of arrival."""
        return [standing for standings in self.channels.values() for standing in standings.values()]
