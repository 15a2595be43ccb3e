"""Kills a replay between two of its lines, over and over, and compares what is left with an undisturbed run.

Run as a program: killed.py FOLDER POINTS SEED. Each attempt is a forked child that sends itself SIGKILL after a number of executed
lines of bot/ and adapters/, in whatever thread; then the replay is started again until it ends. Prints one line of JSON.
"""

import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.clock import ManualClock
from adapters.sqlite import SqliteStore
from bot.actions import Say
from bot.commands.replay import replay
from bot.courier import Courier
from bot.engine import Engine
from bot.events import ChannelNamed, MessageSeen
from bot.model import SMALLEST, ChannelRef, CommunityRef, MemberRef, Message, MessageRef, Mode, Policy, Receipt
from bot.ports import Batch

HOME = CommunityRef("story", "home")
START = datetime(2026, 5, 4, 8, tzinfo=UTC)
ASKS = (
    "How do I export my tracks as WAV?",
    "Does anyone know when the new drum pack comes out?",
    "Where is the manual for the mixer?",
)

CHATTER = ("try File, then Export", "morning all", "same here", "thanks, that worked!")


def stream():
    """A morning in two channels: questions, answers, idle talk; enough for a few nudges."""
    yield ChannelNamed(START, ChannelRef(HOME, "a"), "a")
    for number in range(26):
        at = START + timedelta(minutes=4 * number)
        if number % 6 == 1:
            # A quiet room where people ask and nobody is there: these are brought back, whatever the reader makes of the talk next door.
            ref, name, text, reply = (
                MessageRef(ChannelRef(HOME, "b"), f"m{number}"),
                f"Guest {number}",
                ASKS[number % 3],
                None,
            )
        else:
            ref, name = MessageRef(ChannelRef(HOME, "a"), f"m{number}"), ("Ada", "Bo", "Cy")[number % 3]
            text = ASKS[number % 3] if number % 5 == 0 else CHATTER[number % 4]
            reply = f"m{number - 2}" if number % 7 == 2 else None
        yield MessageSeen(Message(ref, MemberRef(HOME, name), name, at, text, reply))


class Notebook:
    """A platform that survives its speaker: one line a post, on the disk before perform returns; it can be looked up."""

    limits = SMALLEST

    def __init__(self, path):
        self.path = path

    async def perform(self, action, target):
        with self.path.open("a") as file:
            file.write(f"{action.channel} {action.key}\n")
            file.flush()
            os.fsync(file.fileno())
        return await self.find(action)

    async def find(self, action):
        posts = self.path.read_text().splitlines() if self.path.exists() else []
        line = f"{action.channel} {action.key}"
        if line not in posts:
            return None
        return Receipt(MessageRef(action.to, f"post:{action.key}") if isinstance(action, Say) else None)


async def run(folder):
    """Replay into a folder's database, with posts into its notebook."""
    store = await SqliteStore.open(folder / "twoway.sqlite")
    try:
        clock = ManualClock(datetime.fromtimestamp(0, UTC))
        policy = Policy(
            nudge=Mode.ACT,
            patience=timedelta(minutes=10),
            quiet_hours=None,
            spacing=timedelta(minutes=5),
            budget_per_day=20,
        )
        engine = Engine(store, policy, {}, SMALLEST)
        courier = Courier(
            store, store, {"story": Notebook(folder / "posts")}, clock, lambda event: engine.handle(Batch((event,)))
        )
        await replay(stream(), "story", engine, store, courier, clock, batch_size=8)
    finally:
        await store.aclose()


def attempt(folder, lines):
    """Replay in a child that is killed after so many lines (0: never); return whether it ended well, and how many lines it ran."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        counted = [0]

        def trace(frame, event, argument):
            if "/adapters/" not in frame.f_code.co_filename and "/bot/" not in frame.f_code.co_filename:
                return None
            if event == "line":
                counted[0] += 1
                if counted[0] == lines:
                    os.kill(os.getpid(), signal.SIGKILL)
            return trace

        threading.settrace(trace)
        sys.settrace(trace)
        try:
            asyncio.run(run(folder))
        finally:
            sys.settrace(None)
        os.write(writing, str(counted[0]).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        ran = told.read()
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0:
        return True, int(ran)
    assert os.WIFSIGNALED(status), f"the replay failed by itself: {status}"
    assert os.WTERMSIG(status) == signal.SIGKILL
    return False, 0


def tables(folder):
    """Everything the database holds, row order left out of account; and the posts, in order."""
    dump = {}
    connection = sqlite3.connect(folder / "twoway.sqlite")
    for (name,) in connection.execute(
        "select name from sqlite_master where type = 'table' and sql not like '%virtual%'"
    ).fetchall():
        if "_fts" not in name and not name.startswith("sqlite_") and "migrations" not in name:
            dump[name] = sorted(map(repr, connection.execute(f'select * from "{name}"').fetchall()))
    connection.close()
    return dump, (folder / "posts").read_text().splitlines()


def main(folder, points, seed):
    """Kill at so many random points; print what was found."""
    chance = random.Random(seed)
    calm = folder / "calm"
    calm.mkdir()
    ended, lines = attempt(calm, 0)
    assert ended
    expected, posts = tables(calm)
    wrong, kills = [], 0
    for point in range(points):
        place = folder / f"killed{point}"
        place.mkdir()
        at = first = chance.randint(1, lines)
        while not attempt(place, at)[0]:
            kills += 1
            # The next try is killed too, later and later, until one gets through: crashes come in rows.
            at = chance.randint(1, lines) if kills % 3 == 0 else 0
        found, said = tables(place)
        if found != expected or sorted(said) != sorted(posts):
            differing = [name for name in expected if found.get(name) != expected[name]]
            wrong.append({"line": first, "tables": differing, "posts": said})
    rows = sum(map(len, expected.values()))
    print(
        json.dumps(
            {"points": points, "kills": kills, "lines": lines, "rows": rows, "posts": len(posts), "wrong": wrong}
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
