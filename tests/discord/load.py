"""Many people talk at once in a fake Discord: see tests/loading.py."""

import random
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from adapters.clock import SystemClock
from tests.fakes.discord.server import open_discord
from tests.loading import TALK, open_loaded

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
            self.done[f"said {named(said)}"] = at
            return
        one = self._recent[self.chance.randrange(len(self._recent))]
        if kind < 0.97:
            emoji = self.chance.choice(EMOJI)
            if who.id not in one.reactions.get(emoji, []):
                self.fake.people.react(who, one, emoji)
                self.done[f"reacted {named(one)} {who.id} {emoji}"] = at
        elif kind < 0.99:
            self.fake.people.edit(one, f"{one.content} (edited {number})")
            self.done[f"edited {named(one)} {one.content}"] = at
        else:
            self._recent.remove(one)
            self.fake.people.delete(one)
            self.done[f"deleted {named(one)}"] = at


def named(message):
    """How the bot names a message among what it committed."""
    return f"{message.channel.guild.id} {message.id}"


def beats(fake):
    """When the bot's heartbeats came."""
    (session,) = fake.gateway.live
    return session.beats


@asynccontextmanager
async def open_load(folder, *, channels, people, heartbeat_ms, seed):
    """Open a Discord at the machine's own time with a bot in it, in a process of its own."""
    async with open_discord(SystemClock()) as fake:
        fake.check_events = False
        fake.trouble.heartbeat_ms = heartbeat_ms
        guild = fake.people.guild()
        rooms = [fake.people.channel(guild, f"room{number}") for number in range(channels)]
        members = [fake.people.member(guild, f"Member {number}") for number in range(people)]
        crowd = Crowd(fake, rooms, members, random.Random(seed))
        wire = {"api": fake.api, "gateway": fake.gateway_url}
        async with open_loaded(fake, crowd, folder, "tests.discord.loaded", **wire) as loaded:
            yield loaded
