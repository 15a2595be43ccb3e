"""Channels in which Discord refused the bot: nothing more is sent there. Written to a file too, for `doctor`, a process of its own."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

from adapters.discord.refs import channel_ref, number
from bot.model import ChannelRef, Phrase

log = logging.getLogger("twoway.discord")


def refused(why: str, **values: str) -> Phrase:
    """Return the phrase of why Discord, or the bot itself, refused."""
    return Phrase(f"discord.refused_{why}", tuple(values.items()))


def named(why: Phrase) -> str:
    """Return a refusal's name for the log."""
    return why.name.removeprefix("discord.refused_")


class Stops:
    """Which channels are stopped, and why."""

    def __init__(self, file: Path | None = None) -> None:
        """Begin with none: a new process tries each channel anew. `file`: where they are written, None for nowhere."""
        self._stopped: dict[ChannelRef, Phrase] = {}
        self._file = file
        if file is not None and file.exists():
            self._write()

    def __iter__(self) -> Iterator[ChannelRef]:
        """Go through the stopped channels."""
        return iter(tuple(self._stopped))

    def why(self, channel: ChannelRef) -> Phrase | None:
        """Return why a channel is stopped, None where it is not."""
        return self._stopped.get(channel)

    def put(self, channel: ChannelRef, why: Phrase) -> None:
        """Stop a channel."""
        if self._stopped.get(channel) != why:
            log.warning("channel stopped", extra={"channel": str(channel), "why": named(why)})
            self._stopped[channel] = why
            self._write()

    def drop(self, guild: int) -> None:
        """Let the channels of a server go on."""
        gone = [channel for channel in self._stopped if channel.community.id == str(guild)]
        for channel in gone:
            log.info("channel goes on", extra={"channel": str(channel)})
            del self._stopped[channel]
        if gone:
            self._write()

    def _write(self) -> None:
        """Write the file anew, or leave it where that cannot be: it is for the doctor alone."""
        if self._file is None:
            return
        rows = [
            [channel.community.id, channel.id, named(why), dict(why.values)] for channel, why in self._stopped.items()
        ]
        beside = self._file.with_suffix(".new")
        try:
            beside.write_text(json.dumps(rows), encoding="utf-8")
            beside.replace(self._file)
        except OSError as error:
            log.warning("stopped channels not written", extra={"why": type(error).__name__})


def read_stops(file: Path | None) -> Stops:
    """Return what the bot's process wrote; none where there is no such file, or it cannot be read. Changes nothing."""
    stops = Stops()
    try:
        rows = json.loads(file.read_text(encoding="utf-8")) if file is not None else []
        for guild, channel, why, values in rows:
            stops._stopped[channel_ref(number(guild), number(channel))] = refused(why, **values)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        if not isinstance(error, FileNotFoundError):
            log.warning("stopped channels not read", extra={"why": type(error).__name__})
    return stops
