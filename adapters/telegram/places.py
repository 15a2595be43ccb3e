"""Places in which Telegram refused the bot: nothing is sent there until somebody changes what it may."""

import logging
from collections.abc import Mapping

from adapters.telegram.refs import Spot

log = logging.getLogger("twoway.telegram")


class Places:
    """Chats and topics where the bot is stopped, and why."""

    def __init__(self) -> None:
        """None yet."""
        self._stopped: dict[Spot, str] = {}

    @property
    def stopped(self) -> Mapping[Spot, str]:
        """The places, each with its reason."""
        return self._stopped

    def why(self, spot: Spot) -> str:
        """Return why nothing may be sent to a place, "" when it may."""
        return self._stopped.get(spot) or self._stopped.get(Spot(spot.chat), "")

    def stop(self, spot: Spot, why: str) -> None:
        """Send nothing more there."""
        if spot not in self._stopped:
            log.warning("place stopped", extra={"chat": spot.chat, "topic": spot.topic, "why": why})
        self._stopped[spot] = why

    def changed(self, chat: int, topic: int | None = None) -> None:
        """Something changed in a chat, or in one topic: it may be tried again."""
        for spot in [spot for spot in self._stopped if spot.chat == chat and topic in (None, spot.topic)]:
            log.info("place goes on", extra={"chat": spot.chat, "topic": spot.topic})
            del self._stopped[spot]
