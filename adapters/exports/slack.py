"""Slack's export, a zip or its unpacked folder: users.json, channels.json, and for each channel a folder with one file a day."""

import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from adapters.exports.minter import Stream
from adapters.exports.order import FIRST, Run, by_time
from adapters.exports.passage import EPOCH, Format, Passage, marks
from adapters.exports.records import BrokenRecord, Fault, JsonWalk
from adapters.exports.slack_files import LISTS, Files
from bot.events import Event
from bot.model import MemberRef

SPOKEN = {
    None,
    "",
    "bot_message",
    "me_message",
    "file_share",
    "file_comment",
    "thread_broadcast",
    "reply_broadcast",
    "document_mention",
}
MARK = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
DAY = re.compile(r"/(\d{4}-\d\d-\d\d)\.json$")
TS = re.compile(r"(\d{1,11})(?:\.(\d{1,6}))?$")


@dataclass(frozen=True, slots=True)
class People:
    """Who is who, and which channels are called what."""

    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    bots: frozenset[str] = frozenset()
    channels: dict[str, str] = field(default_factory=dict)

    def name(self, member: str) -> str:
        """Return how a member is shown."""
        return next(iter(self.names.get(member, ())), member)


def _people(files: Files) -> People:
    names, bots = {}, set()
    for user in files.load("users.json"):
        member, profile = (
            str(user.get("id") or ""),
            user.get("profile") if isinstance(user.get("profile"), dict) else {},
        )
        spelled = (
            [profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name")]
            if profile is not None
            else []
        )
        names[member] = tuple(dict.fromkeys(str(name) for name in spelled if name))
        if user.get("is_bot") is True or member == "USLACKBOT":
            bots.add(member)
    channels = {}
    for channel in chain.from_iterable(files.load(name) for name in LISTS):
        identity = str(channel.get("id") or channel.get("name") or "")
        channels[str(channel.get("name") or identity)] = identity
        channels.setdefault(identity, identity)
    return People(names, frozenset(bots), channels)


def community(path: Path) -> str:
    """Return the workspace's id, as its users carry it."""
    files = Files(path)
    try:
        return next((str(user["team_id"]) for user in files.load("users.json") if user.get("team_id")), "export")
    finally:
        files.close()


def read(passage: Passage) -> Iterator[Event]:
    """Yield the events of all channels by time, the files of one day at a time."""
    files = Files(passage.path)
    try:
        people = _people(files)
        yield from by_time(Run(_begins(name), partial(_file, files, name, passage, people)) for name in files.days())
    finally:
        files.close()


def _begins(name: str) -> datetime:
    """Return a moment before which nothing in a file is: its day may be one of any zone."""
    named = DAY.search(name)
    try:
        return datetime.fromisoformat(named[1]).replace(tzinfo=UTC) - timedelta(days=1) if named else FIRST
    except (ValueError, OverflowError):
        return FIRST  # there is no such day


def _file(files: Files, name: str, passage: Passage, people: People) -> Iterator[Event]:
    folder, tally = name.split("/", 1)[0], passage.tally
    identity = people.channels.get(folder, folder)
    stream = passage.minter.stream(identity, "" if folder == identity and folder[:1] in "DG" else folder)
    try:
        with files.open(name) as file:
            yield from _day(JsonWalk(file, passage.pace.part(), tally.note), passage, stream, people, name)
    except Fault as error:
        tally.cut = tally.cut or f"{name}: {error}"
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        tally.broke(name, f"cannot be unpacked: {error}")


def _day(walk: JsonWalk, passage: Passage, stream: Stream, people: People, name: str) -> Iterator[Event]:
    tally = passage.tally
    if walk.starts() != "[":
        walk.skip()
        tally.skip("file that is no day of talk")
        return
    for number in walk.items():
        try:
            record = walk.value()
            if not isinstance(record, dict):
                raise ValueError(f"is a JSON {type(record).__name__}, expected an object")
            if record.get("subtype") not in SPOKEN or record.get("type", "message") != "message":
                tally.skip("service message")
                continue
            found = _message(record, passage, stream, people, f"{name}, record {number}")
        except BrokenRecord as error:
            tally.broke(f"{name}, record {number}, {error.place}", str(error))
        except (ValueError, TypeError, AttributeError) as error:
            tally.broke(f"{name}, record {number}", str(error))
        else:
            yield from found


def _message(record: dict[str, Any], passage: Passage, stream: Stream, people: People, place: str) -> Iterator[Event]:
    minter, ts = passage.minter, passage.native.text(record.get("ts"))
    at, thread = _at(ts), record.get("thread_ts")
    profile = record.get("user_profile") or record.get("bot_profile") or {}
    author = str(record.get("user") or record.get("bot_id") or record.get("username") or "")
    if not author:
        raise ValueError("has no author")
    names = people.names.get(author) or tuple(
        str(name)
        for name in (profile.get("display_name"), profile.get("real_name"), record.get("username"), profile.get("name"))
        if name
    )
    mentions: dict[str, MemberRef] = {}
    text = _text(record, people, passage, mentions)
    said = minter.message(
        stream,
        ts,
        author,
        names[0] if names else author,
        at,
        text,
        reply_to=str(thread) if thread and str(thread) != ts else None,
        mentions=tuple(mentions.values()),
        team=minter.on_team(author, *names),
        bot=bool(record.get("bot_id")) or record.get("subtype") == "bot_message" or author in people.bots,
    )
    if not record.get("reactions"):
        return said
    made = partial(_reaction, passage, stream, ts, at)
    return chain(said, marks(record["reactions"], made, passage.tally, place))


def _at(ts: str) -> datetime:
    found = TS.match(ts)
    if not found:
        raise ValueError(f"the time {ts[:40]!r} is no Slack ts")
    return EPOCH + timedelta(seconds=int(found[1]), microseconds=int((found[2] or "").ljust(6, "0")))


def _text(record: dict[str, Any], people: People, passage: Passage, mentions: dict[str, MemberRef]) -> str:
    """Return the words with Slack's marks resolved, and collect who is mentioned."""
    text = record.get("text")
    if text is not None and not isinstance(text, str):
        raise ValueError(f"its text is a {type(text).__name__}")
    if not text:
        attached = (one for one in record.get("attachments") or () if isinstance(one, dict))
        text = "\n".join(str(one.get("text") or one.get("fallback") or "") for one in attached)

    def resolved(mark: re.Match[str]) -> str:
        sign, target, label = mark.groups()
        if sign == "@":
            mentions[target] = passage.minter.member(target)
            return "@" + (label or people.name(target))
        if sign == "#":
            return "#" + (
                label or next((name for name, identity in people.channels.items() if identity == target), target)
            )
        if sign == "!":
            return "@" + (label or target.split("^")[0]).lstrip("@")
        return (
            f"{label} ({target})"
            if label and label != target.removeprefix("mailto:")
            else target.removeprefix("mailto:")
        )

    return html.unescape(MARK.sub(resolved, text)) if "<" in text or "&" in text else text


def _reaction(passage: Passage, stream: Stream, ts: str, at: datetime, reaction: Any) -> Iterator[Event]:
    """Yield who reacted so; when is not in the export, so the message's own time stands for it."""
    for member in reaction.get("users") or ():
        yield from passage.minter.reaction(stream, ts, str(member), str(reaction.get("name") or ""), at)


def size(path: Path) -> int:
    """Return the unpacked bytes of the files of talk."""
    files = Files(path)
    try:
        return sum(files.sizes[name] for name in files.days())
    finally:
        files.close()


FORMAT = Format("slack", "a Slack export", read, community, str, size)
