"""Which format a file or folder has: by its content, never by its name."""

import json
from io import BytesIO
from pathlib import Path

from adapters.exports import discord, irc, jsonl, slack, telegram
from adapters.exports.passage import Format
from adapters.exports.records import Fault, JsonWalk
from adapters.exports.slack_files import LISTS, Files
from adapters.exports.source import CHUNK, Pace, read_head
from adapters.exports.tally import WrongExport

FORMATS: dict[str, Format] = {
    kind.name: kind for kind in (discord.FORMAT, telegram.FORMAT, slack.FORMAT, irc.FORMAT, jsonl.FORMAT)
}
EXPECTED = "a DiscordChatExporter JSON file, a Telegram Desktop result.json, a Slack export (zip or folder), an IRC log or Twoway JSONL"
OURS = {"at", "author", "text"}


def detect(path: Path) -> str:
    """Return the name of the format. Raises WrongExport, saying what was expected and what was found."""
    if path.is_dir():
        return _folder(path)
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] == b"PK":
        return _zip(path)
    head = read_head(path)
    if not head.strip():
        return "jsonl"  # an empty file is an export of nothing
    found = _document(path, head) or _lined(head)
    if not found:
        raise WrongExport(f"{path}: expected {EXPECTED}; found {_described(head)}")
    return found


def _document(path: Path, head: str) -> str:
    """Return the format of one JSON document, "" if it is none that we know."""
    if not head.lstrip().startswith("{"):
        return ""
    keys = _outer_keys(path)
    if discord.looks_like(keys, head):
        return "discord"
    if len(keys & OURS) >= 2:
        return "jsonl"
    return "telegram" if telegram.looks_like(keys, head) else ""


def _outer_keys(path: Path) -> set[str]:
    """Return the outermost keys that stand in the first megabyte, up to a fault."""
    keys: set[str] = set()
    with path.open("rb") as file:
        walk = JsonWalk(BytesIO(file.read(CHUNK * 4)), Pace(0, None), lambda text: None)
    try:
        for key in walk.fields():
            keys.add(key)
            walk.skip()
    except Fault:
        pass  # the megabyte ends, or something is broken: what was seen before must tell
    return keys


def _lined(head: str) -> str:
    """Return the format of a file of lines, "" if it is none that we know."""
    for line in head.split("\n")[:50]:
        if line.lstrip().startswith("{"):
            try:
                record = json.loads(line, strict=False)
            except (ValueError, RecursionError):
                continue
            if isinstance(record, dict) and len(record.keys() & OURS) >= 2:
                return "jsonl"
    return "irc" if irc.looks_like(head) else ""


def _folder(path: Path) -> str:
    if any((path / name).is_file() for name in (*LISTS, "users.json")):
        return "slack"
    if (path / "result.json").is_file():
        return detect(path / "result.json")
    files = discord.files_of(path)
    if files and all(discord.looks_like(_outer_keys(file), read_head(file)) for file in files[:20]):
        return "discord"
    names = ", ".join(sorted(found.name for found in path.iterdir())[:5]) or "nothing"
    raise WrongExport(
        f"{path}: expected a folder with a Slack export (channels.json, users.json), a Telegram result.json"
        f" or DiscordChatExporter's JSON files; found {names}"
    )


def _zip(path: Path) -> str:
    files = Files(path)
    try:
        if files.sizes.keys() & {*LISTS, "users.json"}:
            return "slack"
        raise WrongExport(
            f"{path}: expected a Slack export (a zip with channels.json and users.json); found a zip of other things"
        )
    finally:
        files.close()


def _described(head: str) -> str:
    """Say what a file begins with, for people."""
    start = head.lstrip()
    if start.startswith("["):
        return "a JSON list (one day of a Slack export? then give its zip or folder)"
    if start.startswith("{"):
        return f"a JSON object that is none of these, beginning {start[:60]!r}"
    if start[:15].lower().startswith(("<!doctype", "<html")):
        return "a web page (export as JSON instead of HTML)"
    if "\ufffd" in start[:200] or any(ord(letter) < 9 for letter in start[:200]):
        return "no text"
    return f"text beginning {start[:60]!r}"
