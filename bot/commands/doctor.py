"""Doctor: what is well, what is not, and exactly how to mend it."""

import errno
import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.settings import THIS_MACHINE, Settings


class Health(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARNING = "warn"
    FAILED = "FAIL"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what was found, and where it is not well, what to do."""

    subject: str
    health: Health
    found: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Loads:
    """How to load what is read at a start; each returns None when it is well, else what is wrong. `pictures`: whether one could be drawn."""

    policy: Callable[[], str | None]
    phrases: Callable[[], str | None]
    database: Callable[[Path], str | None]
    discord: Callable[[], Iterable[Finding]] = tuple
    telegram: Callable[[], Iterable[Finding]] = tuple
    decks: Callable[[], str | None] = str
    pictures: Callable[[], bool] = lambda: True


def report(findings: Iterable[Finding]) -> int:
    """Print the findings as they come; return 1 if any failed, else 0."""
    failed = warned = 0
    for finding in findings:
        print(f"{finding.health:4}  {finding.subject}: {finding.found}")
        if finding.mend:
            print(f"      -> {finding.mend}")
        failed += finding.health is Health.FAILED
        warned += finding.health is Health.WARNING
    well = "All is well." if not warned else f"Nothing stands in the way of a start; {warned} to look at (warn)."
    print(well if not failed else f"{failed} to mend; then run ./run doctor again.")
    return 1 if failed else 0


def examine(settings: Settings, loads: Loads, databases: Iterable[str]) -> Iterator[Finding]:
    """Look at everything a start needs, in the order in which a start meets it."""
    yield Finding("Python", Health.OK, ".".join(map(str, sys.version_info[:3])))
    named = str(settings.policy_file) if settings.policy_file else "the defaults (TWOWAY_POLICY_FILE is not set)"
    yield _checked("policy", loads.policy(), named, "correct that line; docs/policy.example.toml shows each knob")
    yield _checked("phrases", loads.phrases(), "complete", "restore the prompts folder")
    if settings.deck_folder is not None:
        mend = "correct that opener; prompts/README.md shows how they are written"
        yield _checked("decks", loads.decks(), str(settings.deck_folder), mend)
    yield _pictures(loads.pictures())
    yield _folder(settings.data_dir)
    for name in databases:
        path = settings.data_dir / name
        if path.exists():
            mend = "put back a copy made by ./run backup, or move the file away to begin anew"
            yield _checked(f"database {path}", loads.database(path), "sound", mend)
    yield from _doors(settings)
    if settings.discord_token:
        yield from loads.discord()
    if settings.telegram_token:
        yield from loads.telegram()
    if not settings.discord_token and not settings.telegram_token:
        yield Finding("platforms", Health.OK, "no token is set: the playground opens instead")


def _checked(subject: str, trouble: str | None, well: str, mend: str) -> Finding:
    return Finding(subject, Health.FAILED, trouble, mend) if trouble else Finding(subject, Health.OK, well)


def _pictures(drawn: bool) -> Finding:
    if drawn:
        return Finding("pictures", Health.OK, "can be drawn")
    mend = "delete .venv and start ./run again; until then results and reports go out as words alone"
    return Finding("pictures", Health.WARNING, "cannot be drawn here", mend)


def _folder(folder: Path) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder):
            return Finding(f"folder {folder}", Health.OK, "can be written")
    except OSError as why:
        return Finding(f"folder {folder}", Health.FAILED, str(why), "set TWOWAY_DATA_DIR to a folder you may write to")


def _doors(settings: Settings) -> Iterator[Finding]:
    """Look at where the pages, or Telegram's webhook, and the dashboard are to listen. Without the latter the bot goes on."""
    alone = not settings.discord_token and not settings.telegram_token
    web, board = (settings.http_host, settings.http_port), (settings.dashboard_host, settings.dashboard_port)
    wanted = alone or bool(settings.telegram_token and settings.telegram_webhook_url)
    if alone and web[0] not in THIS_MACHINE:
        yield _open("web pages", *web, "TWOWAY_HTTP")
    elif wanted:
        yield _door("web pages", *web, "TWOWAY_HTTP", Health.FAILED)
    if alone and board[0] not in THIS_MACHINE:
        yield _open("dashboard", *board, "TWOWAY_DASHBOARD")
    elif wanted and web == board and board[1]:
        mend = "set TWOWAY_DASHBOARD_PORT to another port than TWOWAY_HTTP_PORT"
        yield Finding(f"dashboard {_place(*board)}", Health.WARNING, "the web pages listen there", mend)
    else:
        yield _door("dashboard", *board, "TWOWAY_DASHBOARD", Health.WARNING)


def _open(subject: str, host: str, port: int, setting: str) -> Finding:
    """Tell of a place where nobody without a login may come in, and where the start therefore does not open."""
    mend = f"set {setting}_HOST to 127.0.0.1, or set a platform's token"
    return Finding(f"{subject} {_place(host, port)}", Health.FAILED, "without a token there is no login", mend)


def _door(subject: str, host: str, port: int, setting: str, worst: Health) -> Finding:
    """Listen there for a moment, at every address that the host's name stands for, as a server would."""
    subject = f"{subject} {_place(host, port)}"
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _, place in places:
            with socket.socket(family, kind, protocol) as door:
                door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                door.bind(place)
    except OSError as why:
        if why.errno == errno.EADDRINUSE:
            mend = f"stop what uses it (perhaps Twoway runs already), or set {setting}_PORT"
            return Finding(subject, Health.WARNING, "in use", mend)
        if why.errno == errno.EACCES:
            mend = f"set {setting}_PORT to a port above 1023"
            return Finding(subject, worst, "not allowed to this user", mend)
        mend = f"set {setting}_HOST to an address of this machine, like 127.0.0.1"
        return Finding(subject, worst, f"cannot listen there ({why.strerror or why})", mend)
    except UnicodeError:
        mend = f"set {setting}_HOST to an address of this machine, like 127.0.0.1"
        return Finding(subject, worst, "that is no address", mend)
    return Finding(subject, Health.OK, "free")


def _place(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
