"""What the bot can and cannot see and do, channel by channel, each with what to change; and the invitation with the least rights."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlencode

import aiohttp
import discord

from adapters.discord.refs import channel_ref, number
from adapters.discord.stops import Stops, read_stops
from bot.model import Phrase, Phrases

NEEDED = (
    "view_channel",
    "send_messages",
    "send_messages_in_threads",
    "read_message_history",
    "send_polls",
    "attach_files",
)
"""The rights that the bot asks for, by discord.py's names."""
POSTS_IN_THREADS_ONLY = (discord.ForumChannel,)
SCOPES = "bot applications.commands"


class Say(Protocol):
    """Says one of this folder's phrases to whoever looks."""

    def __call__(self, phrase: str, count: int | None = None, /, **values: str) -> str:
        """Return the phrase, its slots filled."""


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


def of_channel(name: str, rights: discord.Permissions, say: Say, *, threads_only: bool = False) -> Diagnosis:
    """Return what is well and what is not in one channel, given the bot's rights there."""
    lacking = [right for right in NEEDED if not getattr(rights, right)]
    if not rights.view_channel:
        lacking = ["view_channel"]
    if threads_only and "send_messages" in lacking:
        lacking.remove("send_messages")
    if not lacking:
        return Diagnosis(f"#{name}", True, say("check_channel_well"))
    found = "; ".join(say(f"lacks_{right}") for right in lacking)
    allow = ", ".join(say(f"right_{right}") for right in lacking)
    return Diagnosis(f"#{name}", False, found, say("check_channel_mend", channel=name, rights=allow))


def of_content(granted: bool, say: Say) -> Diagnosis:
    """Return whether the bot may read what messages say."""
    subject = say("check_content")
    if granted:
        return Diagnosis(subject, True, say("check_content_well"))
    return Diagnosis(subject, False, say("check_content_lost"), say("check_content_mend"))


def of_rights(guild: str, rights: discord.Permissions, say: Say) -> Iterable[Diagnosis]:
    """Warn of more than is needed."""
    if rights.administrator:
        yield Diagnosis(guild, False, say("check_administrator"), say("check_administrator_mend"))


def of_guild(guild: discord.Guild, stops: Stops, content: bool, say: Say) -> list[Diagnosis]:
    """Return everything about one server, as the running bot knows it."""
    found = [of_content(content, say), *of_rights(guild.name, guild.me.guild_permissions, say)]
    for channel in sorted(_talked_in(guild.channels), key=lambda channel: channel.position):
        threads_only = isinstance(channel, POSTS_IN_THREADS_ONLY)
        found.append(of_channel(channel.name, channel.permissions_for(guild.me), say, threads_only=threads_only))
    names = {place.id: place.name for place in (*guild.channels, *guild.threads)}
    return found + list(of_stops(guild.id, names, stops, say))


def of_stops(guild: int, names: dict[int, str], stops: Stops, say: Say) -> Iterable[Diagnosis]:
    """Return the channels and threads of a server in which Discord refused the bot. `names`: of those that are known."""
    for channel in stops:
        why = stops.why(channel)
        if why is not None and channel == channel_ref(guild, number(channel.id)):
            reason = say(why.name.removeprefix("discord."), None, **dict(why.values))
            name = names.get(number(channel.id), channel.id)
            yield Diagnosis(f"#{name}", False, say("check_stopped", reason=reason), say("check_stopped_mend"))


def _talked_in(channels: Iterable[discord.abc.GuildChannel]) -> list[discord.TextChannel | discord.ForumChannel]:
    return [channel for channel in channels if isinstance(channel, discord.TextChannel | discord.ForumChannel)]


async def examine(token: str, phrases: Phrases, *, api_base: str = "", stops: Path | None = None) -> list[Diagnosis]:
    """Look at everything with a token alone, without going online: for `doctor`, in English as all of it.

    `stops`: the file in which the running bot writes where Discord refused it.
    """
    from adapters.discord.home import point_at

    def say(phrase: str, count: int | None = None, /, **values: str) -> str:
        return phrases.say(Phrase(f"discord.{phrase}", tuple(values.items()), count), "en")

    point_at(api_base, "")
    client = discord.Client(intents=discord.Intents.none())
    try:
        async with client:
            await client.login(token)
            return await _examined(client, read_stops(stops), say)
    except discord.LoginFailure:
        mend = "copy TWOWAY_DISCORD_TOKEN anew from the Developer Portal, under Bot"
        return [Diagnosis("token", False, "Discord does not accept it", mend)]
    except (discord.HTTPException, aiohttp.ClientError, OSError) as why:
        return [
            Diagnosis("connection", False, f"Discord cannot be reached ({type(why).__name__})", "is the network up?")
        ]


async def _examined(client: discord.Client, stops: Stops, say: Say) -> list[Diagnosis]:
    application = await client.application_info()
    flags = application.flags
    found = [
        Diagnosis("token", True, f"belongs to {application.name}"),
        of_content(flags.gateway_message_content or flags.gateway_message_content_limited, say),
    ]
    servers = [guild async for guild in client.fetch_guilds(limit=None)]
    if not servers:
        found.append(Diagnosis("servers", False, "in none yet", f"add it: {invite_link(application.id)}"))
    for each in servers:
        guild = await client.fetch_guild(each.id)
        me = await guild.fetch_member(application.id if client.user is None else client.user.id)
        found += of_rights(guild.name, me.guild_permissions, say)
        channels = await guild.fetch_channels()
        for channel in _talked_in(channels):
            threads_only = isinstance(channel, POSTS_IN_THREADS_ONLY)
            found.append(of_channel(channel.name, channel.permissions_for(me), say, threads_only=threads_only))
        found += of_stops(guild.id, {channel.id: channel.name for channel in channels}, stops, say)
    return found
