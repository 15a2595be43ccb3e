"""Many people talk at once in a fake Telegram, and a bot in a process of its own listens: what was said, and what it committed when."""

import asyncio
import json
import random
import signal
import sys
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from adapters.clock import SystemClock
from tests.discord.load import TALK
from tests.discord.loaded import COMMITTED
from tests.fakes.telegram.server import open_telegram
from tests.killed import ROOT

BOUND = 60.0
EMOJI = ("👍", "🎉", "❤", "🤝", "👀", "🔥", "💯", "😎")


@dataclass
class Crowd:
    """Everybody who talks. `done` is what they did, by name, and when."""

    fake: object
    groups: list
    people: dict
    chance: random.Random
    done: dict = field(default_factory=dict)
    _recent: list = field(default_factory=list)

    def act(self, number):
        """Do one thing: mostly say something; of a hundred 8 react and 3 edit."""
        at, kind = time.monotonic(), self.chance.random()
        group = self.groups[number % len(self.groups)]
        who = self.chance.choice(self.people[group])
        recent = [one for one in self._recent if one.chat is group]
        if kind < 0.89 or not recent:
            topic = self.chance.choice([None, *group.topics.values()])
            reply = next((one for one in reversed(recent) if one.thread == (topic.id if topic else None)), None)
            reply = reply if self.chance.random() < 0.2 else None
            said = self.fake.say(group, who, f"{self.chance.choice(TALK)} ({number})", topic=topic, reply_to=reply)
            self._recent.append(said)
            del self._recent[:-200]
            self.done[f"said {group.id} {said.id}"] = at
            return
        one = self.chance.choice(recent)
        if kind < 0.97:
            emoji = self.chance.choice(EMOJI)
            given = one.reactions.get(who.id, [])
            if not given:
                self.fake.react(one, who, emoji)
                self.done[f"reacted {group.id} {one.id} {who.id} {emoji}"] = at
        else:
            self.fake.edit(one, f"{one.text} (edited {number})")
            self.done[f"edited {group.id} {one.id} {one.text}"] = at


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

    async def stop(self):
        """Stop the bot, and read what it wrote down."""
        self.process.send_signal(signal.SIGTERM)
        assert await self.process.wait() == 0
        self.committed = json.loads((self.folder / COMMITTED).read_text())


@asynccontextmanager
async def open_load(folder, *, groups, people, seed):
    """Open a Telegram at the machine's own time with a bot in it, in a process of its own."""
    async with open_telegram(SystemClock()) as fake:
        fake.check_updates = False
        homes = [fake.people.forum(f"Home {number}", "Help", admin=True) for number in range(groups)]
        crowd = {home: [fake.people.join(home, f"Member {number}") for number in range(people)] for home in homes}
        order = {"folder": str(folder), "api": fake.url, "token": fake.token}
        program = [sys.executable, "-m", "tests.telegram.loaded", json.dumps(order)]
        process = await asyncio.create_subprocess_exec(*program, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
        loaded = Loaded(fake, Crowd(fake, homes, crowd, random.Random(seed)), folder, process)
        hearing = asyncio.create_task(loaded.hear())
        try:
            await fake.until(lambda: loaded.listening, BOUND)
            await fake.until(lambda: all(home.written_by(fake.bot) for home in homes), BOUND)
            yield loaded
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
            await hearing
