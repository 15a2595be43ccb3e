"""How much memory and time an export of a given size takes: `python -m benchmarks.exports_memory telegram 2000` (megabytes).

Writes a file of that size into a temporary folder, reads it in this process and prints messages, seconds and peak memory.
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from adapters.exports import open_export
from bot.events import MessageSeen

MEGABYTE = 1_000_000
START = 1_600_000_000
TALK = "does anyone know whether the new parcel lockers take returns on a Sunday or must I go to the counter"
WORDS = TALK.split()


def _said(number: int) -> str:
    return (
        " ".join(WORDS[(number * 7 + place * (1 + number % 5)) % len(WORDS)] for place in range(6 + number % 24))
        + f" {number}?"
    )


def discord_record(number: int) -> str:
    """Return one message as DiscordChatExporter writes it."""
    author = {
        "id": str(500 + number % 997),
        "name": f"member{number % 997}",
        "discriminator": "0000",
        "nickname": f"Member {number % 997}",
    }
    message = {
        "id": str(10**17 + number * 4194304),
        "type": "Reply" if number % 3 else "Default",
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(START + number * 20)),
        "timestampEdited": None,
        "isPinned": False,
        "content": _said(number),
        "author": {
            **author,
            "color": None,
            "isBot": False,
            "roles": [],
            "avatarUrl": "https://cdn.example/avatars/0.png",
        },
        "attachments": [],
        "embeds": [],
        "stickers": [],
        "reactions": [],
        "mentions": [],
        "reference": {"messageId": str(10**17 + (number - 1) * 4194304), "channelId": "42", "guildId": "7"},
        "inlineEmojis": [],
    }
    return json.dumps(message, indent=2)


def telegram_record(number: int) -> str:
    """Return one message as Telegram Desktop writes it."""
    text = _said(number)
    message = {
        "id": number + 1,
        "type": "message",
        "date": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(START + number * 20)),
        "date_unixtime": str(START + number * 20),
        "from": f"Member {number % 997}",
        "from_id": f"user{number % 997}",
        "reply_to_message_id": number,
        "text": text,
        "text_entities": [{"type": "plain", "text": text}],
    }
    return json.dumps(message, indent=1)


def jsonl_record(number: int) -> str:
    """Return one message as Twoway's JSONL."""
    return json.dumps(
        {"id": number, "at": START + number * 20, "author": f"member{number % 997}", "text": _said(number)}
    )


def irc_record(number: int) -> str:
    """Return one message of an IRC log."""
    return f"[{number // 60 % 24:02}:{number % 60:02}] <member{number % 997}> {_said(number)}"


DISCORD_HEAD = (
    '{"guild":{"id":"7","name":"Parcels"},"channel":{"id":"42","type":"GuildTextChat","name":"help"},"messages":['
)
TELEGRAM_HEAD = '{"name":"Parcels","type":"public_supergroup","id":42,"messages":['
KINDS: dict[str, tuple[str, Callable[[int], str], str, str]] = {
    "discord": (DISCORD_HEAD, discord_record, ",\n", "]}"),
    "telegram": (TELEGRAM_HEAD, telegram_record, ",\n", "]}"),
    "jsonl": ("", jsonl_record, "\n", "\n"),
    "irc": ("", irc_record, "\n", "\n"),
}


def write_export(path: Path, kind: str, size: int) -> int:
    """Write an export of at least `size` bytes; return the number of its messages."""
    head, record, between, tail = KINDS[kind]

    def records() -> Iterator[str]:
        written, number = 0, 0
        while written < size:
            one = record(number)
            written += len(one) + len(between)
            number += 1
            yield one if number == 1 else between + one
        counted.append(number)

    counted: list[int] = []
    with path.open("w", encoding="utf-8") as file:
        file.write(head)
        file.writelines(records())
        file.write(tail)
    return counted[0]


def peak_megabytes() -> float:
    """Return the most memory this process ever held (resident), in megabytes."""
    status = Path("/proc/self/status")
    if status.exists():  # on Linux ru_maxrss has the parent's peak in it, from before this program began
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (MEGABYTE if sys.platform == "darwin" else 1024)


def main() -> None:
    """Write, read, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("kind", choices=sorted(KINDS))
    parser.add_argument("megabytes", type=int)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        count = write_export(path, options.kind, options.megabytes * MEGABYTE)
        before, began = peak_megabytes(), time.perf_counter()
        read = sum(isinstance(event, MessageSeen) for event in open_export(path))
        took, after = time.perf_counter() - began, peak_megabytes()
        print(
            f"{options.kind}: {path.stat().st_size / MEGABYTE:.0f} MB, {read:,} of {count:,} messages in {took:.1f} s",
            end="",
        )
        print(f" ({read / took:,.0f}/s), peak {after:.0f} MB ({after - before:.0f} MB above the start)")


if __name__ == "__main__":
    main()
