"""What the bot can and cannot see and do, channel by channel, each with what to change; and the invitation with the least rights."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import aiohttp
import discord

from adapters.discord.refs import channel_ref
from bot.model import ChannelRef

NEEDED: dict[str, str] = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "read_message_history": "Read Message History",
    "send_polls": "Create Polls",
    "attach_files": "Attach Files",
}
"""What the bot asks for, by discord.py's names, and as Discord's own settings call it."""
WITHOUT: dict[str, str] = {
    "view_channel": "hears nothing here",
    "send_messages": "cannot post here",
    "send_messages_in_threads": "cannot post in threads here",
    "read_message_history": "cannot catch up after a restart, nor mark its posts as replies",
    "send_polls": "cannot hold polls here",
    "attach_files": "cannot add pictures to results",
}
POSTS_IN_THREADS_ONLY = (discord.ForumChannel,)
SCOPES = "bot applications.commands"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked at: whether it is well, what was found, and what to change."""

    subject: str
    well: bool
    found: str
    mend: str = ""


def permissions() -> discord.Permissions:
    """Return the least rights that everything the bot does needs. Never Administrator."""
    return discord.Permissions(**dict.fromkeys(NEEDED, True))


def invite_link(application: int | str) -> str:
    """Return the address at which a server's owner adds the bot, with the least rights."""
    asked = {"client_id": application, "scope": SCOPES, "permissions": permissions().value}
    return f"https://discord.com/oauth2/authorize?{urlencode(asked)}"


def of_channel(name: str, rights: discord.Permissions, *, threads_only: bool = False) -> Diagnosis:
    """Return what is well and what is not in one channel, given the bot's rights there."""
    lacking = [right for right in NEEDED if not getattr(rights, right)]
    if not rights.view_channel:
        lacking = ["view_channel"]
    if threads_only and "send_messages" in lacking:
        lacking.remove("send_messages")
    if not lacking:
        return Diagnosis(f"#{name}", True, "sees and does all it needs")
    found = "; ".join(WITHOUT[right] for right in lacking)
    allow = ", ".join(f"“{NEEDED[right]}”" for right in lacking)
    return Diagnosis(f"#{name}", False, found, f"in #{name}: Edit Channel, Permissions, the bot's role: allow {allow}")


def of_content(granted: bool) -> Diagnosis:
    """Return whether the bot may read what messages say."""
    if granted:
        return Diagnosis("message content", True, "can be read")
    lost = "not granted: questions are found only in messages that mention the bot or reply to it, and by the menu “Needs an answer”"
    return Diagnosis(
        "message content", False, lost, "Developer Portal, Bot: switch on “Message Content Intent”, then start again"
    )


def of_rights(guild: str, rights: discord.Permissions) -> Iterable[Diagnosis]:
    """Warn of more than is needed."""
    if rights.administrator:
        yield Diagnosis(
            guild, False, "the bot is Administrator, which it never needs", "take “Administrator” from its role"
        )


def of_guild(guild: discord.Guild, stopped: Mapping[ChannelRef, str], content: bool) -> list[Diagnosis]:
    """Return everything about one server, as the running bot knows it. `stopped`: channels where Discord refused it."""
    found = [of_content(content), *of_rights(guild.name, guild.me.guild_permissions)]
    for channel in sorted(_talked_in(guild.channels), key=lambda channel: channel.position):
        threads_only = isinstance(channel, POSTS_IN_THREADS_ONLY)
        found.append(of_channel(channel.name, channel.permissions_for(guild.me), threads_only=threads_only))
        why = stopped.get(channel_ref(guild.id, channel.id))
        if why is not None:
            found.append(
                Diagnosis(
                    f"#{channel.name}",
                    False,
                    f"stopped: {why}",
                    "change the bot's permissions there; it goes on at once",
                )
            )
    return found


def _talked_in(channels: Iterable[discord.abc.GuildChannel]) -> list[discord.TextChannel | discord.ForumChannel]:
    return [channel for channel in channels if isinstance(channel, discord.TextChannel | discord.ForumChannel)]


async def examine(token: str, *, api_base: str = "") -> list[Diagnosis]:
    """Look at everything with a token alone, without going online: for `doctor`."""
    from adapters.discord.home import point_at

    point_at(api_base, "")
    client = discord.Client(intents=discord.Intents.none())
    try:
        async with client:
            await client.login(token)
            return await _examined(client)
    except discord.LoginFailure:
        mend = "copy TWOWAY_DISCORD_TOKEN anew from the Developer Portal, under Bot"
        return [Diagnosis("token", False, "Discord does not accept it", mend)]
    except (discord.HTTPException, aiohttp.ClientError, OSError) as why:
        return [
            Diagnosis("connection", False, f"Discord cannot be reached ({type(why).__name__})", "is the network up?")
        ]


async def _examined(client: discord.Client) -> list[Diagnosis]:
    application = await client.application_info()
    flags = application.flags
    found = [
        Diagnosis("token", True, f"belongs to {application.name}"),
        of_content(flags.gateway_message_content or flags.gateway_message_content_limited),
    ]
    servers = [guild async for guild in client.fetch_guilds(limit=None)]
    if not servers:
        found.append(Diagnosis("servers", False, "in none yet", f"add it: {invite_link(application.id)}"))
    for each in servers:
        guild = await client.fetch_guild(each.id)
        me = await guild.fetch_member(application.id if client.user is None else client.user.id)
        found += of_rights(guild.name, me.guild_permissions)
        for channel in _talked_in(await guild.fetch_channels()):
            threads_only = isinstance(channel, POSTS_IN_THREADS_ONLY)
            found.append(of_channel(channel.name, channel.permissions_for(me), threads_only=threads_only))
    return found
