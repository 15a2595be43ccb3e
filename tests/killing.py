"""Kills a bot's process at random points between a question and its nudge, over and over, in a platform's fake that lives on.

Each point is a scene of its own: a new community and a new database, Ada's question, and a bot that is killed, started again, at every
third point killed again while it finds out what the dead one did, until all stands. A point is a folder, one of the lines that an
undisturbed run executes in it, and which time: a loop that runs a thousand times is no more likely than the one line that sends.

The platform's folder gives a scene (`Scene` in its kills.py) and the bot's own program (killed.py).
"""

import asyncio
import json
import os
import random
import signal
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.killed import ROOT, TRACE

BOUND = 30.0
AGAIN = 3
"""Every third point is killed twice."""


@dataclass
class Found:
    """What came of all points. `unknown`: where nobody knows; `missing`: of those, where nothing was posted."""

    kills: int = 0
    starts: int = 0
    unknown: int = 0
    missing: int = 0
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
        """Take what is told, and wake who waits in the fake."""
        async for line in self.process.stdout:
            self.told.append(json.loads(line))
            if self.fake is not None:
                self.fake.changed()

    async def start(self, scene, place=None, traced=False):
        """Begin a bot; return its number once it has one."""
        self.told.clear()
        self.fake = scene.fake
        order = scene.order | {"place": place, "traced": traced or place is not None}
        self.process.stdin.write((json.dumps(order) + "\n").encode())
        await self.fake.until(lambda: self.told, BOUND)
        return self.told[0]["pid"]

    @property
    def ended(self):
        """How the bot ended, None while it lives."""
        return next((each["ended"] for each in self.told if "ended" in each), None)

    @property
    def over(self):
        """Whether the bot said that all stands, or has ended."""
        return any("stands" in each for each in self.told) or self.ended is not None

    async def end(self, pid, how=signal.SIGKILL):
        """End the bot."""
        os.kill(pid, how)
        await self.fake.until(lambda: self.ended is not None, BOUND)


@asynccontextmanager
async def open_nursery(program):
    """Start the program, named as a module; in the end it is gone."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", program, cwd=ROOT, stdin=pipe, stdout=pipe)
    nursery = Nursery(process)
    listening = asyncio.create_task(nursery.listen())
    try:
        yield nursery
    finally:
        nursery.abandon()
        process.stdin.close()
        await process.wait()
        await listening


async def run(nursery, scene, place=None, traced=False):
    """Let a bot live until all stands or it dies; return its number and whether it still lives."""
    pid = await nursery.start(scene, place, traced)
    if scene.question is None:
        await scene.fake.until(lambda: scene.heard() or nursery.over, BOUND)
        if scene.heard():
            scene.ask()
    await scene.fake.until(lambda: nursery.over, BOUND)
    return pid, nursery.ended is None


async def executed(nursery, open_scene, folder, *, away, recovering=False):
    """Return the places (file, line, times) that an undisturbed run executes; `recovering`: one after a death while posting."""
    async with open_scene(folder, away=away) as scene:
        if recovering:
            never = scene.hold_back_posts()
            pid = await nursery.start(scene)
            await scene.fake.until(lambda: scene.nudges, BOUND)
            await nursery.end(pid)
            never.set()
        pid, lives = await run(nursery, scene, traced=True)
        assert lives, nursery.ended
        await nursery.end(pid, signal.SIGTERM)
        assert scene.faults(Found()) == []
        return [tuple(place) for place in json.loads((folder / TRACE).read_text())]


def drawn(chance, places):
    """Return a place to die at: any folder, any line that runs in it, and any of the times that it is run."""
    folder = chance.choice(sorted({str(Path(file).parent) for file, _, _ in places}))
    file, line, times = chance.choice([place for place in places if str(Path(place[0]).parent) == folder])
    return file, line, chance.randint(1, times)


async def kill_at(nursery, scene, places, recovering, chance, *, again, found):
    """Play one scene with a death at a random place; return whether it came to that."""
    place = drawn(chance, places)
    pid, lives = await run(nursery, scene, place)
    found.starts += 1
    if lives:
        await nursery.end(pid)
        return False  # this run took another way and never came there
    named = [f"{Path(place[0]).relative_to(ROOT)}:{place[1]}"]
    assert os.WIFSIGNALED(nursery.ended), f"{named}: it ended by itself: {nursery.ended}"
    if again:
        second = drawn(chance, recovering)
        pid, lives = await run(nursery, scene, second)
        named += [] if lives else [f"{Path(second[0]).relative_to(ROOT)}:{second[1]}"]
        if lives:
            await nursery.end(pid)
    # Twice until all stands: in the second life there is nothing left to do, and nothing may be done.
    for _ in range(2):
        pid, lives = await run(nursery, scene)
        assert lives, f"{named}: {nursery.ended}"
        await nursery.end(pid)
        found.starts += 1
    found.kills += len(named)
    found.where.append(" ".join(named))
    found.wrong += [f"{named}: {fault}" for fault in scene.faults(found)]
    return True


async def kill(folder, points, seed, program, open_scene):
    """Kill at so many random points; return what was found. `program`: the bot's own; `open_scene`: (folder, away) -> a scene."""
    chance, found = random.Random(seed), Found()
    async with open_nursery(program) as nursery:
        calm = [await executed(nursery, open_scene, folder / f"calm{away:d}", away=away) for away in (False, True)]
        recovering = await executed(nursery, open_scene, folder / "recovering", away=True, recovering=True)
        tried = 0
        while len(found.where) < points:
            away = len(found.where) % 2 == 1
            assert tried < 3 * points + 9, "too many runs never came where they should have died"
            again = len(found.where) % AGAIN == 2
            tried += 1
            async with open_scene(folder / f"scene{tried}", away=away) as scene:
                await kill_at(nursery, scene, calm[away], recovering, chance, again=again, found=found)
    return found
