"""A scene in a fake Telegram for the bot to be killed in: see tests/killing.py.

Telegram cannot be asked whether a post went out: so there is one nudge, or none where the outbox says that nobody knows. Never two.
"""

import sqlite3
from contextlib import asynccontextmanager, closing

from adapters.clock import SystemClock
from tests import killing
from tests.fakes.telegram.server import open_telegram

ASK = "Does anybody know how I can export a project as WAV?"


class Scene:
    """A group with a topic, Ada, and her question: asked before the bot is there (`away`), or as soon as it hears."""

    def __init__(self, fake, folder, *, away):
        self.fake, self.folder, self.question = fake, folder, None
        self.group = fake.people.forum("Home", "Help")
        (self.topic,) = self.group.topics.values()
        self.ada = fake.people.join(self.group, "Ada")
        if away:
            self.ask()

    def ask(self):
        """Let Ada ask."""
        self.question = self.fake.say(self.group, self.ada, ASK, topic=self.topic)

    def heard(self):
        """Whether a bot has begun to listen."""
        return self.fake.updates.polls > 0

    def hold_back_posts(self):
        """Let Telegram take posts and not answer, until what is returned is set."""
        never = self.fake.trouble.slow("sendMessage", happened=True)
        self.fake.trouble.faults[-1].times = 2  # the greeting waits, too
        return never

    @property
    def nudges(self):
        """What the bot brought back."""
        return [post for post in self.group.written_by(self.fake.bot) if "Still open" in post.text]

    @property
    def order(self):
        """Where the bot finds everything."""
        fake = self.fake
        order = {"folder": str(self.folder), "api": fake.url, "token": fake.token}
        return order | {"community": ("telegram", str(self.group.id))}

    def faults(self, found):
        """What is not as it should be, in words; what is in doubt is counted in `found`."""
        with closing(sqlite3.connect(self.folder / "twoway.sqlite")) as conn:
            rows = conn.execute("select state, settlement from outbox").fetchall()
        states, unknown = [state for state, _ in rows], any("Unknown" in (settled or "") for _, settled in rows)
        found.unknown += unknown
        found.missing += unknown and not self.nudges
        least = 0 if unknown else 1
        wrong = [] if least <= len(self.nudges) <= 1 else [f"{len(self.nudges)} nudges, the outbox says {rows}"]
        for nudge in self.nudges:
            wrong += [] if nudge.reply_to is self.question else ["it is no reply to the question"]
            wrong += [] if nudge.thread == self.topic.id else ["it is in another topic"]
        return wrong + ([] if states == ["told"] else [f"the outbox holds {states}"])


@asynccontextmanager
async def open_scene(folder, *, away):
    """Open a Telegram at the machine's own time, with a scene in it."""
    folder.mkdir()
    async with open_telegram(SystemClock()) as fake:
        yield Scene(fake, folder, away=away)


async def kill(folder, points, seed):
    """Kill at so many random points; return what was found."""
    return await killing.kill(folder, points, seed, "tests.telegram.killed", open_scene)
