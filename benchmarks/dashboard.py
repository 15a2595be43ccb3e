"""How fast the dashboard answers over a big database, while talk goes on being committed.

    python -m benchmarks.dashboard [--messages 5000000] [--communities 1000] [--database FILE] [--views 400]

Makes a database (once; --database keeps it): messages spread over communities and a year, one community forty times as large as the
others, a question every tenth message. Then opens every page over HTTP in communities drawn by lot, as people
would, while 500 messages a second are being committed to others. Prints milliseconds and the process's memory.
"""

import argparse
import asyncio
import json
import multiprocessing
import random
import resource
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import ClientSession, CookieJar

from adapters.clock import SystemClock
from adapters.dashboard import Dashboard, Desk, open_door
from adapters.memory import MemoryLog
from adapters.phrases import read_decks, read_phrases
from adapters.sqlite import SqliteStore
from bot.actions import LineKept
from bot.model import ChannelRef, CommunityRef, Line, MemberRef, Message, MessageRef, Policy, Reading, Role
from bot.ports import Commit
from bot.weeks import Weeks

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("/", "/index", "/waits", "/questions", "/polls", "/prompts", "/ledger", "/settings", "/privacy", "/health")
BIG_PAGES = ("/", "/index", "/waits")
BIG = 40
"""The first community talks so many times as much as the others."""

CHANNELS, PEOPLE, PER_SECOND = 5, 60, 500
DAY = 86_400_000_000


def rows(number: int, count: int, end: int, lot: random.Random) -> Iterator[tuple[object, ...]]:
    """Yield the lines of one community over a year, oldest first, as the table has them."""
    for place in range(count):
        at = end - 365 * DAY + (365 * DAY * place) // count
        channel = number * CHANNELS + lot.randrange(CHANNELS)
        team = lot.random() < 0.12
        author = f"team{lot.randrange(3)}" if team else f"m{lot.randrange(PEOPLE)}"
        body: dict[str, object] = {"name": author}
        if team:
            body["team"] = True
        if lot.random() < 0.35 and place > 20:
            body["reply_to"] = f"{place - lot.randrange(1, 20)}"
        if lot.random() < 0.05:
            body["mentions"] = [f"team{lot.randrange(3)}"]
        body["reading"] = {"question": 0.1, "links": [{"parent": f"{place - 1}", "probability": 0.4}]}
        yield (
            channel,
            f"{place}",
            author,
            at,
            "does the lid fit the older model",
            json.dumps(body, separators=(",", ":")),
        )


def fill(path: Path, messages: int, communities: int) -> None:
    """Make the database. The indexes for searching words stay empty: the dashboard does not use them."""
    lot, end = random.Random(1), int(time.time() * 1e6)
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("PRAGMA synchronous = OFF")
    conn.execute("PRAGMA cache_size = -400000")
    each = messages // (communities + BIG - 1)
    conn.execute("BEGIN")
    for number in range(communities):
        conn.execute("INSERT INTO communities (id, platform, ref) VALUES (?, 'discord', ?)", (number + 1, f"{number}"))
        for place in range(CHANNELS):
            row = (number * CHANNELS + place, number + 1, f"{number}-{place}", f"channel {place}", end)
            conn.execute("INSERT INTO channels (id, community, ref, name, now) VALUES (?, ?, ?, ?, ?)", row)
        lines = list(rows(number, each * (BIG if number == 0 else 1), end, lot))
        # Of one channel ids are unique as it is: a line's number in its community.
        conn.executemany("INSERT INTO lines (channel, id, author, at, text, body) VALUES (?, ?, ?, ?, ?, ?)", lines)
        asked = [line for line in lines[::10] if not str(line[2]).startswith("team")]
        conn.executemany(
            "INSERT INTO questions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [_question(line, end, lot) for line in asked]
        )
        ledger = [
            (line[0], line[3] + 1_800_000_000, "flagged", line[1], '{"because":[{"phrase":"question_mark"}]}')
            for line in asked[::4]
        ]
        conn.executemany(
            "INSERT OR IGNORE INTO ledger (channel, at, verdict, subject, body) VALUES (?, ?, ?, ?, ?)", ledger
        )
    conn.execute("COMMIT")
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    conn.close()


def _question(line: tuple[object, ...], end: int, lot: random.Random) -> tuple[object, ...]:
    at = int(str(line[3]))
    answered = lot.random() < 0.7
    fresh = end - at < 2 * DAY
    status = "answered" if answered else "open" if fresh else "expired"
    body: dict[str, object] = {
        "asker": line[2], "name": line[2], "text": "does the lid fit the older model?", "asked_at": at,
        "probability": 0.9, "channel": 0.9, "need": "help", "status": status,
    }  # fmt: skip
    closed = None if fresh else at + 2 * DAY
    if answered:
        body["responded_at"] = body["answered_at"] = at + lot.randrange(60, 40_000) * 1_000_000
    if closed:
        body["closed_at"] = closed
    return line[0], line[1], line[2], at, status, closed, None, None, None, json.dumps(body, separators=(",", ":"))


async def talk(store: SqliteStore, communities: int, stop: asyncio.Event) -> int:
    """Commit messages, 500 a second, until told to stop; return how many."""
    count, began = 0, asyncio.get_running_loop().time()
    while not stop.is_set():
        now = datetime.now(UTC)
        lines = []
        for _ in range(50):
            count += 1
            home = CommunityRef("discord", f"{count % communities}")
            channel = ChannelRef(home, f"{home.id}-{count % CHANNELS}")
            author = MemberRef(home, f"m{count % PEOPLE}")
            lines.append(
                LineKept(Line(Message(MessageRef(channel, f"new{count}"), author, "m", now, "hello again"), Reading()))
            )
        await store.commit(Commit(tuple(lines)))
        await asyncio.sleep(max(0.0, began + count / PER_SECOND - asyncio.get_running_loop().time()))
    return count


async def measure(path: Path, communities: int, views: int) -> None:
    """Open pages, and print how long they took."""
    store, lot = await SqliteStore.open(path), random.Random(2)
    phrases = read_phrases(ROOT / "prompts")
    desk = Desk(MemoryLog(), store, SystemClock(), phrases, Policy(), "", decks=read_decks(ROOT / "prompts", phrases))
    dashboard, stop = Dashboard(desk), asyncio.Event()
    try:
        async with open_door(dashboard.application(), "127.0.0.1", 0) as port:
            url = f"http://127.0.0.1:{port}"
            dashboard.opened_at(url)
            watching = asyncio.create_task(Weeks(store, desk.clock, Policy()).keep_watch())
            talking, began = asyncio.create_task(talk(store, communities, stop)), time.perf_counter()
            took = await _visits(dashboard, url, lot, communities, views)
            stop.set()
            watching.cancel()
            count = await talking
            print(f"meanwhile {count / (time.perf_counter() - began):.0f} messages a second were committed")
            for page in PAGES:
                _tell(page, took[page])
            for page in BIG_PAGES:
                _tell(f"{page} of the big one", took[f"big {page}"])
    finally:
        await store.aclose()
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


async def _visits(
    dashboard: Dashboard, url: str, lot: random.Random, communities: int, views: int
) -> dict[str, list[float]]:
    took: dict[str, list[float]] = {name: [] for name in (*PAGES, *[f"big {page}" for page in BIG_PAGES])}
    for view in range(views):
        big = view % 40 == 0
        home = CommunityRef("discord", "0" if big else f"{lot.randrange(1, communities)}")
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as client:
            ticket = dashboard.invite(MemberRef(home, "mira"), "Mira", Role.OWNER).partition("ticket=")[2]
            async with client.post(
                url + "/enter", data={"ticket": ticket}, headers={"Origin": url}, allow_redirects=False
            ) as answer:
                if answer.status == 429:  # the pace at which one address may come in
                    await asyncio.sleep(1)
                    continue
            for page in PAGES:
                began = time.perf_counter()
                async with client.get(url + page) as answer:
                    await answer.read()
                    assert answer.status == 200, (page, answer.status)
                name = f"big {page}" if big else page
                if name in took:
                    took[name].append(time.perf_counter() - began)
    return took


def _tell(name: str, seconds: list[float]) -> None:
    ordered = sorted(1000 * each for each in seconds)
    if ordered:
        half, most = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        print(
            f"{name:<24}{len(ordered):>5} views   median {half:>7.1f} ms   95 % {most:>7.1f} ms   worst {ordered[-1]:>7.1f} ms"
        )


async def _make(path: Path) -> None:
    await (await SqliteStore.open(path)).aclose()


def _made(path: Path, messages: int, communities: int) -> None:
    asyncio.run(_make(path))
    fill(path, messages, communities)


def main() -> None:
    """Make the database where there is none, and measure."""
    ask = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    ask.add_argument("--messages", type=int, default=5_000_000)
    ask.add_argument("--communities", type=int, default=1_000)
    ask.add_argument("--views", type=int, default=400)
    ask.add_argument("--database", type=Path)
    asked = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="twoway-") as folder:
        path = asked.database or Path(folder) / "big.sqlite"
        if not path.exists():
            began = time.perf_counter()
            # In a process of its own: the memory that is told below is that of the pages.
            maker = multiprocessing.get_context("spawn").Process(
                target=_made, args=(path, asked.messages, asked.communities)
            )
            maker.start(), maker.join()
            assert maker.exitcode == 0, "the database could not be made (see above)"
            made = timedelta(seconds=round(time.perf_counter() - began))
            print(f"made {path.stat().st_size / 1e9:.1f} GB in {made}")
        asyncio.run(measure(path, asked.communities, asked.views))


if __name__ == "__main__":
    main()
