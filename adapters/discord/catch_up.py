"""What was said while nobody listened: read from history, in order, and bounded; what could not be read is a gap, never silence."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import discord

from adapters.discord.places import Place, rights
from adapters.discord.refs import channel_ref, id_at, number, written_at
from adapters.discord.teams import Teams
from adapters.discord.translate import message_seen
from adapters.discord.wire import FAILURES, later
from bot.events import ChannelNamed, Event, GapFound, MessageDeleted, MessageEdited, MessageSeen
from bot.model import AWAITING
from bot.ports import Clock, Store
from bot.view import Snapshot

log = logging.getLogger("twoway.discord")


FAR = timedelta(hours=24)
MOST = 2_000


@dataclass(frozen=True, slots=True)
class Past:
    """What has to be read of a server, as it stood when reading began: the places, what was kept of each, and the latest of it."""

    named: list[Event]
    places: list[Place]
    kept: dict[int, Snapshot]
    newest: int
    vain: set[int] = field(default_factory=set)
    """Accounts of whom Discord could not say now whether they are of the team."""


@dataclass(slots=True)
class Heard:
    """What one channel's history gave."""

    events: list[Event] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    last: datetime | None = None


def places(guild: discord.Guild) -> Iterator[Place]:
    """Return the channels and live threads of a server that the bot can see."""
    seen: tuple[Place, ...] = (*guild.text_channels, *guild.threads)
    for place in seen:
        if rights(place).view_channel:
            yield place


def open_to_all(place: "discord.abc.GuildChannel | discord.Thread") -> bool:
    """Return whether everybody of the server may read a channel. What is marked for adults is not for everybody."""
    if isinstance(place, discord.Thread):
        return place.parent is not None and not place.is_private() and open_to_all(place.parent)
    may = place.permissions_for(place.guild.default_role)
    return may.view_channel and may.read_message_history and not getattr(place, "nsfw", False)


class CatchUp:
    """Reads what a server said since the last message that was kept."""

    def __init__(self, store: Store, teams: Teams, clock: Clock) -> None:
        """`store`: what was kept."""
        self._store, self._teams, self._clock = store, teams, clock

    async def begin(self, guild: discord.Guild) -> Past:
        """Return what has to be read, and the names that changed. A server's past begins when the bot was added."""
        view = await self._teams.view(guild.id, fresh=True)
        now = self._clock.now()
        here = list(places(guild))
        named: list[Event] = [
            ChannelNamed(now, channel_ref(guild.id, place.id), place.name, open_to_all(place))
            for place in here
            if view.channels.get(str(place.id)) != place.name or (str(place.id) in view.open) != open_to_all(place)
        ]
        kept = {place.id: await self._store.view(channel_ref(guild.id, place.id)) for place in here}
        newest = max((_last_kept(snapshot) for snapshot in kept.values()), default=0) or _added(guild)
        return Past(named, here if newest else [], kept, newest)

    async def read(self, past: Past, place: Place) -> list[Event]:
        """Read one channel. One that has nothing kept is read from the community's last moment: we were listening until then.

        Raises Throttled where Discord asks for a rest: the channel is to be read again from its beginning.
        """
        snapshot, newest = past.kept[place.id], past.newest
        last = _last_kept(snapshot) or newest
        # What was said since such a question was asked is read again, so that edits and deletions are noticed too.
        waiting = (number(question.id) - 1 for question in snapshot.questions if question.status in AWAITING)
        begin = min(last, *waiting, last)
        if (place.last_message_id or 0) <= last and begin == last:
            return []
        now = self._clock.now()
        reach = id_at(now - FAR)
        if not rights(place).read_message_history:
            # Discord would answer with an empty page, which looks like silence.
            return [_gap(place, written_at(last), now)] if (place.last_message_id or 0) > last else []
        heard = Heard()
        try:
            await self._history(place, max(begin, reach), heard, past.vain)
        except discord.RateLimited as why:
            raise later(why) from why
        except FAILURES as why:
            log.warning("history not read", extra={"channel": str(place.id), "why": type(why).__name__})
            since = heard.last or written_at(max(last, reach))
            return [*heard.events, _gap(place, since, now)]
        before = [_gap(place, written_at(last), written_at(reach))] if last < reach else []
        if len(heard.seen) >= MOST and heard.last is not None:
            return [*before, *heard.events, _gap(place, heard.last, now)]
        return [*before, *_changed(snapshot, max(begin, reach), heard, now), *heard.events]

    async def _history(self, place: Place, after: int, heard: Heard, vain: set[int]) -> None:
        me = place.guild.me.id
        async for raw in place.history(limit=MOST, after=discord.Object(after), oldest_first=True):
            heard.last = raw.created_at
            heard.seen.add(str(raw.id))
            if raw.author.id == me and raw.type is not discord.MessageType.poll_result:
                continue
            event = message_seen(raw, await self._teams.of(raw.author, place.guild, vain))
            if event is not None:
                heard.events.append(event)


def _changed(snapshot: Snapshot, after: int, heard: Heard, now: datetime) -> Iterator[Event]:
    """Return what became of the lines that were kept and read again: taken away, or reading otherwise now."""
    found = {event.message.ref.id: event.message for event in heard.events if isinstance(event, MessageSeen)}
    for line in snapshot.lines:
        ref, text = line.message.ref, line.message.text
        if number(ref.id) <= after or not text:
            continue
        if ref.id not in heard.seen:
            yield MessageDeleted(now, ref)
        elif ref.id in found and found[ref.id].text != text:
            yield MessageEdited(now, ref, found[ref.id].text)


def _last_kept(snapshot: Snapshot) -> int:
    return max((number(line.message.ref.id) for line in snapshot.lines), default=0)


def _added(guild: discord.Guild) -> int:
    """Where nothing was kept yet: a process may have died with the first thing that it heard."""
    return id_at(guild.me.joined_at) if guild.me.joined_at else 0


def _gap(place: Place, since: datetime, until: datetime) -> GapFound:
    return GapFound(until, channel_ref(place.guild.id, place.id), min(since, until), until)
