"""Every platform as the contracts meet it: a mouth that performs, people who write and press, and what they see."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from aiohttp import ClientSession, web

from adapters.clock import ManualClock
from adapters.discord import Discord
from adapters.memory import MemoryStore
from adapters.phrases import read_phrases
from adapters.playground import Playground
from adapters.telegram import Telegram
from bot.events import Event, MessageSeen
from bot.model import ChannelRef, CommunityRef, MemberRef, MessageRef, Policy
from bot.ports import Platform
from tests.discord.markdown import read
from tests.fakes.discord.interactions import Interaction
from tests.fakes.discord.server import FakeDiscord, open_discord
from tests.fakes.discord.state import Channel, Message
from tests.fakes.noted import Noted
from tests.fakes.telegram.markup import with_found
from tests.fakes.telegram.people import Press
from tests.fakes.telegram.server import FakeTelegram, open_telegram
from tests.fakes.telegram.state import Message as TelegramMessage
from tests.playground.house import PageEnd
from tests.telegram.house import Brisk

PHRASES = read_phrases(Path(__file__).parents[2] / "prompts")
START = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
BOUND = 10.0


@dataclass(frozen=True)
class Seen:
    """A post of the bot's as people see it. `marks`: whatever of it is not plain text. `calls`: whether it pinged anybody, and whom.

    `poll`: a poll's question, then its options; `over`: it takes no more votes.
    """

    ref: MessageRef
    text: str
    reply_to: str | None
    silent: bool
    buttons: tuple[str, ...]
    marks: tuple[str, ...] = ()
    calls: bool = False
    poll: tuple[str, ...] = ()
    over: bool = False
    called: tuple[MemberRef, ...] = ()


class Mouth(Protocol):
    """A platform with two channels (`here`, and `gone`, which was deleted), and Ada, who writes and presses."""

    platform: Platform
    here: ChannelRef
    gone: ChannelRef
    ada: MemberRef
    events: list[Event]
    silence: bool
    """Whether a post can be silent there."""
    hostile: Sequence[str]
    """What a member may write that would call somebody, or lead elsewhere, if it were taken for the bot's own words."""

    async def says(self, text: str) -> str:
        """Let Ada write; return the message's id once it stands."""

    async def posts(self) -> list[Seen]:
        """Return what the bot has posted here and still stands, oldest first."""

    async def takes_away(self, ref: MessageRef) -> None:
        """Let somebody delete a message."""

    async def presses(self, ref: MessageRef, label: str) -> None:
        """Let Ada press a button; return when the event has come."""

    async def whispers(self) -> list[str]:
        """Return what Ada alone was told since she pressed."""

    async def votes(self, ref: MessageRef, option: str) -> None:
        """Let Ada vote in a poll."""


class InPlayground:
    """The playground, behind its own socket."""

    silence = False
    hostile = ("@Ada @everyone", "<b>loud</b>", "[x](https://evil.example)", "# big")

    def __init__(self, playground: Playground, noted: Noted, page: PageEnd, community: CommunityRef) -> None:
        """`page`: a browser's end of the socket."""
        self.platform: Platform = playground.platform
        self.events, self._page = noted.events, page
        self.here, self.gone = ChannelRef(community, "general"), ChannelRef(community, "nowhere")
        self.ada = MemberRef(community, "ada")

    async def says(self, text: str) -> str:
        """Let Ada write."""
        return await self._page.write("ada", text)

    async def posts(self) -> list[Seen]:
        """Ask for a page anew, as a reload does: it is told all that stands."""
        await self._page.ask("join", name="Ada")
        standing: dict[str, dict] = {}
        for frame in [*self._page.first, *self._page.got]:
            if frame["kind"] == "message" and frame["bot"]:
                standing[frame["id"]] = frame
            elif frame["kind"] == "gone":
                standing.pop(frame["id"], None)
        return [
            Seen(
                MessageRef(self.here, frame["id"]),
                frame["text"],
                frame["reply_to"],
                False,
                tuple(button["label"] for button in frame["buttons"]),
                poll=(poll["question"], *(option["text"] for option in poll["options"])) if poll else (),
                over=bool(poll and poll["closed"]),
                called=self._called(frame["id"]),
            )
            for frame in standing.values()
            for poll in [frame["poll"]]
        ]

    def _called(self, id: str) -> tuple[MemberRef, ...]:
        seen = [event.message for event in self.events if isinstance(event, MessageSeen)]
        return next((message.mentions for message in seen if message.ref.id == id), ())

    async def takes_away(self, ref: MessageRef) -> None:
        """Let Mira of the team delete it."""
        answer = await self._page.ask("delete", channel=ref.channel.id, member="mira", message=ref.id)
        assert answer["kind"] == "done", answer

    async def presses(self, ref: MessageRef, label: str) -> None:
        """Press what the page shows under the post."""
        frames = [frame for frame in self._page.got if frame["kind"] == "message" and frame["id"] == ref.id]
        value = next(button["value"] for button in frames[-1]["buttons"] if button["label"] == label)
        await self._page.ask("press", channel="general", member="ada", value=value)

    async def whispers(self) -> list[str]:
        """Return the notices that came."""
        await self._page.ask("join", name="Ada")
        return [frame["text"] for frame in self._page.of("notice") if frame["member"] == "ada"]

    async def votes(self, ref: MessageRef, option: str) -> None:
        """Vote as the page does."""
        frame = [frame for frame in self._page.got if frame["kind"] == "message" and frame["id"] == ref.id][-1]
        ids = [one["id"] for one in frame["poll"]["options"] if one["text"] == option]
        await self._page.ask("vote", channel="general", member="ada", message=ref.id, options=ids)


class InDiscord:
    """Discord, over the real wire."""

    silence = True

    def __init__(self, fake: FakeDiscord, discord: Discord, noted: Noted) -> None:
        """Found a server."""
        self.platform: Platform = discord.platform
        self.events, self._noted, self._fake = noted.events, noted, fake
        self._guild = fake.people.guild()
        self._room, self._lost = (fake.people.channel(self._guild, name) for name in ("general", "lost"))
        self._ada = fake.people.member(self._guild, "Ada")
        self._pressed: list[Interaction] = []
        community = CommunityRef("discord", str(self._guild.id))
        self.here, self.gone = (ChannelRef(community, str(room.id)) for room in (self._room, self._lost))
        self.ada = MemberRef(community, str(self._ada.id))
        role = fake.people.role(self._guild, "Helpers", mentionable=True)
        self.hostile = (
            f"@everyone @here {self._ada.mention} <@&{role.id}>",
            "[x](https://evil.example)",
            "# big",
            f"<#{self._room.id}> **b** ||s|| `c`",
        )

    async def lose(self) -> None:
        """Delete the channel that is to be gone."""
        self._fake.people.delete_channel(self._lost)
        await self._fake.heard()

    async def says(self, text: str) -> str:
        """Let Ada write."""
        said = self._room.say(self._ada, text)
        await self._fake.heard()
        return str(said.id)

    async def posts(self) -> list[Seen]:
        """Read the channel."""
        return [self._seen(message) for message in self._room.written_by(self._fake.bot)]

    def _seen(self, message: Message) -> Seen:
        text, marks = read(message.content)
        reply = message.reference["message_id"] if message.reference else None
        labels = tuple(part["label"] for part in message.widgets())
        ref, poll = MessageRef(self.here, str(message.id)), message.poll
        asked = (poll.question, *(answer["text"] for answer in poll.answers.values())) if poll else ()
        over, community = poll is not None and poll.ended, self.here.community
        called = tuple(MemberRef(community, str(user.id)) for user in message.mentions)
        return Seen(ref, text, reply, message.silent, labels, tuple(marks), message.pings, asked, over, called)

    async def takes_away(self, ref: MessageRef) -> None:
        """Delete it."""
        self._fake.people.delete(self._message(ref))
        await self._fake.heard()

    async def presses(self, ref: MessageRef, label: str) -> None:
        """Press it, and wait until the bot has noted that."""
        before = len(self.events)
        self._pressed.append(await self._fake.pressing.press(self._ada, self._message(ref), label))
        await self._noted.holds(before + 1)

    async def whispers(self) -> list[str]:
        """Return the answers that only she sees."""
        told = [message for one in self._pressed for message in one.messages]
        assert all(message.ephemeral for message in told)
        return [read(message.content)[0] for message in told]

    async def votes(self, ref: MessageRef, option: str) -> None:
        """Vote."""
        before = len(self.events)
        self._fake.people.vote(self._ada, self._message(ref), option)
        await self._noted.holds(before + 1)

    def _message(self, ref: MessageRef) -> Message:
        room: Channel = self._fake.channels[int(ref.channel.id)]
        return room.messages[int(ref.id)]


class InTelegram:
    """Telegram, over the real wire."""

    silence = True
    hostile = (
        "@Ada_writes @everyone /setup #loud",
        "<a href='https://evil.example'>x</a>",
        "<b>big</b> **b** `c`",
        "www.evil.example https://evil.example mail@evil.example",
    )

    def __init__(self, fake: FakeTelegram, telegram: Telegram, noted: Noted) -> None:
        """Found two groups; the bot is thrown out of one."""
        self.platform: Platform = telegram.platform
        self.events, self._noted, self._fake = noted.events, noted, fake
        self._room, self._lost = (fake.people.supergroup(title, username=None) for title in ("Home", "Lost"))
        self._ada = fake.people.join(self._room, "Ada", username="Ada_writes")
        self._pressed: list[Press] = []
        self.here, self.gone = (
            ChannelRef(CommunityRef("telegram", str(room.id)), "0") for room in (self._room, self._lost)
        )
        self.ada = MemberRef(self.here.community, str(self._ada.id))

    async def settle(self) -> None:
        """Return when the bot has greeted, and lost what is to be gone."""
        self._fake.people.remove_bot(self._lost)
        await self._fake.until(lambda: self._room.written_by(self._fake.bot))
        await self._fake.heard()

    async def says(self, text: str) -> str:
        """Let Ada write."""
        said = self._fake.say(self._room, self._ada, text)
        await self._fake.heard()
        return str(said.id)

    async def posts(self) -> list[Seen]:
        """Read the group, its greeting left out."""
        return [self._seen(message) for message in self._room.written_by(self._fake.bot)[1:]]

    def _seen(self, message: TelegramMessage) -> Seen:
        marks = tuple(one["type"] for one in with_found(message.text, message.entities))
        labels = tuple(button["text"] for button in message.buttons)
        reply = str(message.reply_to.id) if message.reply_to is not None else None
        poll = message.poll
        asked = (poll.question, *(option.text for option in poll.options)) if poll else ()
        ref, over = MessageRef(self.here, str(message.id)), poll is not None and poll.closed
        text = message.text.replace("\u2060", "")  # nobody sees it
        users = [one["user"]["id"] for one in message.entities if one["type"] == "text_mention"]
        called = tuple(MemberRef(self.here.community, str(user)) for user in users)
        return Seen(ref, text, reply, message.silent, labels, marks, "mention" in marks, asked, over, called)

    async def takes_away(self, ref: MessageRef) -> None:
        """Delete it; the bot is not told."""
        self._fake.people.delete(self._room.messages[int(ref.id)])

    async def presses(self, ref: MessageRef, label: str) -> None:
        """Press it, and wait until the bot has noted that."""
        before = len(self.events)
        self._pressed.append(self._fake.press(self._room.messages[int(ref.id)], label, self._ada))
        await self._noted.holds(before + 1)
        await self._fake.heard()

    async def whispers(self) -> list[str]:
        """Return the windows that only she sees."""
        return [press.text for press in self._pressed if press.text]

    async def votes(self, ref: MessageRef, option: str) -> None:
        """Vote."""
        before = len(self.events)
        self._fake.vote(self._room.messages[int(ref.id)], self._ada, option)
        await self._noted.holds(before + 1)
        await self._fake.heard()


@asynccontextmanager
async def in_playground() -> AsyncIterator[Mouth]:
    """Open a playground and a page."""
    noted, store, community = Noted(), MemoryStore(), CommunityRef("playground", "playground")
    playground = Playground(noted, store, ManualClock(START), PHRASES, community, policy=Policy(), chosen=store)
    runner = web.AppRunner(playground.application(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with ClientSession() as client, client.ws_connect(f"{url}/talk?lang=en", headers={"Origin": url}) as talk:
            page = PageEnd(talk)
            page.first = (await page.until(lambda frame: frame["kind"] == "welcome"))["frames"]
            yield InPlayground(playground, noted, page, community)
    finally:
        await runner.cleanup()


@asynccontextmanager
async def in_discord() -> AsyncIterator[Mouth]:
    """Open a fake Discord and connect to it."""
    async with open_discord() as fake:
        noted, store = Noted(), MemoryStore()
        where = {"api_base": fake.api, "gateway": fake.gateway_url, "settle": 0.02, "pause": 0.0}
        discord = Discord(fake.token, noted, store, store, fake.clock, PHRASES, Policy(), **where)
        mouth = InDiscord(fake, discord, noted)
        running = asyncio.create_task(discord.run())
        try:
            async with asyncio.timeout(BOUND):
                await discord.listening()
            await mouth.lose()
            yield mouth
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            await discord.aclose()


@asynccontextmanager
async def in_telegram() -> AsyncIterator[Mouth]:
    """Open a fake Telegram and connect to it."""
    async with open_telegram() as fake:
        noted, store = Noted(), MemoryStore()
        telegram = Telegram(fake.token, noted, store, store, Brisk(fake.clock), PHRASES, Policy(), api_base=fake.url)
        mouth = InTelegram(fake, telegram, noted)
        running = asyncio.create_task(telegram.run())
        try:
            async with asyncio.timeout(BOUND):
                await telegram.listening()
            await mouth.settle()
            yield mouth
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


MOUTHS = {"playground": in_playground, "discord": in_discord, "telegram": in_telegram}
"""Every platform that speaks."""
