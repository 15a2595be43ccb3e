"""Channels that the corpus lacks, cut out of those it has: some that have just begun, and quiet ones.

#ubuntu is always full and always fast, so that a line right after a question is an answer to it more often than not. In a quiet channel it is
as likely a photo, a greeting, news: what tells the two apart must be learnt where little is said.
"""

from dataclasses import replace
from zlib import crc32

from bot.model import Message
from training.corpus import Log

YOUNG = 16
"""Lines of a channel that has just begun."""
COLD = 4
"""Lines of a topic that has just begun."""


def young(log: Log, number: int) -> Log:
    """Return the log cut into channels that have just begun: what responds to a line from before starts something there."""
    annotated = [i for i, message in enumerate(log.messages) if message.ref.id in log.parents]
    return _cut(log, "young", [log.messages[place : place + YOUNG] for place in annotated[number % 40 :: 100]])


def _cut(log: Log, name: str, parts: list[list[Message]]) -> Log:
    """Return the parts of a log as channels of their own: what responds to a line from before its part starts something there."""
    messages: list[Message] = []
    parents: dict[str, set[str]] = {}
    for turn, part in enumerate(parts):
        ids = {message.ref.id for message in part}
        messages += _elsewhere(log, f"{name} {turn}", part)
        parents |= {id: log.parents[id] & ids or {id} for id in ids if id in log.parents}
    return replace(log, messages=messages, parents=parents)


def cold(log: Log) -> Log:
    """Return the log cut into topics that have just begun: each opens with a line that starts something, and ends a few lines later."""
    parts: list[list[Message]] = []
    free = 0
    for place, message in enumerate(log.messages):
        part = log.messages[place : place + COLD]
        opens = log.parents.get(message.ref.id) == {message.ref.id}
        if place >= free and opens and len(part) == COLD and all(one.ref.id in log.parents for one in part):
            parts.append(part)
            free = place + COLD
    return _cut(log, "cold", parts)


def quiet(log: Log, share: float) -> Log:
    """Return a channel where only a share of the log's annotated threads was ever said, at the times it was said."""
    known = [message for message in log.messages if message.ref.id in log.parents]
    thread: dict[str, str] = {}
    for (
        message
    ) in known:  # a thread is named by its first line; one that joins two threads is counted into the first of them
        id = message.ref.id
        thread[id] = min((thread[parent] for parent in log.parents[id] if parent in thread), key=int, default=id)
    kept = [message for message in known if _dice(f"{log.name} {share} {thread[message.ref.id]}") < share]
    ids = {message.ref.id for message in kept}
    parents = {id: log.parents[id] & ids or {id} for id in ids}
    return replace(log, messages=_elsewhere(log, f"quiet {share}", kept), parents=parents)


def _dice(drawn: str) -> float:
    return crc32(drawn.encode()) / 2**32


def _elsewhere(log: Log, name: str, messages: list[Message]) -> list[Message]:
    channel = replace(log.messages[0].ref.channel, id=f"{log.name} {name}")
    return [replace(message, ref=replace(message.ref, channel=channel)) for message in messages]
