"""Serving: a platform where a token is set, else the playground."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from signal import SIGINT, SIGTERM
from typing import TYPE_CHECKING

from bot.compose import (
    DATABASE,
    DISCORD_STOPS,
    PLAYGROUND,
    Stop,
    make_data_folder,
    read_default_policy,
    read_words_and_decks,
    settle_memory,
)
from bot.compose.panel import opened, panel
from bot.compose.standing import Standing
from bot.settings import THIS_MACHINE, Settings, bare_environment

if TYPE_CHECKING:
    from adapters.dashboard import Dashboard
    from adapters.discord import Discord
    from adapters.memory import MemoryLog
    from adapters.sqlite import SqliteStore
    from adapters.telegram import Telegram
    from bot.model import Phrases, Policy
    from bot.ports import Clock, Library, Painter

    Doors = tuple[MemoryLog, SqliteStore, SqliteStore, Clock, Phrases, Policy]


def serve(settings: Settings) -> int:
    """Run until told to stop. Raises Stop."""
    from adapters.logs import set_up
    from adapters.sqlite import alone
    from bot.ports import Unavailable

    set_up(settings.log_level, settings.log_format, settings.secrets())
    name, run = (
        (DATABASE, _platforms) if settings.discord_token or settings.telegram_token else (PLAYGROUND, _playground)
    )
    try:
        with alone(make_data_folder(settings) / name):
            asyncio.run(run(settings))
    except Unavailable as why:
        raise Stop(str(why)) from None
    except OSError as why:
        if why.filename is not None:
            raise Stop(f"{why.filename}: {why.strerror or why}") from None
        mend = "set TWOWAY_HTTP_PORT to a free port" if settings.http_port else "is the network up?"
        raise Stop(
            f"cannot listen on {settings.http_host}:{settings.http_port} ({why.strerror or why}); {mend}"
        ) from None
    return 0


async def _platforms(settings: Settings) -> None:
    from adapters.clock import SystemClock
    from adapters.logs import EventLines
    from adapters.memory import MemoryLog
    from adapters.sqlite import SqliteStore
    from bot.commands.hearing import HeardTimers
    from bot.commands.serve import Service
    from bot.courier import Courier
    from bot.engine import Engine
    from bot.model import SMALLEST
    from bot.weeks import Almanac, Weeks

    policy = read_default_policy(settings)
    phrases, decks = read_words_and_decks(settings)
    store = await SqliteStore.open(make_data_folder(settings) / DATABASE)
    try:
        events, clock = MemoryLog(), SystemClock()
        doors = (events, store, store, clock, phrases, policy)
        served: dict[str, Discord | Telegram] = {}
        telegram: list[Telegram] = []
        dashboard = panel(
            settings,
            doors,
            lambda: {name: each.listening for name, each in served.items()},
            in_telegram=lambda ref: telegram[0].link(ref) if telegram else "",
        )
        weeks, draws = Weeks(store, clock, policy), painter(phrases, clock)
        almanac = Almanac(store, weeks, clock)
        if settings.discord_token:
            served["discord"] = _discord(settings, doors, dashboard, draws, almanac)
        if settings.telegram_token:
            telegram.append(_telegram(settings, doors, dashboard, draws, almanac))
            served["telegram"] = telegram[0]
        limits = {name: each.limits for name, each in served.items()}
        witnesses = (EventLines(), *(each.witness for each in served.values()), dashboard.witness)
        engine = Engine(store, policy, limits, SMALLEST, witnesses, decks=decks)
        mouths = {name: each.platform for name, each in served.items()}
        # A platform whose token is not set now may be back tomorrow: what is for it waits.
        courier = Courier(store, almanac, mouths, clock, events.append, patient=True)
        # The ticker passes over a platform that is not heard: what was said meanwhile is read first, and is no silence.
        timers = HeardTimers(store, {name: each.listening for name, each in served.items()})
        service, standing = Service(engine, events, courier, timers, clock, wary=True), Standing(clock)
        try:
            async with opened(settings, dashboard):
                kept = (standing.keep(name, each.run) for name, each in served.items())
                await _until_told(_together(service.run(), weeks.keep_watch(timers.hears), *kept))
        finally:
            for each in served.values():
                await each.aclose()
    finally:
        await store.aclose()


def _discord(
    settings: Settings, doors: "Doors", dashboard: "Dashboard", draws: "Painter", almanac: "Library"
) -> "Discord":
    from adapters.discord import Discord

    api, gateway = settings.discord_api_base, settings.discord_gateway
    stops = settings.data_dir / DISCORD_STOPS
    return Discord(
        *(settings.discord_token, *doors),
        api_base=api,
        gateway=gateway,
        stops=stops,
        invite=dashboard.invite,
        painter=draws,
        library=almanac,
    )


def _telegram(
    settings: Settings, doors: "Doors", dashboard: "Dashboard", draws: "Painter", almanac: "Library"
) -> "Telegram":
    from adapters.telegram import Door, Telegram

    url = settings.telegram_webhook_url
    door = Door(url, settings.http_host, settings.http_port) if url else None
    api = settings.telegram_api_base
    return Telegram(
        *(settings.telegram_token, *doors),
        api_base=api,
        door=door,
        invite=dashboard.invite,
        painter=draws,
        library=almanac,
    )


def painter(phrases: "Phrases", clock: "Clock") -> "Painter":
    """Return what draws pictures, in a process that sees none of our settings."""
    from adapters.painter import Painter

    return Painter(phrases, clock, bare_environment())


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
    from bot.weeks import Almanac, Weeks

    if settings.http_host not in THIS_MACHINE:
        raise Stop(
            f'TWOWAY_HTTP_HOST="{settings.http_host}": the playground has no login, so it opens on 127.0.0.1 only'
        )
    if settings.dashboard_host not in THIS_MACHINE:
        raise Stop(
            f'TWOWAY_DASHBOARD_HOST="{settings.dashboard_host}": beside the playground the dashboard has no login, so it opens on 127.0.0.1 only'
        )
    settings = replace(
        settings, dashboard_url=""
    )  # without a login it is for this machine, whatever proxy there may be
    policy = read_default_policy(settings)
    phrases, decks = read_words_and_decks(settings)
    if settings.policy_file is None:
        policy = replace(policy, team_channel="team", quiet_hours=None)
    store = await SqliteStore.open(make_data_folder(settings) / PLAYGROUND)
    try:
        events, clock = MemoryLog(), ScaledClock(await store.latest())
        here, draws = CommunityRef("playground", "playground"), painter(phrases, clock)
        playground = Playground(events, store, clock, phrases, here, policy=policy, chosen=store, painter=draws)
        dashboard = panel(settings, (events, store, store, clock, phrases, policy), dict, here)
        witnesses = (EventLines(), playground.witness, dashboard.witness)
        engine = Engine(store, policy, {"playground": LIMITS}, SMALLEST, witnesses, decks=decks)

        weeks = Weeks(store, clock, policy)
        almanac = Almanac(store, weeks, clock)
        courier = Courier(store, almanac, {"playground": playground.platform}, clock, events.append)
        service = Service(engine, events, courier, store, clock)
        async with open_door(playground.application(), settings.http_host, settings.http_port) as address:
            print(f"No platform token is set, so here is the playground: {address}  (Ctrl+C stops it)", flush=True)
            async with opened(settings, dashboard) as url:
                if url:
                    print(f"Its dashboard: {url}", flush=True)
                await _until_told(_together(service.run(), weeks.keep_watch()))
    finally:
        await store.aclose()


async def _until_told(serving: Coroutine[None, None, None]) -> None:
    """Serve until SIGTERM or SIGINT, then stop in order: what is being saved is saved, files are closed."""
    settle_memory()
    task, loop = asyncio.ensure_future(serving), asyncio.get_running_loop()
    for signal in (SIGTERM, SIGINT):
        with suppress(NotImplementedError):  # Windows has no handlers; there Ctrl+C raises
            loop.add_signal_handler(signal, task.cancel)
    with suppress(asyncio.CancelledError):
        await task
