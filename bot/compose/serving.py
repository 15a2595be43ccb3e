"""Serving: a platform where a token is set, else the playground."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from signal import SIGINT, SIGTERM

from bot.compose import DATABASE, PLAYGROUND, Stop, read_default_policy, read_words
from bot.settings import Settings


def serve(settings: Settings) -> int:
    """Run until told to stop. Raises Stop."""
    from adapters.logs import set_up
    from bot.ports import Unavailable

    if settings.telegram_token:
        raise Stop("TWOWAY_TELEGRAM_TOKEN is set, but this version does not speak to Telegram yet; unset it to start")
    set_up(settings.log_level, settings.log_format, settings.secrets())
    try:
        asyncio.run(_discord(settings) if settings.discord_token else _playground(settings))
    except Unavailable as why:
        raise Stop(str(why)) from None
    except OSError as why:
        mend = "set TWOWAY_HTTP_PORT to a free port" if settings.http_port else "is the network up?"
        raise Stop(
            f"cannot listen on {settings.http_host}:{settings.http_port} ({why.strerror or why}); {mend}"
        ) from None
    return 0


async def _discord(settings: Settings) -> None:
    from adapters.clock import SystemClock
    from adapters.discord import Discord
    from adapters.logs import EventLines
    from adapters.memory import MemoryLog
    from adapters.sqlite import SqliteStore
    from bot.commands.serve import Service
    from bot.courier import Courier
    from bot.engine import Engine
    from bot.model import SMALLEST

    policy, phrases = read_default_policy(settings), read_words()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    store = await SqliteStore.open(settings.data_dir / DATABASE)
    try:
        events, clock = MemoryLog(), SystemClock()
        discord = Discord(
            settings.discord_token,
            events,
            store,
            store,
            clock,
            phrases,
            policy,
            api_base=settings.discord_api_base,
            gateway=settings.discord_gateway,
        )
        witnesses = (EventLines(), discord.witness)
        engine = Engine(store, policy, {"discord": discord.limits}, SMALLEST, witnesses)
        courier = Courier(store, {"discord": discord.platform}, clock, events.append)
        # The ticker waits while Discord is not heard: what was said meanwhile is read first, and is no silence.
        service = Service(engine, events, courier, discord.patient(store), clock)
        try:
            await _until_told(_together(service.run(), discord.run()))
        finally:
            await discord.aclose()
    finally:
        await store.aclose()


async def _together(*parts: Coroutine[None, None, None]) -> None:
    """Run all until one ends. Not a TaskGroup: Unavailable must arrive bare, to be told in one line."""
    tasks = [asyncio.ensure_future(part) for part in parts]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            if not task.cancelling():  # one that is being stopped is left to close its connections
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _playground(settings: Settings) -> None:
    from adapters.clock import ScaledClock
    from adapters.logs import EventLines
    from adapters.memory import MemoryLog
    from adapters.playground import LIMITS, Playground, open_door
    from adapters.sqlite import SqliteStore
    from bot.commands.serve import Service
    from bot.courier import Courier
    from bot.engine import Engine
    from bot.model import SMALLEST, CommunityRef

    if settings.http_host not in ("127.0.0.1", "localhost", "::1"):
        raise Stop(
            f'TWOWAY_HTTP_HOST="{settings.http_host}": the playground has no login, so it opens on 127.0.0.1 only'
        )
    policy, phrases = read_default_policy(settings), read_words()
    if settings.policy_file is None:
        policy = replace(policy, team_channel="team", quiet_hours=None)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    store = await SqliteStore.open(settings.data_dir / PLAYGROUND)
    try:
        events, clock = MemoryLog(), ScaledClock(await store.latest())
        playground = Playground(
            events, store, clock, phrases, CommunityRef("playground", "playground"), policy=policy, chosen=store
        )
        witnesses = (EventLines(), playground.witness)
        engine = Engine(store, policy, {"playground": LIMITS}, SMALLEST, witnesses)

        courier = Courier(store, {"playground": playground.platform}, clock, events.append)
        service = Service(engine, events, courier, store, clock)
        async with open_door(playground.application(), settings.http_host, settings.http_port) as address:
            print(f"No platform token is set, so here is the playground: {address}  (Ctrl+C stops it)", flush=True)
            await _until_told(service.run())
    finally:
        await store.aclose()


async def _until_told(serving: Coroutine[None, None, None]) -> None:
    """Serve until SIGTERM or SIGINT, then stop in order: what is being saved is saved, files are closed."""
    task, loop = asyncio.ensure_future(serving), asyncio.get_running_loop()
    for signal in (SIGTERM, SIGINT):
        with suppress(NotImplementedError):  # Windows has no handlers; there Ctrl+C raises
            loop.add_signal_handler(signal, task.cancel)
    with suppress(asyncio.CancelledError):
        await task
