"""Kills the bot's process at random points between a question and its nudge, over and over, in a Discord that lives on.

Each point is a scene of its own: a new server and a new database, Ada's question, and a bot that is killed, started again, at every
third point killed again while it finds out what the dead one did, until its nudge stands. A point is a folder, one of the lines that
an undisturbed run executes in it, and which time: a loop that runs a thousand times is no more likely than the one line that sends.
"""

import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path

from adapters.clock import SystemClock
from tests.discord.killed import ROOT, TRACE
from tests.fakes.discord.server import open_discord

ASK = "Does anybody know how I can export a project as WAV?"
BOUND = 30.0
AGAIN = 3
"""Every third point is killed twice."""


@dataclass
class Found:
    """What came of all points."""

    kills: int = 0
    starts: int = 0
    where: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


class Nursery:
    """The program that begins bots. `told` is what they said, in order."""

    def __init__(self, process):
        self.process, self.told, self.fake = process, [], None

    def abandon(self):
        """End the bot that still lives, where a test has failed."""
        if self.told and self.ended is None:
            os.kill(self.told[0]["pid"], signal.SIGKILL)

    async def listen(self):
        """Take what is told, and wake who waits in the fake Discord."""
        async for line in self.process.stdout:
            self.told.append(json.loads(line))
            if self.fake is not None:
                self.fake.changed()

    async def start(self, scene, place=None, traced=False):
        """Begin a bot; return its number once it has one."""
        self.told.clear()
        fake = self.fake = scene.fake
        order = {"folder": str(scene.folder), "api": fake.api, "gateway": fake.gateway_url, "token": fake.token}
        order |= {"community": str(scene.guild.id), "place": place, "traced": traced or place is not None}
        self.process.stdin.write((json.dumps(order) + "\n").encode())
        await fake.until(lambda: self.told, BOUND)
        return self.told[0]["pid"]

    @property
    def ended(self):
        """How the bot ended, None while it lives."""
        return next((each["ended"] for each in self.told if "ended" in each), None)

    @property
    def stands(self):
        """Whether the bot said that the nudge stands."""
        return any("stands" in each for each in self.told)

    async def end(self, pid, how=signal.SIGKILL):
        """End the bot."""
        os.kill(pid, how)
        await self.fake.until(lambda: self.ended is not None, BOUND)


@asynccontextmanager
async def open_nursery():
    """Start the program; in the end it is gone."""
    program = [sys.executable, "-m", "tests.discord.killed"]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*program, cwd=ROOT, stdin=pipe, stdout=pipe)
    nursery = Nursery(process)
    listening = asyncio.create_task(nursery.listen())
    try:
        yield nursery
    finally:
        nursery.abandon()
        process.stdin.close()
        await process.wait()
        await listening


class Scene:
    """A server, Ada, and her question: asked before the bot is there (`away`), or as soon as it hears."""

    def __init__(self, fake, folder, *, away):
        self.fake, self.folder = fake, folder
        self.guild = fake.people.guild()
        self.general = fake.people.channel(self.guild, "general")
        self.ada = fake.people.member(self.guild, "Ada")
        self.question = self.general.say(self.ada, ASK) if away else None

    @property
    def nudges(self):
        """What the bot posted."""
        return self.general.written_by(self.fake.bot)

    async def run(self, nursery, place=None, traced=False):
        """Let a bot live until its nudge stands or it dies; return its number and whether it still lives."""
        pid = await nursery.start(self, place, traced)
        done = lambda: nursery.stands or nursery.ended is not None  # noqa: E731
        if self.question is None:
            await self.fake.until(lambda: self.fake.gateway.live or done(), BOUND)
            if self.fake.gateway.live:
                self.question = self.general.say(self.ada, ASK)
        await self.fake.until(done, BOUND)
        return pid, nursery.ended is None

    def faults(self):
        """What is not as it should be, in words."""
        found = [] if len(self.nudges) == 1 else [f"{len(self.nudges)} nudges"]
        for nudge in self.nudges:
            replied = nudge.reference and nudge.reference["message_id"]
            found += [] if replied == str(self.question.id) else [f"it replies to {replied}"]
        with closing(sqlite3.connect(self.folder / "twoway.sqlite")) as conn:
            states = conn.execute("select state, count(*) from outbox group by state").fetchall()
        return found + ([] if states == [("told", 1)] else [f"the outbox holds {states}"])


@asynccontextmanager
async def open_scene(folder, *, away):
    """Open a Discord at the machine's own time, with a scene in it."""
    folder.mkdir()
    async with open_discord(SystemClock()) as fake:
        yield Scene(fake, folder, away=away)


async def executed(nursery, folder, *, away, recovering=False):
    """Return the places (file, line, times) that an undisturbed run executes; `recovering`: one after a death while posting."""
    async with open_scene(folder, away=away) as scene:
        if recovering:
            never = scene.fake.trouble.slow("POST", r"/messages$", happened=True)
            pid = await nursery.start(scene)
            await scene.fake.until(lambda: scene.nudges, BOUND)
            await nursery.end(pid)
            never.set()
        pid, lives = await scene.run(nursery, traced=True)
        assert lives
        await nursery.end(pid, signal.SIGTERM)
        assert scene.faults() == []
        return [tuple(place) for place in json.loads((folder / TRACE).read_text())]


def drawn(chance, places):
    """Return a place to die at: any folder, any line that runs in it, and any of the times that it is run."""
    folder = chance.choice(sorted({str(Path(file).parent) for file, _, _ in places}))
    file, line, times = chance.choice([place for place in places if str(Path(place[0]).parent) == folder])
    return file, line, chance.randint(1, times)


async def kill_at(nursery, folder, places, recovering, chance, *, away, again, found):
    """Play one scene with a death at a random place; return whether it came to that."""
    place = drawn(chance, places)
    async with open_scene(folder, away=away) as scene:
        pid, lives = await scene.run(nursery, place)
        found.starts += 1
        if lives:
            await nursery.end(pid)
            return False  # this run took another way and never came there
        named = [f"{Path(place[0]).relative_to(ROOT)}:{place[1]}"]
        assert os.WIFSIGNALED(nursery.ended), f"{named}: it ended by itself: {nursery.ended}"
        if again:
            second = drawn(chance, recovering)
            pid, lives = await scene.run(nursery, second)
            named += [] if lives else [f"{Path(second[0]).relative_to(ROOT)}:{second[1]}"]
            if lives:
                await nursery.end(pid)
        # Twice until all stands: in the second life there is nothing left to do, and nothing may be done.
        for _ in range(2):
            pid, lives = await scene.run(nursery)
            assert lives, f"{named}: {nursery.ended}"
            await nursery.end(pid)
            found.starts += 1
        found.kills += len(named)
        found.where.append(" ".join(named))
        found.wrong += [f"{named}: {fault}" for fault in scene.faults()]
        return True


async def kill(folder, points, seed):
    """Kill at so many random points; return what was found."""
    chance, found = random.Random(seed), Found()
    async with open_nursery() as nursery:
        calm = [await executed(nursery, folder / f"calm{away:d}", away=away) for away in (False, True)]
        recovering = await executed(nursery, folder / "recovering", away=True, recovering=True)
        tried = 0
        while len(found.where) < points:
            away = len(found.where) % 2 == 1
            assert tried < 3 * points + 9, "too many runs never came where they should have died"
            again = len(found.where) % AGAIN == 2
            tried += 1
            place = folder / f"scene{tried}"
            await kill_at(nursery, place, calm[away], recovering, chance, away=away, again=again, found=found)
    return found
