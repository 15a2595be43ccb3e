"""Who may do what where: Discord's permission bits and how roles and overwrites add up."""

from enum import IntFlag
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fakes.discord.state import Channel, Member


class May(IntFlag):
    """Permission bits, by Discord's names."""

    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    SEND_POLLS = 1 << 49
    PIN_MESSAGES = 1 << 51


ALL = (1 << 53) - 1
EVERYBODY = (
    May.VIEW_CHANNEL | May.SEND_MESSAGES | May.ADD_REACTIONS | May.EMBED_LINKS | May.ATTACH_FILES
    | May.READ_MESSAGE_HISTORY | May.USE_APPLICATION_COMMANDS | May.CREATE_PUBLIC_THREADS
    | May.SEND_MESSAGES_IN_THREADS | May.SEND_POLLS
)  # fmt: skip
"""What @everyone may do in a new server."""


def of_roles(member: "Member") -> int:
    """Return what a member may do in the server at large."""
    guild = member.guild
    if member.user.id == guild.owner_id:
        return ALL
    bits = guild.everyone.permissions
    for role in member.roles:
        bits |= role.permissions
    return ALL if bits & May.ADMINISTRATOR else int(bits)


def in_channel(member: "Member", channel: "Channel") -> int:
    """Return what a member may do in a channel; a thread takes its parent's overwrites."""
    bits = of_roles(member)
    if bits == ALL:
        return ALL
    place = channel.parent if channel.is_thread and channel.parent is not None else channel
    written = place.overwrites
    everyone = written.get(member.guild.everyone.id)
    if everyone is not None:
        bits = bits & ~everyone.deny | everyone.allow
    deny = allow = 0
    for role in member.roles:
        if (overwrite := written.get(role.id)) is not None:
            deny |= overwrite.deny
            allow |= overwrite.allow
    bits = bits & ~deny | allow
    if (own := written.get(member.user.id)) is not None:
        bits = bits & ~own.deny | own.allow
    if not bits & May.VIEW_CHANNEL:
        return 0
    if channel.is_thread and channel.private and member.user.id not in channel.joined and not bits & May.MANAGE_THREADS:
        return 0
    return int(bits)
