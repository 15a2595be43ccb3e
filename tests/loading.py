"""Lets many people talk at once in a platform's fake, while a bot in a process of its own listens: what was said, and what it committed when.

The platform's folder gives the crowd (`Crowd` in its load.py: what people do, and `done`) and the bot's own program (loaded.py).
"""

import asyncio
import json
import signal
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.killed import ROOT
from tests.loaded import COMMITTED

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


@dataclass
class Loaded:
    """A bot that listens, and the crowd. `committed` is what the bot committed, by name, and when; known once it was stopped."""

    fake: object
    crowd: object
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
async def open_loaded(fake, crowd, folder, program, **wire):
    """Start a bot that listens to the crowd; in the end it is gone. `program`: named as a module; `wire`: how it reaches the fake."""
    command = [sys.executable, "-m", program, json.dumps({"folder": str(folder), "token": fake.token, **wire})]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    loaded = Loaded(fake, crowd, folder, process)
    hearing = asyncio.create_task(loaded.hear())
    try:
        await fake.until(lambda: loaded.listening, BOUND)
        yield loaded
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await hearing
