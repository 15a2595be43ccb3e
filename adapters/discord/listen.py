"""Discord's gateway in: discord.py's client, which hears, and hands on what it heard in order. What it means is for `translate`."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import TypeVar

import discord

from adapters.discord.catch_up import CatchUp, open_to_all, places
from adapters.discord.gate import gate
from adapters.discord.inbox import AGAIN, Inbox
from adapters.discord.places import Place, Places
from adapters.discord.refs import channel_ref, member_ref, message_ref
from adapters.discord.stops import Stops
from adapters.discord.teams import Teams
from adapters.discord.translate import Ballots, message_edited, message_seen, poll_closed, reaction_seen
from adapters.discord.wire import FAILURES, Wire
from bot.events import ChannelNamed, MessageDeleted, VoteSeen
from bot.model import MessageRef
from bot.ports import Clock, Store, Throttled, Unavailable

log = logging.getLogger("twoway.discord")

T = TypeVar("T")


def intents(content: bool) -> discord.Intents:
    """Return what we ask to be told of. Message content alone is privileged; members and presences are never asked for."""
    wanted = discord.Intents.none()
    wanted.guilds = wanted.guild_messages = wanted.guild_reactions = wanted.guild_polls = True
    wanted.message_content = content
    return wanted


class Ears(discord.AutoShardedClient):
    """Hears every server the bot is in."""

    def __init__(
        self,
        *,
        content: bool,
        settle: float,
        pause: float,
        inbox: Inbox,
        teams: Teams,
        store: Store,
        clock: Clock,
        listening: asyncio.Event,
        stops: Stops,
    ) -> None:
        """`content`: whether to ask for what messages say. `settle`, `pause`: seconds to wait for the list of servers at a
        start, and before each further session. `listening` is set while every shard hears and has caught up."""
        super().__init__(
            intents=intents(content),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=settle,
            max_ratelimit_timeout=30.0,
            enable_debug_events=False,
        )
        self.content, self._pause = content, pause
        self.prepare: Callable[[], Awaitable[None]] | None = None
        self.pressed: Callable[[discord.Interaction], Awaitable[None]] | None = None
        self.places, self.wire = Places(self, content, stops), Wire(self.http)
        self.listening = listening
        self._inbox, self._teams, self._store, self._clock = inbox, teams, store, clock
        self._catch_up = CatchUp(store, teams, clock)
        self._ballots, self._voting = Ballots(), asyncio.Lock()
        self._behind: set[int] = set()
        self._session: dict[int, int] = {}
        gate(self, inbox.room)

    # -- the connection

    async def setup_hook(self) -> None:
        """Once, before the first session."""
        if self.prepare is not None:
            await self.prepare()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Discord takes one new session every five seconds."""
        if not initial:
            await asyncio.sleep(self._pause)

    async def on_shard_connect(self, shard: int) -> None:
        """Begin a new session: what was said before it is in the history only."""
        self._lost(shard)
        self._inbox.hold(shard)

    async def on_shard_disconnect(self, shard: int) -> None:
        """Nothing is heard from now on, and that is no silence."""
        self._lost(shard)

    async def on_shard_resumed(self, shard: int) -> None:
        """Discord has replayed what was missed."""
        await self._back(shard)

    async def on_shard_ready(self, shard: int) -> None:
        """Catch up from history, then go on with what was heard meanwhile."""
        session = self._session.get(shard)
        for guild in [guild for guild in self.guilds if guild.shard_id == shard]:
            await self._read(guild)
        if self._session.get(shard) != session:
            return  # lost again meanwhile: the next session catches up anew, and lets go of what is held
        self._inbox.release(shard)
        await self._back(shard)
        log.info("listening", extra={"shard": shard, "communities": len(self.guilds), "content": self.content})

    async def _read(self, guild: discord.Guild) -> None:
        """Read what a server said meanwhile, channel by channel, no faster than it is committed."""
        past = await self._until_read(guild, lambda: self._catch_up.begin(guild))
        self._inbox.put(past.named)
        for place in past.places:
            await self._inbox.space()
            self._inbox.put(await self._until_read(guild, partial(self._catch_up.read, past, place)))

    async def _until_read(self, guild: discord.Guild, read: Callable[[], Awaitable[T]]) -> T:
        while True:
            try:
                return await read()
            except Unavailable as why:
                log.warning("not caught up yet", extra={"community": str(guild.id), "why": str(why)})
                rest = timedelta(seconds=why.seconds) if isinstance(why, Throttled) else AGAIN
                await self._clock.sleep_until(self._clock.now() + max(rest, AGAIN))

    def _lost(self, shard: int) -> None:
        self._session[shard] = self._session.get(shard, 0) + 1
        self._behind.add(shard)
        self.listening.clear()

    async def _back(self, shard: int) -> None:
        """We hear again, as soon as what was missed is committed: a timer must not overtake it."""
        session = self._session.get(shard)
        await self._inbox.drained()
        if self._session.get(shard) == session:
            self._behind.discard(shard)
        if not self._behind:
            self.listening.set()

    # -- talk

    async def on_message(self, raw: discord.Message) -> None:
        """Somebody wrote."""
        ours = self.places.is_me(raw.author.id) and raw.type is not discord.MessageType.poll_result
        if raw.guild is not None and not ours:
            self._inbox.heard(raw.guild.shard_id, lambda: message_seen(raw, self._teams.now(raw.author)))

    async def on_raw_message_edit(self, raw: discord.RawMessageUpdateEvent) -> None:
        """A message changed."""
        if raw.message.guild is not None and not self.places.is_me(raw.message.author.id):
            self._inbox.heard(raw.message.guild.shard_id, lambda: message_edited(raw.message))
        ended = poll_closed(raw.message, self._clock.now())
        if raw.message.guild is not None and ended is not None:
            self._inbox.heard(raw.message.guild.shard_id, lambda: ended)

    async def on_raw_message_delete(self, raw: discord.RawMessageDeleteEvent) -> None:
        """A message is gone."""
        if raw.guild_id is not None:
            self._gone(message_ref(raw.guild_id, raw.channel_id, raw.message_id))

    async def on_raw_bulk_message_delete(self, raw: discord.RawBulkMessageDeleteEvent) -> None:
        """Many are gone."""
        for id in sorted(raw.message_ids):
            if raw.guild_id is not None:
                self._gone(message_ref(raw.guild_id, raw.channel_id, id))

    def _gone(self, ref: MessageRef) -> None:
        event = MessageDeleted(self._clock.now(), ref)
        self._inbox.heard(self._shard(int(ref.channel.community.id)), lambda: event)

    async def on_raw_reaction_add(self, raw: discord.RawReactionActionEvent) -> None:
        """An emoji was put on a message."""
        self._reacted(raw)

    async def on_raw_reaction_remove(self, raw: discord.RawReactionActionEvent) -> None:
        """An emoji was taken back."""
        self._reacted(raw)

    def _reacted(self, raw: discord.RawReactionActionEvent) -> None:
        if raw.guild_id is not None and not self.places.is_me(raw.user_id):
            event = reaction_seen(raw, self._clock.now())
            self._inbox.heard(self._shard(raw.guild_id), lambda: event)

    async def on_raw_poll_vote_add(self, raw: discord.RawPollVoteActionEvent) -> None:
        """Somebody voted for an answer."""
        await self._voted(raw, added=True)

    async def on_raw_poll_vote_remove(self, raw: discord.RawPollVoteActionEvent) -> None:
        """Somebody took back a vote for an answer."""
        await self._voted(raw, added=False)

    async def _voted(self, raw: discord.RawPollVoteActionEvent, *, added: bool) -> None:
        if raw.guild_id is None:
            return
        ref, option = message_ref(raw.guild_id, raw.channel_id, raw.message_id), str(raw.answer_id)
        with self._inbox.coming():
            await self._take_vote(raw, ref, option, added)

    async def _take_vote(self, raw: discord.RawPollVoteActionEvent, ref: MessageRef, option: str, added: bool) -> None:
        async with self._voting:
            if not self._ballots.knows(ref, raw.user_id):
                await self._earlier(ref, raw)
            vote = self._ballots.take(ref, raw.user_id, option, added)
        at, guild = self._clock.now(), int(ref.channel.community.id)
        who, team = member_ref(guild, raw.user_id), self._teams.has
        self._inbox.heard(self._shard(guild), lambda: VoteSeen(at, ref, who, vote, team(guild, raw.user_id)))

    async def _earlier(self, ref: MessageRef, raw: discord.RawPollVoteActionEvent) -> None:
        """Ask for a voter's other answers, where the poll takes several and may be older than this process."""
        view = await self._store.view(ref.channel)
        polls = [line.message.poll for line in view.lines if line.message.ref == ref]
        polls += [survey.poll for survey in view.surveys if survey.message == ref]
        poll = next(filter(None, polls), None)
        if poll is None or not poll.multiple:
            return
        try:
            known = [
                option.id
                for option in poll.options
                if await self.wire.voted(raw.channel_id, raw.message_id, int(option.id), raw.user_id)
            ]
        except FAILURES as why:
            log.warning("votes not read", extra={"channel": str(ref.channel), "why": type(why).__name__})
            return
        self._ballots.put(ref, raw.user_id, known)

    # -- servers and channels

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot was added."""
        log.info("added", extra={"community": str(guild.id)})
        self.places.changed(guild.id)
        await self._read(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed."""
        log.info("removed", extra={"community": str(guild.id)})

    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        """A channel was made."""
        self._named(channel)

    async def on_guild_channel_update(self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        """A channel was renamed, or its permissions changed."""
        self.places.changed(after.guild.id)
        shown = open_to_all(before) != open_to_all(after)
        if before.name != after.name or shown:
            self._named(after)
        for thread in getattr(after, "threads", ()) if shown else ():
            self._named(thread)

    async def on_thread_create(self, thread: discord.Thread) -> None:
        """A thread or a forum post was opened."""
        self._named(thread)

    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        """A thread was renamed, locked, put to sleep or woken."""
        self.places.changed(after.guild.id)
        if before.name != after.name:
            self._named(after)

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """A role may do other things now; everybody's, and so who may read what."""
        self.places.changed(after.guild.id)
        for place in places(after.guild) if after.is_default() else ():
            self._named(place)

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Discord tells of ourselves only: we were given a role, or lost one, or were timed out."""
        self.places.changed(after.guild.id)

    def _named(self, channel: "discord.abc.GuildChannel | discord.Thread") -> None:
        if isinstance(channel, Place):
            at, ref = self._clock.now(), channel_ref(channel.guild.id, channel.id)
            event = ChannelNamed(at, ref, channel.name, open_to_all(channel))
            self._inbox.heard(channel.guild.shard_id, lambda: event)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """A button, a menu or a window was used; commands go their own way."""
        if self.pressed is not None:
            await self.pressed(interaction)

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        """A bug of ours stops its own event; the rest goes on. No text is logged."""
        log.exception("event failed", extra={"event_kind": event_method})

    def _shard(self, guild: int) -> int:
        return (guild >> 22) % (self.shard_count or 1)
