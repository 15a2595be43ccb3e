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

from bot.compose import settle_memory
from bot.events import MessageEdited, MessageSeen, ReactionSeen
from bot.model import Policy
from tests.discord.loaded import COMMITTED
from tests.killed import tell
from tests.telegram.killed import compose


class Noted:
    """A witness that writes down when an event was committed."""

    def __init__(self):
        self.at, self.moved = {}, asyncio.Event()

    def saw(self, event, decision):
        """Take note of what came from people."""
        match event:
            case MessageSeen(message):
                key = f"said {message.ref.channel.community.id} {message.ref.id}"
            case MessageEdited(_, ref, text):
                key = f"edited {ref.channel.community.id} {ref.id} {text}"
            case ReactionSeen(_, ref, member, emoji):
                key = f"reacted {ref.channel.community.id} {ref.id} {member.id} {emoji}"
            case _:
                return
        self.at.setdefault(key, time.monotonic())
        self.moved.set()


async def _report(noted):
    while True:
        await noted.moved.wait()
        noted.moved.clear()
        tell(committed=len(noted.at))


async def live(order):
    """Be the bot until told to stop."""
    settle_memory()  # as the composition root does
    noted, stop = Noted(), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    telegram, service, _, _ = await compose(order, Policy(quiet_hours=None), noted)
    tasks = [asyncio.create_task(work) for work in (service.run(), telegram.run(), _report(noted))]
    await telegram.listening()
    tell(listening=True)
    await stop.wait()
    (Path(order["folder"]) / COMMITTED).write_text(json.dumps(noted.at))
    assert not any(task.done() for task in tasks)
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(live(json.loads(sys.argv[1])))
