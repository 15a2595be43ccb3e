"""Kills the bot's process at random points between a question and its nudge, over and over, in a Telegram that lives on.

The ways are those of tests/discord/kills.py. Telegram cannot be asked whether a post went out: so there is one nudge, or none where the
outbox says that nobody knows. Never two.
"""

import json
import os
import random
import signal
import sqlite3
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path

from adapters.clock import SystemClock
from tests.discord.killed import ROOT, TRACE
from tests.discord.kills import AGAIN, BOUND, Nursery, drawn
from tests.fakes.telegram.server import open_telegram

ASK = "Does anybody know how I can export a project as WAV?"


@dataclass
class Found:
    """What came of all points. `unknown`: where nobody knows; `missing`: of those, where nothing was posted."""

    kills: int = 0
    starts: int = 0
    unknown: int = 0
    missing: int = 0
    where: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


class Scene:
    """A group with a topic, Ada, and her question: asked before the bot is there (`away`), or as soon as it hears."""

    def __init__(self, fake, folder, *, away):
        self.fake, self.folder = fake, folder
        self.group = fake.people.forum("Home", "Help")
        (self.topic,) = self.group.topics.values()
        self.ada = fake.people.join(self.group, "Ada")
        self.question = self._ask() if away else None

    def _ask(self):
        return self.fake.say(self.group, self.ada, ASK, topic=self.topic)

    @property
    def nudges(self):
        """What the bot brought back."""
        return [post for post in self.group.written_by(self.fake.bot) if "Still open" in post.text]

    @property
    def order(self):
        """Where the bot finds everything."""
        fake = self.fake
        return {"folder": str(self.folder), "api": fake.url, "token": fake.token, "community": str(self.group.id)}

    async def run(self, nursery, place=None, traced=False):
        """Let a bot live until all stands or it dies; return its number and whether it still lives."""
        pid = await start(nursery, self, place, traced)
        done = lambda: nursery.stands or nursery.ended is not None  # noqa: E731
        if self.question is None:
            before = self.fake.updates.polls
            await self.fake.until(lambda: self.fake.updates.polls > before or done(), BOUND)
            if self.fake.updates.polls > before:
                self.question = self._ask()
        await self.fake.until(done, BOUND)
        return pid, nursery.ended is None

    def faults(self, found=None):
        """What is not as it should be, in words."""
        with closing(sqlite3.connect(self.folder / "twoway.sqlite")) as conn:
            rows = conn.execute("select state, settlement from outbox").fetchall()
        states, unknown = [state for state, _ in rows], any("Unknown" in (settled or "") for _, settled in rows)
        if found is not None:
            found.unknown += unknown
            found.missing += unknown and not self.nudges
        least = 0 if unknown else 1
        wrong = [] if least <= len(self.nudges) <= 1 else [f"{len(self.nudges)} nudges, the outbox says {rows}"]
        for nudge in self.nudges:
            wrong += [] if nudge.reply_to is self.question else ["it is no reply to the question"]
            wrong += [] if nudge.thread == self.topic.id else ["it is in another topic"]
        return wrong + ([] if states == ["told"] else [f"the outbox holds {states}"])


async def start(nursery, scene, place=None, traced=False):
    """Begin a bot; return its number once it has one."""
    nursery.told.clear()
    nursery.fake = scene.fake
    order = scene.order | {"place": place, "traced": traced or place is not None}
    nursery.process.stdin.write((json.dumps(order) + "\n").encode())
    await scene.fake.until(lambda: nursery.told, BOUND)
    return nursery.told[0]["pid"]


@asynccontextmanager
async def open_nursery():
    """Start the program that begins bots; in the end it is gone."""
    import asyncio
    import sys

    program, pipe = [sys.executable, "-m", "tests.telegram.killed"], asyncio.subprocess.PIPE
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


@asynccontextmanager
async def open_scene(folder, *, away):
    """Open a Telegram at the machine's own time, with a scene in it."""
    folder.mkdir()
    async with open_telegram(SystemClock()) as fake:
        yield Scene(fake, folder, away=away)


async def executed(nursery, folder, *, away, recovering=False):
    """Return the places (file, line, times) that an undisturbed run executes; `recovering`: one after a death while posting."""
    async with open_scene(folder, away=away) as scene:
        if recovering:
            never = scene.fake.trouble.slow("sendMessage", happened=True)
            scene.fake.trouble.faults[-1].times = 2  # the greeting waits, too
            pid = await start(nursery, scene)
            await scene.fake.until(lambda: scene.nudges, BOUND)
            await nursery.end(pid)
            never.set()
        pid, lives = await scene.run(nursery, traced=True)
        assert lives, nursery.ended
        await nursery.end(pid, signal.SIGTERM)
        assert scene.faults() == []
        return [tuple(place) for place in json.loads((folder / TRACE).read_text())]


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
        found.wrong += [f"{named}: {fault}" for fault in scene.faults(found)]
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
