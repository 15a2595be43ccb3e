"""Telegram's numbers and our references, both ways.

A group is a community, and what is said in it is in channel "0"; each topic of a forum is a channel by its number. Another chat that
belongs to the same community (the team's own) is a channel by its chat's number, which is negative; a topic of it by both.
"""

from dataclasses import dataclass

from bot.model import ChannelRef, CommunityRef, MemberRef, MessageRef

PLATFORM = "telegram"
GENERAL = "0"
"""The channel that a group is; in a forum, its General topic, which has no number in messages."""
OF_TOPIC = ":"
SUPERGROUP = -1_000_000_000_000
"""Ids of supergroups and channels count down from here."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where what is said in a chat belongs.

    `other`: the chat's number where it is not the community's own. `mark` begins the ids of messages that were written since the group
    became another chat: its numbers began anew, and the same ids must not mean two messages.
    """

    community: CommunityRef
    other: str = ""
    mark: str = ""

    def channel(self, topic: int | None) -> ChannelRef:
        """Return the channel of a topic; None for what is in no topic."""
        inside = str(topic) if topic else ""
        if not self.other:
            return ChannelRef(self.community, inside or GENERAL)
        return ChannelRef(self.community, f"{self.other}{OF_TOPIC}{inside}" if inside else self.other)

    def member(self, user: int) -> MemberRef:
        """Return a member, or a chat that somebody writes in the name of."""
        return MemberRef(self.community, str(user))

    def message(self, topic: int | None, number: int) -> MessageRef:
        """Return a message."""
        return MessageRef(self.channel(topic), self.id(number))

    def id(self, number: int) -> str:
        """Return a message's id."""
        return f"{self.mark}{number}"

    def number(self, id: str) -> int | None:
        """Return a message's number in this chat; None for what was written before the chat was this one."""
        bare = id.removeprefix(self.mark)
        return number(bare) if len(bare) == len(id) - len(self.mark) and bare.isdecimal() else None


@dataclass(frozen=True, slots=True)
class Spot:
    """A place at Telegram: a chat, and a topic in it."""

    chat: int
    topic: int | None = None


def community_ref(chat: int) -> CommunityRef:
    """Return the community that a group is."""
    return CommunityRef(PLATFORM, str(chat))


def number(id: str) -> int:
    """Return an id as Telegram counts, 0 for text that is no id of Telegram's."""
    digits = id.removeprefix("-")
    return int(id) if digits.isascii() and digits.isdecimal() else 0


def link(spot: Spot, message: int) -> str:
    """Return the address that leads members to a message, "" in basic groups, which have none."""
    if spot.chat > SUPERGROUP:
        return ""
    topic = f"{spot.topic}/" if spot.topic else ""
    return f"https://t.me/c/{SUPERGROUP - spot.chat}/{topic}{message}"
