"""Values to keep, made short: one community, two channels, a clock that starts on a fixed day."""

from datetime import UTC, datetime, timedelta

from bot.actions import Action, Change, Notice, Say
from bot.model import (
    Because,
    ChannelRef,
    CommunityRef,
    Cue,
    Draft,
    Entry,
    Kind,
    Line,
    Link,
    MemberRef,
    Message,
    MessageRef,
    Need,
    Option,
    Phrase,
    Poll,
    Post,
    Purpose,
    Question,
    Reading,
    Survey,
    Timer,
    Verdict,
)
from bot.ports import Commit

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOME = CommunityRef("discord", "77")
GENERAL = ChannelRef(HOME, "general")
TEAM = ChannelRef(HOME, "team")
TEXTS = {
    "nul": "before\0after",
    "right to left": "\u202eمرحبا، كيف الحال؟",
    "emoji": "👩‍👩‍👧‍👦 family",
    "lone surrogate": "half \ud83d of one",
    "empty": "",
    "script": "<script>'\"; DROP TABLE lines; --",
    "noncharacters": "\ufffe\uffff\U0010ffff",
    "lines": "a\r\nb\u2028c\t",
    "japanese": "ルーターを再起動する方法",
}
"""Texts that went wrong somewhere, once."""


def at(seconds: float) -> datetime:
    """Return a moment so many seconds after the start."""
    return START + timedelta(seconds=seconds)


def member(name: str) -> MemberRef:
    """Return a member of the community."""
    return MemberRef(HOME, f"id-of-{name}")


def message(
    id: str, text: str = "", by: str = "anna", seconds: float = 0, channel: ChannelRef = GENERAL, **rest: object
) -> Message:
    """Return a message."""
    return Message(MessageRef(channel, id), member(by), by, at(seconds), text, **rest)  # type: ignore[arg-type]


def line(
    id: str, text: str = "", by: str = "anna", seconds: float = 0, channel: ChannelRef = GENERAL, **rest: object
) -> Line:
    """Return a line that has been read."""
    reading = Reading(
        0.25, 0.5, Need.CHOICE, (Link("1", 0.5, (Cue("reply"),)),), because=(Cue("mark", (("sign", "?"),)),)
    )
    return Line(message(id, text, by, seconds, channel, **rest), reading, (("1", 0.5),))


def question(
    id: str, text: str = "How?", by: str = "anna", seconds: float = 0, channel: ChannelRef = GENERAL, **rest: object
) -> Question:
    """Return an open question."""
    return Question(
        MessageRef(channel, id),
        member(by),
        by,
        text,
        at(seconds),
        0.9,
        0.8,
        Need.HELP,
        **rest,  # type: ignore[arg-type]
    )


def phrase(**values: str) -> Phrase:
    """Return something to say with these values."""
    return Phrase("nudge.one", tuple(values.items()))


def say(key: str, channel: ChannelRef = GENERAL, **values: str) -> Say:
    """Return an action."""
    return Say(key, channel, channel, (phrase(**values),))


def notice(key: str, by: str, **values: str) -> Notice:
    """Return a notice to one member."""
    return Notice(key, GENERAL, GENERAL, member(by), (phrase(**values),))


def draft(
    key: str, seconds: float = 0, questions: tuple[str, ...] = (), channel: ChannelRef = GENERAL, **values: str
) -> Draft:
    """Return a draft that waits."""
    return Draft(key, channel, Kind.NUDGE, (phrase(**values),), at(seconds), questions=questions)


def post(key: str, seconds: float = 0, channel: ChannelRef = GENERAL) -> Post:
    """Return a post that is on its way."""
    return Post(key, channel, Kind.NUDGE, at(seconds))


def survey(key: str, seconds: float = 0, channel: ChannelRef = GENERAL, *options: str, **rest: object) -> Survey:
    """Return a poll of the bot's that was just thought of."""
    poll = Poll("Which one?", tuple([Option(str(number), text) for number, text in enumerate(options, 1)]))
    return Survey(key, channel, poll, at(seconds), 3600, **rest)  # type: ignore[arg-type]


def timer(subject: str, seconds: float, purpose: Purpose = Purpose.PATIENCE, channel: ChannelRef = GENERAL) -> Timer:
    """Return a timer."""
    return Timer(channel, purpose, subject, at(seconds))


def entry(subject: str, seconds: float = 0, because: Because = (), verdict: Verdict = Verdict.FLAGGED) -> Entry:
    """Return a ledger entry."""
    return Entry(at(seconds), GENERAL, verdict, subject, because)


def changes(*kept: Change) -> Commit:
    """Return a commit of changes alone."""
    return Commit(kept)


def actions(*done: Action) -> Commit:
    """Return a commit of actions alone."""
    return Commit((), done)
