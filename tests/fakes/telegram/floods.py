"""Telegram's flood limits, counted by the fake's own clock, and only when a test switches them on."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.fakes.telegram.errors import too_many
from tests.fakes.telegram.state import Chat

COUNTED = ("send", "copy", "forward", "editMessage", "stopPoll")
"""Calls that write. sendChatAction is none of them."""


@dataclass
class Limit:
    """So many messages in so many seconds."""

    most: int
    seconds: float


class Floods:
    """About one message a second in a chat, twenty a minute in a group or channel, thirty a second over all."""

    def __init__(self) -> None:
        """Off, until a test sets `on`."""
        self.on = False
        self.chat = Limit(1, 1)
        self.group = Limit(20, 60)
        self.overall = Limit(30, 1)
        self._sent: defaultdict[Any, deque[datetime]] = defaultdict(deque)

    def count(self, method: str, chat: Chat, now: datetime) -> None:
        """Count a call, or refuse it with the seconds to wait."""
        if not self.on or not method.startswith(COUNTED) or method == "sendChatAction":
            return
        kept = [("chat", chat.id, self.chat), ("all", 0, self.overall)]
        if chat.kind != "private":
            kept.append(("group", chat.id, self.group))
        wait = max(self._wait(self._sent[kind, whose], limit, now) for kind, whose, limit in kept)
        if wait > 0:
            raise too_many(math.ceil(wait))
        for kind, whose, _ in kept:
            self._sent[kind, whose].append(now)

    def _wait(self, sent: deque[datetime], limit: Limit, now: datetime) -> float:
        window = timedelta(seconds=limit.seconds)
        while sent and sent[0] + window <= now:
            sent.popleft()
        return (sent[-limit.most] + window - now).total_seconds() if len(sent) >= limit.most else 0.0
