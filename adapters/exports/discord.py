"""DiscordChatExporter's JSON: one file a channel (or thread, or part of one); a folder of such files is one export."""

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from adapters.exports.minter import Stream
from adapters.exports.order import FIRST, Run, by_time
from adapters.exports.passage import Format, Passage, marks, moment
from adapters.exports.records import BrokenRecord, Fault, JsonWalk
from adapters.exports.source import SMALLEST_CHUNK, Pace, Stretch, chunk_for
from bot.events import Event
from bot.model import Option, Poll

# the kinds that people or programs write; all others are Discord's own notices. Kinds the exporter has no name for are numbers.
SPOKEN = {"Default", "Reply", "0", "19", "20", "23", "ChatInputCommand", "ContextMenuCommand"}
PART = re.compile(r" \[part (\d+)\]$")


def files_of(path: Path) -> list[Path]:
    """Return the export's files: the file itself, or a folder's JSON files by name, a channel's parts in the order of their numbers."""
    return sorted(path.rglob("*.json"), key=_in_order) if path.is_dir() else [path]


def _in_order(path: Path) -> tuple[Path, int, Path]:
    part = PART.search(path.stem)
    return path.with_name(PART.sub("", path.stem)), int(part[1]) if part else 1, path


def community(path: Path) -> str:
    """Return the id of the server of the first file, "export" if it names none."""
    for file_path in files_of(path)[:1]:
        with file_path.open("rb") as file:
            walk = JsonWalk(file, Pace(0, None), _silent)
            try:
                for key in walk.fields():
                    if key == "guild":
                        guild = walk.value()
                        return (
                            str(guild.get("id") or guild.get("name") or "export")
                            if isinstance(guild, dict)
                            else "export"
                        )
                    walk.skip()
            except Fault:
                break
    return "export"


def read(passage: Passage) -> Iterator[Event]:
    """Yield the events of all files by time."""
    files = files_of(passage.path)
    chunk = chunk_for(len(files))
    begins = [_begins(path, passage.zone) if len(files) > 1 else FIRST for path in files]
    yield from by_time(Run(at, partial(_file, path, passage, chunk)) for at, path in zip(begins, files, strict=True))


def _begins(path: Path, zone: tzinfo) -> datetime:
    """Return when a file's first message was written."""
    walk = JsonWalk(Stretch(path), Pace(0, None), _silent, SMALLEST_CHUNK)
    try:
        for key in walk.fields():
            if key != "messages":
                walk.skip()
                continue
            for _ in walk.items():
                record = walk.value()
                return moment(record.get("timestamp"), zone)
    except (Fault, ValueError, TypeError, AttributeError):
        pass  # it is opened at once, and its reading says what is wrong with it
    return FIRST


def _file(path: Path, passage: Passage, chunk: int) -> Iterator[Event]:
    walk = JsonWalk(Stretch(path), passage.pace.part(), passage.tally.note, chunk)
    try:
        yield from _document(walk, passage)
    except Fault as error:
        where = f"{path.name}: " if passage.path.is_dir() else ""
        passage.tally.cut = passage.tally.cut or f"{where}{error}"


def _document(walk: JsonWalk, passage: Passage) -> Iterator[Event]:
    stream: Stream | None = None
    for key in walk.fields():
        if key == "channel":
            channel = walk.value()
            if isinstance(channel, dict):
                stream = passage.minter.stream(str(channel.get("id") or "main"), str(channel.get("name") or ""))
        elif key == "messages":
            yield from _messages(walk, passage, stream or passage.minter.stream("main"))
        else:
            walk.skip()


def _messages(walk: JsonWalk, passage: Passage, stream: Stream) -> Iterator[Event]:
    tally = passage.tally
    for number in walk.items():
        try:
            record = walk.value()
            if not isinstance(record, dict):
                raise ValueError(f"is a JSON {type(record).__name__}, expected an object")
            if str(record.get("type", "Default")) not in SPOKEN:
                tally.skip("service message")
                continue
            found = _message(record, passage, stream, f"record {number}")
        except BrokenRecord as error:
            tally.broke(f"record {number}, {error.place}", str(error))
        except (ValueError, TypeError, AttributeError) as error:
            tally.broke(f"record {number}", str(error))
        else:
            yield from found


def _message(record: dict[str, Any], passage: Passage, stream: Stream, place: str) -> Iterator[Event]:
    minter = passage.minter
    message_id = passage.native.text(record.get("id"))
    at = moment(record.get("timestamp"), passage.zone)
    author = record.get("author")
    if not isinstance(author, dict) or not (author.get("id") or author.get("name")):
        raise ValueError("has no author")
    account = str(author.get("name") or author.get("id"))
    author_id, shown = str(author.get("id") or account), str(author.get("nickname") or account)
    mentioned = [user for user in record.get("mentions") or () if isinstance(user, dict) and user.get("id")]
    said = minter.message(
        stream,
        message_id,
        author_id,
        shown,
        at,
        _text(record, mentioned),
        reply_to=_reply_to(record, stream),
        mentions=tuple(minter.member(str(user["id"])) for user in mentioned),
        team=minter.on_team(account, author_id, shown),
        bot=author.get("isBot") is True,
        poll=_poll(record.get("poll")),
    )
    if not record.get("reactions"):
        return said
    tally, made = passage.tally, partial(_reaction, passage, stream, message_id, at, place)
    return chain(said, marks(record["reactions"], made, tally, place))


def _reply_to(record: dict[str, Any], stream: Stream) -> str | None:
    """Return the id of the message replied to. A forward, and a thread's first message, refer to others too but answer nobody."""
    reference = record.get("reference")
    if (
        not isinstance(reference, dict)
        or not reference.get("messageId")
        or reference.get("type", "Default") == "Forward"
    ):
        return None
    if (
        str(record.get("type", "Default")) not in ("Reply", "19")
        or str(reference.get("channelId") or stream.ref.id) != stream.ref.id
    ):
        return None
    return str(reference["messageId"])


def _text(record: dict[str, Any], mentioned: list[dict[str, Any]]) -> str:
    """Return what was written; for a message without words, what was forwarded or what its embeds say."""
    text = str(record.get("content") or "")
    if "<@" in text:
        for user in mentioned:
            name = "@" + str(user.get("nickname") or user.get("name") or user["id"])
            text = text.replace(f"<@{user['id']}>", name).replace(f"<@!{user['id']}>", name)
    if not text and isinstance(forwarded := record.get("forwardedMessage"), dict):
        text = str(forwarded.get("content") or "")
    if not text:
        embeds = (embed for embed in record.get("embeds") or () if isinstance(embed, dict))
        text = "\n".join(str(embed[part]) for embed in embeds for part in ("title", "description") if embed.get(part))
    return text


def _poll(value: object) -> Poll | None:
    """Return a poll as Discord's interface shapes it; the exporter leaves polls out so far, its offspring do not."""
    if not isinstance(value, dict):
        return None
    question = value.get("question")
    options = []
    for number, answer in enumerate(value.get("answers") or (), 1):
        text = answer.get("text") or (answer.get("poll_media") or {}).get("text") or ""
        options.append(Option(str(answer.get("answer_id") or answer.get("id") or number), str(text)))
    results = value.get("results")
    return Poll(
        str(question.get("text") or "") if isinstance(question, dict) else str(question or ""),
        tuple(options),
        (value.get("allow_multiselect") or value.get("allowMultiselect")) is True,
        isinstance(results, dict) and (results.get("is_finalized") or results.get("isFinalized")) is True,
    )


def _reaction(
    passage: Passage, stream: Stream, message_id: str, at: datetime, place: str, reaction: Any
) -> Iterator[Event]:
    """Yield who reacted so; when is not in the export, so the message's own time stands for it."""
    emoji = str((reaction.get("emoji") or {}).get("name") or "")

    def one(user: Any) -> Iterator[Event]:
        return passage.minter.reaction(stream, message_id, str(user.get("id") or ""), emoji, at)

    yield from marks(reaction.get("users") or [], one, passage.tally, place)


def _silent(text: str) -> None:
    """Take no note."""


def looks_like(keys: set[str], head: str) -> bool:
    """Tell whether a document with these outermost keys is the exporter's."""
    return {"guild", "channel"} <= keys or ({"channel", "messages"} <= keys and '"isBot"' in head)


FORMAT = Format(
    "discord",
    "DiscordChatExporter JSON",
    read,
    community,
    str,
    lambda path: sum(file.stat().st_size for file in files_of(path)),
)
