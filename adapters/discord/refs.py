"""Discord's numbers and our references, both ways; and the moments that its ids hold."""

from datetime import datetime

import discord

from bot.model import ChannelRef, CommunityRef, MemberRef, MessageRef

PLATFORM = "discord"


def community_ref(guild: int) -> CommunityRef:
    """Return the community that a server is."""
    return CommunityRef(PLATFORM, str(guild))


def channel_ref(guild: int, channel: int) -> ChannelRef:
    """Return the channel that a text channel, a thread or a forum post is."""
    return ChannelRef(community_ref(guild), str(channel))


def member_ref(guild: int, user: int) -> MemberRef:
    """Return a member of a server."""
    return MemberRef(community_ref(guild), str(user))


def message_ref(guild: int, channel: int, message: int) -> MessageRef:
    """Return a message."""
    return MessageRef(channel_ref(guild, channel), str(message))


def number(id: str) -> int:
    """Return an id as Discord counts, 0 for text that is no id of Discord's."""
    return int(id) if id.isascii() and id.isdecimal() else 0


def written_at(id: int) -> datetime:
    """Return when the thing with this id came to be: ids of Discord's begin with the time."""
    return discord.utils.snowflake_time(id)


def id_at(at: datetime) -> int:
    """Return the id that a thing made at this moment would at least have."""
    return discord.utils.time_snowflake(at)
