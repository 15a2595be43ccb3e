"""A whole Twoway in the fake Telegram: the real python-telegram-bot over a real socket, the real engine, and a clock moved by hand."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from adapters.clock import ManualClock
from adapters.memory import MemoryStore
from adapters.phrases import read_phrases, with_decks
from adapters.telegram import Door, Telegram, listing
from adapters.telegram.directory import NOTES
from bot.actions import ChannelKept
from bot.commands.hearing import HeardTimers
from bot.commands.serve import Service
from bot.courier import Courier
from bot.engine import Engine
from bot.events import ChannelNamed, Event
from bot.model import SMALLEST, ChannelRef, CommunityRef, MemberRef, Mode, Policy
from bot.model.deck import NO_DECKS, Decks
from bot.ports import Commit
from bot.weeks import Almanac, Weeks
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import Chat, Member, Message, Topic, User
from tests.housing import FullLog, Seen, running, until

PHRASES = read_phrases(Path(__file__).parents[2] / "prompts")
SUGGEST = Policy(quiet_hours=None, team_channel="team", report_at=())
ACT = replace(SUGGEST, nudge=Mode.ACT)
ASK = "Does anybody know how I can export a project as WAV?"

LISTED = listing.digest_of(PHRASES)
GREETING = "I am here, and listen"


class Brisk:
    """A clock that shows another's time; who sleeps by it moves that one on. So a pause costs no waiting."""

    def __init__(self, clock: ManualClock) -> None:
        """`clock`: whose time it is."""
        self._clock = clock

    def now(self) -> datetime:
        """Return the time."""
        return self._clock.now()

    async def sleep_until(self, when: datetime) -> None:
        """Let the time come."""
        self._clock.advance_to(when)
        await asyncio.sleep(0)


@dataclass
class House:
    """What a test can touch."""

    fake: FakeTelegram
    telegram: Telegram
    store: MemoryStore
    log: FullLog
    seen: Seen

    def all(self, kind: type[Event]) -> list[Event]:
        """Return the committed events of a kind, oldest first; notes of the adapter's own left out."""
        return [event for event, _ in self.seen.events if isinstance(event, kind) and not is_note(event)]

    def all_notes(self) -> dict[str, str]:
        """Return the notes of the adapter's own that are committed, by their names."""
        named = [event for event, _ in self.seen.events if is_note(event)]
        return {event.channel.id: event.name for event in named if isinstance(event, ChannelNamed)}

    async def until(self, condition: Callable[[], object]) -> None:
        """Return when a condition holds; it is looked at whenever something was committed or came over the wire."""
        await until(condition, self.seen, self.fake)

    async def hears(self, kind: type[Event], times: int = 1) -> list[Event]:
        """Wait until so many events of a kind are committed; return all of them."""
        await self.until(lambda: len(self.all(kind)) >= times)
        return self.all(kind)

    async def greeted(self, *chats: Chat) -> None:
        """Return when the bot has said in each group that it is there: what goes wrong from now on concerns something else."""
        await self.until(lambda: all(chat.written_by(self.fake.bot) for chat in chats))

    def posts(self, chat: Chat, topic: Topic | None = None) -> list[Message]:
        """Return what the bot has posted in a chat, or one topic of it, and still stands; its greeting left out."""
        written = [post for post in chat.written_by(self.fake.bot) if not post.text.startswith(GREETING)]
        return [post for post in written if topic is None or post.thread == topic.id]

    async def posted(self, chat: Chat, times: int = 1, topic: Topic | None = None) -> list[Message]:
        """Wait until the bot has posted so often in a chat."""
        await self.until(lambda: len(self.posts(chat, topic)) >= times)
        return self.posts(chat, topic)

    async def told(self, chat: Chat, who: Member | User | Chat, command: str, **more: object) -> Message:
        """Give a command, and return the bot's answer to it."""
        given = self.fake.say(chat, who, command, **more)
        await self.until(lambda: self.answer(given))
        return self.answer(given)

    def answer(self, given: Message) -> Message | None:
        """Return the bot's reply to a message."""
        return next((post for post in self.posts(given.chat) if post.reply_to is given), None)


def is_note(event: Event) -> bool:
    """Whether an event keeps a note of the adapter's own."""
    return isinstance(event, ChannelNamed) and event.channel.community.id == "notes"


@asynccontextmanager
async def open_house(
    fake: FakeTelegram,
    policy: Policy = ACT,
    store: MemoryStore | None = None,
    *,
    witness: bool = True,
    wait: bool = True,
    door: Door | None = None,
    patience: float = 5.0,
    new: bool = False,
    brisk: bool = True,
    decks: Decks = NO_DECKS,
    **more: Any,
) -> AsyncIterator[House]:
    """Start a Twoway in this Telegram, as the composition root would; in the end it is stopped.

    `new`: this Telegram was never told of the commands; `brisk`: waits of the adapter's own cost no waiting; `decks`: what may
    open discussions; `more`: see Telegram.
    """
    store, log, seen = store or MemoryStore(), FullLog(), Seen()
    if not new:
        await store.commit(Commit((ChannelKept(ChannelRef(NOTES, listing.KEY), LISTED),)))
    clock = Brisk(fake.clock) if brisk else fake.clock
    doors = (log, store, store, clock, with_decks(PHRASES, decks), policy)
    almanac = Almanac(store, Weeks(store, fake.clock, policy), fake.clock)
    telegram = Telegram(fake.token, *doors, api_base=fake.url, door=door, patience=patience, library=almanac, **more)
    engine = Engine(
        *(store, policy, {"telegram": telegram.limits}, SMALLEST, (telegram.witness, seen) if witness else (seen,)),
        decks=decks,
    )
    courier = Courier(store, almanac, {"telegram": telegram.platform}, fake.clock, log.append)
    timers = HeardTimers(store, {"telegram": telegram.listening})
    service = Service(engine, log, courier, timers, fake.clock)
    async with running(service, telegram, wait=wait):
        yield House(fake, telegram, store, log, seen)


def community(chat: Chat) -> CommunityRef:
    """Return the community that a group is."""
    return CommunityRef("telegram", str(chat.id))


def place(chat: Chat, topic: Topic | None = None) -> ChannelRef:
    """Return the reference of a group, or of a topic in it."""
    return ChannelRef(community(chat), str(topic.id) if topic is not None else "0")


def who(chat: Chat, member: Member | User | Chat) -> MemberRef:
    """Return the reference of a member."""
    return MemberRef(community(chat), str(member.id))
