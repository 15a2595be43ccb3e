"""Many people talk at once in a fake Discord, and a bot in a process of its own listens: what was said, and what it committed when."""

import asyncio
import json
import random
import signal
import sys
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from adapters.clock import SystemClock
from tests.discord.loaded import COMMITTED
from tests.fakes.discord.server import open_discord
from tests.killed import ROOT

BOUND = 60.0
TALK = (
    "How do I export a project as WAV?",
    "Does anybody know when the new drum pack comes out?",
    "File, then Export, and choose WAV in the list at the top",
    "same here, the second one does not open either",
    "thanks, that worked!",
    "it comes out in May, they said so last week",
    "morning all",
    "I think the new mixer looks great on the small screen",
    "the second drawer sticks a little, but it closes",
    "lol",
    "just finished a track with it, sounds huge",
    "the update took ten minutes on my old laptop",
)
"""One line in six asks something."""
EMOJI = ("👍", "🎉", "❤️", "😀", "🙏", "👀", "🔥", "✅")


@dataclass
class Crowd:
    """Everybody who talks. `done` is what they did, by name, and when."""

    fake: object
    channels: list
    people: list
    chance: random.Random
    done: dict = field(default_factory=dict)
    _recent: list = field(default_factory=list)

    def act(self, number):
        """Do one thing: mostly say something; of a hundred 9 react, 2 edit and 1 deletes."""
        at, kind = time.monotonic(), self.chance.random()
        who = self.chance.choice(self.people)
        if kind < 0.88 or len(self._recent) < 50:
            channel = self.channels[number % len(self.channels)]
            before = next((one for one in reversed(self._recent) if one.channel is channel), None)
            reply = before if self.chance.random() < 0.2 else None
            said = channel.say(who, f"{self.chance.choice(TALK)} ({number})", reply)
            self._recent.append(said)
            del self._recent[:-200]
            self.done[f"said {said.id}"] = at
            return
        one = self._recent[self.chance.randrange(len(self._recent))]
        if kind < 0.97:
            emoji = self.chance.choice(EMOJI)
            if who.id not in one.reactions.get(emoji, []):
                self.fake.people.react(who, one, emoji)
                self.done[f"reacted {one.id} {who.id} {emoji}"] = at
        elif kind < 0.99:
            self.fake.people.edit(one, f"{one.content} (edited {number})")
            self.done[f"edited {one.id} {one.content}"] = at
        else:
            self._recent.remove(one)
            self.fake.people.delete(one)
            self.done[f"deleted {one.id}"] = at


@dataclass
class Loaded:
    """A bot that listens, and the crowd. `committed` is what the bot committed, by name, and when; known once it was stopped."""

    fake: object
    crowd: Crowd
    folder: object
    process: object
    listening: bool = False
    count: int = 0
    committed: dict = field(default_factory=dict)

    async def hear(self):
        """Take what the bot tells."""
        async for line in self.process.stdout:
            told = json.loads(line)
            self.listening = self.listening or "listening" in told
            self.count = told.get("committed", self.count)
            self.fake.changed()

    async def drained(self):
        """Return when the bot has committed all that was done."""
        await self.fake.until(lambda: self.count >= len(self.crowd.done), BOUND)

    @property
    def beats(self):
        """When the bot's heartbeats came."""
        (session,) = self.fake.gateway.live
        return session.beats

    async def stop(self):
        """Stop the bot, and read what it wrote down."""
        self.process.send_signal(signal.SIGTERM)
        assert await self.process.wait() == 0
        self.committed = json.loads((self.folder / COMMITTED).read_text())


@asynccontextmanager
async def open_load(folder, *, channels, people, heartbeat_ms, seed):
    """Open a Discord at the machine's own time with a bot in it, in a process of its own."""
    async with open_discord(SystemClock()) as fake:
        fake.check_events = False
        fake.trouble.heartbeat_ms = heartbeat_ms
        guild = fake.people.guild()
        rooms = [fake.people.channel(guild, f"room{number}") for number in range(channels)]
        members = [fake.people.member(guild, f"Member {number}") for number in range(people)]
        order = {"folder": str(folder), "api": fake.api, "gateway": fake.gateway_url, "token": fake.token}
        program = [sys.executable, "-m", "tests.discord.loaded", json.dumps(order)]
        process = await asyncio.create_subprocess_exec(*program, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
        loaded = Loaded(fake, Crowd(fake, rooms, members, random.Random(seed)), folder, process)
        hearing = asyncio.create_task(loaded.hear())
        try:
            await fake.until(lambda: loaded.listening, BOUND)
            yield loaded
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
            await hearing
