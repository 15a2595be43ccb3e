"""Where the bot may speak and read: Discord's permissions asked before each request, and channels stopped after a refusal."""

import logging
from collections.abc import Mapping

import discord

from adapters.discord.refs import number
from bot.model import ChannelRef, Refusal
from bot.ports import Unavailable

log = logging.getLogger("twoway.discord")

Place = discord.TextChannel | discord.Thread
"""Where talk is. Forum and media channels hold threads only."""


class Places:
    """What the bot may do where. A refusal stops its channel until somebody changes permissions in that server."""

    def __init__(self, client: discord.Client, content: bool) -> None:
        """`client`: knows the servers, roles and permissions. `content`: whether it may read what messages say."""
        self._client, self.content = client, content
        self._stopped: dict[ChannelRef, str] = {}

    @property
    def ready(self) -> bool:
        """Whether Discord has told us of the servers we are in."""
        return self._client.is_ready() and not self._client.is_closed()

    @property
    def stopped(self) -> Mapping[ChannelRef, str]:
        """The channels in which Discord refused us, and why."""
        return self._stopped

    def is_me(self, user: int) -> bool:
        """Whether this account is the bot's."""
        return self._client.user is not None and self._client.user.id == user

    def stop(self, channel: ChannelRef, why: str) -> None:
        """Send nothing more to a channel: 10,000 refused requests in ten minutes would ban our address."""
        if channel not in self._stopped:
            log.warning("channel stopped", extra={"channel": str(channel), "why": why})
        self._stopped[channel] = why

    def changed(self, guild: int) -> None:
        """Permissions changed somewhere in a server: its channels may be tried again."""
        for channel in [channel for channel in self._stopped if channel.community.id == str(guild)]:
            log.info("channel goes on", extra={"channel": str(channel)})
            del self._stopped[channel]

    async def speakable(self, channel: ChannelRef) -> Place | Refusal:
        """Return the channel if we may post in it, else why not, without asking Discord for what it would refuse."""
        if channel in self._stopped:
            return Refusal(self._stopped[channel])
        place = await self._place(channel)
        if isinstance(place, Refusal):
            return place
        lacking = missing(place)
        return Refusal(lacking) if lacking else place

    async def pollable(self, channel: ChannelRef) -> Place | Refusal:
        """Return the channel if we may hold a poll in it, else why not."""
        place = await self.speakable(channel)
        if isinstance(place, Refusal) or rights(place).send_polls:
            return place
        return Refusal("the bot may not hold polls there")

    def may_reply(self, channel: ChannelRef) -> bool:
        """Whether a post may carry the mark of a reply: that needs the right to read the history."""
        guild = self._client.get_guild(number(channel.community.id))
        place = guild.get_channel_or_thread(number(channel.id)) if guild else None
        return not isinstance(place, Place) or rights(place).read_message_history

    async def readable(self, channel: ChannelRef) -> Place | None:
        """Return the channel if we may read its history."""
        place = await self._place(channel)
        if isinstance(place, Refusal):
            return None
        may = rights(place)
        return place if may.view_channel and may.read_message_history else None

    async def _place(self, channel: ChannelRef) -> Place | Refusal:
        guild = self._client.get_guild(number(channel.community.id))
        if guild is None:
            return Refusal("the bot is no longer in that server")
        if guild.unavailable:
            raise Unavailable("Discord has trouble with that server now")
        found = guild.get_channel_or_thread(number(channel.id)) or await self._archived(guild, channel)
        if isinstance(found, Place):
            return found
        return Refusal("the channel is gone" if found is None else "nobody can write in that kind of channel")

    async def _archived(self, guild: discord.Guild, channel: ChannelRef) -> object:
        """Ask for a thread that sleeps: those are not told of at the start."""
        try:
            return await guild.fetch_channel(number(channel.id))
        except (discord.NotFound, discord.Forbidden, discord.InvalidData) as error:
            self.stop(channel, "the channel is gone or hidden from the bot")
            log.info("not found", extra={"channel": str(channel), "why": type(error).__name__})
            return None
        except (discord.HTTPException, OSError) as error:
            raise Unavailable("Discord does not answer now") from error


def rights(place: Place) -> discord.Permissions:
    """Return what the bot may do in a place; nothing where a thread's channel is hidden from it."""
    try:
        return place.permissions_for(place.guild.me)
    except discord.ClientException:
        return discord.Permissions.none()


def missing(place: Place) -> str:
    """Return in plain words what the bot lacks to post here, "" when it lacks nothing."""
    me = place.guild.me
    may = rights(place)
    if not may.view_channel:
        return "the bot may not see that channel"
    if me.is_timed_out():
        return "the bot is timed out in that server"
    if isinstance(place, discord.Thread):
        if place.locked and not may.manage_threads:
            return "the thread is locked"
        return "" if may.send_messages_in_threads else "the bot may not write in threads there"
    return "" if may.send_messages else "the bot may not write there"
