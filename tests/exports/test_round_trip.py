"""An export written from events reads back as the same events."""

import io
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.exports import open_export, write_jsonl
from bot.events import ChannelNamed, Event, MessageSeen
from bot.model import ChannelRef, CommunityRef, MemberRef, Message, MessageRef, Option, Poll
from tests.exports.writers import write_discord, write_slack, write_telegram

# everything a store can keep: no NUL, no half of a surrogate pair (those become U+FFFD, see test_bad_input)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
NAME = TEXT.filter(bool)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOMENT = st.integers(0, 4 * 10**15).map(lambda micros: EPOCH + timedelta(microseconds=micros))
POLL = st.builds(
    Poll,
    TEXT,
    st.lists(TEXT, min_size=2, max_size=4).map(
        lambda texts: tuple(Option(str(n), text) for n, text in enumerate(texts))
    ),
    closed=st.booleans(),
)
settings.register_profile("exports", derandomize=True, deadline=None, max_examples=60)
EVERY = settings(settings.get_profile("exports"))


def numbers(low: int = 1, high: int = 2**53) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(str)


@st.composite
def talks(
    draw: st.DrawFn,
    *,
    community: str,
    channel: st.SearchStrategy[str],
    ids: st.SearchStrategy[str],
    authors: st.SearchStrategy[str],
    full: bool = False,
    mentions: bool = True,
    whole_seconds: bool = False,
    polls: bool = False,
    bots: bool = False,
) -> list[Message]:
    """Messages of one channel, with different ids, each author under one name."""
    home = CommunityRef("export", community)
    place = ChannelRef(home, draw(channel))
    names: dict[str, str] = {}
    messages = []
    for message_id in draw(st.lists(ids, min_size=1, max_size=6, unique=True)):
        author, at = draw(authors), draw(MOMENT)
        messages.append(
            Message(
                MessageRef(place, message_id),
                MemberRef(home, author),
                names.setdefault(author, draw(NAME)),
                at.replace(microsecond=0) if whole_seconds else at,
                draw(TEXT),
                draw(st.none() | ids.filter(lambda other, own=message_id: other != own)),
                tuple(MemberRef(home, member) for member in draw(st.lists(authors, max_size=2))) if mentions else (),
                full and draw(st.booleans()),
                bots and draw(st.booleans()),
                draw(st.none() | POLL) if polls else None,
            )
        )
    return messages


def read_back(messages: list[Message], write: Callable[[Sequence[Message], Path], None], name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        write(messages, path)
        export = open_export(path)
        events = list(export)
        assert events == [ChannelNamed(messages[0].at, messages[0].ref.channel, name), *map(MessageSeen, messages)]
        assert (export.tally.read, export.tally.broken, dict(export.tally.skipped)) == (len(messages), [], {})


def as_jsonl(messages: Sequence[Message], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        named: list[Event] = [ChannelNamed(messages[0].at, messages[0].ref.channel, "talk")]
        assert write_jsonl([*named, *map(MessageSeen, messages)], file) == len(messages)


@EVERY
@given(talks(community="export", channel=NAME, ids=NAME, authors=NAME, full=True, polls=True, bots=True))
def test_jsonl(messages: list[Message]) -> None:
    read_back(messages, as_jsonl, "talk")


@EVERY
@given(talks(community="7", channel=numbers(), ids=numbers(), authors=numbers(), bots=True))
def test_discord(messages: list[Message]) -> None:
    read_back(messages, write_discord, "talk")


@EVERY
@given(
    talks(
        community="5",
        channel=st.just("5"),
        ids=numbers(),
        authors=numbers().map("user".__add__),
        whole_seconds=True,
        polls=True,
    )
)
def test_telegram(messages: list[Message]) -> None:
    read_back(messages, write_telegram, "talk")


def slack_times(messages: list[Message]) -> list[Message]:
    """In Slack a message's id is its time."""
    out = []
    for message in messages:
        seconds, micros = message.ref.id.split(".")
        at = EPOCH + timedelta(seconds=int(seconds), microseconds=int(micros))
        out.append(Message(message.ref, message.author, message.name, at, message.text, message.reply_to))
    return out


@EVERY
@given(
    talks(
        community="T7",
        channel=numbers().map("C".__add__),
        ids=st.builds("{}.{:06}".format, st.integers(1, 4 * 10**9), st.integers(0, 999_999)),
        authors=numbers().map("U".__add__),
        mentions=False,
    ).map(slack_times)
)
def test_slack(messages: list[Message]) -> None:
    read_back(messages, write_slack, "talk")


@EVERY
@given(st.lists(st.integers() | NAME, min_size=1, max_size=8, unique_by=str))
def test_native_ids_come_back_as_they_were(ids: list[int | str]) -> None:
    spelled = {str(one): one for one in ids}
    home = CommunityRef("export", "export")
    messages = [
        Message(
            MessageRef(ChannelRef(home, "main"), str(one)),
            MemberRef(home, "mia"),
            "mia",
            datetime(2024, 1, 1, tzinfo=UTC),
            "hi",
        )
        for one in ids
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        out = io.StringIO()
        write_jsonl(map(MessageSeen, messages), out, native=lambda ref: spelled[ref])
        path.write_text(out.getvalue(), "utf-8", newline="\n")
        export = open_export(path)
        back = [export.native_id(event.message.ref.id) for event in export if isinstance(event, MessageSeen)]
        assert back == ids
        assert [type(one) for one in back] == [type(one) for one in ids]
