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


def young(log: Log, number: int) -> Log:
    """Return the log cut into channels that have just begun: what responds to a line from before starts something there."""
    annotated = [i for i, message in enumerate(log.messages) if message.ref.id in log.parents]
    messages: list[Message] = []
    parents: dict[str, set[str]] = {}
    for turn, place in enumerate(annotated[number % 40 :: 100]):
        part = log.messages[place : place + YOUNG]
        ids = {message.ref.id for message in part}
        messages += _elsewhere(log, f"young {turn}", part)
        parents |= {id: log.parents[id] & ids or {id} for id in ids if id in log.parents}
    return replace(log, messages=messages, parents=parents)


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
