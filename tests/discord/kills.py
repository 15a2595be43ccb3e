"""A scene in a fake Discord for the bot to be killed in: see tests/killing.py. There is exactly one nudge, whatever happens."""

import sqlite3
from contextlib import asynccontextmanager, closing

from adapters.clock import SystemClock
from tests import killing
from tests.fakes.discord.server import open_discord

ASK = "Does anybody know how I can export a project as WAV?"


class Scene:
    """A server, Ada, and her question: asked before the bot is there (`away`), or as soon as it hears."""

    def __init__(self, fake, folder, *, away):
        self.fake, self.folder, self.question = fake, folder, None
        self.guild = fake.people.guild()
        self.general = fake.people.channel(self.guild, "general")
        self.ada = fake.people.member(self.guild, "Ada")
        if away:
            self.ask()

    def ask(self):
        """Let Ada ask."""
        self.question = self.general.say(self.ada, ASK)

    def heard(self):
        """Whether a bot listens."""
        return bool(self.fake.gateway.live)

    def hold_back_posts(self):
        """Let Discord take posts and not answer, until what is returned is set."""
        return self.fake.trouble.slow("POST", r"/messages$", happened=True)

    @property
    def nudges(self):
        """What the bot posted."""
        return self.general.written_by(self.fake.bot)

    @property
    def order(self):
        """Where the bot finds everything."""
        fake = self.fake
        order = {"folder": str(self.folder), "api": fake.api, "gateway": fake.gateway_url, "token": fake.token}
        return order | {"community": ("discord", str(self.guild.id))}

    def faults(self, found):
        """What is not as it should be, in words."""
        wrong = [] if len(self.nudges) == 1 else [f"{len(self.nudges)} nudges"]
        for nudge in self.nudges:
            replied = nudge.reference and nudge.reference["message_id"]
            wrong += [] if replied == str(self.question.id) else [f"it replies to {replied}"]
        with closing(sqlite3.connect(self.folder / "twoway.sqlite")) as conn:
            states = conn.execute("select state, count(*) from outbox group by state").fetchall()
        return wrong + ([] if states == [("told", 1)] else [f"the outbox holds {states}"])


@asynccontextmanager
async def open_scene(folder, *, away):
    """Open a Discord at the machine's own time, with a scene in it."""
    folder.mkdir()
    async with open_discord(SystemClock()) as fake:
        yield Scene(fake, folder, away=away)


async def kill(folder, points, seed):
    """Kill at so many random points; return what was found."""
    return await killing.kill(folder, points, seed, "tests.discord.killed", open_scene)
