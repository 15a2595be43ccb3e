"""One update of Telegram's -> what it leads to: events in order, and what is done once they are committed. What it means is `translate`'s."""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TypeVar

import telegram
from telegram import ChatMember, Update

from adapters.telegram.commands import Commands
from adapters.telegram.desk import Desk, Served
from adapters.telegram.diagnosis import look
from adapters.telegram.directory import Standing
from adapters.telegram.presses import Presses
from adapters.telegram.refs import Home
from adapters.telegram.translate import (
    author_of,
    message_edited,
    message_seen,
    poll_closed,
    poll_told,
    reactions_seen,
    title_of,
    topic_of,
    topic_told,
    vote_seen,
    voter_of,
    votes_of,
)
from adapters.telegram.wire import Asked
from bot.events import ChannelNamed, Event
from bot.model import ChannelRef, MessageRef

log = logging.getLogger("twoway.telegram")
Key = TypeVar("Key")
Value = TypeVar("Value")

KINDS = (
    *("message", "edited_message", "channel_post", "edited_channel_post", "callback_query"),
    *("message_reaction", "poll", "poll_answer", "my_chat_member", "chat_member"),
)
"""What we ask to be told of. Reactions and changes of members come only where they are asked for, and to administrators."""
MOST = 20_000
OUT = (ChatMember.LEFT, ChatMember.BANNED)


class Hearing:
    """Takes updates, one by one and in order."""

    def __init__(self, desk: Desk, commands: Commands, presses: Presses) -> None:
        """Serve presses and commands where these serve them."""
        self._desk, self._commands, self._presses = desk, commands, presses
        self._directory, self._teams = desk.directory, desk.teams
        self._names: OrderedDict[str, int] = OrderedDict()
        self._topics: OrderedDict[tuple[int, int], int | None] = OrderedDict()
        self._named: dict[ChannelRef, str] = {}
        self._serve: Mapping[str, Callable[[telegram.Update], Awaitable[Served]]] = {
            "message": self._message,
            "channel_post": self._message,
            "edited_message": self._edited,
            "edited_channel_post": self._edited,
            "callback_query": self._pressed,
            "message_reaction": self._reacted,
            "poll": self._polled,
            "poll_answer": self._voted,
            "my_chat_member": self._standing,
            "chat_member": self._member,
        }

    async def take(self, update: Update) -> Served:
        """Return what an update leads to. Raises Unavailable where Telegram has to be asked something and does not answer."""
        for kind, serve in self._serve.items():
            if getattr(update, kind) is not None:
                return await serve(update)
        return Served()

    # -- talk

    async def _message(self, update: Update) -> Served:
        raw = update.effective_message
        assert raw is not None
        if raw.chat.type == telegram.Chat.PRIVATE:
            return await self._commands.take(raw) or Served()
        if await self._heard_elsewhere(raw.chat):
            return Served()
        before = self._moved(raw)
        home = self._directory.home(raw.chat.id)
        before += await self._naming(raw, home)
        served = await self._commands.take(raw) or await self._presses.reworded(raw)
        if served is not None:
            return Served((*before, *served.events), served.then)
        self._remember(raw)
        team = bool(raw.is_automatic_forward) or await self._teams.is_team(home, author_of(raw))
        seen = message_seen(raw, home, team, self._names)
        if seen is None:
            return Served(tuple(before))
        return Served((*before, *self._poll_of(raw, seen.message.ref), seen))

    async def _heard_elsewhere(self, chat: telegram.Chat) -> bool:
        """Whether a channel's posts are heard in its discussion group, as their forwards."""
        if chat.type != telegram.Chat.CHANNEL:
            return False
        linked = (await self._teams.look(chat.id)).linked
        return bool(linked) and self._directory.knows(linked)

    def _moved(self, raw: telegram.Message) -> list[Event]:
        """Note that a group became another chat; told once in each of the two."""
        pair = (
            (raw.chat.id, raw.migrate_to_chat_id) if raw.migrate_to_chat_id else (raw.migrate_from_chat_id, raw.chat.id)
        )
        before, after = pair
        if not before or not after or (self._directory.knows(after) and self._directory.home(after).mark):
            return []
        self._teams.forget(before)
        return [self._directory.move(raw.date, before, after)]

    async def _naming(self, raw: telegram.Message, home: Home) -> list[Event]:
        """Return the names that a message tells: of a group that is new to us, of a topic that was not named yet."""
        events: list[Event] = []
        if not self._directory.knows(raw.chat.id):
            events.append(self._directory.add(raw.date, raw.chat.id))
        topic, to = topic_of(raw), raw.reply_to_message
        events += await self._called(raw.date, home, None, title_of(raw.chat, home))
        told = topic_told(raw)
        if topic and told is None:
            # What is said in a topic, and answers nothing else, answers the note of its making.
            made = to.forum_topic_created if to is not None else None
            told = made.name if made is not None else ""
        if topic and told is not None:
            events += await self._called(raw.date, home, topic, told)
        if raw.forum_topic_reopened is not None:
            self._desk.places.changed(raw.chat.id, topic)
        return events

    async def _called(self, at: datetime, home: Home, topic: int | None, name: str) -> list[Event]:
        """Return that a channel is called this, where it was called otherwise. One without a name gets its number.

        Who is in a group may read all its topics; another chat that belongs to it (the team's) is not everybody's.
        """
        channel, is_open, known = home.channel(topic), not home.other, True
        if channel not in self._named:
            view = await self._teams.view(channel.community, fresh=True)
            self._named[channel] = view.channels.get(channel.id, "")
            known = (channel.id in view.open) == is_open
        if (self._named[channel] == name or (self._named[channel] and not name)) and (
            known or not self._named[channel]
        ):
            return []
        self._named[channel] = name or self._named[channel] or channel.id
        return [ChannelNamed(at, channel, self._named[channel], is_open)]

    def _remember(self, raw: telegram.Message) -> None:
        """Remember who has which username, and which topic a message is in: mentions and reactions do not say."""
        user = raw.from_user
        if user is not None and user.username and raw.sender_chat is None:
            _put(self._names, user.username.casefold(), user.id)
        _put(self._topics, (raw.chat.id, raw.message_id), topic_of(raw))

    def _poll_of(self, raw: telegram.Message, ref: MessageRef) -> list[Event]:
        """Note which message a member's poll hangs on: its end is told by the poll's number alone."""
        if raw.poll is None or self._directory.poll(raw.poll.id) is not None:
            return []
        lasting, votes = votes_of(raw.poll)
        return [self._directory.keep(raw.date, raw.poll.id, Standing(ref, lasting, False, votes, raw.poll.is_closed))]

    async def _edited(self, update: Update) -> Served:
        raw = update.effective_message
        assert raw is not None
        if raw.chat.type == telegram.Chat.PRIVATE or await self._heard_elsewhere(raw.chat):
            return Served()
        edited = message_edited(raw, self._directory.home(raw.chat.id))
        return Served((edited,) if edited is not None else ())

    # -- presses, reactions, polls

    async def _pressed(self, update: Update) -> Served:
        assert update.callback_query is not None
        return await self._presses.take(update.callback_query)

    async def _reacted(self, update: Update) -> Served:
        raw = update.message_reaction
        assert raw is not None
        home = self._directory.home(raw.chat.id)
        ref = await self._where(raw.chat.id, raw.message_id, home)
        return Served(tuple(reactions_seen(raw, ref, home)))

    async def _where(self, chat: int, number: int, home: Home) -> MessageRef:
        """Return a message of which Telegram does not say in which topic it is."""
        if (chat, number) in self._topics:
            return home.message(self._topics[chat, number], number)
        main = home.message(None, number)
        named = (await self._teams.view(home.community, fresh=True)).channels
        refs = [main, *(MessageRef(ChannelRef(home.community, id), main.id) for id in sorted(named))]
        kept = await self._desk.store.known(refs)
        return next((ref for ref in refs if ref in kept), main)

    async def _polled(self, update: Update) -> Served:
        raw = update.poll
        assert raw is not None
        before = self._directory.poll(raw.id)
        if before is None or before.closed:
            return Served()
        now, standing = self._desk.clock.now(), poll_told(raw, before)
        if not standing.closed:
            self._directory.count(raw.id, standing)
            return Served()
        return Served((self._directory.keep(now, raw.id, standing), poll_closed(standing, now)))

    async def _voted(self, update: Update) -> Served:
        raw = update.poll_answer
        assert raw is not None
        standing = self._directory.poll(raw.poll_id)
        if standing is None or (raw.user is not None and raw.user.is_bot):
            return Served()
        home = Home(standing.ref.channel.community)
        team = bool(voter_of(raw)) and await self._teams.is_team(home, voter_of(raw))
        return Served((vote_seen(raw, standing, home, self._desk.clock.now(), team),))

    # -- members

    async def _standing(self, update: Update) -> Served:
        """We were added, promoted, restricted or removed."""
        raw = update.my_chat_member
        assert raw is not None
        self._teams.forget(raw.chat.id)
        self._desk.places.changed(raw.chat.id)
        was, now = raw.old_chat_member.status, raw.new_chat_member.status
        log.info("standing", extra={"chat": raw.chat.id, "was": was, "now": now})
        if now in OUT or raw.chat.type == telegram.Chat.PRIVATE:
            return Served()
        events: tuple[Event, ...] = ()
        if not self._directory.knows(raw.chat.id):
            events = (self._directory.add(raw.date, raw.chat.id),)
            home = self._directory.home(raw.chat.id)
            if raw.chat.type != telegram.Chat.CHANNEL:
                events += tuple(await self._called(raw.date, home, None, title_of(raw.chat, home)))
        joined = was in OUT and raw.chat.type != telegram.Chat.CHANNEL
        return Served(events, (lambda: self._greet(raw)) if joined else None)

    async def _greet(self, raw: telegram.ChatMemberUpdated) -> None:
        """Say once on joining what is to be mended: what Telegram hides from us it hides silently."""
        home = self._directory.home(raw.chat.id)
        asked = Asked(
            *(raw.chat.id, None, 0, "", home.channel(None), home.member(raw.from_user.id), raw.date),
            language=await self._desk.language(raw.from_user, home, False),
        )
        found = await look(self._desk.wire.bot, raw.chat.id, partial(self._desk.label, asked))
        lines = [self._desk.say(asked, "joined")]
        lines += [self._desk.found(asked, each) for each in found if not each.well]
        await self._desk.tell(asked, "\n".join(lines), stays=True)

    async def _member(self, update: Update) -> Served:
        """Somebody else's standing changed: ask anew who administers the group."""
        raw = update.chat_member
        assert raw is not None
        self._teams.forget(raw.chat.id)
        return Served()


def _put(kept: "OrderedDict[Key, Value]", key: Key, value: Value) -> None:
    kept[key] = value
    if len(kept) > MOST:
        kept.popitem(last=False)
