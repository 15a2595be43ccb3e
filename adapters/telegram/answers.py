"""Presses and commands that wait for an answer, and which notice answers which."""

from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime, timedelta

from adapters.telegram.wire import Asked
from bot.actions import Action, Notice
from bot.events import Event

LIFE = timedelta(minutes=15)
MOST = 2_000


class Answers:
    """Keeps each press and command for a while. As a witness it sees what an event led to, and so which notice belongs to it."""

    def __init__(self) -> None:
        """Nobody waits."""
        self._waiting: OrderedDict[Event, Asked] = OrderedDict()
        self._keyed: OrderedDict[str, Event] = OrderedDict()
        self._led: dict[Event, bool] = {}

    def expect(self, event: Event, asked: Asked) -> None:
        """Keep who asked."""
        self._waiting[event] = asked
        while len(self._waiting) > MOST:
            self._forget(next(iter(self._waiting)))

    def saw(self, event: Event, actions: Iterable[Action]) -> None:
        """Take note of what an event led to."""
        if event in self._waiting:
            keys = [action.key for action in actions if isinstance(action, Notice)]
            self._keyed.update(dict.fromkeys(keys, event))
            self._led[event] = bool(keys)

    def coming(self, event: Event) -> bool:
        """Whether a notice answers this event, or did already; asked once. If none does, the event is no longer kept.

        Where nobody looked on, one may still come: then it is waited for.
        """
        coming = self._led.pop(event, True)
        if not coming:
            self._waiting.pop(event, None)
        return coming

    def of(self, action: Notice, now: datetime) -> Asked | None:
        """Return whom a notice answers; None when that is too long ago, or unknown. Each is answered once."""
        event = self._keyed.pop(action.key, None) or self._latest(action)
        asked = self._waiting.get(event) if event is not None else None
        if event is None or asked is None:
            return None
        if event not in self._keyed.values():
            self._waiting.pop(event, None)
        return asked if now - asked.at <= LIFE else None

    def _latest(self, action: Notice) -> Event | None:
        """Where nobody looked on: the latest press or command of the same member in the same channel."""
        found = (
            event
            for event, asked in reversed(self._waiting.items())
            if asked.member == action.member and asked.channel == action.to
        )
        return next(found, None)

    def _forget(self, event: Event) -> None:
        self._waiting.pop(event, None)
        self._led.pop(event, None)
        for key in [key for key, kept in self._keyed.items() if kept == event]:
            del self._keyed[key]
