"""Twoway's own JSONL: one message a line. Also the writer, for round trips and for other tools.

    {"id": 7, "at": 1700000000, "author": "mia", "text": "does it ship to Norway?"}
    {"id": 8, "at": "2023-11-14T22:15:00Z", "author": "tom", "text": "yes", "reply_to": 7, "channel": "help", "team": true, "bot": false}

`id` is a number or a text; `at` is in epoch seconds or ISO 8601 (UTC where it names no zone). The writer adds what a message has
beyond that: `name` (shown name, where it is not the author's id), `mentions` (ids), `poll`.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from adapters.exports.jsonl_runs import Piece, pieces_of
from adapters.exports.order import Run, by_time
from adapters.exports.passage import UTC, Format, Passage, moment
from adapters.exports.source import Stretch, chunk_for, lines
from bot.events import ChannelNamed, Event, MessageSeen
from bot.model import Message, Option, Poll

MAIN = "main"
DECODER = json.JSONDecoder(strict=False)


def read(passage: Passage) -> Iterator[Event]:
    """Yield a file's events, line by line; where one channel comes after the other, by time."""
    pieces = pieces_of(passage.path, passage.tally.note)
    chunk = chunk_for(len(pieces))
    yield from by_time(Run(piece.begins, partial(_piece, passage, piece, chunk)) for piece in pieces)


def _piece(passage: Passage, piece: Piece, chunk: int) -> Iterator[Event]:
    tally, number, broken_last = passage.tally, -1, False
    file = Stretch(passage.path, piece.start, piece.end)
    for number, line in lines(file, passage.pace.part(), tally, piece.line, chunk):
        if not line.strip():
            continue
        try:
            record = DECODER.decode(line)
            if not isinstance(record, dict):
                raise ValueError(f"is a JSON {type(record).__name__}, expected an object")
            found = _message(record, passage)
            broken_last = False
        except json.JSONDecodeError as error:
            tally.broke(f"line {number + 1}", f"is not JSON: {error.msg} at character {error.pos + 1}")
            broken_last = True
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            tally.broke(f"line {number + 1}", "is nested too deep" if isinstance(error, RecursionError) else str(error))
            broken_last = False
        else:
            yield from found
    if broken_last and piece.end is None and not _ends_a_line(passage.path):
        tally.cut = f"the file ends within line {number + 1}, at byte {passage.pace.total}"


def _message(record: dict[str, Any], passage: Passage) -> Iterator[Event]:
    """Return one record's events. ValueError: something needed is missing or of the wrong kind."""
    minter, native = passage.minter, passage.native
    text, author, reply_to = record.get("text"), record.get("author"), record.get("reply_to")
    if not isinstance(text, str):
        raise ValueError("has no text" if text is None else "its text is not a text")
    if isinstance(author, int) and not isinstance(author, bool):
        author = str(author)
    if not isinstance(author, str) or not author:
        raise ValueError("has no author" if not author else "its author is neither text nor number")
    name, channel = record.get("name", author), record.get("channel")
    at = moment(record.get("at"), UTC)
    poll = _poll(record["poll"]) if record.get("poll") else None
    mentions = record.get("mentions") or []
    if not isinstance(mentions, list):
        raise ValueError("its mentions are not a list")
    message_id = native.text(record.get("id"))
    return minter.message(
        minter.stream(
            MAIN if channel is None else str(channel),
            "" if channel is None else str(record.get("channel_name", channel)),
        ),
        message_id,
        author,
        name if isinstance(name, str) else author,
        at,
        text,
        reply_to=None if reply_to is None else str(reply_to),
        mentions=tuple(minter.member(str(member)) for member in mentions),
        team=record.get("team") is True,
        bot=record.get("bot") is True,
        poll=poll,
    )


def _poll(value: object) -> Poll:
    if isinstance(value, dict) and isinstance(value.get("question"), str) and isinstance(value.get("options"), list):
        with suppress(TypeError, KeyError):
            choices = tuple(Option(str(option["id"]), str(option["text"])) for option in value["options"])
            return Poll(value["question"], choices, value.get("multiple") is True, value.get("closed") is True)
    raise ValueError("its poll is not {question, options: [{id, text}]}")


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 2))
        end = file.read(2)
    return end.endswith(b"\n") or end == b"\n\0"  # the latter in UTF-16


FORMAT = Format("jsonl", "Twoway JSONL", read, lambda path: "export", None)


def write_jsonl(events: Iterable[Event], file: TextIO, *, native: Callable[[str], int | str] = str) -> int:
    """Write the messages among events as JSONL, ready to be read back, and return their number; other events have no place in it.

    `native` turns a reference's id into what the file shall hold (an `Export.native_id`); texts by default.
    """
    written = 0
    names: dict[str, str] = {}
    for event in events:
        if isinstance(event, ChannelNamed):
            names[event.channel.id] = event.name
        elif isinstance(event, MessageSeen):
            record = _record(event.message, native, names)
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            written += 1
    return written


def _record(message: Message, native: Callable[[str], int | str], names: dict[str, str]) -> dict[str, object]:
    channel = message.ref.channel.id
    record: dict[str, object] = {
        "id": native(message.ref.id),
        "at": _spelled(message.at),
        "author": message.author.id,
        "text": message.text,
    }
    if message.name != message.author.id:
        record["name"] = message.name
    if message.reply_to is not None:
        record["reply_to"] = native(message.reply_to)
    if channel != MAIN or channel in names:
        record["channel"] = channel
        if names.get(channel, channel) != channel:
            record["channel_name"] = names[channel]
    if message.mentions:
        record["mentions"] = [member.id for member in message.mentions]
    for mark in ("team", "bot"):
        if getattr(message, mark):
            record[mark] = True
    if poll := message.poll:
        options = [{"id": option.id, "text": option.text} for option in poll.options]
        record["poll"] = {
            "question": poll.question,
            "options": options,
            "multiple": poll.multiple,
            "closed": poll.closed,
        }
    return record


def _spelled(at: datetime) -> int | str:
    """Return whole seconds as a number, anything finer as ISO 8601, which loses nothing."""
    return at.astimezone(UTC).isoformat() if at.microsecond else int(at.timestamp())
