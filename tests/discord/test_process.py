"""The bot as people run it: `python -m bot` with a token, against the fake Discord; stopped, killed and started again."""

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.clock import ManualClock, SystemClock
from tests.fakes.discord.server import open_discord

ROOT = Path(__file__).resolve().parents[2]
BOUND = 30
ASK = "Does anybody know how I can export a project as WAV?"
POLICY = 'mode.nudge = "act"\npatience = "1s"\nquiet_hours = ""\n'


@asynccontextmanager
async def bot(fake, folder):
    """The bot's own process. Killed in the end if it still runs."""
    (folder / "policy.toml").write_text(POLICY)
    environment = dict(os.environ) | {
        "TWOWAY_DISCORD_TOKEN": fake.token,
        "TWOWAY_DISCORD_API_BASE": fake.api,
        "TWOWAY_DISCORD_GATEWAY": fake.gateway_url,
        "TWOWAY_DATA_DIR": str(folder),
        "TWOWAY_POLICY_FILE": str(folder / "policy.toml"),
        "TWOWAY_LOG_FORMAT": "json",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def nudges(fake, channel):
    """What the bot posted there."""
    return [message for message in channel.messages.values() if message.author.id == fake.bot.id]


async def met(fake):
    """Return when the trouble that was ordered has been met: the bot's request has come, and waits for its answer."""
    while fake.trouble.faults:  # noqa: ASYNC110
        await asyncio.sleep(0)  # the fake tells nobody that a request has begun


async def within(waiting):
    async with asyncio.timeout(BOUND):
        return await waiting


@asynccontextmanager
async def scene():
    """A server with one channel, and Ada in it, at the machine's own time: the bot's process has no other clock."""
    async with open_discord(ManualClock(SystemClock().now())) as fake:
        guild = fake.people.guild()
        yield fake, fake.people.channel(guild, "general"), fake.people.member(guild, "Ada")


async def test_started_it_hears_nudges_once_and_stops_when_told(tmp_path):
    async with scene() as (fake, general, ada), bot(fake, tmp_path) as process:
        await within(fake.ready())
        general.say(ada, ASK)
        await within(fake.until(lambda: nudges(fake, general), BOUND))
        process.send_signal(signal.SIGTERM)
        output, errors = await within(process.communicate())
        assert process.returncode == 0, errors.decode()
        assert fake.token not in (output + errors).decode()
        assert ASK not in (output + errors).decode(), "words of members are not logged above debug"
        assert len(nudges(fake, general)) == 1


async def test_killed_while_posting_and_started_again_it_has_posted_once(tmp_path):
    for happened in (True, False):
        folder = tmp_path / str(happened)
        folder.mkdir()
        async with scene() as (fake, general, ada):
            never = fake.trouble.slow("POST", r"/messages$", happened=happened)
            async with bot(fake, folder) as process:
                await within(fake.ready())
                general.say(ada, ASK)
                await within(met(fake))
                process.kill()
                await process.wait()
            never.set()
            async with bot(fake, folder) as process:
                await within(fake.until(lambda fake=fake, general=general: nudges(fake, general), BOUND))
                await within(fake.ready())
                process.send_signal(signal.SIGTERM)
                await within(process.communicate())
            assert len(nudges(fake, general)) == 1, f"the first request took effect: {happened}"
