"""The composition root: the only file that knows the adapters. Each command imports what it needs, so that --help stays quick."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from signal import SIGINT, SIGTERM
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.settings import Settings, WrongSetting, from_environment

if TYPE_CHECKING:
    from adapters.exports import Export
    from bot.model import Phrases, Policy

ROOT = Path(__file__).resolve().parent.parent
DATABASE, PLAYGROUND = "twoway.sqlite", "playground.sqlite"
DATABASES = (DATABASE, PLAYGROUND)


class Stop(Exception):
    """A command cannot go on. The text says why and what to do; it is all that the person sees."""


def parser() -> argparse.ArgumentParser:
    """Return the command line, as --help shows it."""
    top = argparse.ArgumentParser(
        prog="./run",
        description="Twoway listens to a community's talk, finds the questions nobody has answered, and gets them answered.",
        epilog="Without a command it starts the bot. Settings come from the environment and .env; see .env.example.",
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("serve", help="start the bot; with no token, the playground in your browser (the default)")
    play = commands.add_parser(
        "replay", help="play a chat export through the engine; show what still waits for an answer"
    )
    play.add_argument(
        "file", type=Path, help="DiscordChatExporter JSON, Telegram result.json, Slack zip or folder, IRC log, JSONL"
    )
    play.add_argument(
        "--format",
        choices=("discord", "telegram", "slack", "irc", "jsonl"),
        help="what the file is; found by looking at the content when left out",
    )
    play.add_argument("--patience", help='how long a question may wait: a duration like "30m", or "auto"')
    play.add_argument(
        "--team", action="append", default=[], metavar="NAME", help="who speaks for the brand (repeatable)"
    )
    play.add_argument("--mode", choices=("watch", "suggest", "act"), help="how far the bot would go with nudges")
    play.add_argument("--decisions", type=Path, metavar="OUT.jsonl", help="write every decision, one a line")
    play.add_argument(
        "--html", type=Path, metavar="OUT.html", help="write one page with everything, to open in a browser"
    )
    play.add_argument(
        "--database", type=Path, metavar="FILE", help="keep the database here; run again after a crash, it goes on"
    )
    commands.add_parser("doctor", help="check settings, database, policy and port, and say how to mend what is wrong")
    save = commands.add_parser("backup", help="copy the bot's database safely, also while it runs")
    save.add_argument("file", type=Path, help="where to put the copy; must not exist")
    save.add_argument("--database", type=Path, metavar="FILE", help="which database (the bot's own when left out)")
    # Handled by the run script before Python starts; named here so that --help shows it.
    commands.add_parser("test", help="run all tests (arguments go to pytest)")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the process's exit code."""
    asked = parser().parse_args(arguments)
    try:
        settings = _settings()
        match asked.command:
            case None | "serve":
                return _serve(settings)
            case "replay":
                return _replay(settings, asked)
            case "backup":
                return _backup(settings, asked)
            case "doctor":
                return _doctor(settings)
            case other:
                raise Stop(f'"{other}" is run by the run script: ./run {other}')
    except (Stop, WrongSetting) as why:
        print(f"twoway: {why}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _settings() -> Settings:
    from dotenv import dotenv_values

    return from_environment(dotenv_values(ROOT / ".env"))


def _phrases() -> "Phrases":
    from adapters.phrases import WrongPhrases, read_phrases

    try:
        return read_phrases(ROOT / "prompts")
    except WrongPhrases as wrong:
        raise Stop(str(wrong)) from None


def _policy(settings: Settings) -> "Policy":
    from bot.model import Policy, WrongPolicy, read_policy

    if settings.policy_file is None:
        return Policy()
    try:
        policy, warnings = read_policy(settings.policy_file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as why:
        raise Stop(f"TWOWAY_POLICY_FILE: {settings.policy_file} cannot be read ({why})") from None
    except WrongPolicy as wrong:
        raise Stop(f"{settings.policy_file}, {wrong}") from None
    for warning in warnings:
        print(f"twoway: {settings.policy_file}: {warning}", file=sys.stderr)
    return policy


def _serve(settings: Settings) -> int:
    from adapters.logs import set_up
    from bot.ports import Unavailable

    if settings.discord_token or settings.telegram_token:
        raise Stop(
            "a platform token is set, but this version speaks to no platform yet; unset it to open the playground"
        )
    set_up(settings.log_level, settings.log_format, settings.secrets())
    try:
        asyncio.run(_playground(settings))
    except Unavailable as why:
        raise Stop(str(why)) from None
    except OSError as why:
        mend = "set TWOWAY_HTTP_PORT to a free port" if settings.http_port else "is the network up?"
        raise Stop(
            f"cannot listen on {settings.http_host}:{settings.http_port} ({why.strerror or why}); {mend}"
        ) from None
    return 0


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
    policy, phrases = _policy(settings), _phrases()
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


def _replay(settings: Settings, asked: argparse.Namespace) -> int:
    from adapters.exports import WrongExport, open_export
    from adapters.logs import set_up
    from adapters.terminal import progress
    from bot.model import WrongKnob, set_knob
    from bot.ports import Unavailable

    set_up(settings.log_level if settings.log_level != "info" else "warning", settings.log_format, settings.secrets())
    policy = _policy(settings)
    for out in (asked.decisions, asked.html):
        if out is not None and (out.is_dir() or not out.absolute().parent.is_dir()):
            raise Stop(f"{out} cannot be written: name a file in a folder that exists")
    try:
        if asked.patience:
            policy = set_knob(policy, "patience", asked.patience)
        if asked.mode:
            policy = set_knob(policy, "mode.nudge", asked.mode)
        with progress("Reading") as moved:
            export = open_export(asked.file, format=asked.format, team=asked.team, progress=moved, zone=policy.timezone)
            return asyncio.run(_play(export, policy, asked))
    except WrongKnob as wrong:
        raise Stop(str(wrong)) from None
    except (WrongExport, Unavailable) as why:
        raise Stop(str(why)) from None
    except OSError as why:
        raise Stop(f"{why.filename or asked.file}: {why.strerror or why}") from None


async def _play(export: "Export", policy: "Policy", asked: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from adapters.archive import ArchivePlatform
    from adapters.clock import ManualClock
    from adapters.report import page
    from adapters.sqlite import SqliteStore
    from adapters.terminal import print_summary, print_tally
    from bot.commands.decisions import DecisionLines
    from bot.commands.replay import replay
    from bot.courier import Courier
    from bot.engine import Engine
    from bot.measure import Tally
    from bot.model import SMALLEST
    from bot.ports import Batch, Witness

    phrases, language = _phrases(), policy.language if policy.language != "auto" else "en"
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="twoway-"))
        counts = Tally(policy.timezone)
        witnesses: list[Witness] = [counts]
        part = asked.decisions.with_name(asked.decisions.name + ".part") if asked.decisions else None
        if part is not None:
            file = stack.enter_context(part.open("w", encoding="utf-8"))
            witnesses.append(DecisionLines(file, export.native_id, phrases, "en"))
        store = await SqliteStore.open(asked.database or Path(folder) / DATABASE)
        try:
            clock = ManualClock(datetime.fromtimestamp(0, UTC))
            # An export is read as one that has all its words: what is forgotten here stays in the file anyway.
            engine = Engine(store, replace(policy, retention=None), {}, SMALLEST, witnesses)
            courier = Courier(store, {"export": ArchivePlatform()}, clock, lambda event: engine.handle(Batch((event,))))
            await replay(export, f"{export.community}", engine, store, courier, clock)
        finally:
            await store.aclose()
    if part is not None:
        part.replace(asked.decisions)
    summary = counts.summary()
    if asked.html:
        asked.html.write_text(page(summary, phrases, language, asked.file.name), encoding="utf-8")
    print_summary(summary, phrases, language)
    print_tally(export.tally, phrases, language)
    return 0


def _backup(settings: Settings, asked: argparse.Namespace) -> int:
    from adapters.sqlite import backup
    from bot.ports import Unavailable

    source = asked.database or next(
        (path for name in DATABASES if (path := settings.data_dir / name).exists()),
        settings.data_dir / DATABASE,
    )
    try:
        size = backup(source, asked.file)
    except Unavailable as why:
        raise Stop(str(why)) from None
    print(f"Copied {source} to {asked.file} ({size:,} bytes).")
    return 0


def _doctor(settings: Settings) -> int:
    from adapters.sqlite import examine as database
    from bot.commands.doctor import Loads, examine, report

    def trouble(load: Callable[[], object]) -> str | None:
        try:
            load()
        except Stop as why:
            return str(why)
        return None

    loads = Loads(lambda: trouble(lambda: _policy(settings)), lambda: trouble(_phrases), database)
    return report(examine(settings, loads, DATABASES))


if __name__ == "__main__":
    sys.exit(main())
