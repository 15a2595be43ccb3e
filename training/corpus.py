"""The Ubuntu IRC disentanglement corpus (Kummerfeld et al., ACL 2019, CC BY 4.0) and the talk written for training, as messages."""

import calendar
import json
import re
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from bot.model import ChannelRef, CommunityRef, MemberRef, Message, MessageRef

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
REAL = HERE / "talk-real"
HELD_BACK = {
    "IRC and Slack": ("en-linux", "en-linuxnight", "ja-civic", "ja-lounge"),
    "freeCodeCamp's rooms": ("en-campcity3", "en-campgame", "en-camptech2", "es-campuno", "pt-campcidade"),
    "support rooms": ("en-apptest", "en-crabtail", "en-paytail", "en-wikitail"),
}
"""Real talk of other channels that nothing is trained on, by where it is from: what `benchmarks.reading` says of it is a measure."""
TIMELESS = "en-coincrowd", "en-coinmeet"
"""Real talk whose source has no times: nothing about waiting can be learnt from it."""
LINE = re.compile(r"^\[(\d\d):(\d\d)\]\s+(?:<([^>]+)>\s?(.*)|\*\s(\S+)\s?(.*))$")


@dataclass(slots=True)
class Log:
    """A channel's log. `parents`: id -> the ids it responds to, by the annotators (its own id where it starts something).

    `first`: the first annotated id. `labels`: the questions somebody found by reading, `labelled`: the ids that they looked at.
    `system`: ids of lines that are no messages.
    """

    name: str
    messages: list[Message]
    parents: dict[str, set[str]] = field(default_factory=dict)
    labels: list[dict] = field(default_factory=list)
    labelled: tuple[int, int] | None = None
    system: set[str] = field(default_factory=set)


def message(channel: ChannelRef, id: str, at: float, author: str, text: str, **more) -> Message:
    """Return a message of a log."""
    return Message(
        MessageRef(channel, id),
        MemberRef(channel.community, author),
        author,
        datetime.fromtimestamp(at, UTC),
        text,
        **more,
    )


def _irc(name: str, text: str) -> tuple[list[Message], set[str]]:
    """Read one log as shared/eval/irc_to_jsonl.py does: times to the minute, the day advances when the clock falls back."""
    year, month, day = map(int, re.search(r"(\d{4})-(\d\d)-(\d\d)", name).groups())
    midnight, last = calendar.timegm((year, month, day, 0, 0, 0)), 0
    channel = ChannelRef(CommunityRef("irc", "ubuntu"), name)
    found, system = [], set()
    for number, line in enumerate(text.splitlines()):
        if not (match := LINE.match(line)):
            system.add(str(number))
            continue
        seconds = int(match[1]) * 3600 + int(match[2]) * 60
        if seconds < last - 600:
            midnight += 86400
        last = seconds
        body = (match[4] if match[3] else match[6]).strip()
        found.append(message(channel, str(number), midnight + seconds, match[3] or match[5], body))
    return found, system


def _annotation(text: str) -> dict[str, set[str]]:
    parents: dict[str, set[str]] = {}
    for line in text.splitlines():
        parts = line.replace("-", " ").split()
        if len(parts) >= 2:
            a, b = sorted((int(parts[0]), int(parts[1])))
            parents.setdefault(str(b), set()).add(str(a))
    return parents


def ubuntu(split: str, shared: Path = SHARED) -> Iterator[Log]:
    """Return the logs of a split ("train" or "dev"), by name, with the labels that are kept for them."""
    texts: dict[str, dict[str, str]] = {}
    with tarfile.open(shared / "data" / "irc-train-dev.tar.xz") as tar:
        for member in tar:
            match = re.match(rf"{split}/(.+)\.(ascii|annotation)\.txt$", member.name)
            if match:
                texts.setdefault(match[1], {})[match[2]] = tar.extractfile(member).read().decode("utf-8", "replace")
    folder = shared / "gold" if split == "dev" else HERE / "labels" / "ubuntu"
    for name in sorted(texts):
        messages, system = _irc(name, texts[name]["ascii"])
        log = Log(name, messages, _annotation(texts[name]["annotation"]), system=system)
        _labels(log, folder / f"{name}.json")
        yield log


def _labels(log: Log, path: Path) -> None:
    if path.exists():
        document = json.loads(path.read_text(encoding="utf-8"))
        log.labels, log.labelled = document["labels"], (document["first"], document["last"])


def windows(log: Log, folder: Path = HERE / "labels" / "ubuntu") -> list[Log]:
    """Return a log once for each of its windows that somebody has read: `LOG.json`, `LOG.2.json`, ...

    Windows may overlap: lines that were read twice then count twice, and where the readings differ, half each.
    """
    found = [log] if log.labels else []
    for path in sorted(folder.glob(f"{log.name}.*.json")):
        view = replace(log)
        _labels(view, path)
        found.append(view)
    return found


def real(held_back: bool = False) -> Iterator[Log]:
    """Return real talk of other channels: what is for training, or what is held back from it."""
    apart = {name for names in HELD_BACK.values() for name in names}
    for log in talk(REAL):
        if (log.name in apart) == held_back:
            first, _ = log.labelled or (0, 0)
            # nobody looked for the parents of the lines before the first labelled one
            log.parents = {id: parents for id, parents in log.parents.items() if int(id) >= first}
            yield log


def talk(folder: Path = HERE / "talk") -> Iterator[Log]:
    """Return the talk written for training, in many languages and kinds of channel."""
    for path in sorted(folder.glob("*.jsonl")):
        channel = ChannelRef(CommunityRef("talk", path.stem), path.stem)
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        messages = []
        log = Log(path.stem, messages)
        for row in rows:
            reply = row.get("reply_to")
            mentions = tuple(MemberRef(channel.community, name) for name in row.get("mentions", ()))
            messages.append(
                message(
                    channel, str(row["id"]), row["at"], row["author"], row["text"], reply_to=None if reply is None else str(reply),
                    mentions=mentions, team=bool(row.get("team")), bot=bool(row.get("bot")),
                )
            )  # fmt: skip
            parents = row.get("parent")
            if parents is not None:
                log.parents[str(row["id"])] = {str(parent) for parent in parents} or {str(row["id"])}
        _labels(log, folder / f"{path.stem}.labels.json")
        yield log


def labelled(logs: Sequence[Log], written: Sequence[Log]) -> list[tuple[int, Log]]:
    """Return every window that somebody has read, of the corpus and then of other talk, each with its log's number there.

    Windows of one log have one number, since what is learnt from one half of the numbers is used on the other.
    """
    found = [(number, view) for number, log in enumerate(logs) for view in windows(log)]
    return found + [(number, log) for number, log in enumerate(written) if log.labels]


def lines(folder: Path = HERE / "talk") -> Iterator[tuple[str, str, str]]:
    """Return (language, kind, text) of the single lines written for training."""
    for path in sorted([*folder.glob("lines-*.tsv"), *folder.glob("long-*.tsv")]):
        for row in path.read_text(encoding="utf-8").splitlines():
            kind, _, text = row.partition("\t")
            if text.strip():
                yield path.stem.partition("-")[2], kind, text


def bursts(log: Log) -> dict[str, set[str]]:
    """Return for each label the ids of the asker's unbroken run around it (gaps of at most three minutes), as the scorer does."""
    place = {message.ref.id: i for i, message in enumerate(log.messages)}
    found = {}
    for label in log.labels:
        low = high = place[str(label["q"])]
        asker = log.messages[low].author
        while low and log.messages[low - 1].author == asker and _near(log.messages[low - 1], log.messages[low]):
            low -= 1
        while (
            high + 1 < len(log.messages)
            and log.messages[high + 1].author == asker
            and _near(log.messages[high], log.messages[high + 1])
        ):
            high += 1
        found[str(label["q"])] = {message.ref.id for message in log.messages[low : high + 1]}
    return found


def _near(a, b) -> bool:
    return (b.at - a.at).total_seconds() <= 180
