"""The command line. What a command needs is imported when it is given, so that --help stays quick."""

import argparse
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from threading import current_thread, main_thread
from types import FrameType

from bot.compose import Stop, read_settings, sweep_copies
from bot.settings import Settings, WrongSetting

SIGNALLED = 128
"""The exit code of a process that a signal ended is this and the signal's number, as a shell tells it."""


def parser() -> argparse.ArgumentParser:
    """Return the command line, as --help shows it."""
    top = argparse.ArgumentParser(
        prog="./run",
        description="Twoway listens to a community's talk, finds the questions nobody has answered, and gets them answered.",
        epilog="Without a command it starts the bot. Settings come from the environment and .env; see .env.example.",
    )
    # The run script goes to its own folder; this is the one that it was called in.
    top.add_argument("--from", dest="folder", type=Path, help=argparse.SUPPRESS)
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
    _add_report(commands)
    past = commands.add_parser("import", help="take in a Telegram Desktop export as a group's past; stop the bot first")
    past.add_argument("file", type=Path, help="result.json, or the folder that holds it")
    past.add_argument("--community", required=True, metavar="CHAT", help="the group's number, like -1001234567890")
    past.add_argument(
        "--team", action="append", default=[], metavar="NAME", help="who speaks for the brand (repeatable)"
    )
    commands.add_parser("doctor", help="check settings, database, policy and port, and say how to mend what is wrong")
    save = commands.add_parser("backup", help="copy the bot's database safely, also while it runs")
    save.add_argument("file", type=Path, help="where to put the copy; must not exist")
    save.add_argument("--database", type=Path, metavar="FILE", help="which database (the bot's own when left out)")
    _add_ledger(commands)
    # Handled by the run script before Python starts; named here so that --help shows it.
    commands.add_parser("test", help="run all tests (arguments go to pytest)")
    return top


def _add_report(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    back = commands.add_parser(
        "report", help="what you missed: questions, the two-way index and its parts, as a page and tables"
    )
    back.add_argument("file", type=Path, help="a chat export (as for replay), or a database of the bot's")
    back.add_argument(
        "--days", type=int, default=90, metavar="N", help="how far to look back from the last message (90)"
    )
    back.add_argument(
        "--html", type=Path, metavar="OUT.html", help="write one page with everything, to open in a browser"
    )
    back.add_argument("--csv", type=Path, metavar="DIR", help="write the same figures as tables into a folder")
    back.add_argument("--bom", action="store_true", help="begin tables with a byte order mark, for older spreadsheets")
    back.add_argument(
        "--format",
        choices=("discord", "telegram", "slack", "irc", "jsonl"),
        help="what the export is; found by looking at the content when left out",
    )
    back.add_argument(
        "--team",
        action="append",
        default=[],
        metavar="NAME",
        help="who speaks for the brand in the export (repeatable)",
    )
    back.add_argument("--community", metavar="ID", help='of a database, which one, like "discord:123"')
    back.add_argument("--language", metavar="LANG", help="in which language to write (the policy's when left out)")


def _add_ledger(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    book = commands.add_parser("ledger", help="write every decision of a community, and what came of it, as a table")
    book.add_argument("--csv", type=Path, required=True, metavar="OUT.csv", help="where to write it")
    book.add_argument("--community", metavar="ID", help='which, like "discord:123"; the only one when left out')
    book.add_argument("--database", type=Path, metavar="FILE", help="which database (the bot's own when left out)")
    book.add_argument("--bom", action="store_true", help="begin with a byte order mark, for older spreadsheets")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the process's exit code."""
    asked = parser().parse_args(arguments)
    if asked.folder is not None and asked.folder.resolve() != Path.cwd():
        named = {name: asked.folder / given for name, given in vars(asked).items() if isinstance(given, Path)}
        vars(asked).update(named)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # people's names are not all in a terminal's own letters
    came: list[int] = []
    try:
        settings = read_settings()
        with _ended_in_order(came, asked.command):
            sweep_copies(settings)
            code = _run(settings, asked)
            print(end="", flush=True)
        return SIGNALLED + came[0] if came else code  # what was told to end and had just finished says so, too
    except (Stop, WrongSetting) as why:
        print(f"twoway: {why}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # who read along has seen enough, like head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SIGNALLED + 13
    except KeyboardInterrupt:
        return SIGNALLED + (came[0] if came else signal.SIGINT)


def _run(settings: Settings, asked: argparse.Namespace) -> int:
    match asked.command:
        case None | "serve":
            from bot.compose.serving import serve

            return serve(settings)
        case "replay":
            from bot.compose.replaying import replay

            return replay(settings, asked)
        case "report":
            from bot.compose.reporting import report

            return report(settings, asked)
        case "import":
            from bot.compose.importing import take_in

            return take_in(settings, asked)
        case "backup":
            from bot.compose.keeping import backup

            return backup(settings, asked)
        case "ledger":
            from bot.compose.ledger import ledger

            return ledger(settings, asked)
        case "doctor":
            from bot.compose.keeping import doctor

            return doctor(settings)
        case other:
            raise Stop(f'"{other}" is run by the run script: ./run {other}')


@contextmanager
def _ended_in_order(came: list[int], command: str | None) -> Iterator[None]:
    """Let SIGTERM and SIGHUP end a command as Ctrl+C does, so that no copy of anybody's words is left behind; put into `came` what came.

    The bot itself stops in an order of its own. What whoever started us has ignored (nohup) stays ignored.
    """

    def told(number: int, frame: FrameType | None) -> None:
        if came:
            return  # the end of a session brings both, one after the other: what is put in order is not cut short
        came.append(number)
        stop = signal.getsignal(signal.SIGINT)
        if not callable(stop) or stop is signal.default_int_handler:
            raise SystemExit(SIGNALLED + number)
        stop(signal.SIGINT, frame)  # asyncio's own, which cancels what runs

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    ours = command not in (None, "serve") and current_thread() is main_thread()
    before = {
        number: signal.signal(number, told) for number in numbers if ours and signal.getsignal(number) == signal.SIG_DFL
    }
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


if __name__ == "__main__":
    sys.exit(main())
