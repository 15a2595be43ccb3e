"""Talk for the tests: messages and lines without ceremony."""

from datetime import UTC, datetime, timedelta

from bot.model import ChannelRef, CommunityRef, Line, MemberRef, Message, MessageRef
from bot.read import Window, read

CHANNEL = ChannelRef(CommunityRef("test", "town"), "square")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def said(id, author, text, minutes=0.0, **more):
    """One message, so many minutes after noon."""
    member = MemberRef(CHANNEL.community, author.lower())
    at = NOON + timedelta(minutes=minutes)
    return Message(MessageRef(CHANNEL, str(id)), member, author, at, text, **more)


def heard(messages, window=None):
    """Read messages in order; return their lines and the window after them."""
    window = window if window is not None else Window()
    lines = []
    for message in messages:
        line = Line(message, read(message, window))
        window.push(line)
        lines.append(line)
    return lines, window


def alone(text):
    """Read one message in an empty channel."""
    return read(said(1, "Ada", text), Window())
