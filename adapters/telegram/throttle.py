"""Telegram's flood limits, kept before it has to say so: one message a second in a chat, twenty a minute in a group, thirty a second over all.

Pure but for what it remembers: the time is an argument.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta

CHAT = (1, timedelta(seconds=1.1))
GROUP = (20, timedelta(seconds=61))
OVERALL = (28, timedelta(seconds=1))
"""So many in so long. A little less than is allowed."""
MOST_CHATS = 10_000
NOTHING = timedelta()


@dataclass(slots=True)
class _Sent:
    at: datetime


class Throttle:
    """Says how long to wait before the next message to a chat."""

    def __init__(self) -> None:
        """Nothing was sent yet."""
        self._chats: OrderedDict[int, deque[_Sent]] = OrderedDict()
        self._all: deque[_Sent] = deque()
        self._rests: dict[int, datetime] = {}

    def take(self, chat: int, now: datetime) -> timedelta:
        """Return nothing and count a message to this chat, or return how long to wait first."""
        wait = max(self._rested(chat, now), *self._waits(chat, now))
        if wait > NOTHING:
            return wait
        sent = self._chats.setdefault(chat, deque(maxlen=GROUP[0]))
        self._chats.move_to_end(chat)
        this = _Sent(now)
        sent.append(this)
        self._all.append(this)
        if len(self._chats) > MOST_CHATS:
            self._chats.popitem(last=False)
        return NOTHING

    def arrived(self, chat: int, now: datetime) -> None:
        """Telegram answered the latest message to a chat: it arrived by now at the latest, maybe long after it left.

        The next may arrive at once, so that only from now on is it safe to count.
        """
        sent = self._chats.get(chat)
        if sent:
            sent[-1].at = max(sent[-1].at, now)

    def rest(self, chat: int, until: datetime) -> None:
        """Send nothing to a chat until then: Telegram said so."""
        self._rests[chat] = max(until, self._rests.get(chat, until))

    def _rested(self, chat: int, now: datetime) -> timedelta:
        until = self._rests.get(chat)
        if until is not None and until <= now:
            del self._rests[chat]
            return NOTHING
        return until - now if until is not None else NOTHING

    def _waits(self, chat: int, now: datetime) -> list[timedelta]:
        while self._all and self._all[0].at + OVERALL[1] <= now:
            self._all.popleft()
        sent: deque[_Sent] = self._chats.get(chat, deque())
        limits = [(CHAT, sent), (OVERALL, self._all)] + ([(GROUP, sent)] if chat < 0 else [])
        return [_wait(sent, most, span, now) for (most, span), sent in limits]


def _wait(sent: "deque[_Sent]", most: int, span: timedelta, now: datetime) -> timedelta:
    return max(NOTHING, sent[-most].at + span - now) if len(sent) >= most else NOTHING
