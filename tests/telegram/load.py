"""Many people talk at once in a fake Telegram: see tests/loading.py."""

import random
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from adapters.clock import SystemClock
from tests.fakes.telegram.server import open_telegram
from tests.loading import BOUND, TALK, open_loaded

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


@asynccontextmanager
async def open_load(folder, *, groups, people, seed):
    """Open a Telegram at the machine's own time with a bot in it, in a process of its own."""
    async with open_telegram(SystemClock()) as fake:
        fake.check_updates = False
        homes = [fake.people.forum(f"Home {number}", "Help", admin=True) for number in range(groups)]
        people_of = {home: [fake.people.join(home, f"Member {number}") for number in range(people)] for home in homes}
        crowd = Crowd(fake, homes, people_of, random.Random(seed))
        async with open_loaded(fake, crowd, folder, "tests.telegram.loaded", api=fake.url) as loaded:
            await fake.until(lambda: all(home.written_by(fake.bot) for home in homes), BOUND)
            yield loaded
