"""Importing: an export as a community's past, since a platform that keeps no history for bots gives them none."""

import argparse
import asyncio
from typing import TYPE_CHECKING

from bot.compose import DATABASE, Stop, make_data_folder, read_default_policy
from bot.settings import Settings

if TYPE_CHECKING:
    from adapters.exports import Export
    from bot.model import Policy


def take_in(settings: Settings, asked: argparse.Namespace) -> int:
    """Take in the file that was asked for, and print what came of it. Raises Stop."""
    from adapters.exports import WrongExport, open_export
    from adapters.logs import set_up
    from adapters.sqlite import alone
    from adapters.terminal import progress
    from bot.ports import Unavailable

    set_up(settings.log_level if settings.log_level != "info" else "warning", settings.log_format, settings.secrets())
    policy = read_default_policy(settings)
    chat = asked.community.removeprefix("telegram:")
    if not chat.removeprefix("-").isdecimal() or not chat.startswith("-"):
        raise Stop(f"--community {asked.community}: a Telegram group is a number like -1001234567890")
    try:
        with alone(make_data_folder(settings) / DATABASE), progress("Reading") as moved:
            export = open_export(asked.file, format="telegram", team=asked.team, progress=moved, zone=policy.timezone)
            return asyncio.run(_take_in(settings, export, policy, int(chat)))
    except (WrongExport, Unavailable) as why:
        raise Stop(str(why)) from None
    except OSError as why:
        raise Stop(f"{why.filename or asked.file}: {why.strerror or why}") from None


async def _take_in(settings: Settings, export: "Export", policy: "Policy", chat: int) -> int:
    from adapters.clock import SystemClock
    from adapters.sqlite import SqliteStore, in_use
    from adapters.telegram import Directory, as_heard
    from bot.commands.history import take_in as take

    path = make_data_folder(settings) / DATABASE
    if in_use(path):
        raise Stop(f"{path} is in use; stop the running bot, import, and start it again")
    store = await SqliteStore.open(path)
    try:
        directory = Directory(store)
        await directory.open()
        events = as_heard(export, directory.home(chat), chat)
        taken = await take(events, store, store, policy, SystemClock().now())
    finally:
        await store.aclose()
    if not taken.new and not taken.known and not taken.late:
        raise Stop(f"{export.path} holds no message of the group {chat}; it is of {export.community.id}")
    print(f"{taken.new} messages taken in; {taken.known} were known already.")
    if taken.late:
        print(f"{taken.late} left out: they are older than what was heard there before. Import before the bot listens.")
    return 0
