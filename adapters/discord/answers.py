"""Presses and commands that wait for an answer, and which notice answers which."""

from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime, timedelta

from adapters.discord.wire import Asked
from bot.actions import Action, Notice
from bot.events import Event

LIFE = timedelta(minutes=15) - timedelta(seconds=10)
MOST = 2_000


class Answers:
    """Keeps each press and command for as long as Discord takes an answer to it.

    As a witness it sees what an event led to, and so knows which notice belongs to which press. Without that, the latest press of
    the same member in the same channel is taken.
    """

    def __init__(self) -> None:
        """Nobody waits."""
        self._waiting: OrderedDict[Event, Asked] = OrderedDict()
        self._keyed: OrderedDict[str, Event] = OrderedDict()
        self._open: set[Event] = set()
        self._led_to: dict[Event, bool] = {}

    def expect(self, event: Event, asked: Asked, *, opened: bool = False) -> None:
        """Keep who asked. `opened`: the first answer only kept a place, which the notice is to fill."""
        self._waiting[event] = asked
        if opened:
            self._open.add(event)
        while len(self._waiting) > MOST:
            self._forget(next(iter(self._waiting)))

    def saw(self, event: Event, actions: Iterable[Action]) -> None:
        """Take note of what an event led to."""
        if event not in self._waiting:
            return
        keys = [action.key for action in actions if isinstance(action, Notice)]
        self._led_to[event] = bool(keys)
        self._keyed.update(dict.fromkeys(keys, event))

    def answered(self, event: Event) -> bool:
        """Whether a notice is on its way for this event; if not, its place is ours to fill."""
        coming = self._led_to.pop(event, False)
        if not coming:
            self._open.discard(event)
        return coming

    def of(self, action: Notice, now: datetime) -> tuple[Asked, bool] | None:
        """Return whom a notice answers, and whether a place is kept for it; None when that is too long ago, or unknown."""
        event = self._keyed.pop(action.key, None) or next(
            (
                event
                for event, asked in reversed(self._waiting.items())
                if asked.member == action.member and asked.channel == action.to
            ),
            None,
        )
        asked = self._waiting.get(event) if event is not None else None
        if event is None or asked is None:
            return None
        if now - asked.at > LIFE:
            self._forget(event)
            return None
        opened = event in self._open
        self._open.discard(event)
        return asked, opened

    def _forget(self, event: Event) -> None:
        del self._waiting[event]
        self._open.discard(event)
        self._led_to.pop(event, None)
        for key in [key for key, kept in self._keyed.items() if kept is event]:
            del self._keyed[key]
