"""The bot as people run it, against the fake Telegram: started, stopped, killed and started again; beside Discord; doctor and import."""

import asyncio
import json
import os
import signal
import sqlite3
import sys
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path

from adapters.clock import ManualClock, SystemClock
from adapters.sqlite import SqliteStore
from bot.actions import Say, TimerSet
from bot.model import ChannelRef, CommunityRef, Phrase, Purpose, Timer
from bot.ports import Commit
from tests.fakes.discord.server import open_discord
from tests.fakes.telegram.server import open_telegram

ROOT = Path(__file__).resolve().parents[2]
BOUND = 30
ASK = "Does anybody know how I can export a project as WAV?"
POLICY = 'mode.nudge = "act"\npatience = "1s"\nquiet_hours = ""\n'


def environment(fake, folder, **more):
    """Return what the bot finds in its environment."""
    policy = folder / "policy.toml"
    policy.write_text(POLICY, encoding="utf-8")
    ours = {
        "TWOWAY_TELEGRAM_TOKEN": fake.token,
        "TWOWAY_TELEGRAM_API_BASE": fake.url,
        "TWOWAY_DATA_DIR": str(folder / "data"),
        "TWOWAY_POLICY_FILE": str(policy),
        "TWOWAY_LOG_FORMAT": "json",
        "TWOWAY_HTTP_PORT": "0",
    }
    return {key: value for key, value in os.environ.items() if not key.startswith("TWOWAY_")} | ours | more


@asynccontextmanager
async def bot(fake, folder, *arguments, **more):
    """Run `python -m bot` with these arguments."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=ROOT,
        env=environment(fake, folder, **more),
        stdout=pipe,
        stderr=pipe,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def left_for_discord(folder):
    """Leave a timer that is overdue and a post in the database; return Discord's timers there."""
    home = ChannelRef(CommunityRef("discord", "1"), "2")
    now = SystemClock().now()
    store = await SqliteStore.open(folder / "data" / "twoway.sqlite")
    try:
        if not (kept := [each for each in await store.due(now, 99) if each.channel == home]):
            overdue = TimerSet(Timer(home, Purpose.PATIENCE, "q", now - timedelta(hours=1)))
            post = Say("left", home, home, (Phrase("verbatim.text", (("text", "hello"),)),))
            await store.commit(Commit((overdue,), (post,)))
            kept = [overdue.timer]
        return kept
    finally:
        await store.aclose()


async def said_by(fake, folder, *arguments, **more):
    """Return (exit code, what it printed) of a command."""
    async with bot(fake, folder, *arguments, **more) as process:
        output, errors = await within(process.communicate())
        return process.returncode, (output + errors).decode()


async def within(waiting):
    async with asyncio.timeout(BOUND):
        return await waiting


def nudges(fake, group):
    return [post for post in group.written_by(fake.bot) if "Still open" in post.text]


@asynccontextmanager
async def scene():
    """A group with Ada in it, at the machine's own time: the bot's process has no other clock."""
    async with open_telegram(ManualClock(SystemClock().now())) as fake:
        group = fake.people.supergroup("Home", admin=True)
        yield fake, group, fake.people.join(group, "Ada")


async def test_started_it_hears_nudges_once_and_stops_when_told(tmp_path):
    async with scene() as (fake, group, ada), bot(fake, tmp_path) as process:
        asked = fake.say(group, ada, ASK)
        await within(fake.until(lambda: nudges(fake, group), BOUND))
        process.send_signal(signal.SIGTERM)
        output, errors = await within(process.communicate())
        assert process.returncode == 0, errors.decode()
        told = (output + errors).decode()
        assert fake.token not in told
        assert ASK not in told, "words of members are not logged above debug"
        (nudge,) = nudges(fake, group)
        assert nudge.reply_to is asked
        assert fake.updates.pending == [], "at an orderly end all that is committed is confirmed"


async def test_beside_discord_each_asks_in_its_own_place(tmp_path):
    async with scene() as (fake, group, ada), open_discord(ManualClock(SystemClock().now())) as other:
        guild = other.people.guild()
        general, bo = other.people.channel(guild, "general"), other.people.member(guild, "Bo")
        discord = {
            "TWOWAY_DISCORD_TOKEN": other.token,
            "TWOWAY_DISCORD_API_BASE": other.api,
            "TWOWAY_DISCORD_GATEWAY": other.gateway_url,
        }
        async with bot(fake, tmp_path, **discord) as process:
            await within(other.ready())
            fake.say(group, ada, ASK)
            general.say(bo, ASK)
            await within(fake.until(lambda: nudges(fake, group), BOUND))
            await within(other.until(lambda: general.written_by(other.bot), BOUND))
            process.send_signal(signal.SIGTERM)
            _, errors = await within(process.communicate())
            assert process.returncode == 0, errors.decode()
        assert len(nudges(fake, group)) == len(general.written_by(other.bot)) == 1


async def test_a_wrong_token_is_said_in_one_line(tmp_path):
    async with scene() as (fake, _, _):
        code, told = await said_by(fake, tmp_path, TWOWAY_TELEGRAM_TOKEN="12345678:" + "x" * 35)
        assert code == 1
        assert "Telegram does not accept TWOWAY_TELEGRAM_TOKEN; copy it anew from @BotFather" in told


async def test_the_doctor_looks_at_privacy_mode_and_at_each_group(tmp_path):
    async with open_telegram(ManualClock(SystemClock().now()), privacy=True) as fake:
        code, told = await said_by(fake, tmp_path, "doctor")
        assert code == 0
        assert "ok    Telegram token: belongs to @twoway_bot" in told
        assert "warn  Telegram privacy mode: on" in told
        assert "/setprivacy, choose the bot, Disable; then remove the bot from the group and add it again" in told
        assert "warn  Telegram groups: in none yet\n      -> open https://t.me/twoway_bot?startgroup=setup" in told
        group = fake.people.supergroup("Home")
        async with bot(fake, tmp_path) as process:
            await within(fake.until(lambda: group.written_by(fake.bot), BOUND))
            process.send_signal(signal.SIGTERM)
            await within(process.communicate())
        code, told = await said_by(fake, tmp_path, "doctor")
        assert "warn  Telegram Home: hears only commands, replies to it and mentions of it" in told
        assert "warn  Telegram Home: is not told of reactions" in told
        fake.people.promote(fake.people.bot_in(group))
        code, told = await said_by(fake, tmp_path, "doctor")
        assert "ok    Telegram Home: hears everything, as an administrator" in told
        code, told = await said_by(fake, tmp_path, "doctor", TWOWAY_TELEGRAM_TOKEN="12345678:" + "x" * 35)
        assert code == 1
        assert "FAIL  Telegram token" in told


def export(group, ada, messages):
    """Return a result.json as Telegram Desktop writes it."""
    written = [
        {
            "id": number,
            "type": "message",
            "date": at.strftime("%Y-%m-%dT%H:%M:%S"),
            "date_unixtime": str(int(at.timestamp())),
            "from": ada.name,
            "from_id": f"user{ada.id}",
            "text": text,
        }
        | more
        for number, at, text, more in messages
    ]
    return {"name": group.title, "type": "private_supergroup", "id": -1_000_000_000_000 - group.id, "messages": written}


async def test_an_export_is_taken_in_as_the_past_once_and_nothing_is_posted_of_it(tmp_path):
    async with scene() as (fake, group, ada):
        from datetime import timedelta

        bo, now = fake.people.join(group, "Bo"), fake.clock.now()
        heard = fake.say(group, ada, "Good evening to everybody")
        past = [
            (1, now - timedelta(days=3), ASK, {}),
            (2, now - timedelta(days=2), "Does anybody know where the manual is?", {}),
            (
                3,
                now - timedelta(days=2),
                "On the last page",
                {"reply_to_message_id": 2, "from": "Bo", "from_id": f"user{bo.id}"},
            ),
            (heard.id, heard.at, heard.text, {}),
        ]
        file = tmp_path / "result.json"
        file.write_text(json.dumps(export(group, ada, past)), encoding="utf-8")
        code, told = await said_by(fake, tmp_path, "import", str(file), "--community", str(group.id))
        assert (code, told.splitlines()[0]) == (0, "4 messages taken in; 0 were known already.")
        code, told = await said_by(fake, tmp_path, "import", str(file), "--community", f"telegram:{group.id}")
        assert (code, told.splitlines()[0]) == (0, "0 messages taken in; 4 were known already.")
        left = await left_for_discord(tmp_path)
        async with bot(fake, tmp_path) as process:
            fake.say(group, bo, "And to you, and to all who come later")
            await within(fake.until(lambda: not fake.updates.pending and group.written_by(fake.bot), BOUND))
            code, told = await said_by(fake, tmp_path, "import", str(file), "--community", str(group.id))
            assert code == 1
            assert "is in use; stop the running bot" in told
            process.send_signal(signal.SIGTERM)
            await within(process.communicate())
        assert nudges(fake, group) == [], "what waited long ago is not brought back"
        with closing(sqlite3.connect(tmp_path / "data" / "twoway.sqlite")) as conn:
            (texts,) = conn.execute("select count(*) from lines").fetchone()
            assert texts == 5, "what was heard and what was taken in are the same messages"
            assert conn.execute("select count(*) from drafts").fetchone() == (0,)
            assert conn.execute("select key, state from outbox where key = 'left'").fetchall() == [("left", "pending")]
        assert await left_for_discord(tmp_path) == left, "without its token, what is Discord's waits"
        code, told = await said_by(fake, tmp_path, "import", str(file), "--community", "-1009")
        assert code == 1
        assert "holds no message of the group -1009" in told
        code, told = await said_by(fake, tmp_path, "import", str(file), "--community", "Home")
        assert code == 1
        assert "a Telegram group is a number like" in told
