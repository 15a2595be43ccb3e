"""Telegram Desktop's result.json: one chat, or a whole account with its chats. Topics of a forum become channels of their own."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from adapters.exports.minter import Stream
from adapters.exports.order import Run, by_time, reactions_in_time
from adapters.exports.passage import Format, Passage, marks
from adapters.exports.records import BrokenRecord, Fault, JsonWalk
from adapters.exports.source import Pace, Stretch, chunk_for
from adapters.exports.telegram_chats import Found, at_of, chats_of, zone_of
from adapters.exports.telegram_topics import TopicMap
from bot.events import Event
from bot.model import MemberRef, Option, Poll


@dataclass(slots=True)
class Chat:
    """One chat while it is read."""

    id: str
    name: str = ""
    topics: TopicMap = field(default_factory=TopicMap)


def file_of(path: Path) -> Path:
    """Return the result.json that a folder holds, or the file itself."""
    return path / "result.json" if path.is_dir() else path


def _head(path: Path) -> dict[str, Any]:
    """Return the outermost id, name and personal_information. Lists of messages are stepped over only if they come before the id."""
    found: dict[str, Any] = {}
    with file_of(path).open("rb") as file:
        walk = JsonWalk(file, Pace(0, None), lambda text: None)
        try:
            for key in walk.fields():
                if key in ("id", "name", "personal_information"):
                    found[key] = walk.value()
                elif key in ("messages", "chats") and (found.keys() & {"id", "personal_information"} or key == "chats"):
                    break
                else:
                    walk.skip()
        except Fault:
            pass  # a cut file has a head all the same; the reading says where it is cut
    return found


def community(path: Path) -> str:
    """Return the chat's id; for a whole account the account's."""
    head = _head(path)
    person = head.get("personal_information")
    if isinstance(person, dict) and person.get("user_id"):
        return str(person["user_id"])
    return str(head.get("id") or head.get("name") or "export")


def read(passage: Passage) -> Iterator[Event]:
    """Yield a chat's events, or those of an account's chats by time."""
    path, tally = file_of(passage.path), passage.tally
    chats, cut = chats_of(path, passage.zone)
    if chats:
        chunk = chunk_for(len(chats))
        yield from by_time(Run(found.begins, partial(_one_of, path, passage, found, chunk)) for found in chats)
        tally.cut = tally.cut or cut
        return
    head = _head(passage.path)
    with path.open("rb") as file:
        walk = JsonWalk(file, passage.pace, tally.note)
        try:
            chat = Chat(str(head.get("id") or "main"), str(head.get("name") or ""))
            yield from reactions_in_time(_chat(walk, passage, chat))
        except Fault as error:
            tally.cut = str(error)


def _one_of(path: Path, passage: Passage, found: Found, chunk: int) -> Iterator[Event]:
    tally, stretch = passage.tally, Stretch(path, found.start, found.end)
    walk = JsonWalk(stretch, passage.pace.part(), tally.note, chunk, found.start)
    try:
        yield from reactions_in_time(_chat(walk, passage, Chat(found.id)))
    except Fault as error:
        tally.cut = str(error)


def _chat(walk: JsonWalk, passage: Passage, chat: Chat) -> Iterator[Event]:
    """Walk an object that is a chat, or the whole account: both may hold messages, the latter holds chats."""
    for key in walk.fields():
        if key in ("id", "name"):
            value = walk.value()
            if value not in (None, ""):
                setattr(chat, key, str(value))
        elif key == "messages" and walk.starts() == "[":
            yield from _messages(walk, passage, chat)
        elif key in ("chats", "left_chats") and walk.starts() == "{":
            for inner in walk.fields():
                if inner == "list" and walk.starts() == "[":
                    for number in walk.items():
                        yield from _chat(walk, passage, Chat(f"{key}-{number}"))
                else:
                    walk.skip()
        else:
            walk.skip()


def _messages(walk: JsonWalk, passage: Passage, chat: Chat) -> Iterator[Event]:
    tally = passage.tally
    for number in walk.items():
        try:
            record = walk.value()
            if not isinstance(record, dict):
                raise ValueError(f"is a JSON {type(record).__name__}, expected an object")
            kind = record.get("type", "message")
            if kind != "message":
                _service(record, chat)
                tally.skip("service message" if kind == "service" else f"{kind!s:.30} message")
                continue
            found = _message(record, passage, chat, f"record {number}")
        except BrokenRecord as error:
            tally.broke(f"record {number}, {error.place}", str(error))
        except (ValueError, TypeError, AttributeError) as error:
            tally.broke(f"record {number}", str(error))
        else:
            yield from found


def _service(record: dict[str, Any], chat: Chat) -> None:
    if record.get("action") == "topic_created" and isinstance(record.get("id"), int):
        chat.topics.create(record["id"], str(record.get("title") or ""))


def _message(record: dict[str, Any], passage: Passage, chat: Chat, place: str) -> Iterator[Event]:
    minter, number = passage.minter, record.get("id")
    message_id = passage.native.text(number)
    at = at_of(record, passage.zone)
    stream, reply_to = _place(record, passage, chat)
    author = str(record.get("from_id") or record.get("from") or f"chat{chat.id}")
    name = str(
        record.get("from")
        or record.get("author")
        or ("Deleted Account" if record.get("from_id") else chat.name or author)
    )
    text, mentions = _text(record, passage)
    said = minter.message(
        stream,
        message_id,
        author,
        name,
        at,
        text or str(record.get("sticker_emoji") or ""),
        reply_to=reply_to,
        mentions=mentions,
        # the export does not tell bots; but only bots can hang buttons under their messages
        bot=bool(record.get("inline_bot_buttons")) and not record.get("via_bot"),
        poll=_poll(record.get("poll")),
        team=minter.on_team(author, author.removeprefix("user").removeprefix("channel")),
    )
    if not record.get("reactions"):
        return said
    zone = zone_of(record, at, passage.zone)
    tally, made = passage.tally, partial(_reaction, passage, stream, message_id, (at, zone), place)
    return chain(said, marks(record["reactions"], made, tally, place))


def _place(record: dict[str, Any], passage: Passage, chat: Chat) -> tuple[Stream, str | None]:
    """Return the channel a message stands in and the message there that it replies to.

    A topic's messages reply to its creation or to each other: the former is no reply, the latter tells the topic.
    """
    target = record.get("reply_to_message_id")
    if not isinstance(target, int) or record.get("reply_to_peer_id") not in (
        None,
        f"channel{chat.id}",
        f"chat{chat.id}",
    ):
        target = None
    main = passage.minter.stream(chat.id, chat.name)
    if not chat.topics.titles or target is None:
        return main, None if target is None else str(target)
    topic = chat.topics.topic(target)
    if not topic:
        return main, str(target)
    if isinstance(record["id"], int):
        chat.topics.put(record["id"], topic)
    stream = passage.minter.stream(f"{chat.id}:{topic}", chat.topics.titles[topic])
    return stream, None if target == topic else str(target)


def _plain(value: object) -> str:
    """Return a text that may be a text or a list of texts and entities."""
    if isinstance(value, list):
        return "".join(part if isinstance(part, str) else str(part.get("text") or "") for part in value)
    return str(value or "")


def _text(record: dict[str, Any], passage: Passage) -> tuple[str, tuple[MemberRef, ...]]:
    """Return a message's words and the members it names by Telegram's own mark (@names stay text: the export has no ids for them)."""
    value = record.get("text")
    if not isinstance(value, list):
        if value is not None and not isinstance(value, str):
            raise ValueError(f"its text is a {type(value).__name__}")
        return value or "", ()
    named = [
        part["user_id"]
        for part in value
        if isinstance(part, dict) and part.get("type") == "mention_name" and part.get("user_id")
    ]
    return _plain(value), tuple(passage.minter.member(f"user{member}") for member in named)


def _poll(value: object) -> Poll | None:
    if not isinstance(value, dict):
        return None
    answers = [answer for answer in value.get("answers") or () if isinstance(answer, dict)]
    options = tuple(Option(str(number), _plain(answer.get("text"))) for number, answer in enumerate(answers))
    return Poll(_plain(value.get("question")), options, closed=value.get("closed") is True)


def _reaction(
    passage: Passage, stream: Stream, message_id: str, said: tuple[datetime, tzinfo], place: str, reaction: Any
) -> Iterator[Event]:
    """Yield those who reacted so, as far as the export names them (the latest few). `said`: when the message was, and in which zone."""
    at, zone = said
    emoji = str(reaction.get("emoji") or reaction.get("document_id") or "")

    def one(recent: Any) -> Iterator[Event]:
        when = at_of(recent, zone) if recent.get("date") else at
        return passage.minter.reaction(stream, message_id, str(recent.get("from_id") or ""), emoji, when)

    yield from marks(reaction.get("recent") or [], one, passage.tally, place)


def looks_like(keys: set[str], head: str) -> bool:
    """Tell whether a document with these outermost keys is a Telegram export."""
    if "messages" in keys:
        return "type" in keys or '"date_unixtime"' in head or '"from_id"' in head
    return "chats" in keys or {"about", "personal_information"} <= keys


FORMAT = Format(
    "telegram", "Telegram Desktop result.json", read, community, int, lambda path: file_of(path).stat().st_size
)
