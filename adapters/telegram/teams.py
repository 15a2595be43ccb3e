"""Who speaks for the brand in which group: whom the community chose, else its administrators; the group itself and its channel always."""

import logging
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram import ChatFullInfo, ChatMember
from telegram.error import TelegramError

from adapters.telegram.directory import Directory
from adapters.telegram.refs import Home
from adapters.telegram.wire import Uncertain, Wire
from bot.actions import Change, KnobSet
from bot.model import ChannelRef, CommunityRef, Policy
from bot.ports import Clock, Store, Throttled, Unavailable
from bot.view import CommunityView, policy_of

log = logging.getLogger("twoway.telegram")

FRESH, JUST_NOW = timedelta(hours=1), timedelta(minutes=1)
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Known:
    """What Telegram told of a chat: its administrators, and the channel or group that it is linked with."""

    at: datetime
    admins: frozenset[int] = frozenset()
    linked: int = 0
    chat: ChatFullInfo | None = None
    members: tuple[ChatMember, ...] = ()


class Teams:
    """Remembers what each community chose and who administers it; asks again once an hour, and when told of a change."""

    def __init__(self, wire: Wire, directory: Directory, store: Store, policy: Policy, clock: Clock) -> None:
        """`policy`: where a community chose nothing."""
        self._wire, self._directory, self._store, self._policy, self._clock = wire, directory, store, policy, clock
        self._views: dict[CommunityRef, CommunityView] = {}
        self._known: OrderedDict[int, Known] = OrderedDict()
        self._rests: dict[int, datetime] = {}

    async def view(self, community: CommunityRef, fresh: bool = False) -> CommunityView:
        """Return what a community chose. `fresh`: read it again."""
        if fresh or community not in self._views:
            self._views[community] = await self._store.community(community)
        return self._views[community]

    async def policy(self, channel: ChannelRef, fresh: bool = False) -> Policy:
        """Return the policy of a channel."""
        return policy_of(self._policy, await self.view(channel.community, fresh), channel)

    def changed(self, changes: Iterable[Change]) -> None:
        """Forget what was read of communities that have just chosen otherwise."""
        for change in changes:
            if isinstance(change, KnobSet):
                self._views.pop(change.community, None)

    def forget(self, chat: int) -> None:
        """Ask anew about a chat: somebody's standing in it changed."""
        self._known.pop(chat, None)

    async def look(self, chat: int, within: timedelta = FRESH) -> Known:
        """Return what is known of a chat, no older than `within`. Raises Unavailable where Telegram cannot be asked now."""
        now, known = self._clock.now(), self._known.get(chat)
        if known is None or now - known.at > within:
            self._may_ask(chat, now)
            known = self._known[chat] = await self._asked(chat, now)
        self._known.move_to_end(chat)
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return known

    def _may_ask(self, chat: int, now: datetime) -> None:
        self._rests = {each: until for each, until in self._rests.items() if until > now}
        if chat in self._rests:
            raise Throttled("Telegram", (self._rests[chat] - now).total_seconds())

    async def _asked(self, chat: int, now: datetime) -> Known:
        bot = self._wire.bot
        try:
            full = await self._wire.ask(lambda: bot.get_chat(chat))
            members = await self._wire.ask(lambda: bot.get_chat_administrators(chat))
        except Throttled as why:
            self._rests[chat] = self._clock.now() + timedelta(seconds=why.seconds)
            raise
        except Uncertain as why:
            raise Unavailable(f"Telegram does not answer now ({why})") from why
        except TelegramError as why:
            # Removed, or a chat of a kind that has none: then nobody there is of the team, which claims less.
            log.info("chat not told of", extra={"chat": chat, "why": type(why).__name__})
            return Known(now)
        admins = frozenset(member.user.id for member in members)
        return Known(now, admins, full.linked_chat_id or 0, full, tuple(members))

    async def is_team(self, home: Home, who: int) -> bool:
        """Whether an author is of the team: a person, or a chat that somebody writes in the name of."""
        chosen = (await self.policy(home.channel(None))).team
        if chosen and not await self._itself(home, who):
            return str(who) in chosen
        return await self.is_staff(home, who)

    async def is_staff(self, home: Home, who: int) -> bool:
        """Whether somebody administers the community. Such a one may always set Twoway up."""
        if await self._itself(home, who):
            return True
        return who in (await self.look(self._directory.chat(home.community))).admins

    async def administers(self, chat: int, who: int) -> bool:
        """Whether somebody administers this very chat, or writes in its name, whatever community it belongs to."""
        return who == chat or who in (await self.look(chat, JUST_NOW)).admins

    async def _itself(self, home: Home, who: int) -> bool:
        """Whether it is the group that speaks (an anonymous administrator), its channel, or the team's own chat."""
        if who > 0:
            return False
        chat, here = self._directory.chat(home.community), self._directory.spot(home.channel(None)).chat
        return who in (chat, here) or who == (await self.look(chat)).linked
