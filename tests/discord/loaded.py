"""The bot's own process under load: notes when each event was committed. Run as a program: loaded.py ORDER (one line of JSON).

It tells how many events it has committed, whenever that grows; at SIGTERM it writes down which, and when, and ends.
"""

import asyncio
import json
import os
import signal
import sys
import time
from pathlib import Path

from bot.events import MessageDeleted, MessageEdited, MessageSeen, ReactionSeen
from bot.model import Policy
from tests.discord.killed import compose
from tests.killed import tell

COMMITTED = "committed.json"


class Noted:
    """A witness that writes down when an event was committed."""

    def __init__(self):
        self.at, self.moved = {}, asyncio.Event()

    def saw(self, event, decision):
        """Take note of what came from people."""
        match event:
            case MessageSeen(message):
                key = f"said {message.ref.id}"
            case MessageEdited(_, ref, text):
                key = f"edited {ref.id} {text}"
            case MessageDeleted(_, ref):
                key = f"deleted {ref.id}"
            case ReactionSeen(_, ref, member, emoji):
                key = f"reacted {ref.id} {member.id} {emoji}"
            case _:
                return
        self.at.setdefault(key, time.monotonic())
        self.moved.set()


async def live(order):
    """Be the bot until told to stop."""
    noted, stop = Noted(), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    discord, service, _, _ = await compose(order, Policy(quiet_hours=None), noted)
    tasks = [asyncio.create_task(work) for work in (service.run(), discord.run(), _report(noted))]
    await discord.listening()
    tell(listening=True)
    await stop.wait()
    (Path(order["folder"]) / COMMITTED).write_text(json.dumps(noted.at))
    assert not any(task.done() for task in tasks)
    os._exit(0)


async def _report(noted):
    while True:
        await noted.moved.wait()
        noted.moved.clear()
        tell(committed=len(noted.at))


if __name__ == "__main__":
    asyncio.run(live(json.loads(sys.argv[1])))
