"""Talk with names taken out: elsewhere people name one another less than in #ubuntu, so the linker must learn to do without."""

from dataclasses import replace
from zlib import crc32

from bot.model import Message
from bot.read.names import common, keys
from bot.read.traits import EDGES
from training.corpus import Log


def unnamed(log: Log, share: float, salt: str = "") -> Log:
    """Return the log with a share of the names in its texts taken out; which ones is drawn from each word's place."""
    names = {key for message in log.messages for key in keys(message.name)}
    messages = [_without(message, names, share, salt) for message in log.messages]
    return Log(log.name, messages, log.parents, log.labels, log.labelled, log.system)


def _without(message: Message, names: set[str], share: float, salt: str) -> Message:
    kept = []
    pieces = message.text.split()
    for position, piece in enumerate(pieces):
        bare = piece.lower().strip(EDGES).removeprefix("@")
        address = (position == 0 and piece[-1] in ":,>") or piece[0] == "@"
        is_name = bare in names and (address or not common(bare))
        dice = crc32(f"{salt}{message.ref.id} {position} {bare}".encode()) / 2**32
        if not (is_name and dice < share):
            kept.append(piece)
    text = " ".join(kept) if len(kept) < len(pieces) else message.text
    return replace(message, text=text)
