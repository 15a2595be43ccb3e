"""A bot's own process under load: notes when each event was committed. A platform's loaded.py is the program: loaded.py ORDER (a line of JSON).

It tells how many events it has committed, whenever that grows; at SIGTERM it writes down which, and when, and ends.
"""

import asyncio
import json
import os
import signal
import sys
import time
from pathlib import Path

from bot.compose import settle_memory
from bot.events import MessageDeleted, MessageEdited, MessageSeen, ReactionSeen
from bot.model import Policy
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
                key = f"said {_named(message.ref)}"
            case MessageEdited(_, ref, text):
                key = f"edited {_named(ref)} {text}"
            case MessageDeleted(_, ref):
                key = f"deleted {_named(ref)}"
            case ReactionSeen(_, ref, member, emoji):
                key = f"reacted {_named(ref)} {member.id} {emoji}"
            case _:
                return
        self.at.setdefault(key, time.monotonic())
        self.moved.set()


def _named(ref):
    return f"{ref.channel.community.id} {ref.id}"


async def _report(noted):
    while True:
        await noted.moved.wait()
        noted.moved.clear()
        tell(committed=len(noted.at))


async def live(order, compose):
    """Be the bot until told to stop."""
    settle_memory()  # as the composition root does
    noted, stop = Noted(), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    platform, service, _, _ = await compose(order, Policy(quiet_hours=None), noted)
    tasks = [asyncio.create_task(work) for work in (service.run(), platform.run(), _report(noted))]
    await platform.listening()
    tell(listening=True)
    await stop.wait()
    (Path(order["folder"]) / COMMITTED).write_text(json.dumps(noted.at))
    assert not any(task.done() for task in tasks)
    os._exit(0)


def main(compose):
    """Live by the order that the program was given. `compose`: as in tests/killed.py."""
    asyncio.run(live(json.loads(sys.argv[1]), compose))
