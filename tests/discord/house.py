"""A whole Twoway in the fake Discord: the real discord.py over a real socket, the real engine, and a clock moved by hand."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.discord import Discord
from adapters.discord.desk import Invite
from adapters.discord.inbox import MOST
from adapters.memory import MemoryStore
from adapters.phrases import read_phrases
from bot.commands.serve import Service
from bot.courier import Courier
from bot.engine import Engine
from bot.events import Event
from bot.model import SMALLEST, ChannelRef, CommunityRef, MemberRef, Mode, Policy
from bot.ports import Painter
from bot.weeks import Almanac, Weeks
from tests.fakes.discord.pointing import pointed_at
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import Channel, Guild, Member, Message
from tests.housing import FullLog, Seen, running, until

PHRASES = read_phrases(Path(__file__).parents[2] / "prompts")
ACT = Policy(quiet_hours=None, nudge=Mode.ACT, team_channel="team", report_at=())
SUGGEST = Policy(quiet_hours=None, team_channel="team", report_at=())


@dataclass
class House:
    """What a test can touch."""

    fake: FakeDiscord
    discord: Discord
    store: MemoryStore
    log: FullLog
    seen: Seen

    def all(self, kind: type[Event]) -> list[Event]:
        """Return the committed events of a kind, oldest first."""
        return [event for event, _ in self.seen.events if isinstance(event, kind)]

    async def until(self, condition: Callable[[], object]) -> None:
        """Return when a condition holds; it is looked at whenever something was committed or came over the wire."""
        await until(condition, self.seen, self.fake)

    async def hears(self, kind: type[Event], times: int = 1) -> list[Event]:
        """Wait until so many events of a kind are committed; return all of them."""
        await self.until(lambda: len(self.all(kind)) >= times)
        return self.all(kind)

    def posts(self, channel: Channel) -> list[Message]:
        """Return what the bot has posted in a channel and still stands."""
        return [message for message in channel.messages.values() if message.author is self.fake.bot]

    async def posted(self, channel: Channel, times: int = 1) -> list[Message]:
        """Wait until the bot has posted so often in a channel."""
        await self.until(lambda: len(self.posts(channel)) >= times)
        return self.posts(channel)


@asynccontextmanager
async def open_house(
    fake: FakeDiscord,
    policy: Policy = ACT,
    store: MemoryStore | None = None,
    *,
    witness: bool = True,
    wait: bool = True,
    most: int = MOST,
    stops: Path | None = None,
    invite: Invite | None = None,
    painter: Painter | None = None,
) -> AsyncIterator[House]:
    """Start a Twoway in this Discord, as the composition root would; in the end it is stopped."""
    store, log, seen = store or MemoryStore(), FullLog(), Seen()
    almanac = Almanac(store, Weeks(store, fake.clock, policy), fake.clock)
    with pointed_at(fake.api, fake.gateway_url):
        discord = Discord(
            *(fake.token, log, store, store, fake.clock, PHRASES, policy),
            api_base=fake.api,
            gateway=fake.gateway_url,
            settle=0.05,
            pause=0.0,
            most=most,
            stops=stops,
            invite=invite,
            painter=painter,
            library=almanac,
        )
        engine = Engine(
            store, policy, {"discord": discord.limits}, SMALLEST, (discord.witness, seen) if witness else (seen,)
        )
        courier = Courier(store, almanac, {"discord": discord.platform}, fake.clock, log.append)
        service = Service(engine, log, courier, discord.patient(store), fake.clock)
        async with running(service, discord, wait=wait):
            yield House(fake, discord, store, log, seen)


def community(guild: Guild) -> CommunityRef:
    """Return the community that a server is."""
    return CommunityRef("discord", str(guild.id))


def place(channel: Channel) -> ChannelRef:
    """Return the reference of a channel."""
    assert channel.guild is not None
    return ChannelRef(community(channel.guild), str(channel.id))


def who(member: Member) -> MemberRef:
    """Return the reference of a member."""
    return MemberRef(community(member.guild), str(member.id))


def ask_poll(
    fake: FakeDiscord, channel: Channel, member: Member, question: str, answers: list[str], *, multiple: bool = False
) -> Message:
    """Let a member post a native poll."""
    asked = {
        "question": {"text": question},
        "answers": [{"poll_media": {"text": answer}} for answer in answers],
        "duration": 24,
        "allow_multiselect": multiple,
        "layout_type": 1,
    }
    message = fake.writing.compose(channel, member.user, {"poll": asked}, {}, member)
    fake.post(message)
    return message
