"""Where the bot may speak and read: Discord's permissions asked before each request, and channels stopped after a refusal."""

import logging

import discord

from adapters.discord.refs import number
from adapters.discord.stops import Stops, refused
from adapters.discord.wire import FAILURES, later
from bot.model import ChannelRef, Phrase
from bot.ports import Unavailable

log = logging.getLogger("twoway.discord")

Place = discord.TextChannel | discord.Thread
"""Where talk is. Forum and media channels hold threads only."""


class Places:
    """What the bot may do where. A refusal stops its channel until somebody changes permissions in that server."""

    def __init__(self, client: discord.Client, content: bool, stops: Stops) -> None:
        """`client`: knows the servers, roles and permissions. `content`: whether it may read what messages say."""
        self._client, self.content, self.stops = client, content, stops

    @property
    def ready(self) -> bool:
        """Whether Discord has told us of the servers we are in."""
        return self._client.is_ready() and not self._client.is_closed()

    def is_me(self, user: int) -> bool:
        """Whether this account is the bot's."""
        return self._client.user is not None and self._client.user.id == user

    def stop(self, channel: ChannelRef, why: Phrase) -> None:
        """Send nothing more to a channel: 10,000 refused requests in ten minutes would ban our address."""
        self.stops.put(channel, why)

    def changed(self, guild: int) -> None:
        """Permissions changed somewhere in a server: its channels may be tried again."""
        self.stops.drop(guild)

    def locale(self, channel: ChannelRef) -> str:
        """Return the locale of a channel's server, as its people set it; English for one that is not known."""
        guild = self._client.get_guild(number(channel.community.id))
        return guild.preferred_locale.value if guild else "en"

    async def speakable(self, channel: ChannelRef) -> Place | Phrase:
        """Return the channel if we may post in it, else why not, without asking Discord for what it would refuse."""
        stopped = self.stops.why(channel)
        if stopped is not None:
            return stopped
        place = await self._place(channel)
        return place if isinstance(place, Phrase) else missing(place) or place

    async def pollable(self, channel: ChannelRef) -> Place | Phrase:
        """Return the channel if we may hold a poll in it, else why not."""
        place = await self.speakable(channel)
        return place if isinstance(place, Phrase) or rights(place).send_polls else refused("polls")

    def may_reply(self, channel: ChannelRef) -> bool:
        """Whether a post may carry the mark of a reply: that needs the right to read the history."""
        guild = self._client.get_guild(number(channel.community.id))
        place = guild.get_channel_or_thread(number(channel.id)) if guild else None
        return not isinstance(place, Place) or rights(place).read_message_history

    def may_attach(self, channel: ChannelRef) -> bool:
        """Whether a post may carry a picture."""
        guild = self._client.get_guild(number(channel.community.id))
        place = guild.get_channel_or_thread(number(channel.id)) if guild else None
        return not isinstance(place, Place) or rights(place).attach_files

    async def readable(self, channel: ChannelRef) -> Place | None:
        """Return the channel if we may read its history."""
        place = await self._place(channel)
        if isinstance(place, Phrase):
            return None
        may = rights(place)
        return place if may.view_channel and may.read_message_history else None

    async def _place(self, channel: ChannelRef) -> Place | Phrase:
        guild = self._client.get_guild(number(channel.community.id))
        if guild is None:
            return refused("no_server")
        if guild.unavailable:
            raise Unavailable("Discord has trouble with that server now")
        found = guild.get_channel_or_thread(number(channel.id)) or await self._archived(guild, channel)
        if isinstance(found, Place):
            return found
        return refused("channel_gone" if found is None else "channel_kind")

    async def _archived(self, guild: discord.Guild, channel: ChannelRef) -> object:
        """Ask for a thread that sleeps: those are not told of at the start."""
        try:
            return await guild.fetch_channel(number(channel.id))
        except (discord.NotFound, discord.Forbidden, discord.InvalidData) as error:
            self.stop(channel, refused("channel_hidden"))
            log.info("not found", extra={"channel": str(channel), "why": type(error).__name__})
            return None
        except FAILURES as error:
            raise later(error) from error


def rights(place: Place) -> discord.Permissions:
    """Return what the bot may do in a place; nothing where a thread's channel is hidden from it."""
    try:
        return place.permissions_for(place.guild.me)
    except discord.ClientException:
        return discord.Permissions.none()


def missing(place: Place) -> Phrase | None:
    """Return what the bot lacks to post here, None when it lacks nothing."""
    me = place.guild.me
    may = rights(place)
    if not may.view_channel:
        return refused("view")
    if me.is_timed_out():
        return refused("timed_out")
    if isinstance(place, discord.Thread):
        if place.locked and not may.manage_threads:
            return refused("thread_locked")
        return None if may.send_messages_in_threads else refused("threads")
    return None if may.send_messages else refused("write")
